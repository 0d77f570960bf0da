"""`codebooks/admin.yaml`: everything the pipeline knows about one programme's administrative data, as checked models.

The file says which tables there are, what each column becomes, which rows are dropped and why, whose a report is, which
organisations are the same, and which figures are worked out for which groups. Another programme is another file.
"""

import re

from pydantic import Field, model_validator

from pipeline.admin.admin_checks import mistakes
from pipeline.admin.columns import AnyColumn, Choices
from pipeline.admin.conditions import Test
from pipeline.admin.declared_figures import Breakdown, Figure, Mix
from pipeline.cleaning.dates import DateReading
from pipeline.cleaning.entries import Encoding, Pattern, Sign, Text
from pipeline.cleaning.texts import SpellingTable
from pipeline.study import StrictModel
from pipeline.study.declared_names import refuse


class SpellingFile(StrictModel):
    """Spellings kept as a CSV under raw/: a row a value, with its code, its labels and its spellings."""

    file: str
    clean: str
    labels: dict[str, str] = Field(min_length=1)  # by language the column with its label, written `label_en: COLUMN`
    spellings: list[str] = []  # columns with further spellings
    separator: Sign = "|"  # between the spellings of one cell

    @model_validator(mode="before")
    @classmethod
    def labels_by_language(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        labels = {name: column for name, column in values.items() if re.fullmatch(r"label_[a-z]{2,3}", str(name))}
        if not labels:
            return values
        rest = {name: value for name, value in values.items() if name not in labels}
        return rest | {"labels": {name.removeprefix("label_"): column for name, column in labels.items()}}


class Highest(StrictModel):
    """Of the rows alike in `within` only those highest in `of` are kept, all of them together."""

    of: str
    within: list[str]


class Drop(StrictModel):
    """Rows dropped for one reason; reasons are applied in order, each to the rows that the earlier ones left."""

    reason: str
    label: Text
    any: list[Test] = []
    all: list[Test] = []
    written: dict[str, list[str]] = {}  # by column the texts of the file's cells, blanks at the ends aside
    identical: bool = False  # the same in every column of the file, blanks at the ends aside; the first is kept
    keep_highest: Highest | None = None

    @model_validator(mode="after")
    def one_rule(self) -> "Drop":
        given = [self.any, self.all, self.written, self.identical, self.keep_highest]
        if sum(map(bool, given)) != 1:
            raise ValueError("give exactly one of `any`, `all`, `written`, `identical`, `keep_highest`")
        return self


class SetMissing(StrictModel):
    """Cells set missing where a test holds."""

    reason: str
    when: Test
    columns: list[str]


class Amendments(StrictModel):
    """Rows that amend an earlier row of the same key: `column`'s raw text matches; `replaces` are taken over."""

    raw: str
    matches: Pattern
    replaces: list[str]


class BelongsTo(StrictModel):
    """Whose a row is: by `number` in the key of `table`, or, where that is blank, by `name` among its `names`.

    Gives the row that table's key, the first of `names`, and `run_by`: `run_by`, or the word under `own` for a name
    that stands for what the programme runs itself (which has no key). Without `name` it gives the key alone: rows of
    another list, payments of projects, say, whose figures count rows and not partners.
    """

    table: str
    number: str
    name: str | None = None
    names: list[str] = []
    run_by: str = "partner"
    own: dict[str, str] = {}

    @model_validator(mode="after")
    def name_among_names(self) -> "BelongsTo":
        if bool(self.name) != bool(self.names):
            raise ValueError("give `name` and `names`, or neither")
        return self


class Same(StrictModel):
    """When two rows of a list of organisations are one organisation (`pipeline/admin/organisations.py`)."""

    name: str
    other_name: str
    website: str
    alike_in: list[str]  # columns in which names one letter apart have to agree
    left_out: list[str] = []  # words without meaning at the end of a name (inc, ltd)
    decisions: str | None = None  # a person's table under raw/: row_a, row_b, same, by, why
    propose_from: float = 88  # similarity (0 to 100) from which a pair is put before a person


class AdminTable(StrictModel):
    """One table: its file, its columns, its rules in the order in which they are applied."""

    file: str  # under raw/
    label: Text
    sheet: str | None = None
    header_rows: int = 1  # rows from the top of the sheet to the one that names the columns, titles included
    last_row: int | None = None  # of the table, where another one stands below it in the sheet
    separator: Sign = ","
    encoding: Encoding = "utf-8-sig"
    key: str | None = None  # the column whose values are in no two clean rows
    rows: str | None = None  # the column (an identifier) that has to be readable for a row to be data
    columns: list[AnyColumn]
    amendments: Amendments | None = None
    belongs_to: BelongsTo | None = None
    drop: list[Drop] = []
    set_missing: list[SetMissing] = []
    same: Same | None = None

    def column(self, name: str) -> AnyColumn:
        return next(column for column in self.columns if column.name == name)


class Long(StrictModel):
    """A table for figures made of a clean one: for each of `columns` that holds something, a row with the rest of the
    row, the column's name under `time` and what it holds under `value`."""

    name: str
    table: str
    columns: list[str] = Field(min_length=1)
    time: str
    value: str


class AdminCodebook(StrictModel):
    """The whole file."""

    title: Text
    spellings_of: str | None = None  # a codebook whose `spellings` are known here too
    spellings: dict[str, SpellingTable | SpellingFile] = {}
    choices: dict[str, Choices] = {}
    dates: dict[str, DateReading] = {}
    currency: str = "$"
    least_partners: int = 3  # figures of smaller groups are not printed
    tables: dict[str, AdminTable]
    long: list[Long] = []
    mixes: list[Mix] = []
    breakdowns: list[Breakdown] = []
    figures: list[Figure] = []

    def source_of(self, table: str) -> str:
        """The name of the table under `tables` whose rows a table for figures has."""
        return next((long.table for long in self.long if long.name == table), table)

    def columns_of(self, name: str) -> list[str]:
        """Names of a table's columns, helpers included, with those that its owner gives it."""
        table = self.tables[name]
        given = []
        if table.belongs_to:
            given = [self.tables[table.belongs_to.table].key]
            given += [table.belongs_to.names[0], "run_by"] if table.belongs_to.name else []
        return [*filter(None, given), *(column.name for column in table.columns)]

    @model_validator(mode="after")
    def names_exist(self) -> "AdminCodebook":
        """Every name that one part of the file uses is declared in another; all mistakes at once, each at its place."""
        refuse(self, mistakes(self))
        return self
