"""Seconds of processor and peak memory of embed, code and topics on the study many times over.

    python -m bench.coding_scale 20             # 12,000 segments and more; run after `dvc repro`
    python -m bench.coding_scale 20 100         # and what grows how
    python -m bench.coding_scale 20 --coded     # every copy as much coded by people as the study is

Each copy has the study's notes, answers and documents under other names; a unit's text is half its own sentences, half
those of another unit in its language, so that no text stands twice. Vectors are made anew.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.coding.embed import sentences
from pipeline.study import Study, fingerprint

STAGES = ["embed", "code", "topics"]
TABLES = ["coding/decisions.csv", "coding/standing.csv"]


def many(units: pd.DataFrame, times: int) -> pd.DataFrame:
    """coding/units `times` over: the study's own, then copies with recombined texts."""
    copies = [units]
    said = [sentences(text) for text in units["text"]]
    alike = {language: np.flatnonzero(units["language"] == language) for language in units["language"].unique()}
    for number in range(1, times):
        random = np.random.default_rng(number)
        others = [int(random.choice(alike[language])) for language in units["language"]]
        texts = [mixed(own, said[other], random) for own, other in zip(said, others, strict=True)]
        copy = units.assign(text=texts, fingerprint=[fingerprint(text) for text in texts])
        copy["source"] = copy["source"].astype(str) + f"-{number}"
        copies.append(copy.assign(unit_id=renamed(copy["unit_id"], number)))
    return pd.concat(copies, ignore_index=True)


def mixed(own: list[str], other: list[str], random: np.random.Generator) -> str:
    """Half of two turns' sentences, one a turn at least."""
    parts = [[one for one in part if random.random() < 0.5] or part[:1] for part in (own, other)]
    return " ".join(parts[0] + parts[1])


def renamed(unit_ids: pd.Series, number: int) -> pd.Series:
    """`EMP-01#4` as `EMP-01-3#4`."""
    return unit_ids.str.replace("#", f"-{number}#", n=1)


def decided(table: pd.DataFrame, times: int) -> pd.DataFrame:
    copies = [table.assign(unit_id=renamed(table["unit_id"], number)) for number in range(1, times)]
    return pd.concat([table, *copies], ignore_index=True)


def study_of(here: Study, root: Path, times: int, coded: bool) -> int:
    """Write the study `times` over into `root`; how many units it has."""
    shutil.copytree(here.codebooks, root / "codebooks")
    shutil.copy(here.root / "params.yaml", root)
    made = root / "processed/coding"
    made.mkdir(parents=True)
    units = many(here.table("coding/units"), times)
    units.to_parquet(made / "units.parquet", index=False)
    for name in TABLES:
        table = pd.read_csv(here.processed / name, dtype=str, keep_default_na=False)
        decided(table, times if coded else 1).to_csv(made / Path(name).name, index=False)
    return len(units)


def measured(root: Path, stage: str) -> tuple[float, float]:
    """Seconds of processor, its children's included, and GB at most of the process with most."""
    command = [sys.executable, "-m", "pipeline", stage]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(command, cwd=root, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{stage} ended with {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int, nargs="+")
    parser.add_argument("--coded", action="store_true")
    options = parser.parse_args()
    before: dict[str, float] = {}
    for times in options.times:
        with tempfile.TemporaryDirectory() as folder:
            count = study_of(Study(Path.cwd()), Path(folder), times, options.coded)
            print(f"{times} times over: {count} units", flush=True)
            for stage in STAGES:
                seconds, memory = measured(Path(folder), stage)
                growth = f", {seconds / before[stage]:.1f} times the one before" if stage in before else ""
                print(f"  {stage:7} {seconds:6.0f} s of processor, {memory:.2f} GB{growth}", flush=True)
                before[stage] = seconds


if __name__ == "__main__":
    main()
