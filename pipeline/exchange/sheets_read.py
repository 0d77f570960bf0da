"""Spreadsheets that come back: long tables and 0/1 matrices, whichever a sheet is, as decisions on our turns."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from pipeline.decisions.decision_log import Decision
from pipeline.decisions.record import ADJUDICATED
from pipeline.exchange.anchor import Anchor
from pipeline.exchange.code_names import CodeNames
from pipeline.exchange.placing import Placed, Unplaced, coder_name, utc
from pipeline.exchange.sheets import LONG, PLACE
from pipeline.exchange.study_inputs import Inputs
from pipeline.exchange.transcripts import Turn
from pipeline.study import StudyError
from pipeline.study.ticks import GIVEN, NOT_GIVEN
from pipeline.tables import MACHINE, STANCES

# What other tables call the place of a unit: open answers and documents are placed as turns are.
ALSO = {"unit_id": "segment_id", "record_id": "note_id", "variable": "turn", "document": "note_id", "paragraph": "turn"}
UNKNOWN = "?"  # the stance of a matrix, which has none: what stands keeps its own


@dataclass(frozen=True)
class Row:
    """One row of a sheet, as one decision to be."""

    cells: dict[str, str]
    coder: str
    name: str  # the code as the sheet calls it
    decision: str

    @property
    def segment_id(self) -> str:
        turn = self.cells.get("turn", "").removesuffix(".0")
        return self.cells.get("segment_id") or f"{self.cells.get('note_id', '')}#{turn}"


class Sheets:
    """Turns and codebook that rows are set against."""

    def __init__(self, inputs: Inputs, version: str, moment: str):
        notes = inputs.transcripts
        self.notes = {turn.note_id: note for note in notes for turn in note.turns if turn.turn}
        self.turns = {turn.segment_id: turn for note in notes for turn in note.turns}
        self.codes, self.version, self.moment = CodeNames(inputs.codebook), version, moment
        on_file = inputs.decisions[inputs.decisions["decision"] == "assigned"]
        keys = zip(on_file["coder"], on_file["segment_id"], on_file["code"], strict=True)
        self.stances = dict(zip(keys, on_file["stance"], strict=True))

    def has_turns(self, sheets: dict[str, pd.DataFrame]) -> bool:
        """Whether a sheet names the turns of our notes: `note_id` and `turn`, or `segment_id`."""
        return any(_names_turns(set(_renamed(frame, []).columns)) for frame in sheets.values())

    def place(self, sheets: dict[str, pd.DataFrame], where: str, coder: str = "") -> Placed:
        """All rows as decisions, or as unplaced. Raises StudyError where no sheet is a table of codings."""
        result, found = Placed(), False
        # A workbook of ours holds both; the long table says more (stance, parts of turns, memos) than the matrices.
        has_long = any("code" in map(str.lower, frame.columns) for frame in sheets.values())
        for title, frame in sheets.items():
            codes = {name: code for name in frame.columns if (code := self.codes.find(name)[0])}
            frame = _renamed(frame, codes)
            placed = _names_turns(set(frame.columns))
            if placed and codes:
                rows = [] if has_long else _matrix_rows(frame, codes | _strange_codes(frame, codes), coder, title)
            elif placed and "code" in frame.columns:
                rows = _long_rows(frame, coder, title)
            else:
                continue
            found = True
            for row in rows:
                self._decide(row, result)
        if not found:
            columns = "; ".join(f"{title}: {', '.join(frame.columns[:8])}" for title, frame in sheets.items())
            expected = "note_id and turn (or segment_id), and the column `code` or a column for each code"
            raise StudyError(where, f"columns {columns}", expected)
        return result

    def columns_not_read(self, sheets: dict[str, pd.DataFrame]) -> list[str]:
        """The columns of tables on our turns that are no place, code, decision or word about one, though filled."""
        left: dict[str, None] = {}
        for frame in sheets.values():
            codes = {name for name in frame.columns if self.codes.find(name)[0]}
            written = dict(zip(_renamed(frame, codes).columns, frame.columns, strict=True))
            if _names_turns(set(written)):
                known = {*codes, *LONG, *ALSO, *_strange_codes(frame, codes), "row"}
                filled = [name for name in frame.columns if frame[name].str.strip().any()]
                read = {column for name, column in written.items() if name in known} | known
                left |= dict.fromkeys(str(column) for column in filled if column not in read)
        return list(left)

    def _decide(self, row: Row, result: Placed) -> None:
        if row.coder == MACHINE:
            result.by_machine += 1
            return
        code, unknown = self.codes.find(row.name) if row.name else ("", "")
        stance = row.cells.get("stance", "").lower()
        if stance == UNKNOWN:
            stance = self.stances.get((row.coder, row.segment_id, code), "")
        turn, how, reason = self._turn(row)
        start, end, moved = _part(row, turn)
        if code is None:
            reason = unknown
        elif stance not in ("", *STANCES) or row.decision not in ("assigned", "rejected", "none", "done", UNKNOWN):
            reason = f"stance {stance!r}, decision {row.decision!r}"
        elif row.decision == UNKNOWN:
            reason = f"the cell says {row.cells['said']!r}, neither yes (1, x, yes, oui) nor no (0, no, non)"
        elif moved is None:
            reason = "the quoted words are not in the turn"
        if turn is None or reason:
            words = row.cells.get("quote") or row.cells.get("text") or ""
            result.unplaced.append(
                Unplaced(row.segment_id, row.coder, row.name, words[:300], reason, row.cells.get("memo", ""))
            )
            return
        result.how["by content" if moved else how] += 1
        decision = Decision(
            when=utc(row.cells.get("when") or self.moment),
            who=coder_name(row.cells.get("who") or row.coder if row.coder == ADJUDICATED else row.coder),
            segment_id=turn.segment_id,
            note_id=turn.note_id,
            turn=turn.turn,
            fingerprint=turn.fingerprint,
            start=start,
            end=end,
            quote="" if start is None else turn.text[start:end],
            code=code or "",
            decision=row.decision,
            stance=stance if row.decision == "assigned" else "",
            memo=row.cells.get("memo", ""),
            codebook_version=self.version,
            adjudicates=row.coder == ADJUDICATED,
        )
        result.decisions.append(decision)

    def _turn(self, row: Row) -> tuple[Turn | None, str, str]:
        """The turn a row means, how it was found, and why not. A row's own text outranks its number."""
        turn, text = self.turns.get(row.segment_id), row.cells.get("text", "")
        if turn is not None and (not text or text.split() == turn.text.split()):
            return turn, "exact", ""
        note = self.notes.get(row.cells.get("note_id", "") or row.segment_id.rpartition("#")[0])
        if note is None or not text:
            return None, "", f"there is no turn {row.segment_id} of a participant"
        places, reason = Anchor(None, note).place(None, None, text)
        return (places[0].turn, "by content", "") if places else (None, "", f"its text is another: {reason}")


def _renamed(frame: pd.DataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Headings of places in lower case and under one name; those of codes as they are."""
    frame = frame.rename(columns={name: name.lower() for name in frame.columns if name not in codes})
    return frame.rename(columns={name: other for name, other in ALSO.items() if other not in frame.columns})


def _names_turns(columns: set[str]) -> bool:
    return {"note_id", "turn"} <= columns or "segment_id" in columns


def _part(row: Row, turn: Turn | None) -> tuple[int | None, int | None, bool | None]:
    """Start and end within the turn, and whether they were moved to the quoted words (None: these are not there)."""
    start, end, quote = _number(row.cells.get("start")), _number(row.cells.get("end")), row.cells.get("quote", "")
    if turn is None or start is None or end is None:
        return None, None, False
    if not quote or turn.text[start:end] == quote:
        return start, min(end, len(turn.text)), False
    found = turn.text.find(quote)
    return found, found + len(quote), None if found < 0 else True


def _number(value: str | None) -> int | None:
    text = (value or "").removesuffix(".0")
    return int(text) if text.isdecimal() else None


def _long_rows(frame: pd.DataFrame, coder: str, title: str) -> list[Row]:
    kept = [name for name in frame.columns if name in LONG]
    rows = []
    for record in frame[kept].to_dict("records"):
        cells = {key: value if key in ("quote", "memo", "text") else value.strip() for key, value in record.items()}
        if any(cells.values()):
            decision = cells.get("decision") or ("assigned" if cells["code"] else "none")
            rows.append(Row(cells, coder or cells.get("coder") or title, cells["code"], decision))
    return rows


def _strange_codes(frame: pd.DataFrame, codes: Iterable[str]) -> dict[str, str]:
    """Columns that say yes and no as those of codes do, but are no code of ours: each yes of theirs is listed."""
    found = {}
    for name in frame.columns:
        said = {str(cell).strip().removesuffix(".0").lower() for cell in frame[name]} - {""}
        if name not in {*codes, *LONG, *PLACE, "text"} and said & GIVEN and said <= GIVEN | NOT_GIVEN:
            found[name] = name
    return found


def _matrix_rows(frame: pd.DataFrame, codes: dict[str, str], coder: str, title: str) -> list[Row]:
    """A row for each yes; `none` for a row of no, `done` where every cell is filled; nothing for a blank row.

    A cell may hold a number of segments instead of 1; one that says neither yes nor no is a row too, to be listed.
    """
    rows = []
    for record in frame.to_dict("records"):
        cells = {key: record[key].strip() for key in [*PLACE, "text"] if key in record} | {"stance": UNKNOWN}
        who = coder or record.get("coder", "").strip() or title
        values = {name: record[name].strip().removesuffix(".0") for name in codes}
        ones = [name for name, value in values.items() if value.lower() in GIVEN or value.strip("0").isdigit()]
        rows += [Row(cells, who, codes[name], "assigned") for name in ones]
        strange = [
            name for name, value in values.items() if value and name not in ones and value.lower() not in NOT_GIVEN
        ]
        rows += [Row(cells | {"said": values[name]}, who, codes[name], UNKNOWN) for name in strange]
        if all(values.values()) and not strange:
            rows.append(Row(cells, who, "", "done" if ones else "none"))
    return rows
