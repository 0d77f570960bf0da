"""Columns of the export, and the clean variables made from them."""

import datetime as dt
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipeline.cleaning.entries import Code, Text
from pipeline.study import StrictModel

# A column's name as the reader of exports gives it: every run of blanks in it is one.
ColumnName = Annotated[str, BeforeValidator(lambda name: " ".join(name.split()) if isinstance(name, str) else name)]


class Condition(StrictModel):
    """A test on one column: exactly one of the comparisons. Dates compare clean values; everything else raw codes."""

    variable: ColumnName
    equals: Code | None = None
    not_equals: Code | None = None  # also true where the column is blank
    in_list: list[Code] | None = None
    starts_with: str | None = None  # after trimming, in lower case
    before: dt.datetime | dt.date | None = None
    after: dt.datetime | dt.date | None = None

    @model_validator(mode="after")
    def one_comparison(self) -> "Condition":
        given = self.model_fields_set - {"variable"}
        if len(given) != 1:
            raise ValueError(f"give exactly one comparison, not {len(given)}")
        return self


class RawColumn(StrictModel):
    """What all columns of the export have in common."""

    raw: ColumnName  # the column's name in the export
    question: Text
    answers: str | None = None  # name of a list under `answers`
    missing: list[Code] = []  # codes declared under `missing_codes`
    missing_ranges: list["MissingRange"] = []  # numbers that stand for no value
    min: float | None = None
    max: float | None = None
    personal: bool = False  # identifies people: removed, and masked in the log
    background: bool = False  # says who somebody is: small categories are not printed


class MissingRange(StrictModel):
    """All numbers from `lowest` to `highest` stand for no value; an end that is left out is open."""

    lowest: float | None = None
    highest: float | None = None

    @model_validator(mode="after")
    def one_end(self) -> "MissingRange":
        if self.lowest is None and self.highest is None:
            raise ValueError("give `lowest`, `highest` or both")
        return self

    def holds(self, number: float) -> bool:
        return (self.lowest is None or number >= self.lowest) and (self.highest is None or number <= self.highest)


class SetAside(RawColumn):
    """A column of the export that rules may use but that is not kept."""

    reason: Text


class Variable(RawColumn):
    """A clean variable made from one column of the export."""

    name: str
    label: Text
    only_if: Condition | None = None  # skip logic: what the routing answer has to be for this one to count


class Identifier(Variable):
    """The record's own identifier; one variable has this kind."""

    kind: Literal["identifier"]


class Beside(StrictModel):
    """Where people wrote an answer that the list does not have (`Other, please specify`): who did, and left the answers
    blank, gave `answer`."""

    column: ColumnName
    answer: Code  # its clean code


class Category(Variable):
    """Answers by code. `reverse`: the scale is turned, so that the favourable end is the same for all items."""

    kind: Literal["category"]
    answers: str
    reverse: bool = False
    holds: Literal["codes", "labels"] | None = None  # where the code of one answer is the label of another
    beside: Beside | None = None  # what was written beside the answers


class Number(Variable):
    """A number typed in a numeric field, between `min` and `max`, with the marks of either language."""

    kind: Literal["number"]
    integer: bool = True
    decimal: Literal[",", "."] | None = None  # the decimal mark, where the cells of the column do not tell


class Amount(Variable):
    """A number written in words, units and ranges; `amount` names a reading under `amounts`."""

    kind: Literal["amount"]
    amount: str


class Date(Variable):
    """A date and time in any of the formats under `dates`."""

    kind: Literal["date"]
    dates: str


class Spelling(Variable):
    """A free text that stands for one of a few things; `spellings` names a table under `spellings`."""

    kind: Literal["spelling"]
    spellings: str


class ShortText(Variable):
    """A text kept as it is, after encoding repair and tidying."""

    kind: Literal["text"]


class OpenAnswer(Variable):
    """An open-ended answer: goes through the gate before anybody reads it, then is coded like the notes."""

    kind: Literal["open"]


class Ticked(Variable):
    """1 where the answer `ticked` is among those of a cell, 0 where others are, missing where the cell is blank.

    Several variables are made of one column, one for each answer of a question with several.
    """

    kind: Literal["ticked"]
    answers: str
    ticked: Code  # the answer's code in the export
    separator: str = ";"


class Derived(StrictModel):
    """A clean variable made from other clean variables."""

    name: str
    label: Text

    @property
    def question(self) -> Text:
        return self.label


class Keys(Derived):
    """The identifier of a record where no one column is: its keys, such as a person and a wave, or its place."""

    kind: Literal["keys"]
    columns: list[ColumnName] = []  # of the export; none: the record's place in the file, from 1

    @property
    def raw(self) -> str:
        """The column that `raw_codes` adds for it."""
        return "(record)"


class Duration(Derived):
    kind: Literal["duration"]
    start: str
    end: str
    decimals: int = 2


class Lookup(Derived):
    """Another variable's values, grouped; `groups` gives for each new value the old ones."""

    kind: Literal["lookup"]
    variable: str
    groups: list["Group"]


class Group(StrictModel):
    clean: Code
    label: Text
    values: list[Code]


class StraightLine(Derived):
    """1 where all these raw columns hold the same code."""

    kind: Literal["straight_line"]
    raw: list[ColumnName]


class Speed(Derived):
    """1 where `variable` is under `under_share_of_median` of the median of the kept records, or over `over`."""

    kind: Literal["speed"]
    variable: str
    under_share_of_median: Fraction | None = None
    over: float | None = None


class SkipBroken(Derived):
    """1 where an answer was set aside because the routing answer rules it out."""

    kind: Literal["skip_broken"]


class Weight(Derived):
    kind: Literal["weight"]


AnyVariable = Annotated[
    Identifier
    | Category
    | Number
    | Amount
    | Date
    | Spelling
    | ShortText
    | OpenAnswer
    | Ticked
    | Keys
    | Duration
    | Lookup
    | StraightLine
    | Speed
    | SkipBroken
    | Weight,
    Field(discriminator="kind"),
]
