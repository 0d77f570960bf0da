"""The de-identified notes as running text, with the place of each turn: what QDA programs get, and give back."""

import re
from bisect import bisect_right
from dataclasses import dataclass

import pandas as pd


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

    def turns_between(self, start: int, end: int) -> list[Turn]:
        first = max(bisect_right([turn.start for turn in self.turns], start) - 1, 0)
        return [turn for turn in self.turns[first:] if turn.start < end and turn.end > start]


def transcripts(segments: pd.DataFrame, open_answers: pd.DataFrame | None = None) -> list[Transcript]:
    """`segments` (table notes/segments) as one transcript a note; open answers as one a question."""
    notes = [_note(name, rows) for name, rows in segments.sort_values(["note_id", "turn"]).groupby("note_id")]
    if open_answers is None or open_answers.empty:
        return notes
    answers = open_answers.sort_values(["variable", "record_id"])
    return notes + [_answers(str(variable), rows) for variable, rows in answers.groupby("variable")]


def _note(name: str, rows: pd.DataFrame) -> Transcript:
    parts, turns, length = [], [], 0
    for row in rows.itertuples():
        question = one_kind_of_line_end(row.question) if isinstance(row.question, str) else ""
        label = row.speaker if isinstance(row.speaker, str) and row.speaker else "-"
        head = (f"[{row.turn - 1}] {question}\n\n" if question else "") + f"[{row.turn}] {label}: "
        text = one_kind_of_line_end(row.text)
        turns.append(Turn(row.segment_id, row.note_id, int(row.turn), row.fingerprint, text, length + len(head)))
        parts.append(f"{head}{text}\n\n")
        length += len(parts[-1])
    first = rows.iloc[0]
    return Transcript(str(name), "".join(parts), tuple(turns), f"{first['stakeholder']}; {first['region']}")


def _answers(variable: str, rows: pd.DataFrame) -> Transcript:
    parts, turns, length = [], [], 0
    for row in rows.itertuples():
        head, text = f"[{row.record_id}] ", one_kind_of_line_end(row.text)
        turns.append(Turn(row.segment_id, row.record_id, 0, "", text, length + len(head)))
        parts.append(f"{head}{text}\n\n")
        length += len(parts[-1])
    return Transcript(f"survey {variable}", "".join(parts), tuple(turns))


def one_kind_of_line_end(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)
