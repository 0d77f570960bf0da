"""How long cleaning and measuring a large survey takes: the study's export repeated with noise.

    python bench/survey_scale.py [--records 12500 25000 50000 100000]

Each size is a study in a temporary folder: new identifiers and e-mail addresses (one in fifty a duplicate), answers
redrawn from the same column for one cell in ten, dates moved, hours written in new numbers. `clean` and `measure` run
in a process of their own; printed are seconds, peak memory, and the exponent with which processor time grows (1: as
the records).
The gate between the two belongs to another room: the open answers are put beside the cleaned table as they are.
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
import pyreadstat
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
GATE = """
import sys
from pathlib import Path
from pipeline.study import Study
study = Study(Path.cwd())
cleaned, answers = study.table("survey/cleaned"), study.table("survey/answers")
wide = answers.pivot(index="record_id", columns="variable", values="text").reset_index()
with study.writing() as out:
    out.table("survey/respondents", cleaned.merge(wide, on="record_id", how="left"))
"""


def noisy(source: pd.DataFrame, records: int, generator: np.random.Generator) -> pd.DataFrame:
    """`records` rows drawn from the export, with noise."""
    frame = source.iloc[generator.integers(0, len(source), records)].reset_index(drop=True)
    for name in frame.columns:
        other = frame[name].iloc[generator.permutation(records)].reset_index(drop=True)
        if name not in ("Status", "StartDate", "EndDate", "Q0_consent"):
            frame[name] = frame[name].where(generator.random(records) > 0.1, other)
    frame["ResponseId"] = [f"R_{number:07d}" for number in range(records)]
    person = np.where(generator.random(records) < 0.02, generator.integers(0, records, records), np.arange(records))
    frame["RecipientEmail"] = [f"person{number}@example.org" for number in person]
    hours = generator.integers(1, 400, records) / 10
    frame["Q11_hours"] = frame["Q11_hours"].where(generator.random(records) > 0.3, [f"{h} h" for h in hours])
    day, minute = generator.integers(20, 31, records), generator.integers(0, 60, records)
    iso = [f"2021-09-{d} 10:{m:02d}:00" for d, m in zip(day, minute, strict=True)]
    end = [f"2021-09-{d} 11:{m:02d}:30" for d, m in zip(day, minute, strict=True)]
    moved = generator.random(records) < 0.5
    frame["StartDate"], frame["EndDate"] = frame["StartDate"].where(~moved, iso), frame["EndDate"].where(~moved, end)
    return frame


def study_of(records: int, folder: Path) -> None:
    shutil.copytree(ROOT / "codebooks", folder / "codebooks")
    (folder / "raw/survey").mkdir(parents=True)
    parameters = YAML(typ="safe").load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    source = ROOT / "raw" / parameters["survey"]["export"]
    frame, meta = pyreadstat.read_sav(source, user_missing=True)
    pyreadstat.write_sav(
        noisy(frame, records, np.random.default_rng(parameters["study"]["seed"])),
        folder / "raw" / parameters["survey"]["export"],
        variable_value_labels=meta.variable_value_labels,
        missing_ranges=meta.missing_ranges,
    )
    margins = pd.read_csv(ROOT / "raw" / parameters["survey"]["population_margins"])
    margins["population"] *= records
    margins.to_csv(folder / "raw" / parameters["survey"]["population_margins"], index=False)
    shutil.copy(ROOT / "params.yaml", folder)


def cost(folder: Path, *command: str) -> tuple[float, float, float]:
    """Seconds on the clock, seconds of processor, peak memory in MB of one process."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], cwd=folder, env={"PYTHONPATH": str(ROOT)})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, nargs="+", default=[12_500, 25_000, 50_000, 100_000])
    print("records  clean s (cpu)  measure s (cpu)  both s (cpu)  peak MB  growth")
    before = None
    for records in parser.parse_args().records:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "study"
            study_of(records, folder)
            clean = cost(folder, "-m", "pipeline", "clean")
            cost(folder, "-c", GATE)
            measure = cost(folder, "-m", "pipeline", "measure")
        wall, cpu, peak = clean[0] + measure[0], clean[1] + measure[1], max(clean[2], measure[2])
        growth = f"{np.log(cpu / before[1]) / np.log(records / before[0]):.2f}" if before else ""
        print(
            f"{records:7d}  {clean[0]:7.1f} ({clean[1]:.1f})  {measure[0]:8.1f} ({measure[1]:.1f})"
            f"  {wall:6.1f} ({cpu:.1f})  {peak:7.0f}  {growth}",
            flush=True,
        )
        before = (records, cpu)


if __name__ == "__main__":
    main()
