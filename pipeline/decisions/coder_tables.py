"""A coder's own table (CSV or spreadsheet; the file's name is the coder's id).

A row for each unit and code, and a row with an empty code where there is nothing to code. A unit is named by its
`unit_id`, or by where it stands: `note_id` and `turn`, `record_id` and `question`, `document` and `paragraph`.
"""

from collections.abc import Callable
from pathlib import Path

from pipeline.decisions.record import Said
from pipeline.study import StudyError, collecting, read_people_table
from pipeline.tables import STANCES

NEEDED = ["note_id", "turn", "code"]  # and `stance`, where coders gave one
UNIT = ["unit_id", "segment_id"]  # the second as our own tables of codings call it
PLACES = [
    ("note_id", "turn"),
    ("record_id", "question"),
    ("record_id", "variable"),
    ("document", "paragraph"),
    ("document_id", "paragraph"),
    ("doc_id", "paragraph"),
]


def read_coder_table(path: Path, where: str) -> list[Said]:
    """Every row as a decision; `where` names the file in messages.

    Raises StudyError for a missing column, a unit or stance that cannot be.
    """
    table = read_people_table(path, where)
    unit_of = _naming(list(table.columns))
    if unit_of is None or "code" not in table.columns:
        found = ", ".join(table.columns) or "none"
        expected = f"the columns {', '.join(NEEDED)} (or unit_id in place of the first two)"
        raise StudyError(where, f"columns {found}", expected, "Add what is missing.")
    decisions = []
    with collecting() as mistakes:
        for number, row in zip(table.index, table.to_dict("records"), strict=True):
            place, (unit_id, told) = f"{where}, row {number}", unit_of(row)
            if not unit_id:
                mistakes.add(place, told, "a note and a turn counted from 1")
            if (stance := row.get("stance")) and stance not in STANCES:
                mistakes.add(place, f"stance {stance!r}", f"one of {', '.join(STANCES)}, or empty")
            decisions.append(_said(row, unit_id, path.stem, where, number))
    return decisions


def _naming(columns: list[str]) -> Callable[[dict[str, str]], tuple[str, str]] | None:
    """How the rows of a table name their unit: a function from a row to the unit and how messages tell it.

    None where the columns name none. Spreadsheets write turns as `4.0`.
    """
    for name in UNIT:
        if name in columns:
            return lambda row: (row[name], f"{name} {row[name]!r}")
    for source, place in PLACES:
        if source in columns and place in columns:

            def unit_of(row: dict[str, str], source: str = source, place: str = place) -> tuple[str, str]:
                number = row[place].removesuffix(".0")
                unit_id = f"{row[source]}#{number}" if row[source] and number not in ("", "0") else ""
                return unit_id, f"{source.removesuffix('_id')} {row[source]!r}, {place} {row[place]!r}"

            return unit_of
    return None


def _said(row: dict[str, str], unit_id: str, coder: str, where: str, number: int) -> Said:
    return Said(
        unit_id,
        code=row["code"],
        coder=coder,
        decision="assigned" if row["code"] else "none",
        stance=row.get("stance") or "",
        file=where,
        row=number,
        who=coder,
        written=row["code"],
        whole=True,
    )
