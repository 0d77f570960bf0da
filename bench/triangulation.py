"""How long `triangulate` takes on this study with every check on, and on studies 10 and 100 times as large.

    python -m bench.triangulation          # in the repository's folder, after `dvc repro`

A larger study is this one with its respondents, notes and codings repeated under new ids; the evaluation matrix stays.
Prints one JSON line a size: seconds, and seconds for each time the study is larger.
"""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from pipeline.study import Study
from pipeline.survey import measure
from pipeline.triangulation import triangulate

ROOT = Path(__file__).parents[1]


def enlarged(table: pd.DataFrame, times: int, columns: list[str]) -> pd.DataFrame:
    """The table `times` over; ids of the copies carry their number before the turn."""
    copies = []
    for copy in range(times):
        suffix = f"x{copy}" if copy else ""
        ids = {one: table[one].str.replace(r"(?=#|$)", suffix, n=1, regex=True) for one in columns}
        copies.append(table.assign(**ids))
    return pd.concat(copies, ignore_index=True)


def study_of(times: int, folder: Path) -> Study:
    source = Study(ROOT)
    for name in ("codebooks", "raw/coding", "raw/published"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "params.yaml", folder)
    study = Study(folder)
    with study.writing() as out:
        out.table("survey/respondents", enlarged(source.table("survey/respondents"), times, ["record_id"]))
        out.table("notes/segments", enlarged(source.table("notes/segments"), times, ["segment_id", "note_id"]))
        out.table("coding/codings", enlarged(source.table("coding/codings"), times, ["segment_id", "note_id"]))
        on_coded = enlarged(source.table("coding/machine_on_coded"), times, ["segment_id"])
        out.table("coding/machine_on_coded", on_coded)
        out.table("triangulation/published", source.table("triangulation/published"))
        if source.has_table("survey/open_answers"):
            answers = enlarged(source.table("survey/open_answers"), times, ["segment_id", "record_id"])
            out.table("survey/open_answers", answers)
    measure.run(study)
    return study


def main(sizes: list[int]) -> None:
    for times in sizes:
        with tempfile.TemporaryDirectory() as folder:
            study = study_of(times, Path(folder))
            start = time.perf_counter()
            triangulate.run(study)
            seconds = time.perf_counter() - start
            codings = study.table("coding/codings")
            print(
                json.dumps(
                    {
                        "times": times,
                        "notes": study.table("notes/segments")["note_id"].nunique(),
                        "respondents": len(study.table("survey/respondents")),
                        "codings": len(codings),
                        "seconds": round(seconds, 2),
                        "seconds_each": round(seconds / times, 3),
                    }
                ),
                flush=True,
            )


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [1, 10, 100])
