"""Time and memory of the notes strand on the study taken several times over, beside the study once.

    python -m bench.notes_scale 10        # 530 notes; 100 is the figure that is asked for

Each copy has its own note ids, so every file is read; processor seconds are compared, as other programs run too.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]


def study_of(times: int, folder: Path) -> Path:
    """The study's notes `times` over, nothing else."""
    interviews = folder / "raw" / "interviews"
    interviews.mkdir(parents=True)
    (folder / ".cache").mkdir()
    if (ROOT / ".cache/notes").exists():
        shutil.copytree(ROOT / ".cache/notes", folder / ".cache/notes")
    shutil.copy(ROOT / "params.yaml", folder)
    shutil.copytree(ROOT / "pipeline", folder / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    manifest = pd.read_csv(ROOT / "raw/interviews/manifest.csv", keep_default_na=False)
    copies = []
    for number in range(times):
        copy = manifest.assign(note_id=[f"{note}-{number}" for note in manifest["note_id"]])
        copy["file"] = [f"interviews/{number}-{Path(file).name}" for file in manifest["file"]]
        for old, new in zip(manifest["file"], copy["file"], strict=True):
            shutil.copy(ROOT / "raw" / old, folder / "raw" / new)
        copies.append(copy)
    pd.concat(copies).to_csv(interviews / "manifest.csv", index=False)
    return folder


def cost(folder: Path) -> dict[str, float]:
    """Processor seconds and peak memory (MB) of both stages, from nothing."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for stage in ("transcribe", "deidentify"):
        subprocess.run([sys.executable, "-m", "pipeline", stage], cwd=folder, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"processor_seconds": round(seconds, 1), "peak_mb": round(after.ru_maxrss / 1024)}


def main(times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        once = cost(study_of(1, Path(folder) / "once"))
        more = cost(study_of(times, Path(folder) / "more"))
    ratio = round(more["processor_seconds"] / once["processor_seconds"], 1)
    print(json.dumps({"times": times, "once": once, "more": more, "times_as_long": ratio}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
