"""What one finding rests on: items of evidence, each with its line, its source and its bearing."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Bearing = Literal["direct", "part", "context"]


class Tally(NamedTuple):
    """Notes (or documents) for, with reservations, against; fractions where the machine's errors are spread."""

    for_: float = 0.0
    reserved: float = 0.0
    against: float = 0.0

    @property
    def speak(self) -> float:
        return self.for_ + self.reserved + self.against

    def plus(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Right(NamedTuple):
    """How often the machine is right, from notes drawn with a recorded probability and coded blind (0 to 1)."""

    found: float  # kappa of the rule: share of its codings that people gave too
    for_: float  # of those it called for (with reservations, against), the share that people called so
    reserved: float
    against: float


NONE = Tally()


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """The range in which a number bears the statement out; shares 0 to 1. Exactly one of the three is given."""

    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """Lowest and highest value that bears it out; None where that end is open."""
        return self.between or (self.at_least, self.at_most)


@dataclass(frozen=True, kw_only=True)
class Item:
    """What every piece of evidence says of itself."""

    line: str  # survey, notes, documents, admin, print, open answers
    source: str  # whose answers, or which records: same source, same line
    bearing: Bearing = "direct"
    limits: int = 0  # steps that a person takes off for limitations, with a reason in the codebook
    other_period: bool = False


@dataclass(frozen=True, kw_only=True)
class Answers(Item):
    """What all figures of a survey, ours or one in print, may say of their base."""

    response: float | None = None  # response rate, 0 to 1
    self_selected: bool = False
    respondents: float | None = None  # answers behind the effective base
    outside: bool = True  # a figure in print: of another study than this one


@dataclass(frozen=True, kw_only=True)
class ShareItem(Answers, Threshold):
    """A share of the people of a survey (ours, or one in print)."""

    share: float  # weighted, 0 to 1
    base: float  # effective


@dataclass(frozen=True, kw_only=True)
class MeanItem(Answers, Threshold):
    mean: float
    error: float  # standard error
    base: float


@dataclass(frozen=True, kw_only=True)
class DifferenceItem(Answers):
    """Group 1 above group 2."""

    share1: float
    base1: float
    share2: float
    base2: float
    corrected_p: float  # Holm, over all pairs of the breakdown


@dataclass(frozen=True, kw_only=True)
class NotesItem(Item):
    """Interviews and focus groups, or open answers: each note counts once."""

    people: Tally  # coded by a person
    machine: Tally = NONE  # by the machine only
    right: Right | None = None  # None: never checked on a random draw
    groups: int  # stakeholder groups that speak
    outsiders: tuple[Tally, Tally] | None = None  # people's and machine's tallies without interested parties; None: all
    own: bool = False  # the finding is about what the interested parties themselves lived through
    one_sided: bool = False
    searched: bool = False
    found: Tally = NONE  # negative cases that a person accepted
    concerned: float | None = None  # share of the notes that speak from those whom the finding concerns


@dataclass(frozen=True, kw_only=True)
class DocumentsItem(Item):
    """Documents, each counted once; a person has read each passage that counts."""

    documents: Tally
    authors: int
    outside_authors: int  # documents of outside authors
    outsiders: Tally | None = None  # their tally, where it is known
    one_sided: bool = False
    searched: bool = False


@dataclass(frozen=True, kw_only=True)
class CountItem(Item, Threshold):
    """An administrative figure, or a full count."""

    value: float
    coverage: float = 1.0  # share of records (or reporting units) present
    is_share: bool = False
    due: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD
    as_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class PrintItem(Item):
    """A figure in print that is no line: the study's own, or one without a base."""

    outside: bool


Evidence = ShareItem | MeanItem | DifferenceItem | NotesItem | DocumentsItem | CountItem | PrintItem
