"""The list of what was replaced, for a person to look through: how often, and a cell to say `keep` or another kind.

`python -m pipeline names` writes raw/names_review.csv from what the last de-identification replaced; what people said
there stands and is read by the next one. It holds names: it stays with raw/.
"""

import pandas as pd

from pipeline.notes.identify import KINDS
from pipeline.notes.names import NAMES
from pipeline.study import (
    Study,
    StudyError,
    collecting,
    need_columns,
    read_csv,
    read_people_table,
    replacing,
    write_csv,
)
from pipeline.study.formulas import as_written

FILE = "names_review.csv"  # under raw/
REPLACED = "names.csv"  # under private/, written by deidentify
COLUMNS = ["name", "kind", "times", "notes", "decision"]
KEEP = "keep"


def decisions(study: Study) -> dict[str, str]:
    """Name -> `keep`, or the kind it is to be replaced as; names without a decision are not there.

    Raises StudyError, with every mistake, for a decision that is none.
    """
    path = study.raw / FILE
    if not path.exists():
        return {}
    frame = read_people_table(path, study.relative(path)).fillna("").astype(str)
    need_columns(frame, ["name", "decision"], study.relative(path))
    said = {}
    with collecting() as mistakes:
        for line, (name, decision) in enumerate(zip(frame["name"], frame["decision"], strict=True), start=2):
            word = decision.strip().lower()
            if word in ("", "replace"):
                continue
            if word not in (KEEP, *NAMES):
                expected = f"nothing, {KEEP}, replace or the right kind ({', '.join(NAMES)})"
                mistakes.add(f"{study.relative(path)}, line {line}", f"decision {decision!r}", expected)
            said[str(as_written(name)).strip()] = word
    return said


def write(study: Study) -> int:
    """Write raw/names_review.csv anew from what was replaced; decisions made there stand. Returns how many."""
    path = study.private / REPLACED
    if not path.exists():
        raise StudyError(study.relative(path), "nothing was de-identified yet", todo="Run `dvc repro` first.")
    said = decisions(study)
    replaced = read_csv(path)
    listed = set(replaced["name"])
    kept = [(name, "", 0, "", decision) for name, decision in sorted(said.items()) if name not in listed]
    rows = [
        (row.name_, row.kind, row.times, row.notes, said.get(row.name_, ""))
        for row in replaced.rename(columns={"name": "name_"}).itertuples()
    ]
    frame = pd.DataFrame([*rows, *kept], columns=COLUMNS)
    frame["order"] = frame["kind"].map({kind: number for number, kind in enumerate(KINDS)}).fillna(len(KINDS))
    frame = frame.sort_values(["order", "times", "name"], ascending=[True, False, True])[COLUMNS]
    with replacing(study.raw / FILE) as part:
        write_csv(frame, part)
    return len(frame)
