"""`codebooks/survey.yaml`: everything the pipeline knows about one survey, as checked models.

The file says which columns the export has, what each becomes, which records are dropped and why, how the sample is
weighted, and which indicators are measured for which groups. Another survey is another file; no Python changes.
Column order of the cleaned table is the order of `variables`.
"""

from typing import Literal

from pydantic import Field, model_validator

from pipeline.cleaning.dates import DateReading
from pipeline.cleaning.entries import Answer, Code, Encoding, MissingCode, Text, numbers_of
from pipeline.cleaning.texts import SpellingTable
from pipeline.language import phrase
from pipeline.study import StrictModel
from pipeline.study.declared_names import refuse
from pipeline.survey.rules import AmountReading, Drop, NearDuplicates
from pipeline.survey.survey_checks import mistakes
from pipeline.survey.variables import (
    AnyVariable,
    Category,
    ColumnName,
    Condition,
    Date,
    Identifier,
    Keys,
    Lookup,
    OpenAnswer,
    RawColumn,
    SetAside,
    Spelling,
    Ticked,
)


class Margin(StrictModel):
    """One margin of the raking: the margin's name in the population file and the clean variable it belongs to."""

    margin: str
    variable: str


class NonResponse(StrictModel):
    """Weights for those who did not answer; `sample`: a file under raw/ with a row for everybody who was drawn."""

    sample: str
    known: list[str]  # clean variables whose codes are in that file for everybody
    method: Literal["classes", "propensity"] = "classes"


class Weighting(StrictModel):
    """What the weights start from before they meet the margins, how large they may be, how the sample was drawn."""

    base: str | None = None  # the variable that holds design weights
    nonresponse: NonResponse | None = None
    largest: float | None = Field(None, gt=1)  # times the mean weight; larger ones are trimmed
    strata: str | None = None  # the variable whose values are the strata
    cluster: str | None = None  # the variable that names the cluster (school, firm, or person with several records)
    errors: Literal["kish", "linearised"] = "kish"  # how weighted intervals are worked out


class Battery(StrictModel):
    """Items that measure one thing: their reliability (alpha, omega) is told."""

    name: str
    label: Text
    items: list[str] = Field(min_length=2)  # clean variables, all coded so that high means the same


class Response(StrictModel):
    """What became of those who were asked, beside the records of the export (AAPOR 2023, internet surveys).

    Kept records are complete; the reasons of `partial`, `refused` and `not_eligible` are those of drop rules. How many
    were asked is told by `invited`, or by `unknown`; without either, only the rates among those known to be eligible
    can be worked out, and those only where `non_contacts` is told.
    """

    partial: list[str] = []
    refused: list[str] = []
    not_eligible: list[str] = []
    refusals: int = Field(0, ge=0)  # those who said no outside the questionnaire
    invited: int | None = Field(None, ge=1)  # all who were asked; who is not accounted for is of unknown eligibility
    non_contacts: int | None = Field(None, ge=0)  # eligible, never reached; empty: nobody counted them
    others: int = Field(0, ge=0)  # eligible, not able to answer
    unknown: int | None = Field(None, ge=0)  # asked, and not known to be eligible
    eligible_share: float = Field(1, ge=0, le=1)  # of the unknown ones, as far as one can tell (AAPOR's e)


class Breakdown(StrictModel):
    """Groups for which each indicator is measured."""

    name: str
    variable: str
    label: Text
    compare: bool = True  # differences between these groups are tested


class Indicator(StrictModel):
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


class SurveyCodebook(StrictModel):
    """The whole file."""

    title: Text
    producer: Text
    abstract: Text
    population: Text
    encoding: Encoding | None = None  # of a text export; none: found out
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
    weighting: Weighting = Weighting()
    margins: list[Margin] = []
    batteries: list[Battery] = []
    response: Response | None = None
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

    @property
    def counted_items(self) -> list[ColumnName]:
        """Raw columns that count as answers in all: the declared ones, else those of every question."""
        questions = [
            v.raw for v in self.variables if isinstance(v, RawColumn) and not isinstance(v, (Identifier, Date))
        ]
        return self.all_items or self.core_items or list(dict.fromkeys(questions))

    def is_open(self, name: str) -> bool:
        return any(variable.name == name and isinstance(variable, OpenAnswer) for variable in self.variables)

    @property
    def languages(self) -> list[str]:
        """The languages its labels are in, in the order of its title."""
        return list(self.title.root)

    def is_background(self, name: str) -> bool:
        """Does the variable say who somebody is: declared so, a breakdown, a margin, or what one of these is from?"""
        groups = {entry.variable for entry in self.breakdowns} | {entry.variable for entry in self.margins}
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
                codes = numbers_of(answers)
                turned = [min(codes) + max(codes) - code for code in codes]
                return {code: answer.label for code, answer in reversed(list(zip(turned, answers, strict=True)))}
            return {answer.clean: answer.label for answer in answers}
        if isinstance(variable, Ticked):
            return {code: phrase("survey", key, self.languages) for code, key in enumerate(("ticked.no", "ticked.yes"))}
        if isinstance(variable, Spelling):
            return {value.clean: value.label for value in self.spellings[variable.spellings].values}
        if isinstance(variable, Lookup):
            return {group.clean: group.label for group in variable.groups}
        return {}

    @model_validator(mode="after")
    def names_exist(self) -> "SurveyCodebook":
        """Every name that one part of the file uses is declared in another; all mistakes at once, each at its place."""
        refuse(self, mistakes(self))
        return self
