"""Whatever is wrong with the files of a study: does a command end with a sentence, or with a traceback?

    python -m bench.tracebacks                   # every try
    python -m bench.tracebacks --draw 400        # so many, drawn over the kinds
    python -m bench.tracebacks --only yaml       # those whose name holds a word

A small study with all lines of evidence is made once; each try changes one thing in a copy and runs the commands that
read it, as a person would (`pipeline.__main__.main`), in a process of its own. A traceback, another exit code than 0, 1
or 2, and a command that does not end in time (`LONGEST`) are told, a line each; ends with 1 if there was any.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.tries import Try, tries, whole_study
from tests.study_runs import command

LONGEST = 200  # seconds for the commands of a try


def copy(base: Path, folder: Path) -> None:
    """The study as it is, its heavy caches shared."""
    shutil.copytree(base, folder, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
    shutil.copytree(base / ".cache", folder / ".cache", symlinks=True, copy_function=os.link)


def outcome(one: Try, folder: Path, told: Path) -> str:
    """How the commands of a try ended: `done`, `told` (a sentence), or what went wrong."""
    process = os.fork()
    if process == 0:
        _run(one, folder, told)
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            _end(process)
            code = os.waitstatus_to_exitcode(status)
            text = told.read_text(encoding="utf-8", errors="replace")
            if "Traceback (most recent call last)" in text or code not in (0, 1, 2):
                return f"traceback ({code})"
            return "done" if code == 0 else "told"
        time.sleep(0.01)
    _end(process)
    os.waitpid(process, 0)
    return "endless"


def _end(process: int) -> None:
    """End what the try's process started: workers, pandoc."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def _run(one: Try, folder: Path, told: Path) -> None:
    """In the child: the commands one after the other, to the first that does not end well."""
    from pipeline.__main__ import main

    os.setpgrp()
    code = 0
    with told.open("w", encoding="utf-8") as out, contextlib.chdir(folder):
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        os.close(0)
        try:
            for words in one.commands:
                sys.argv = ["pipeline", *words]
                try:
                    main()
                except SystemExit as ended:
                    code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
                if code:
                    break
        except BaseException:
            traceback.print_exc()
            code = 3
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _apart(base: Path) -> None:
    """The whole study in `base`, made in a process of its own: what libraries' threads hold at a fork is held in every
    child, and a try would wait for it without end."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            if not base.exists():
                whole_study(base)
            command(base, "stages")  # of this version of the code, else `check` tells that first
            code = 0
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]):
        sys.exit("the small study was not made")


def drawn(every: list[Try], number: int, seed: int) -> list[Try]:
    """So many tries, kinds in turn, so that small kinds are there whole."""
    chance = random.Random(seed)
    kinds: dict[str, list[Try]] = {}
    for one in every:
        kinds.setdefault(one.kind, []).append(one)
    for own in kinds.values():
        chance.shuffle(own)
    taken: list[Try] = []
    while len(taken) < min(number, len(every)):
        taken += [own.pop() for own in kinds.values() if own][: number - len(taken)]
    return taken


def warmed() -> None:
    """What every child would load for itself."""
    import docx  # noqa: F401
    import openpyxl  # noqa: F401
    import pandera  # noqa: F401

    import pipeline.notes.transcribe
    import pipeline.scaffold.check
    import pipeline.survey.clean
    import pipeline.triangulation.triangulate  # noqa: F401


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--base", type=Path, help="a folder to keep the small study in")
    parser.add_argument("--list", action="store_true", help="only count the tries")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        base = options.base or Path(place) / "base"
        _apart(base)
        every = [one for one in tries(base) if options.only in f"{one.kind} {one.name}"]
        if options.draw:
            every = drawn(every, options.draw, options.seed)
        print(len(every), "tries:", dict(Counter(one.kind for one in every)), flush=True)
        if options.list:
            return
        warmed()
        ends = Counter(end for _, end in ended(base, every, Path(place)))
    print(dict(ends))
    sys.exit(int(any(end not in ("done", "told") for end in ends)))


def ended(base: Path, every: list[Try], place: Path) -> Iterator[tuple[Try, str]]:
    for number, one in enumerate(every, start=1):
        if number % 100 == 0:
            print(f"{number} tried", flush=True)
        folder, told = place / f"{number}", place / f"{number}.txt"
        copy(base, folder)
        one.change(folder)
        end = outcome(one, folder, told)
        text = told.read_text(encoding="utf-8", errors="replace")
        if end not in ("done", "told"):
            print(f"--- {one.kind}: {one.name}: {end}\n{text[-1500:]}", flush=True)
        elif os.environ.get("TELL"):
            print(f"- {one.kind}: {one.name}: {end}: {text[:300]!r}", flush=True)
        yield one, end
        for path in [folder, *folder.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        told.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
