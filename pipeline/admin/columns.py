"""The columns of administrative tables as `codebooks/admin.yaml` declares them, and how each is read."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.cleaning.entries import Code, Pattern
from pipeline.study import StrictModel


class Choice(StrictModel):
    """A clean value and the pattern (anywhere in the cell, in any case) by which it is told."""

    clean: Code
    matches: Pattern


class Choices(StrictModel):
    """What a free text stands for: the first choice that fits; `otherwise` where none does, blank cells included."""

    values: list[Choice]
    otherwise: Code | None = None


class Column(StrictModel):
    """What all clean columns have in common. `helper`: rules use it, the clean table does not have it."""

    name: str
    helper: bool = False
    names: str | None = None  # it names somebody: which kind of pseudonym is put for it after de-identification


class FromCell(Column):
    """A column read from one column of the file."""

    raw: str
    down: bool = False  # a blank cell says what the filled one above it says


class Identifier(FromCell):
    """Trimmed, in upper case, blanks as hyphens; the first group of `pattern` (the whole cell) is the identifier."""

    kind: Literal["identifier"]
    pattern: Pattern


class Words(FromCell):
    """A text without blanks at its ends; `pattern`: only its first group, anywhere in the cell."""

    kind: Literal["text"]
    pattern: Pattern | None = None


class Number(FromCell):
    """A number (`cleaning/written_numbers.py`), marks of footnotes aside; text is missing.

    first: the first whole number in the cell.
    """

    kind: Literal["number"]
    whole: bool = True
    first: bool = False
    blank: float | None = None  # what a cell without a number stands for


class Date(FromCell):
    """A day in any of the formats under `dates`, as ISO text."""

    kind: Literal["date"]
    dates: str


class Chosen(FromCell):
    kind: Literal["choice"]
    choices: str


class Spelled(FromCell):
    kind: Literal["spelling"]
    spellings: str


class Listed(FromCell):
    """Several spellings in one cell, separated by any of `separators`; clean values are separated by `;`.

    pattern: only its first group is the list. Two languages of one thing may stand beside a slash.
    """

    kind: Literal["list"]
    spellings: str
    separators: list[str] = [";"]
    pattern: Pattern | None = None


class Period(FromCell):
    """A quarter of the financial year, as `2020-21 Q2`; `letters` are those that stand for a quarter."""

    kind: Literal["period"]
    first_month: int = Field(1, ge=1, le=12)
    letters: list[str] = ["Q"]
    languages: list[str] = ["en", "fr"]


class Lookup(Column):
    """Another column's values, grouped."""

    kind: Literal["lookup"]
    of: str
    groups: dict[str, list[Code]]


class Attribute(Column):
    """What a spelling file says of another column's value, in one of its own columns; whole numbers are numbers."""

    kind: Literal["attribute"]
    of: str
    spellings: str
    column: str


class Later(Column):
    """1 where one date is later than another, 0 where not; missing where either is."""

    kind: Literal["later"]
    of: str
    than: str


class Step(StrictModel):
    clean: Code
    start: str = ""  # from this date, period or text on


class Steps(Column):
    """The last step whose start is reached; starts compare as ISO texts."""

    kind: Literal["steps"]
    of: str
    steps: list[Step]


class Section(Column):
    """The text above a row that heads it and those around it: the nearest of `texts` in the file's column of `of`."""

    kind: Literal["section"]
    of: str
    texts: list[str]


class Every(Column):
    """1 where all these columns are 1."""

    kind: Literal["every"]
    of: list[str]


AnyColumn = Annotated[
    Identifier
    | Words
    | Number
    | Date
    | Chosen
    | Spelled
    | Listed
    | Period
    | Lookup
    | Attribute
    | Later
    | Steps
    | Section
    | Every,
    Field(discriminator="kind"),
]
