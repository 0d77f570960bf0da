"""A coder's own table (CSV or spreadsheet; the file's name is the coder's id).

A row for each unit and code, and a row with an empty code where there is nothing to code. A unit is named by `unit_id`,
by `note_id` and `turn` (of an open answer: the record and the question), or by `doc_id` and `paragraph`.
"""

from pathlib import Path

from pipeline.decisions.record import Said
from pipeline.study import StudyError, read_people_table
from pipeline.tables import STANCES

NEEDED = ["note_id", "turn", "code", "stance"]  # or unit_id in place of the first two
UNIT = ["unit_id", "segment_id"]  # the second as our own tables of codings call it
OF_DOCUMENTS = {"doc_id": "note_id", "document": "note_id", "paragraph": "turn"}  # what a document's table says instead


def read_coder_table(path: Path, where: str) -> list[Said]:
    """Every row as a decision; `where` names the file in messages.

    Raises StudyError for a missing column, a unit or stance that cannot be.
    """
    table = read_people_table(path, where)
    table = table.rename(columns={old: new for old, new in OF_DOCUMENTS.items() if new not in table.columns})
    named = next((column for column in UNIT if column in table.columns), None)
    missing = [column for column in (["code", "stance"] if named else NEEDED) if column not in table.columns]
    if missing:
        found = ", ".join(table.columns) or "none"
        expected = f"the columns {', '.join(NEEDED)} (or unit_id in place of the first two)"
        raise StudyError(where, f"columns {found}", expected, "Add what is missing.")
    decisions = []
    for number, row in zip(table.index, table.to_dict("records"), strict=True):
        if not any(row.get(column) for column in [*UNIT, *NEEDED]):
            continue
        unit_id = row[named] if named else _unit(row["note_id"], row["turn"])
        if not unit_id:
            place = f"{where}, row {number}"
            raise StudyError(
                place, f"note {row['note_id']!r}, turn {row['turn']!r}", "a note and a turn counted from 1"
            )
        if row["stance"] and row["stance"] not in STANCES:
            raise StudyError(
                f"{where}, row {number}", f"stance {row['stance']!r}", f"one of {', '.join(STANCES)}, or empty"
            )
        decisions.append(
            Said(
                unit_id,
                code=row["code"],
                coder=path.stem,
                decision="assigned" if row["code"] else "none",
                stance=row["stance"] or "neutral",
                file=where,
                row=number,
                who=path.stem,
                written=row["code"],
                whole=True,
            )
        )
    return decisions


def _unit(note: str, turn: str) -> str:
    """`NOTE#turn`, empty where one is not told; spreadsheets write turns as `4.0`."""
    number = turn.removesuffix(".0")
    return f"{note}#{number}" if note and turn and number != "0" else ""
