"""The evaluation matrix: what evaluators write in codebooks/evaluation.yaml.

Themes hold questions, questions hold findings. A finding is a statement on one construct, of one kind
(docs/triangulation.md), and says itself which evidence counts, on which side, and what each piece measures of it
(`bearing`, with a reason):

- `indicators`: a survey share and the share that bears the statement out (`at_least`, `at_most` or `between`);
- `differences`: a survey share in one group of a breakdown above that in another;
- `codes`: a code of codebooks/themes.yaml, and the stances that bear the statement out (`supports`);
- `figures`: an administrative figure and its threshold, with its due date where it is a target;
- `claims`: a figure in print; it takes part only with a threshold and from another study, else it is context.
"""

import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import pydantic
from pydantic import Field, StringConstraints

from pipeline.decisions.themes import Stance
from pipeline.language import ByLanguage, Label, Text
from pipeline.study import StrictModel
from pipeline.study.declared_names import refuse
from pipeline.triangulation.evaluation_checks import mistakes
from pipeline.triangulation.logic_model import LogicModel
from pipeline.triangulation.rule.evidence import Bearing
from pipeline.triangulation.rule.settings import Kind, LineName

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]+$")]  # of claims and figures, too: with colons
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+(:.+)?$")]  # `NAME:ANSWER` of a distribution
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
OPPOSITE = {"supportive": "critical", "critical": "supportive"}


class Tie(StrictModel):
    """What every piece of evidence says of itself."""

    bearing: Bearing  # direct: same construct, people and period; part: one component, other people, a proxy
    reason: Text | None = None  # why it bears so
    confirmed: Text | None = None  # the second person who agrees with it
    limits: Annotated[int, Field(ge=0, le=2)] = 0  # steps off for limitations that the tables cannot show
    limits_reason: Text | None = None
    other_period: bool = False

    @pydantic.model_validator(mode="after")
    def _limits_have_a_reason(self) -> "Tie":
        if self.limits and not self.limits_reason:
            raise ValueError("has limits without limits_reason: a judgement needs its reason")
        return self


class Threshold(StrictModel):
    """The values at which a number bears the statement out. Percent unless the number is a count."""

    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None

    @pydantic.model_validator(mode="after")
    def _one_range(self) -> "Threshold":
        given = [name for name in ("at_least", "at_most", "between") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"has both {given[0]} and {given[1]}; a threshold is one of them")
        if not all(math.isfinite(number) for number in self.numbers):
            raise ValueError("a threshold is a number")
        if self.between and self.between[0] > self.between[1]:
            raise ValueError(f"between {self.between[0]:g} and {self.between[1]:g} lies nothing: the lower one first")
        return self

    @property
    def numbers(self) -> list[float]:
        return [one for one in (self.at_least, self.at_most, *(self.between or ())) if one is not None]

    @property
    def is_set(self) -> bool:
        return not (self.at_least is None and self.at_most is None and self.between is None)


class IndicatorTie(Tie, Threshold):
    """One indicator, overall or in one breakdown group, and its threshold."""

    indicator: IndicatorId
    breakdown: Text = "overall"
    group: Text = "all"

    @pydantic.model_validator(mode="after")
    def _has_threshold(self) -> "IndicatorTie":
        if not self.is_set:
            raise ValueError(f"indicator {self.indicator!r} needs at_least, at_most or between: what bears it out")
        if odd := [number for number in self.numbers if not 0 <= number <= 100]:
            raise ValueError(f"indicator {self.indicator!r}: {odd[0]:g} is no share; a threshold is 0 to 100 per cent")
        return self


class DifferenceTie(Tie):
    """One indicator, higher in one group of a breakdown than in another."""

    indicator: IndicatorId
    breakdown: Text
    higher: Text
    lower: Text


class CodeTie(Tie):
    """One code, and the stances that bear it out; the opposite stance contradicts, or those in `contradicts`."""

    code: Id
    supports: Annotated[list[Stance], Field(min_length=1)]
    contradicts: list[Stance] | None = None
    one_sided: bool | None = None  # it knows one direction only; empty: worked out from themes.yaml and the codings

    @pydantic.model_validator(mode="before")
    @classmethod
    def _one_stance(cls, value: object) -> object:
        """`supports: critical` stands for a list of one."""
        if isinstance(value, dict):
            return {k: [v] if k in ("supports", "contradicts") and isinstance(v, str) else v for k, v in value.items()}
        return value

    @pydantic.model_validator(mode="after")
    def _sides_differ(self) -> "CodeTie":
        both = sorted(set(self.supports) & set(self.contradicts or []))
        if both:
            raise ValueError(f"code {self.code!r}: the stance {both[0]!r} both supports and contradicts")
        return self

    def direction(self, stance: str) -> str:
        """`supports`, `contradicts`, `mixed` or `neutral` for a segment with this code and stance."""
        if stance in self.supports:
            return "supports"
        against: Sequence[str] | None = self.contradicts
        if against is None:
            against = [OPPOSITE[one] for one in self.supports if one in OPPOSITE and OPPOSITE[one] not in self.supports]
        return "contradicts" if stance in against else ("mixed" if stance == "mixed" else "neutral")


class FigureTie(Tie, Threshold):
    """One administrative figure (admin/indicators.csv); shares in per cent."""

    figure: Id
    breakdown: Text = "overall"
    group: Text = "all"
    due: Date | None = None  # of a target
    as_of: Date | None = None  # the date of the data
    coverage: Annotated[float, Field(gt=0, le=1)] = 1.0  # share of records present

    @pydantic.model_validator(mode="after")
    def _has_threshold(self) -> "FigureTie":
        if self.bearing != "context" and not self.is_set:
            raise ValueError(f"figure {self.figure!r} needs at_least, at_most or between: what bears it out")
        return self


class ClaimTie(Tie, Threshold):
    """One figure in print. It is a line only if of another study (`outside`), with a base and a threshold."""

    bearing: Bearing = "context"
    claim: Id
    outside: bool = False
    base: Annotated[float, Field(gt=0)] | None = None

    @pydantic.model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        return {"claim": value} if isinstance(value, str) else value


class Wordings(ByLanguage[list[Text]]):
    """Sentences as people would say them, by language."""

    root: dict[str, list[Text]] = Field(default_factory=dict)

    @property
    def all(self) -> list[str]:
        return [wording for wordings in self.values() for wording in wordings]


class Finding(StrictModel):
    id: Id
    question: Id
    kind: Kind
    statement: Label
    contrary: Label | None = None  # what holds where it does not: searched for, and a contradicted finding's headline
    contrary_said: Wordings = Wordings()  # how people would say so, from the statement alone: searched for
    one_construct: Text | None = None  # why "and" or "because" in the statement is no second claim
    measures: Text | None = None  # the construct: what ...
    concerns: list[Id] = []  # ... of whom (stakeholder groups of the manifest) ...
    period: Text | None = None  # ... and when
    interest: dict[Id, Literal["for", "against"]] = {}  # the side that an interested group would rather see held
    indicators: list[IndicatorTie] = []
    differences: list[DifferenceTie] = []
    codes: list[CodeTie] = []
    figures: list[FigureTie] = []
    claims: list[ClaimTie] = []

    @property
    def of_survey(self) -> list[IndicatorTie | DifferenceTie]:
        """What the survey says on it: shares, then differences."""
        return [*self.indicators, *self.differences]

    @pydantic.model_validator(mode="after")
    def _has_evidence(self) -> "Finding":
        kinds: dict[str, list[Any]] = {
            "indicator": [(one.indicator, one.breakdown, one.group) for one in self.indicators],
            "difference": [(one.indicator, one.breakdown, one.higher, one.lower) for one in self.differences],
            "code": [one.code for one in self.codes],
            "figure": [(one.figure, one.breakdown, one.group) for one in self.figures],
            "claim": [one.claim for one in self.claims],
        }
        if not any(kinds.values()):
            raise ValueError(f"finding {self.id!r} names no evidence: nothing could bear it out")
        for kind, names in kinds.items():
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"finding {self.id!r} names the {kind} {name!r} twice")
        return self


class Named(StrictModel):
    id: Id
    label: Label


class Question(StrictModel):
    id: Id
    theme: Id
    text: Label


class SurveyDesign(StrictModel):
    """What the survey's tables cannot tell of its respondents."""

    source: Text = "survey"  # whose answers: open answers and reports with the same source are the same line
    invited: Annotated[int, Field(gt=0)] | None = None
    self_selected: bool = False


class DocumentsDesign(StrictModel):
    """What the register cannot tell of the documents reviewed."""

    outside: list[Text] = []  # authors other than the body evaluated, its members and those it funds
    context: dict[Text, Text] = {}  # documents, or kinds of document, that are shown and not read, with the reason


class Overlap(StrictModel):
    """Two lines that are partly the same people: what share of the smaller took part in both."""

    lines: tuple[LineName, LineName]
    share: Annotated[float, Field(ge=0, le=1)]
    reason: Text


class EvaluationCodebook(StrictModel):
    """codebooks/evaluation.yaml."""

    respondents: Label  # what the survey's respondents are called in a sentence, in the plural
    groups: dict[str, Label]  # stakeholder groups and regions of the manifest, as they stand in a sentence
    interested: list[Id] = []  # stakeholder groups with an interest in the answer: staff, members, funded partners
    survey: SurveyDesign = SurveyDesign()
    documents: DocumentsDesign = DocumentsDesign()
    overlaps: list[Overlap] = []
    themes: list[Named] = Field(min_length=1)
    questions: list[Question] = Field(min_length=1)
    findings: list[Finding] = Field(min_length=1)
    logic_model: LogicModel | None = None  # its links list the findings that test them

    @pydantic.model_validator(mode="after")
    def _holds_together(self) -> "EvaluationCodebook":
        """All mistakes at once, each at its place."""
        refuse(self, mistakes(self))
        return self

    def theme_of(self, finding: Finding) -> str:
        return next(question.theme for question in self.questions if question.id == finding.question)

    def finding(self, identifier: str) -> Finding | None:
        return next((one for one in self.findings if one.id == identifier), None)

    def name(self, group: str, language: str) -> str:
        """A group or region as it stands in a sentence; its own id where the codebook has no label."""
        return self.groups[group][language] if group in self.groups else group
