"""What people judged about the findings, as they wrote it under raw/judgement: small CSV files, one row a judgement.

notes_drawn.csv      note_id, how, probability, blind, remark   how the notes that people coded were chosen
negative_cases.csv   finding_id, unit_id, statement, says, reason, by   what a passage near a statement says of it
silence.csv          finding_id, candidate, decision, reason, by        what looks as if it measures a finding

A statement is named by the fingerprint that the search prints: a changed statement is searched again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.language import Label
from pipeline.study import Study, StudyError, collecting, did_you_mean, fingerprint, read_people_table

FOLDER = "judgement"  # under raw/
DRAWN, CHOSEN, QUEUED, UNRECORDED = "drawn", "chosen", "queued", "not recorded"
SAYS = ["against", "reservation", "not about it"]
FILES: dict[str, dict[str, list[str] | None]] = {
    "notes_drawn": {
        "note_id": None, "how": [DRAWN, CHOSEN, QUEUED, UNRECORDED], "probability": None, "blind": ["yes", "no"],
        "remark": None,
    },
    "negative_cases": {
        "finding_id": None, "unit_id": None, "statement": None, "says": SAYS, "reason": None, "by": None,
    },
    "silence": {
        "finding_id": None, "candidate": None, "decision": ["accepted", "dismissed"], "reason": None, "by": None,
    },
}  # fmt: skip


def read(study: Study, name: str) -> pd.DataFrame:
    """One of FILES; an absent file is an empty table. Raises StudyError naming file and line."""
    columns = FILES[name]
    path = path_of(study, name)
    if not path.exists():
        return pd.DataFrame(columns=list(columns))
    shown = study.relative(path)
    frame = read_people_table(path, shown, list(columns))
    frame = frame.where(frame != "")
    for column, allowed in columns.items():
        if allowed is not None:
            _refuse_others(frame[column], allowed, shown)
    if name == "notes_drawn":
        _refuse_odd_draws(frame, shown)
    else:
        _refuse_others(frame["reason"].notna().map({True: "a reason", False: "no reason"}), ["a reason"], shown)
    return frame.reset_index(drop=True)


def _refuse_others(values: pd.Series, allowed: list[str], shown: str) -> None:
    bad = values[~values.isin(allowed)]
    if len(bad):
        raise StudyError(f"{shown}, line {bad.index[0]}", f"{bad.iloc[0]!r}", "one of " + ", ".join(allowed))


def _refuse_odd_draws(drawn: pd.DataFrame, shown: str) -> None:
    """Raises StudyErrors for a probability that is none, and for a note that stands there twice."""
    probability = pd.to_numeric(drawn["probability"], errors="coerce")
    odd = drawn["probability"].notna() & ~probability.between(0, 1, inclusive="right")
    with collecting() as mistakes:
        for line, said in drawn.loc[odd, "probability"].items():
            mistakes.add(f"{shown}, line {line}", f"the probability {said!r}", "a number above 0, at most 1, as 0.25")
        for line, note in drawn.loc[drawn["note_id"].duplicated(), "note_id"].items():
            mistakes.add(f"{shown}, line {line}", f"{note} stands there a second time", "a row for each note")


def unknown(study: Study, findings: Collection[str]) -> list[str]:
    """A sentence for each finding, unit or note of a judgement that the study does not have (any more): it counts for
    nothing. Units and notes are known once they have been read."""
    of_units = study.table_if_any("coding/units")
    known = {"finding_id": findings}
    if of_units is not None:
        known |= {"unit_id": set(of_units["unit_id"]), "note_id": set(of_units["source"])}
    said = []
    for name in FILES:
        rows, shown = read(study, name), study.relative(path_of(study, name))
        for column in [column for column in known if column in rows]:
            absent = sorted(set(rows[column].dropna()) - set(known[column]))
            kind = column.removesuffix("_id")
            said += [
                f"{shown}: the study has no {kind} {one}: what is said of it counts for nothing. "
                f"{did_you_mean(one, known[column])}".rstrip()
                for one in absent
            ]
    return said


def path_of(study: Study, name: str) -> Path:
    return study.raw / FOLDER / f"{name}.csv"


def statement_mark(statement: Label) -> str:
    """Names one wording of a statement, in every language: a search counts for it, and for no other."""
    return fingerprint(*statement.texts())


def checked_notes(drawn: pd.DataFrame) -> list[str]:
    """Notes drawn with a recorded probability and coded by people who did not see the machine's codes."""
    probability = pd.to_numeric(drawn["probability"], errors="coerce")
    fit = (drawn["how"] == DRAWN) & (drawn["blind"] == "yes") & probability.gt(0)
    return sorted(drawn.loc[fit, "note_id"])


@dataclass(frozen=True)
class Search:
    """What a search for negative cases has come to, for one finding as it is worded now."""

    judged: int = 0
    accepted: tuple[tuple[str, str], ...] = ()  # unit and direction (contradicts, mixed)


def searches(study: Study, statements: dict[str, str]) -> dict[str, Search]:
    """By finding; `statements`: the mark of each finding's statement. Judgements of another wording do not count."""
    rows = read(study, "negative_cases")
    rows = rows[rows["statement"] == rows["finding_id"].map(statements)]
    rows = rows.drop_duplicates(["finding_id", "unit_id"], keep="last")
    direction = {"against": "contradicts", "reservation": "mixed"}
    found = {}
    for finding, own in rows.groupby("finding_id"):
        accepted = own[own["says"].isin(direction)]
        pairs = tuple((row.unit_id, direction[row.says]) for row in accepted.itertuples())
        found[finding] = Search(len(own), pairs)
    return found
