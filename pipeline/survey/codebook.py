"""`codebooks/survey.yaml`: everything the pipeline knows about one survey, as checked models.

The file says which columns the export has, what each becomes, which records are dropped and why, how the sample is
weighted, and which indicators are measured for which groups. Another survey is another file; no Python changes.
Column order of the cleaned table is the order of `variables`.
"""

import datetime as dt
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Code = int | float | str


class Entry(BaseModel):
    """Base of all entries: an unknown key is a mistake (most often a spelling), never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Entry):
    """A text readers see, in both languages."""

    en: str
    fr: str

    def __getitem__(self, language: str) -> str:
        return getattr(self, language)


class Answer(Entry):
    """One answer a respondent can choose: its code in the export, its code in the clean table, its label."""

    raw: Code
    clean: Code
    label: Text
    also: list[str] = []  # other labels under which exports have carried this answer


class MissingCode(Entry):
    """A code that stands for no value. `answered`: the respondent did answer (don't know), which rules may count."""

    code: Code
    label: Text
    answered: bool = False
    not_asked: bool = False  # the question was not put


class RawColumn(Entry):
    """What all columns of the export have in common."""

    raw: str  # the column's name in the export
    question: Text
    answers: str | None = None  # name of a list under `answers`
    missing: list[Code] = []  # codes declared under `missing_codes`
    min: float | None = None
    max: float | None = None
    personal: bool = False  # identifies people: removed, and masked in the log


class SetAside(RawColumn):
    """A column of the export that rules may use but that is not kept."""

    reason: Text


class Variable(RawColumn):
    """A clean variable made from one column of the export."""

    name: str
    label: Text
    only_if: "Condition | None" = None  # skip logic: what the routing answer has to be for this one to count


class Identifier(Variable):
    """The record's own identifier; one variable has this kind."""

    kind: Literal["identifier"]


class Category(Variable):
    """Answers by code. `reverse`: the scale is turned, so that the favourable end is the same for all items."""

    kind: Literal["category"]
    answers: str
    reverse: bool = False


class Number(Variable):
    """A number typed in a numeric field, between `min` and `max`."""

    kind: Literal["number"]
    integer: bool = True


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


class Derived(Entry):
    """A clean variable made from other clean variables."""

    name: str
    label: Text

    @property
    def question(self) -> Text:
        return self.label


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


class Group(Entry):
    clean: Code
    label: Text
    values: list[Code]


class StraightLine(Derived):
    """1 where all these raw columns hold the same code."""

    kind: Literal["straight_line"]
    raw: list[str]


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
    | Duration
    | Lookup
    | StraightLine
    | Speed
    | SkipBroken
    | Weight,
    Field(discriminator="kind"),
]


class Condition(Entry):
    """A test on one column: exactly one of the comparisons. Dates compare clean values; everything else raw codes."""

    variable: str
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


class Duplicates(Entry):
    """Records with the same key (trimmed, lower case; blank matches nothing); the best by `keep`, in order, is kept."""

    key: str
    keep: list[Literal["most_core_answers", "most_answers", "earliest", "latest"]]
    date: str | None = None  # the date variable `earliest` and `latest` look at


class Drop(Entry):
    """Records dropped for one reason; rules apply in the order of the file and the first that fits is the reason."""

    reason: str
    label: Text
    any: list[Condition] = []
    duplicates: Duplicates | None = None
    fewer_core_answers_than: int | None = None

    @model_validator(mode="after")
    def one_rule(self) -> "Drop":
        if (bool(self.any) + (self.duplicates is not None) + (self.fewer_core_answers_than is not None)) != 1:
            raise ValueError("give exactly one of `any`, `duplicates`, `fewer_core_answers_than`")
        return self


class NearDuplicates(Entry):
    """Kept records that a person should compare: alike in `at_least` percent of their answers and in a block column."""

    blocks: list[str]
    at_least: float = Field(80, ge=0, le=100)
    largest_block: int = 25  # a value that more records share (a network's address) tells nothing


class SpellingValue(Entry):
    clean: Code
    label: Text
    spellings: list[str]


class SpellingTable(Entry):
    """Spellings of the same thing; case, accents, punctuation and blanks make no difference."""

    values: list[SpellingValue]
    missing: list[str] = []
    near: float | None = Field(None, ge=70, le=100)  # accept an unlisted spelling this similar (0 to 100), and log it


class AmountReading(Entry):
    """How a written quantity becomes a number (`pipeline/survey/amounts.py`); case and accents do not matter."""

    unit: str  # the unit of the clean number, one of `units`
    units: dict[str, Fraction]  # word -> how many clean units one is (`min: 1/60`, `day: 7.5`)
    per: list[str] = []  # words that open a rate: per, a, par, /
    rates: dict[str, Fraction] = {}  # word after one of these -> factor (`day: 5`, `month: 100/433`)
    halves: list[str] = []  # words for one half
    ranges: list[str] = []  # words between the two ends of a range, whose midpoint counts
    phases: list[str] = []  # words that begin a later phase; the last phase counts
    missing: list[str] = []  # words that say there is no number
    zero: list[str] = []  # words for nothing
    ignore: list[str] = []  # words without meaning for the amount; others are passed over too, but a person is told
    languages: list[str] = []  # languages whose number words are read
    decimals: int = 2


class DateReading(Entry):
    """Formats tried in order, in the notation of `strptime`; `serial` is a spreadsheet's day number."""

    formats: list[str]
    first: dt.date | None = None
    last: dt.date | None = None
    languages: list[str] = []  # languages whose month names are read
    ignore: list[str] = []


class Margin(Entry):
    """One margin of the raking: the margin's name in the population file and the clean variable it belongs to."""

    margin: str
    variable: str


class Breakdown(Entry):
    """Groups for which each indicator is measured."""

    name: str
    variable: str
    label: Text
    compare: bool = True  # differences between these groups are tested


class Indicator(Entry):
    """One indicator.

    share: respondents whose answer to the one variable is in `counts`; mean: of the one variable; distribution: a share
    for each answer (`NAME:CODE`); multiple_response: a share for each variable of a tick-all-that-apply question
    (`NAME:VARIABLE`); top_box: as share, for an item of a battery; net: share of `counts` minus share of `against`;
    count: respondents.
    """

    name: str
    kind: Literal["share", "top_box", "mean", "distribution", "multiple_response", "net", "count"]
    label: Text
    variables: list[str] = []
    counts: list[Code] = []
    against: list[Code] = []
    base: Text  # who the base is, in words
    battery: str | None = None
    compare: bool = False  # differences between groups are tested for this indicator

    @model_validator(mode="after")
    def complete(self) -> "Indicator":
        if self.kind in ("share", "top_box", "net", "multiple_response") and not self.counts:
            raise ValueError(f"`counts` is needed for a {self.kind}")
        if self.kind == "net" and not self.against:
            raise ValueError("`against` is needed for a net score")
        if self.kind != "count" and not self.variables:
            raise ValueError("`variables` is needed")
        if self.kind not in ("multiple_response", "count") and len(self.variables) != 1:
            raise ValueError(f"a {self.kind} has exactly one variable")
        return self


class SurveyCodebook(Entry):
    """The whole file."""

    title: Text
    producer: Text
    abstract: Text
    population: Text
    encoding: str = "utf-8-sig"  # of a CSV export
    rows_below_header: int = 0  # rows of a CSV or Excel export between the header and the first record (Qualtrics: 2)
    language: str | None = None  # the variable that says in which language (en, fr) somebody answered
    answers: dict[str, list[Answer]] = {}
    missing_codes: list[MissingCode] = []
    spellings: dict[str, SpellingTable] = {}
    amounts: dict[str, AmountReading] = {}
    dates: dict[str, DateReading] = {}
    set_aside: list[SetAside] = []
    variables: list[AnyVariable]
    core_items: list[str] = []  # raw columns that decide whether a record is complete enough
    all_items: list[str] = []  # raw columns that count as answers in all
    drop: list[Drop] = []
    near_duplicates: NearDuplicates | None = None
    margins: list[Margin] = []
    breakdowns: list[Breakdown] = []
    indicators: list[Indicator] = []

    @property
    def identifier(self) -> Identifier:
        return next(variable for variable in self.variables if isinstance(variable, Identifier))

    @property
    def columns(self) -> list[RawColumn]:
        """All declared columns of the export."""
        return [entry for entry in [*self.variables, *self.set_aside] if isinstance(entry, RawColumn)]

    def is_open(self, name: str) -> bool:
        return any(variable.name == name and isinstance(variable, OpenAnswer) for variable in self.variables)

    def variable(self, name: str) -> AnyVariable:
        return next(variable for variable in self.variables if variable.name == name)

    def values(self, name: str) -> dict[Code, Text]:
        """Clean values of a variable and their labels; empty for numbers, dates and texts."""
        variable = self.variable(name)
        if isinstance(variable, Category):
            answers = self.answers[variable.answers]
            if variable.reverse:
                ends = [answer.clean for answer in answers]
                return {min(ends) + max(ends) - answer.clean: answer.label for answer in reversed(answers)}
            return {answer.clean: answer.label for answer in answers}
        if isinstance(variable, Spelling):
            return {value.clean: value.label for value in self.spellings[variable.spellings].values}
        if isinstance(variable, Lookup):
            return {group.clean: group.label for group in variable.groups}
        return {}

    @model_validator(mode="after")
    def names_exist(self) -> "SurveyCodebook":
        """Every name that one part of the file uses is declared in another."""
        names = [variable.name for variable in self.variables]
        raw = [column.raw for column in self.columns]
        known = set(names)
        _no_repeats("variables", names)
        _no_repeats("columns of the export", raw)
        _no_repeats("indicators", [indicator.name for indicator in self.indicators])
        _no_repeats("breakdowns", [breakdown.name for breakdown in self.breakdowns])
        if sum(isinstance(variable, Identifier) for variable in self.variables) != 1:
            raise ValueError("exactly one variable must have the kind `identifier`")
        if self.identifier.name != "record_id":
            raise ValueError("the identifier has the name `record_id`, by which all tables know a record")
        weights = [variable.name for variable in self.variables if isinstance(variable, Weight)]
        if weights != ["weight"]:
            raise ValueError("exactly one variable has the kind `weight`, and it is named `weight`")
        _declared("language", [self.language], known, "variables")
        codes = {missing.code for missing in self.missing_codes}
        for column in self.columns:
            _declared(f"column {column.raw}", [column.answers], self.answers, "answers")
            _declared(f"column {column.raw}", column.missing, codes, "missing_codes")
        for variable in self.variables:
            place = f"variable {variable.name}"
            for field, section in (("spellings", self.spellings), ("amount", self.amounts), ("dates", self.dates)):
                _declared(place, [getattr(variable, field, None)], section, field)
            if isinstance(variable, Variable) and variable.only_if:
                _declared(place, [variable.only_if.variable], known | set(raw), "variables")
            for field in ("variable", "start", "end"):
                _declared(place, [getattr(variable, field, None)], known, "variables")
            if isinstance(variable, StraightLine):
                _declared(place, variable.raw, raw, "columns of the export")
        for rule in self.drop:
            place = f"drop rule {rule.reason}"
            _declared(place, [condition.variable for condition in rule.any], known | set(raw), "variables or columns")
            if rule.duplicates:
                _declared(place, [rule.duplicates.key], raw, "columns of the export")
                _declared(place, [rule.duplicates.date], known, "variables")
        if self.near_duplicates:
            _declared("near_duplicates", self.near_duplicates.blocks, raw, "columns of the export")
        _declared("core_items", self.core_items, raw, "columns of the export")
        _declared("all_items", self.all_items, raw, "columns of the export")
        for entry in [*self.margins, *self.breakdowns]:
            _declared(str(getattr(entry, "name", getattr(entry, "margin", ""))), [entry.variable], known, "variables")
        for indicator in self.indicators:
            _declared(f"indicator {indicator.name}", indicator.variables, known, "variables")
        return self


def _declared(place: str, used: list, declared, section: str) -> None:
    absent = [str(name) for name in used if name is not None and name not in declared]
    if absent:
        raise ValueError(f"{place} names {', '.join(absent)}, which is not under `{section}`")


def _no_repeats(section: str, names: list[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"{section}: {', '.join(repeated)} stands there more than once")
