"""`codebooks/survey.yaml`: everything the pipeline knows about one survey, as checked models.

The file says which columns the export has, what each becomes, which records are dropped and why, how the sample is
weighted, and which indicators are measured for which groups. Another survey is another file; no Python changes.
Column order of the cleaned table is the order of `variables`.
"""

# ruff: noqa: RUF012 (pydantic copies the defaults of a model, so that a list as default is safe)

from typing import Literal

from pydantic import model_validator

from pipeline.cleaning.dates import DateReading
from pipeline.cleaning.entries import Answer, Code, Entry, MissingCode, Text
from pipeline.cleaning.texts import SpellingTable
from pipeline.survey.rules import AmountReading, Drop, NearDuplicates
from pipeline.survey.variables import (
    AnyVariable,
    Category,
    ColumnName,
    Condition,
    Identifier,
    Keys,
    Lookup,
    OpenAnswer,
    RawColumn,
    SetAside,
    Spelling,
    StraightLine,
    Ticked,
    Variable,
    Weight,
)


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
    among: Condition | None = None  # only respondents for whom this holds are in the base
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
    encoding: str | None = None  # of a text export; none: found out
    rows_below_header: int | None = None  # rows between the names and the first record (Qualtrics: 2); none: recognised
    language: str | None = None  # the variable that says in which language (en, fr) somebody answered
    answers: dict[str, list[Answer]] = {}
    missing_codes: list[MissingCode] = []
    spellings: dict[str, SpellingTable] = {}
    amounts: dict[str, AmountReading] = {}
    dates: dict[str, DateReading] = {}
    set_aside: list[SetAside] = []
    variables: list[AnyVariable]
    core_items: list[ColumnName] = []  # raw columns that decide whether a record is complete enough
    all_items: list[ColumnName] = []  # raw columns that count as answers in all
    drop: list[Drop] = []
    near_duplicates: NearDuplicates | None = None
    margins: list[Margin] = []
    breakdowns: list[Breakdown] = []
    indicators: list[Indicator] = []

    @property
    def identifier(self) -> Identifier | Keys:
        return next(variable for variable in self.variables if isinstance(variable, (Identifier, Keys)))

    @property
    def columns(self) -> list[RawColumn]:
        """All declared columns of the export, each once."""
        entries = [entry for entry in [*self.variables, *self.set_aside] if isinstance(entry, RawColumn)]
        first: dict[str, RawColumn] = {}
        for entry in sorted(entries, key=lambda entry: isinstance(entry, Ticked)):
            first.setdefault(entry.raw, entry)
        return [first[name] for name in dict.fromkeys(entry.raw for entry in entries)]

    def is_open(self, name: str) -> bool:
        return any(variable.name == name and isinstance(variable, OpenAnswer) for variable in self.variables)

    @property
    def languages(self) -> list[str]:
        """The languages its labels are in, in the order of its title."""
        return list(self.title.root)

    def is_background(self, name: str) -> bool:
        """Does the variable say who somebody is: declared so, a breakdown, a margin, or what one of these is from?"""
        groups = {entry.variable for entry in [*self.breakdowns, *self.margins]}
        lookups = [variable for variable in self.variables if isinstance(variable, Lookup)]
        groups |= {lookup.variable for lookup in lookups if lookup.name in groups}
        return name in groups or getattr(self.variable(name), "background", False)

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
        if isinstance(variable, Ticked):
            return {0: Text(en="Not ticked", fr="Non coché"), 1: Text(en="Ticked", fr="Coché")}
        if isinstance(variable, Spelling):
            return {value.clean: value.label for value in self.spellings[variable.spellings].values}
        if isinstance(variable, Lookup):
            return {group.clean: group.label for group in variable.groups}
        return {}

    @model_validator(mode="after")
    def names_exist(self) -> "SurveyCodebook":
        """Every name that one part of the file uses is declared in another."""
        names = [variable.name for variable in self.variables]
        columns = [entry for entry in [*self.variables, *self.set_aside] if isinstance(entry, RawColumn)]
        raw = [column.raw for column in columns if not isinstance(column, Ticked)]
        known = set(names)
        _no_repeats("variables", names)
        _no_repeats("columns of the export", raw)
        _no_repeats("indicators", [indicator.name for indicator in self.indicators])
        _no_repeats("breakdowns", [breakdown.name for breakdown in self.breakdowns])
        raw = list(dict.fromkeys(column.raw for column in columns))
        if sum(isinstance(variable, (Identifier, Keys)) for variable in self.variables) != 1:
            raise ValueError("exactly one variable must have the kind `identifier` (or `keys`)")
        if self.identifier.name != "record_id":
            raise ValueError("the identifier has the name `record_id`, by which all tables know a record")
        weights = [variable.name for variable in self.variables if isinstance(variable, Weight)]
        if weights != ["weight"]:
            raise ValueError("exactly one variable has the kind `weight`, and it is named `weight`")
        _declared("language", [self.language], known, "variables")
        codes = {missing.code for missing in self.missing_codes}
        if isinstance(self.identifier, Keys):
            _declared("record_id", self.identifier.columns, raw, "columns of the export")
        for name, answers in self.answers.items():
            _no_repeats(f"answers > {name}", [str(answer.raw) for answer in answers])
        for column in columns:
            _declared(f"column {column.raw}", [column.answers], self.answers, "answers")
            _declared(f"column {column.raw}", column.missing, codes, "missing_codes")
        for variable in self.variables:
            place = f"variable {variable.name}"
            for field, section in (("spellings", self.spellings), ("amount", self.amounts), ("dates", self.dates)):
                _declared(place, [getattr(variable, field, None)], section, field)
            if isinstance(variable, Variable) and variable.personal:
                raise ValueError(f"{place} is personal: such a column belongs under `set_aside`")
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
            among = [indicator.among.variable] if indicator.among else []
            _declared(f"indicator {indicator.name}", [*indicator.variables, *among], known, "variables")
        return self


def _declared(place: str, used: list, declared, section: str) -> None:
    absent = [str(name) for name in used if name is not None and name not in declared]
    if absent:
        raise ValueError(f"{place} names {', '.join(absent)}, which is not under `{section}`")


def _no_repeats(section: str, names: list[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"{section}: {', '.join(repeated)} stands there more than once")
