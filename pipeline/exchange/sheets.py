"""Codings as spreadsheets: a long table (a row a coding) and a 0/1 matrix (a row a segment, a column a code).

In the matrix a blank row is a segment its coder has not looked at; all zeros say there is nothing to code.
"""

import re
from pathlib import Path

import pandas as pd

from pipeline.exchange.transcripts import Transcript
from pipeline.study import save_workbook
from pipeline.tables import MACHINE

PLACE = ["segment_id", "note_id", "turn"]
LONG = [*PLACE, "text", "coder", "who", "code", "decision", "stance", "start", "end", "quote", "memo", "score", "when"]


def long_table(decisions: pd.DataFrame, machine: pd.DataFrame, notes: list[Transcript]) -> pd.DataFrame:
    """Every decision of people and every assigned code of the machine, in the order of the notes. Columns: LONG."""
    by_machine = machine.assign(coder=MACHINE, who=MACHINE, decision="assigned", memo=machine["rationale"])
    rows = pd.concat([decisions, by_machine], ignore_index=True)
    text = {turn.segment_id: turn.text for note in notes for turn in note.turns}
    rows = rows[rows["segment_id"].isin(text)].assign(text=rows["segment_id"].map(text))
    return rows.reindex(columns=LONG).sort_values(["note_id", "turn", "segment_id", "coder", "code", "start"])


def matrices(
    decisions: pd.DataFrame, machine: pd.DataFrame, notes: list[Transcript], codes: list[str]
) -> dict[str, pd.DataFrame]:
    """One 0/1 matrix a coder, the machine's last. Columns: PLACE, text, coder, then the codes."""
    turns = [turn for note in notes for turn in note.turns]
    base = pd.DataFrame([(one.segment_id, one.note_id, one.turn, one.text) for one in turns], columns=[*PLACE, "text"])
    found = {}
    for coder, rows in decisions.groupby("coder", sort=True):
        assigned, seen = rows[rows["decision"] == "assigned"], set(rows["segment_id"])
        found[str(coder)] = _matrix(base.assign(coder=coder), assigned, seen, codes)
    if len(machine):
        found[MACHINE] = _matrix(base.assign(coder=MACHINE), machine, set(base["segment_id"]), codes)
    return found


def _matrix(base: pd.DataFrame, assigned: pd.DataFrame, seen: set[str], codes: list[str]) -> pd.DataFrame:
    has = set(zip(assigned["segment_id"], assigned["code"], strict=True))
    cells = {
        code: [int((segment, code) in has) if segment in seen else None for segment in base["segment_id"]]
        for code in codes
    }
    return base.join(pd.DataFrame(cells, index=base.index, dtype="Int64"))


def write_workbook(path: Path, sheets: dict[str, pd.DataFrame]) -> None:
    """An Excel file: header row kept in view, text as text (never a formula), the same bytes for the same tables."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for title, frame in sheets.items():
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "-", title)[:31])
        for index, values in enumerate([list(frame.columns), *frame.itertuples(index=False)], start=1):
            for column, value in enumerate(values, start=1):
                if pd.isna(value) or value == "":
                    continue
                value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
                cell = sheet.cell(index, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
                if index == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    save_workbook(book, path)
