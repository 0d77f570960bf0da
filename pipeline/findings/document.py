"""What a study says about its own document (reports/chapters/document.yaml), and every name and phrase it prints.

`Names` answers every question of the kind "what is this called in French": the fixed words of the house (room
`language`), the study's names for groups and regions, and the labels of the three codebooks.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pydantic

from pipeline import language as write
from pipeline.findings.sources import Sources
from pipeline.language import BlankLabel, Label, Words
from pipeline.study import StrictModel, Study, literal, load_model
from pipeline.survey.survey_codebook import Indicator

MILLION = 1_000_000
_TYPED_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


class KeyFigure(StrictModel):
    """One key figure of the summary: a published claim, and, where the figures differ, why (told in place)."""

    claim: str
    why: Label | None = None


class Step(StrictModel):
    """A bar of the figure of progress: a figure in print, or the sum of several. The first is the target."""

    label: Label
    short: Label | None = None  # what became of the target, in a word: "created"
    claim: str = ""
    sum: list[str] = []


class Document(StrictModel):
    """reports/chapters/document.yaml."""

    title: Label
    subtitle: Label
    authors: Label
    date: str  # ISO: the date on the cover and in the properties of the files
    notice: Label | None = None  # a sentence for the cover
    speakers: dict[str, Label] = {}  # stakeholder groups of the manifest as an attribution: "An employer"
    regions: dict[str, Label] = {}  # regions of the manifest in an attribution, without an article
    headings: dict[str, Label] = {}  # the same as a heading, in the plural: "Employers"
    claims: dict[str, Label] = {}  # what each published figure says, in both languages
    key_figures: list[KeyFigure] = []
    progress: list[Step] = []

    @pydantic.field_validator("date")
    @classmethod
    def _a_date(cls, value: str) -> str:
        datetime.date.fromisoformat(value)
        return value


def load_document(study: Study) -> Document:
    return load_model(study.reports / "chapters" / "document.yaml", Document, study.languages)


@dataclass(frozen=True)
class Names:
    """Names and phrases in one language; people's own as Markdown that prints just them where `markdown` is true."""

    sources: Sources
    language: str
    document: Document
    markdown: bool = False

    @cached_property
    def plain(self) -> "Names":
        """The same names as they stand in the codebooks: for figures, and for a screen."""
        return replace(self, markdown=False)

    @cached_property
    def fixed(self) -> Words:
        """The phrases of the room `findings`."""
        return Words("findings", self.language, self.sources.study)

    def __call__(self, key: str, **values: Any) -> str:
        """A phrase of the house. Raises KeyError: a missing phrase is our mistake, not a person's."""
        return self.fixed(key, **values)

    def has(self, key: str) -> bool:
        return self.fixed.has(key)

    def numeral(self, count: int) -> str:
        """A small whole number as a word (`seven`), as prose writes it; from eleven on in digits."""
        spelt = [one.strip() for one in self("numerals").split("|")]
        return spelt[count] if count < len(spelt) else write.number(count, self.language)

    def indicator(self, name: str) -> str:
        """The label of an indicator; of one answer of it where the name is `NAME:ANSWER`."""
        found, part = self._indicator(name), name.partition(":")[2]
        if found is None:
            return self._as_said(name)
        label = self.printed(found.label)
        return f"{label}{write.colon(self.language)}{self._answer(found, part)}" if part else label

    def printed(self, text: Mapping[str, str] | Label | BlankLabel) -> str:
        """A person's own text in this language as it is printed."""
        return self._as_said(text[self.language])

    def _as_said(self, text: str) -> str:
        """A person's words with the apostrophes of print, and no word of them read as Markdown."""
        shown = _TYPED_APOSTROPHE.sub("’", text)
        return str(literal(shown)) if self.markdown else shown

    def _answer(self, indicator: Indicator, part: str) -> str:
        codebook = self.sources.survey
        assert codebook is not None, "the indicator is of its codebook"
        if indicator.kind == "multiple_response":
            return self.printed(codebook.variable(part).label)
        values = {str(code): text for code, text in codebook.values(indicator.variables[0]).items()}
        return self.printed(values[part]) if part in values else self._as_said(part)

    def base(self, name: str) -> str:
        """Who an indicator's base is, in words."""
        found = self._indicator(name)
        return self.printed(found.base) if found else ""

    def _indicator(self, name: str) -> Indicator | None:
        """As the survey's codebook declares it; of `NAME:ANSWER` that of NAME."""
        declared = self.sources.survey.indicators if self.sources.survey else []
        return next((one for one in declared if one.name == name.partition(":")[0]), None)

    def breakdown(self, name: str) -> str:
        found = next((one for one in self.sources.breakdowns if one.name == name), None)
        return self.printed(found.label) if found else self._as_said(name)

    def admin_breakdown(self, name: str) -> str:
        """What a breakdown of the administrative figures is by."""
        book = self.sources.admin_codebook
        found = next((one for one in book.breakdowns if one.name == name), None) if book else None
        return self.printed(found.label) if found else self._as_said(name)

    def group(self, breakdown: str, value: str) -> str:
        """The label of one group of a breakdown."""
        found = next((one for one in self.sources.breakdowns if one.name == breakdown), None)
        labels = self.sources.survey.values(found.variable) if found and self.sources.survey else {}
        text = {_plain(code): label for code, label in labels.items()}.get(_plain(value))
        return self.printed(text) if text else self._as_said(str(value))

    def drop(self, reason: str) -> str:
        """Why records were left out."""
        rules = self.sources.survey.drop if self.sources.survey else []
        found = next((rule for rule in rules if rule.reason == reason), None)
        return self.printed(found.label) if found else reason

    def code(self, code: str) -> str:
        found = self.sources.codes.get(code)
        return self.printed(found.label) if found else code

    def theme(self, theme: str) -> str:
        return self._evaluation("themes", theme, "label")

    def question(self, question: str) -> str:
        return self._evaluation("questions", question, "text")

    def _evaluation(self, section: str, key: str, field: str) -> str:
        entries = getattr(self.sources.evaluation, section, [])
        found = next((one for one in entries if one.id == key), None)
        return self.printed(getattr(found, field)) if found else key

    def amount(self, value: float, unit: str) -> str:
        """A value with its unit: `46%`, `$10.5 million`, `42 points`."""
        if unit == "percent":
            return write.percent(value, self.language)
        if unit == "year":
            return f"{int(value)}"
        if unit == "CAD" and abs(value) >= MILLION:
            return self.amount(value / MILLION, "million_cad")
        whole = float(value).is_integer() or abs(value) >= 1000 or unit in ("points", "CAD")
        number = write.number(value, self.language, 0 if whole else 1)
        return self(f"unit.{unit}", number=number, count=round(value)) if self.has(f"unit.{unit}") else number

    def amounts(self, low: float, high: float, unit: str) -> str:
        """An interval of amounts: `46% to 52%`, `$324 to $648`."""
        if unit == "percent":
            return write.interval(low, high, self.language)
        return write.span(self.amount(low, unit), self.amount(high, unit), self.language)

    def group_or_region(self, key: str) -> str:
        """A stakeholder group or region as it stands in a sentence."""
        return self._as_said(self.sources.evaluation.name(key, self.language) if self.sources.evaluation else key)

    def own(self, kind: str, key: str) -> str:
        """The study's own text for a speaker, region, heading or claim; where it has none the key itself, and for a
        claim the sentence that raw/published/figures.csv has."""
        both = getattr(self.document, kind).get(key)
        if both:
            return self.printed(both)
        printed = self.sources.published_raw["statement"] if kind == "claims" else {}
        return self._as_said(printed.get(key, key))


def _plain(code: Any) -> str:
    """`1`, `1.0` and 1 are the same answer."""
    text = str(code)
    return text.removesuffix(".0")
