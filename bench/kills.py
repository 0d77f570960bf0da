"""Each stage killed at random moments under `dvc repro`, and given a full disk: the next run must make the same bytes.

    python -m bench.kills 60               # so many kills, over all stages of the small study (tests/study)
    python -m bench.kills 60 --disks 12    # and so many full disks: a small tmpfs each (as root)

After each the stage runs again; its outputs, the key and the caches that hold names are compared with those of a run
that nothing stopped, and nothing may be left behind (`.staging-*`, `.*.part`). Every failure is printed; ends with 1 if
there was any.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {
    "DVC_NO_ANALYTICS": "1",
    "SOURCE_DATE_EPOCH": "1640995200",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}
MADE = ("processed", "reports", "private/key.csv")
LEFT = (".staging-*", "**/.*.part", "**/*.tmp")
CUT_LOCKS: list[str] = []  # stages killed while DVC wrote one of its own files in place


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def small_study(folder: Path) -> None:
    """The small study in `folder`, run whole."""
    shutil.copytree(ROOT / "tests/study", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "pipeline", folder / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", folder)
    stages = (sys.executable, "-m", "pipeline", "stages")
    for command in (("git", "init", "-q"), ("dvc", "init", "-q"), stages, ("dvc", "repro")):
        done = run(folder, *command)
        if done.returncode:
            sys.exit(f"{command}: {done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def made(folder: Path) -> dict[str, str]:
    """File -> fingerprint of everything that stages made."""
    files = [path for name in MADE for path in [folder / name, *(folder / name).rglob("*")] if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def left_behind(folder: Path) -> list[str]:
    own = (".git", ".dvc", "pipeline")
    found = [path.relative_to(folder) for pattern in LEFT for path in folder.glob(pattern)]
    return sorted(str(path) for path in found if path.parts[0] not in own)


def wrong(folder: Path, whole: dict[str, str]) -> list[str]:
    """What differs from the run that nothing stopped."""
    now = made(folder)
    changed = [f"{name}: other bytes" for name in sorted(whole.keys() & now.keys()) if whole[name] != now[name]]
    missing = [f"{name}: missing" for name in sorted(whole.keys() - now.keys())]
    return changed + missing + [f"{name}: not there before" for name in sorted(now.keys() - whole.keys())]


def forget(folder: Path, stage: str) -> None:
    """What expensive work kept, so that the stage does it again."""
    for name in (".cache/embeddings", ".cache/figures", "private/cache"):
        if random.random() < 0.5:
            shutil.rmtree(folder / name, ignore_errors=True)


def killed(folder: Path, stage: str, seconds: float) -> bool:
    """Start the stage under DVC, kill all its processes after `seconds`; whether it was still running."""
    command = ["dvc", "repro", "--single-item", "--force", stage]
    process = subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True


def after(folder: Path, stage: str, whole: dict[str, str]) -> list[str]:
    """Run the stage again; what is wrong then.

    DVC writes dvc.lock and .dvc/tmp/rwlock in place: killed at that moment it leaves half of one, and refuses it. Then,
    as docs/large.md says, that file goes; it is counted.
    """
    command = ("dvc", "repro", "--single-item", "--force", stage)
    done = run(folder, *command)
    for cut in ("dvc.lock", ".dvc/tmp/rwlock"):
        if done.returncode and cut in done.stdout + done.stderr:
            CUT_LOCKS.append(f"{stage}: {cut}")
            (folder / cut).unlink()
            done = run(folder, *command)
    if done.returncode:
        return [f"the next run ended with {done.returncode}: {(done.stderr or done.stdout)[-800:]}"]
    return wrong(folder, whole) + [f"left behind: {name}" for name in left_behind(folder)]


def full_disk(study: Path, stage: str, spare: int, whole: dict[str, str]) -> list[str]:
    """The stage on a file system with `spare` bytes left, then with plenty."""
    with tempfile.TemporaryDirectory() as place:
        used = sum(path.lstat().st_size + 4096 for path in study.rglob("*"))
        mount = ["mount", "-t", "tmpfs", "-o", f"size={2 * used + 2**26}", "tmpfs", place]
        subprocess.run(mount, check=True)
        try:
            folder = Path(place) / "study"
            shutil.copytree(study, folder, symlinks=True)
            forget(folder, stage)
            room = os.statvfs(place)
            size = (room.f_blocks - room.f_bfree) * room.f_frsize + spare
            subprocess.run(["mount", "-o", f"remount,size={size}", place], check=True)
            first = run(folder, sys.executable, "-m", "pipeline", *command_of(study, stage))
            subprocess.run(["mount", "-o", f"remount,size={2 * used + 2**28}", place], check=True)
            told = [f"a traceback: {first.stderr[-800:]}"] if "Traceback" in first.stderr else []
            return told + after(folder, stage, whole)
        finally:
            subprocess.run(["umount", "-l", place], check=True)


def command_of(study: Path, stage: str) -> list[str]:
    """The words after `python -m pipeline` of a stage in dvc.yaml."""
    said = yaml.safe_load((study / "dvc.yaml").read_text(encoding="utf-8"))["stages"][stage]["cmd"]
    return (said if isinstance(said, str) else said[0]).split("python -m pipeline ", 1)[1].split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int)
    parser.add_argument("--disks", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    failures, caught = 0, 0
    with tempfile.TemporaryDirectory() as place:
        study = Path(place) / "study"
        small_study(study)
        whole = made(study)
        stages = list(yaml.safe_load((study / "dvc.yaml").read_text(encoding="utf-8"))["stages"])
        print(f"{len(stages)} stages, {len(whole)} files", flush=True)
        took: dict[str, float] = {}
        for number in range(options.kills + options.disks):
            stage = stages[number % len(stages)]
            if number < options.kills:
                if stage not in took:
                    start = time.perf_counter()
                    run(study, "dvc", "repro", "--single-item", "--force", stage)
                    took[stage] = time.perf_counter() - start
                forget(study, stage)
                caught += killed(study, stage, took[stage] * random.uniform(0.2, 1.0))
                faults, what = after(study, stage, whole), "killed"
            else:
                spare = int(random.choice([0, 4096, 50_000, 400_000]))
                faults, what = full_disk(study, stage, spare, whole), f"{spare} bytes of room"
            failures += bool(faults)
            print(f"{number + 1} {stage}, {what}: {'; '.join(faults[:4]) or 'the same bytes'}", flush=True)
    print(f"{len(CUT_LOCKS)} times a file of DVC's was cut ({', '.join(CUT_LOCKS)}): deleted, as docs/large.md says")
    print(f"{caught} kills met a running stage; {failures} of {options.kills + options.disks} left something wrong")
    sys.exit(int(failures > 0))


if __name__ == "__main__":
    main()
