"""Seconds of processor and peak memory of embed, code and topics on the study many times over.

    python -m bench.coding_scale 20             # 12,000 segments and more; run after `dvc repro`
    python -m bench.coding_scale 20 100         # and what grows how
    python -m bench.coding_scale 20 --coded     # every copy as much coded by people as the study is
    python -m bench.coding_scale 2 --coded --words 200 --bare  # long units, a codebook without examples

Each copy has the study's notes, answers and documents under other names; a unit's text is half its own sentences, half
those of another unit in its language, so that no text stands twice. Vectors are made anew, then `code` is run again
with all of them at hand.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.coding.embed import sentences
from pipeline.study import Study, fingerprint, yaml_editing

STAGES = {
    "embed": "embed", "code": "code", "topics": "topics", "again": "code",
    "both": "run code topics",  # in one process, as `dvc repro` runs them
}  # fmt: skip  # as printed: as run
TABLES = ["coding/decisions.csv", "coding/standing.csv"]


def many(units: pd.DataFrame, times: int, words: int = 0) -> pd.DataFrame:
    """coding/units `times` over: the study's own, then copies with recombined texts; each of `words` words at least."""
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
    units = pd.concat(copies, ignore_index=True)
    if words:
        random = np.random.default_rng(0)
        pools = {language: [one for i in own for one in said[i]] for language, own in alike.items()}
        texts = [
            lengthened(text, pools[language], words, random)
            for text, language in zip(units["text"], units["language"], strict=True)
        ]
        units = units.assign(text=texts, fingerprint=[fingerprint(text) for text in texts])
    return units


def lengthened(text: str, pool: list[str], words: int, random: np.random.Generator) -> str:
    """The text, then sentences of others until it has so many words."""
    parts, count = [text], len(text.split())
    while count < words:
        parts.append(pool[random.integers(len(pool))])
        count += len(parts[-1].split())
    return " ".join(parts)


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


def without_examples(path: Path) -> None:
    content = yaml_editing.parse(path.read_text(encoding="utf-8"))
    for part in [*content["codes"], content]:
        for key in ("examples", "no_code"):
            part.pop(key, None)
    path.write_text(yaml_editing.dump(content), encoding="utf-8")


def study_of(here: Study, root: Path, options: argparse.Namespace, times: int) -> int:
    """Write the study `times` over into `root`; how many units it has."""
    shutil.copytree(here.codebooks, root / "codebooks")
    if options.bare:
        without_examples(root / "codebooks/themes.yaml")
    shutil.copy(here.root / "params.yaml", root)
    made = root / "processed/coding"
    made.mkdir(parents=True)
    units = many(here.table("coding/units"), times, options.words)
    units.to_parquet(made / "units.parquet", index=False)
    for name in TABLES:
        table = pd.read_csv(here.processed / name, dtype=str, keep_default_na=False)
        decided(table, times if options.coded else 1).to_csv(made / Path(name).name, index=False)
    return len(units)


def measured(root: Path, stage: str) -> tuple[float, float, float]:
    """Seconds by the clock and of processor, its children's included, and GB at most of the process with most.

    stage: its command, with what follows it.
    """
    command = [sys.executable, "-m", "pipeline", *stage.split()]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=root, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{stage} ended with {status}")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int, nargs="+")
    parser.add_argument("--coded", action="store_true")
    parser.add_argument("--words", type=int, default=0, help="words of each unit at least")
    parser.add_argument("--bare", action="store_true", help="a codebook without examples")
    options = parser.parse_args()
    before: dict[str, float] = {}
    for times in options.times:
        with tempfile.TemporaryDirectory() as folder:
            count = study_of(Study(Path.cwd()), Path(folder), options, times)
            print(f"{times} times over: {count} units", flush=True)
            for stage, command in STAGES.items():
                clock, seconds, memory = measured(Path(folder), command)
                growth = f", {seconds / before[stage]:.1f} times the one before" if stage in before else ""
                print(f"  {stage:7} {clock:6.0f} s, {seconds:6.0f} s of processor, {memory:.2f} GB{growth}", flush=True)
                before[stage] = seconds


if __name__ == "__main__":
    main()
