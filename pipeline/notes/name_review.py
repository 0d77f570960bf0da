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
    durable,
    fingerprint,
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


def listed(study: Study) -> pd.DataFrame:
    """What was replaced, and what people said of it (`COLUMNS`); empty columns where nothing was said.

    Raises StudyError where nothing was de-identified yet.
    """
    path = study.private / REPLACED
    if not path.exists():
        raise StudyError(study.relative(path), "nothing was de-identified yet", todo="Run `dvc repro` first.")
    said = decisions(study)
    replaced = read_csv(path)
    there = set(replaced["name"])
    kept = [(name, "", 0, "", decision) for name, decision in sorted(said.items()) if name not in there]
    rows = [
        (row.name_, row.kind, row.times, row.notes, said.get(row.name_, ""))
        for row in replaced.rename(columns={"name": "name_"}).itertuples()
    ]
    frame = pd.DataFrame([*rows, *kept], columns=COLUMNS)
    frame["order"] = frame["kind"].map({kind: number for number, kind in enumerate(KINDS)}).fillna(len(KINDS))
    return frame.sort_values(["order", "times", "name"], ascending=[True, False, True])[COLUMNS].reset_index(drop=True)


def write(study: Study) -> int:
    """Write raw/names_review.csv anew from what was replaced; decisions made there stand. Returns how many."""
    frame = listed(study)
    with replacing(study.raw / FILE) as part:
        write_csv(frame, part)
    return len(frame)


def version(study: Study) -> str:
    """Stands for what people have said: what `decide` compares."""
    path = study.raw / FILE
    return fingerprint(path.read_bytes()) if path.exists() else ""


def decide(study: Study, name: str, decision: str, seen: str) -> str:
    """Says of one name `keep`, another kind, or nothing (it is replaced as it was); gives the new `version`.

    Raises StudyError where somebody changed the file since it was `seen`, ValueError for what is no name or decision.
    """
    if seen != version(study):
        where = study.relative(study.raw / FILE)
        raise StudyError(where, "somebody changed it since you looked", todo="Load the page again, then decide.")
    frame = listed(study)
    if name not in set(frame["name"]) or decision not in ("", KEEP, *NAMES):
        raise ValueError(f"{name}: {decision}")
    frame.loc[frame["name"] == name, "decision"] = decision
    with durable(study.raw / FILE) as part:
        write_csv(frame, part)
    return version(study)
