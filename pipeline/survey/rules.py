"""Rules of cleaning as the codebook states them: who is dropped, how words, quantities and dates are read."""

from fractions import Fraction
from typing import Literal

from pydantic import Field, field_validator, model_validator
from text_to_num import alpha2digit

from pipeline.cleaning.entries import Text
from pipeline.study import StrictModel
from pipeline.survey.variables import ColumnName, Condition


class Duplicates(StrictModel):
    """Records with the same key (trimmed, lower case; blank matches nothing); the best by `keep`, in order, is kept."""

    key: ColumnName
    keep: list[Literal["most_core_answers", "most_answers", "earliest", "latest"]]
    date: str | None = None  # the date variable `earliest` and `latest` look at


class Drop(StrictModel):
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


class NearDuplicates(StrictModel):
    """Kept records that a person should compare: alike in `at_least` percent of their answers and in a block column."""

    blocks: list[ColumnName]
    at_least: float = Field(80, ge=0, le=100)
    largest_block: int = 25  # a value that more records share (a network's address) tells nothing


class AmountReading(StrictModel):
    """How a written quantity becomes a number (`pipeline/survey/amounts.py`); case and accents do not matter."""

    unit: str  # the unit of the clean number, one of `units`
    units: dict[str, Fraction]  # word -> how many clean units one is (`min: 1/60`, `day: 7.5`)
    per: list[str] = []  # words that open a rate: per, a, par, /
    rates: dict[str, Fraction] = {}  # word after one of these -> factor (`day: 5`, `month: 100/433`)
    parts: dict[str, Fraction] = {}  # words for a part of a unit (`half: 1/2`)
    numbers: dict[str, float] = {}  # number words that no dictionary has (`dizaine: 10`)
    ranges: list[str] = []  # words between the two ends of a range, whose midpoint counts
    phases: list[str] = []  # words that begin a later phase; the last phase counts
    missing: list[str] = []  # words that say there is no number
    zero: list[str] = []  # words for nothing
    ignore: list[str] = []  # words without meaning for the amount; others are passed over too, but a person is told
    languages: list[str] = []  # languages whose number words are read
    decimals: int = 2

    @field_validator("languages")
    @classmethod
    def known(cls, languages: list[str]) -> list[str]:
        for language in languages:
            try:
                alpha2digit("", language)
            except ValueError as error:
                raise ValueError(f"`{language}` is no language whose number words are known: such as en, fr") from error
        return languages
