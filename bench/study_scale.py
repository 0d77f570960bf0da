"""Seconds of processor and peak memory of every stage but `report` on the study with its notes many times over.

    python -m bench.study_scale 20 100     # 12,000 and 60,000 segments; run after `dvc repro`

Each copy of the notes has its own people, organisations and places, and other words in nearly every turn (notes_scale);
survey, documents, administrative data and people's codings stand once.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd

from bench.coding_scale import measured
from bench.notes_scale import ROOT, copies
from pipeline.study import Study, read_yaml

LEFT_OUT = ("versions", "report")  # the stages of a checkout alone, and of documents
FOLDERS = ("raw", "codebooks", "reports/chapters")


def study_of(times: int, folder: Path) -> None:
    """The whole study, with the notes of `times` - 1 copies beside its own."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "params.yaml", folder)
    own = pd.read_csv(ROOT / "raw/interviews/manifest.csv", keep_default_na=False)
    manifest = pd.concat([own, *([copies(range(1, times), folder)] if times > 1 else [])])
    manifest.to_csv(folder / "raw/interviews/manifest.csv", index=False)


def stages() -> dict[str, str]:
    """The command of each stage, in order, without `python -m pipeline`."""
    found = read_yaml(ROOT / "dvc.yaml")["stages"]
    return {
        name: stage["cmd"].removeprefix("python -m pipeline ") for name, stage in found.items() if name not in LEFT_OUT
    }


def main(several: list[int]) -> None:
    before: dict[str, float] = {}
    for times in several:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            study_of(times, folder)
            for stage, command in stages().items():
                try:
                    clock, seconds, memory = measured(folder, command)
                except SystemExit as refusal:  # among names in thousands, some words that a person would say are none
                    if "gate" not in stage:
                        raise
                    print(f"  {stage:15} {refusal}")
                    continue
                growth = f", {seconds / before[stage]:.1f} times the one before" if stage in before else ""
                print(
                    f"  {stage:15} {clock:6.0f} s, {seconds:6.0f} s of processor, {memory:.2f} GB{growth}", flush=True
                )
                before[stage] = seconds
                if stage == "deidentify":
                    print(f"{times} times over: {len(Study(folder).table('notes/segments'))} segments", flush=True)


if __name__ == "__main__":
    main([int(times) for times in sys.argv[1:]] or [20])
