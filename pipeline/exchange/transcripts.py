"""The de-identified notes as running text, with the place of each turn: what QDA programs get, and give back."""

import re
from bisect import bisect_right
from dataclasses import dataclass

import pandas as pd

from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units


@dataclass(frozen=True)
class Turn:
    """A participant's turn (or an open survey answer) and where it stands in its transcript's text."""

    segment_id: str
    note_id: str
    turn: int
    fingerprint: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Transcript:
    """One note. Text between turns is the interviewer's, or the speaker's label."""

    name: str
    text: str
    turns: tuple[Turn, ...]
    memo: str = ""
    files: tuple[str, ...] = ()  # names of its file, by which other programs know it; they may name people

    def turns_between(self, start: int, end: int) -> list[Turn]:
        first = max(bisect_right([turn.start for turn in self.turns], start) - 1, 0)
        return [turn for turn in self.turns[first:] if turn.start < end and turn.end > start]


def source_names(units: DataFrame[Units]) -> pd.Series:
    """What each unit is read with, by name: its note or document; of an open answer, `survey` and the question."""
    return units["source"].where(units["material"] != "open_answer", "survey " + units["question"].fillna(""))


def transcripts(units: DataFrame[Units]) -> list[Transcript]:
    """`units` (table coding/units) as texts: one a note, one a document, and one with all answers to each question."""
    named = units.assign(name=source_names(units), is_answer=units["material"] == "open_answer")
    made = []
    for (is_answer, name), rows in named.groupby(["is_answer", "name"], sort=True):
        rows = rows.sort_values(["source", "position", "unit_id"])
        made.append(_answers(str(name), rows) if is_answer else _note(str(name), rows))
    return made


def _note(name: str, rows: pd.DataFrame) -> Transcript:
    parts, turns, length = [], [], 0
    for row in rows.itertuples():
        question = one_kind_of_line_end(row.asked) if isinstance(row.asked, str) else ""
        label = row.speaker if isinstance(row.speaker, str) and row.speaker else "-"
        head = (f"[{row.position - 1}] {question}\n\n" if question else "") + f"[{row.position}] {label}: "
        text = one_kind_of_line_end(row.text)
        turns.append(Turn(row.unit_id, row.source, int(row.position), row.fingerprint, text, length + len(head)))
        parts.append(f"{head}{text}\n\n")
        length += len(parts[-1])
    first = rows.iloc[0]
    memo = "; ".join(part for part in (first["stakeholder"], first["region"]) if part)
    return Transcript(name, "".join(parts), tuple(turns), memo)


def _answers(name: str, rows: pd.DataFrame) -> Transcript:
    parts, turns, length = [], [], 0
    for row in rows.itertuples():
        head, text = f"[{row.source}] ", one_kind_of_line_end(row.text)
        turns.append(Turn(row.unit_id, row.source, 0, row.fingerprint, text, length + len(head)))
        parts.append(f"{head}{text}\n\n")
        length += len(parts[-1])
    return Transcript(name, "".join(parts), tuple(turns))


def one_kind_of_line_end(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)
