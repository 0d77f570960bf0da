"""The evaluation matrix: what evaluators write in codebooks/evaluation.yaml.

Themes hold questions, questions hold candidate findings. A finding is a statement that evidence can bear out or
contradict, and says itself which evidence counts, and on which side:

- `indicators`: a survey share, and the share from which (`at_least`) or up to which (`at_most`) it bears it out;
- `codes`: a code of codebooks/themes.yaml, and the stances that bear the statement out (`supports`);
- `claims`: a figure in print, and the value at which it bears the statement out; without one it stands as context.
"""

from typing import Annotated, Literal

import pydantic
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pipeline.language import Label, Text
from pipeline.triangulation.logic_model import LogicModel

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]
Stance = Literal["supportive", "critical", "mixed", "neutral"]
OPPOSITE = {"supportive": "critical", "critical": "supportive"}


class Entry(BaseModel):
    """Unknown keys are mistakes: a misspelt `at_lest` would otherwise be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Threshold(Entry):
    """A value and the side of it on which a number bears the statement out. Percent unless the number is a count."""

    at_least: float | None = None
    at_most: float | None = None

    @pydantic.model_validator(mode="after")
    def _one_side(self) -> "Threshold":
        if self.at_least is not None and self.at_most is not None:
            raise ValueError("has both at_least and at_most; a threshold has one side")
        return self

    @property
    def value(self) -> float | None:
        return self.at_least if self.at_least is not None else self.at_most

    @property
    def sign(self) -> int:
        """1 where more bears the statement out, -1 where less does."""
        return -1 if self.at_most is not None else 1


class IndicatorTie(Threshold):
    """One indicator, overall or in one breakdown group, and its threshold."""

    indicator: Id
    breakdown: Text = "overall"
    group: Text = "all"

    @pydantic.model_validator(mode="after")
    def _has_threshold(self) -> "IndicatorTie":
        if self.value is None:
            raise ValueError(f"indicator {self.indicator!r} needs at_least or at_most: the share that bears it out")
        return self


class CodeTie(Entry):
    """One code, and the stances that bear it out; the opposite stance contradicts, or those in `contradicts`."""

    code: Id
    supports: Annotated[list[Stance], Field(min_length=1)]
    contradicts: list[Stance] | None = None

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
        against = self.contradicts
        if against is None:
            against = [OPPOSITE[one] for one in self.supports if one in OPPOSITE and OPPOSITE[one] not in self.supports]
        return "contradicts" if stance in against else ("mixed" if stance == "mixed" else "neutral")


class ClaimTie(Threshold):
    """One figure in print; without a threshold it stands beside the finding as context."""

    claim: Id

    @pydantic.model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        return {"claim": value} if isinstance(value, str) else value


class Finding(Entry):
    id: Id
    question: Id
    statement: Label
    indicators: list[IndicatorTie] = []
    codes: list[CodeTie] = []
    claims: list[ClaimTie] = []

    @pydantic.model_validator(mode="after")
    def _has_evidence(self) -> "Finding":
        if not (self.indicators or self.codes or self.claims):
            raise ValueError(f"finding {self.id!r} names no indicator, no code and no claim: nothing could bear it out")
        for kind, names in (
            ("indicator", [(one.indicator, one.breakdown, one.group) for one in self.indicators]),
            ("code", [one.code for one in self.codes]),
            ("claim", [one.claim for one in self.claims]),
        ):
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"finding {self.id!r} names the {kind} {name!r} twice")
        return self


class Named(Entry):
    id: Id
    label: Label


class Question(Entry):
    id: Id
    theme: Id
    text: Label


class EvaluationCodebook(Entry):
    """codebooks/evaluation.yaml."""

    respondents: Label  # what the survey's respondents are called in a sentence, in the plural
    groups: dict[str, Label]  # stakeholder groups and regions of the manifest, as they stand in a sentence
    themes: list[Named] = Field(min_length=1)
    questions: list[Question] = Field(min_length=1)
    findings: list[Finding] = Field(min_length=1)
    logic_model: LogicModel | None = None  # its links list the findings that test them

    @pydantic.model_validator(mode="after")
    def _holds_together(self) -> "EvaluationCodebook":
        themes, questions = [one.id for one in self.themes], [one.id for one in self.questions]
        for kind, ids in (("theme", themes), ("question", questions), ("finding", [one.id for one in self.findings])):
            for repeated in sorted({one for one in ids if ids.count(one) > 1}):
                raise ValueError(f"the {kind} id {repeated!r} stands more than once")
        for question in self.questions:
            if question.theme not in themes:
                raise ValueError(f"question {question.id!r} has the theme {question.theme!r}, which is not listed")
            if not any(finding.question == question.id for finding in self.findings):
                raise ValueError(f"question {question.id!r} has no finding; give it one or take it out")
        for finding in self.findings:
            if finding.question not in questions:
                raise ValueError(f"finding {finding.id!r} has the question {finding.question!r}, which is not listed")
        for theme in themes:
            if not any(question.theme == theme for question in self.questions):
                raise ValueError(f"theme {theme!r} has no question; give it one or take it out")
        if self.logic_model:
            self.logic_model.check_findings(finding.id for finding in self.findings)
        return self

    def theme_of(self, finding: Finding) -> str:
        return next(question.theme for question in self.questions if question.id == finding.question)

    def name(self, group: str, language: str) -> str:
        """A group or region as it stands in a sentence; its own id where the codebook has no label."""
        return self.groups[group][language] if group in self.groups else group
