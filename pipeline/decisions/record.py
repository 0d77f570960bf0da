"""One decision of one person, wherever it was read from: a coder's table, a workbook, a line of a log."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

ADJUDICATED = "adjudicated"  # the coder's name that a settled disagreement carries


@dataclass(frozen=True, slots=True)
class CodingDecision:
    """One decision as read; the fields are the columns of coding/decisions, with the person's own words beside them."""

    unit_id: str
    code: str  # the id in use now; empty for `none`, `done` and the undoing of one of them
    coder: str  # `adjudicated` where it settles a disagreement; `who` is then the person
    decision: str  # assigned, rejected, none (nothing to code), done (what is assigned is all), review, undo
    stance: str = ""  # empty where nobody gave one: the code's own direction, if it has one, then stands
    when: str = ""  # UTC, ISO 8601; empty where the file does not tell
    file: str = ""
    row: int = 0  # row of the sheet (the headings are row 1), line of the log
    sheet: str = ""  # of a workbook
    who: str = ""
    written: str = ""  # the code as the person wrote it
    whole: bool = False  # the person is through with the unit: what they do not assign does not apply
    waits: str = ""  # why a decision went to review: `code split`, `text changed`
    set_aside: str = ""  # why it does not count; empty where it does
    fingerprint: str = ""  # of the words that were decided on, where the file tells it
    start: int | None = None  # part of the unit, in characters; None: all of it
    end: int | None = None
    quote: str = ""  # the words from start to end
    memo: str = ""
    codebook_version: str = ""

    @property
    def counts(self) -> bool:
        return not self.set_aside

    @property
    def is_logged(self) -> bool:
        """Does it stand in a log of the workbench, not in a coder's table?"""
        return self.file.endswith(".jsonl")

    @property
    def source(self) -> str:
        """The file; all logs are one source, since a person's log may lie in pieces from several machines."""
        return f"{self.file.rpartition('/')[0]}/" if self.is_logged else self.file

    @property
    def place(self) -> str:
        """File and row in words, for messages."""
        if self.is_logged:
            return f"{self.file}, line {self.row}"
        return f"{self.file}{f', sheet {self.sheet}' if self.sheet else ''}, row {self.row}"


TEXTS = [field.name for field in fields(CodingDecision) if field.type in (str, "str")]
OWN_WORDS = ["quote", "memo"]  # stay in raw/coding: what a person notes for themselves may name people


def table(decisions: Iterable[CodingDecision]) -> pd.DataFrame:
    """The table coding/decisions: one row a decision as read, without the person's own notes and quotations."""
    columns = [field.name for field in fields(CodingDecision)]
    frame = pd.DataFrame([asdict(one) for one in decisions], columns=columns)
    frame = frame.astype({"start": "Int64", "end": "Int64", "whole": bool, "row": int})
    return frame.assign(stance=frame["stance"].replace("", None)).drop(columns=OWN_WORDS)


def from_table(frame: pd.DataFrame) -> list[CodingDecision]:
    """The rows of coding/decisions, as `table` made them."""
    known = [field.name for field in fields(CodingDecision) if field.name in frame]
    frame = frame[known].astype(object)
    frame = frame.where(frame.notna(), None)
    rows: list[dict[str, Any]] = frame.to_dict("records")
    for row in rows:
        row.update({name: "" for name in TEXTS if row.get(name, "") is None})
    return [CodingDecision(**row) for row in rows]


def by_unit(decisions: Iterable[CodingDecision]) -> dict[str, list[CodingDecision]]:
    """The decisions about each unit, in the order they were read."""
    found: dict[str, list[CodingDecision]] = {}
    for one in decisions:
        found.setdefault(one.unit_id, []).append(one)
    return found
