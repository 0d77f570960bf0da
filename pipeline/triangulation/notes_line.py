"""The notes as a line of evidence: which side each note takes on each finding, and who coded it.

A note counts once, by its own segments: for, against, or with reservations (both, or "yes, but"); a note whose
passages differ is not simply for. Segments are never counted as people.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from pipeline.tables import BEARINGS, MACHINE, STANCES, DataFrame
from pipeline.tables.coding import Codings
from pipeline.triangulation.evaluation import CodeTie, EvaluationCodebook
from pipeline.triangulation.judgements import Search
from pipeline.triangulation.machine_error import CAUTIOUS, Rates
from pipeline.triangulation.rule.evidence import NotesItem, Right, Tally

SIDES = ["for", "reserved", "against"]


@dataclass(frozen=True)
class Column:
    """The codes of one finding that bear on it in the same way."""

    finding: int  # position in the matrix
    bearing: str
    codes: tuple[CodeTie, ...]


def columns_of(matrix: EvaluationCodebook) -> list[Column]:
    found = []
    for at, finding in enumerate(matrix.findings):
        for bearing in sorted({tie.bearing for tie in finding.codes}, key=BEARINGS.index):
            found.append(Column(at, bearing, tuple(tie for tie in finding.codes if tie.bearing == bearing)))
    return found


@dataclass(frozen=True)
class NotesLine:
    """N notes, C columns. `notes`: note_id, stakeholder, region, by_people (a person coded all of it)."""

    notes: pd.DataFrame
    columns: list[Column]
    side: np.ndarray  # (N, C) position in SIDES, -1 where the note does not speak
    machine: np.ndarray  # (N, C) a segment behind the side was coded by the machine only
    interested: np.ndarray  # (N,) the note is of an interested group
    rates: Rates | None  # None: too few notes were checked on a random draw
    prior: float
    suggested: frozenset[str] = frozenset()  # codes of which the machine only suggests: its notes count nothing

    def right(self, column: int, cautious: bool = False) -> Right | None:
        if self.rates is None or not self.machine_counts[column]:
            return None
        return self.rates.right(column, self.prior, CAUTIOUS if cautious else None)

    @cached_property
    def machine_counts(self) -> np.ndarray:
        """(C,) what the machine alone coded counts: its errors are known, and few enough for each code."""
        codes = [{tie.code for tie in column.codes} for column in self.columns]
        return np.array([self.rates is not None and not own & self.suggested for own in codes], dtype=bool)

    @cached_property
    def group(self) -> np.ndarray:
        """(N,) the stakeholder group of each note, as a number."""
        return pd.factorize(self.notes["stakeholder"])[0]

    @cached_property
    def counts(self) -> np.ndarray:
        """(N, C) notes whose coding counts."""
        by_people = self.notes["by_people"].to_numpy(dtype=bool)[:, None]
        return self.machine_counts | (~self.machine & (by_people | (self.side >= 0)))

    def tally(self, column: int, keep: np.ndarray, machine: bool) -> Tally:
        own = self.side[keep & (self.machine[:, column] == machine), column]
        return Tally(*np.bincount(own + 1, minlength=4)[1:].astype(float).tolist())

    def item(self, column: int, keep: np.ndarray | None = None, cautious: bool = False, **more: Any) -> NotesItem:
        """The notes on one column as the rule takes them; `keep` (N,) leaves notes out."""
        keep = np.ones(len(self.notes), dtype=bool) if keep is None else keep
        outside = keep & ~self.interested
        speak = keep & (self.side[:, column] >= 0) & self.counts[:, column]
        outsiders = None
        if self.interested.any():
            outsiders = (self.tally(column, outside, False), self.tally(column, outside, True))
        return NotesItem(
            line="notes",
            source="notes",
            bearing=self.columns[column].bearing,  # type: ignore[arg-type]
            limits=max(tie.limits for tie in self.columns[column].codes),
            other_period=any(tie.other_period for tie in self.columns[column].codes),
            people=self.tally(column, keep, False),
            machine=self.tally(column, keep, True),
            right=self.right(column, cautious),
            groups=len(set(self.group[speak].tolist())),
            outsiders=outsiders,
            **more,
        )

    def concerned(self, column: int, concerns: list[str], keep: np.ndarray | None = None) -> float | None:
        """Share of the notes that speak which come from those whom the finding concerns; None: it concerns all."""
        speak = (self.side[:, column] >= 0) & self.counts[:, column] & (True if keep is None else keep)
        if not concerns or not speak.any():
            return None
        return float(self.of(concerns)[speak].mean())

    def of(self, groups: Sequence[str]) -> np.ndarray:
        """(N,) bool: notes of these stakeholder groups."""
        return np.isin(self.notes["stakeholder"].to_numpy(dtype=str), list(groups))

    def against_interest(self, column: int, interest: Mapping[str, str], keep: np.ndarray | None = None) -> int:
        """Notes of groups whose interest is `for` that are against it, and the other way round."""
        counts = self.counts[:, column] & (True if keep is None else keep)
        found = 0
        for group, side in interest.items():
            own = counts & self.of([group])
            found += int((self.side[own, column] == (2 if side == "for" else 0)).sum())
        return found

    def recoded(self, other: "NotesLine") -> "NotesLine":
        """The same notes with the sides of another coding."""
        return replace(self, side=other.side, machine=other.machine)


def gather(
    matrix: EvaluationCodebook,
    notes: pd.DataFrame,
    codings: pd.DataFrame,
    rates: Rates | None = None,
    prior: float = 5.0,
    accepted: dict[str, Search] | None = None,
    suggested: frozenset[str] = frozenset(),
) -> NotesLine:
    """From `notes` (note_id, stakeholder, region, by_people) and assigned codings of notes (with origin).

    `accepted`: negative cases that people found, by finding; each is one more passage of its note. `suggested`: codes
    of which the machine's coding is not good enough to be counted.
    """
    notes = notes.sort_values("note_id", ignore_index=True)
    columns, accepted = columns_of(matrix), accepted or {}
    passages = _passages(matrix, columns, accepted)
    side, machine = sides(columns, notes["note_id"], codings, passages, overruled(matrix, accepted))
    interested = notes["stakeholder"].isin(matrix.interested).to_numpy()
    return NotesLine(notes, columns, side, machine, interested, rates, prior, suggested)


def _passages(
    matrix: EvaluationCodebook, columns: list[Column], accepted: dict[str, Search]
) -> list[tuple[str, int, str]]:
    """Note, column and direction of each accepted negative case; a case counts in the first column of its finding."""
    first = {matrix.findings[one.finding].id: at for at, one in reversed(list(enumerate(columns)))}
    return [
        (unit.split("#")[0], first[finding], direction)
        for finding, search in accepted.items()
        if finding in first
        for unit, direction in search.accepted
    ]


def overruled(matrix: EvaluationCodebook, accepted: Mapping[str, Search]) -> set[tuple[int, str]]:
    """Finding (position) and unit: a person said that it speaks against it, whatever the machine made of it."""
    position = {finding.id: at for at, finding in enumerate(matrix.findings)}
    return {(position[finding], unit) for finding, search in accepted.items() if finding in position
            for unit, _ in search.accepted}  # fmt: skip


def sides(
    columns: list[Column],
    note_ids: pd.Series,
    codings: pd.DataFrame,
    passages: Sequence[tuple[str, int, str]] = (),
    without: Set[tuple[int, str]] = frozenset(),
) -> tuple[np.ndarray, np.ndarray]:
    """(N, C) the side each note takes, and whether the machine alone coded something behind it.

    `passages`: note, column and direction of what people add; `without`: what the machine gave these is left out, as
    of `overruled`.
    """
    shape = (len(note_ids), len(columns))
    said = {direction: np.zeros(shape, dtype=bool) for direction in ("supports", "contradicts", "mixed")}
    machine = np.zeros(shape, dtype=bool)
    position = {note: at for at, note in enumerate(note_ids)}
    ties: dict[str, list[tuple[int, CodeTie]]] = {}
    for column, one in enumerate(columns):
        for tie in one.codes:
            ties.setdefault(tie.code, []).append((column, tie))
    read = codings[["note_id", "segment_id", "code", "origin"]].assign(stance=as_read(codings))
    for row in read.itertuples(index=False):
        if row.note_id not in position:
            continue
        for column, tie in ties.get(row.code, ()):
            if row.origin == MACHINE and (columns[column].finding, row.segment_id) in without:
                continue
            direction = tie.direction(row.stance)
            if direction in said:
                said[direction][position[row.note_id], column] = True
                machine[position[row.note_id], column] |= row.origin == MACHINE
    for note, column, direction in passages:
        if note in position:
            said[direction][position[note], column] = True
    for_, against = said["supports"], said["contradicts"]
    reserved = said["mixed"] | (for_ & against)
    return np.select([reserved, for_, against], [1, 0, 2], default=-1), machine


def tie_codings(matrix: EvaluationCodebook, codings: DataFrame[Codings]) -> pd.DataFrame:
    """One row a coding and finding: the codings' own columns, `finding` (position), `bearing` and `direction`."""
    ties = pd.DataFrame(
        [
            (at, tie.code, stance, tie.bearing, tie.direction(stance))
            for at, finding in enumerate(matrix.findings)
            for tie in finding.codes
            for stance in [*STANCES, ""]
        ],
        columns=["finding", "code", "as_read", "bearing", "direction"],
    )
    found = codings.assign(as_read=as_read(codings)).merge(ties, on=["code", "as_read"]).drop(columns="as_read")
    return found.sort_values(["finding", "note_id", "turn", "code"])


def as_read(codings: pd.DataFrame) -> pd.Series:
    """The stance by which a finding reads each coding (columns `stance`, `origin`).

    A person who gave none raises the matter and takes no side, as `neutral` does. The machine gives none where nobody
    ever did: of its codings nothing is known then (empty), and they take no side whatever the finding reads.
    """
    given = codings["stance"].fillna("").astype("str")
    return given.where(given.ne("") | codings["origin"].eq(MACHINE), "neutral")
