"""Seconds of processor and peak memory of every stage but `report` on the study with its notes many times over.

    python -m bench.study_scale 20 100     # 12,000 and 60,000 segments; run after `dvc repro`
    python -m bench.study_scale 20 --names  # the stages up to deidentify, and the names on which the gate would stop

Each copy of the notes has its own people, organisations and places, and other words in nearly every turn (notes_scale);
survey, documents, administrative data and people's codings stand once. At the end the names are told on which the gate
stops: the study is invented.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd

from bench.coding_scale import measured
from bench.notes_scale import ROOT, copies
from pipeline.notes.leaks import leaks
from pipeline.study import Study, read_csv, read_yaml

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


def stopping(folder: Path) -> list[str]:
    """The names that stop the gate, each with the files that hold it."""
    study = Study(folder)
    key = read_csv(study.private / "key.csv").dropna(subset="name")
    files = pd.DataFrame(leaks(study, key), columns=["file", "pseudonym"]).merge(key, on="pseudonym")
    return [f"{name}: {', '.join(sorted(rows['file']))}" for name, rows in files.groupby("name")]


def main(several: list[int], chosen: dict[str, str]) -> None:
    before: dict[str, float] = {}
    for times in several:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            study_of(times, folder)
            for stage, command in chosen.items():
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
            print(*stopping(folder), sep="\n", flush=True)


if __name__ == "__main__":
    chosen = stages()
    if "--names" in sys.argv:
        last = list(chosen).index("deidentify")
        chosen = dict(list(chosen.items())[: last + 1])
    main([int(one) for one in sys.argv[1:] if one.isdigit()] or [20], chosen)
