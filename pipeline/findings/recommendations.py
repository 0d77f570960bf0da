"""Recommendations: a file of their own, reports/chapters/recommendations.yaml, and what is wrong with them.

recommendations:
  - id: R1
    what: {en: Sign agreements by term, fr: Signer les ententes au rythme des sessions}
    who: {en: National body and funder, fr: Organisme national et bailleur de fonds}
    by: {en: before the agreement ends, fr: avant la fin de l’entente}   # a draft may leave it out
    priority: high                          # high, medium, low
    rationale: {en: ..., fr: ...}
    findings: [F13, F42]
    considers: [S1]                         # what the client printed that it answers
    left: {en: what was considered and left aside, fr: ...}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.language import Label, Words
from pipeline.study import StrictModel, Study, StudyError, collecting, did_you_mean, load_model_if_any
from pipeline.tables import DataFrame
from pipeline.tables.triangulation import Matrix

FILE = "recommendations.yaml"
FAIR = ("high", "moderate")  # confidence that carries a recommendation by itself
Priority = Literal["high", "medium", "low"]


class Recommendation(StrictModel):
    id: str
    what: Label
    who: Label
    by: Label | None = None
    priority: Priority = "medium"
    rationale: Label
    findings: list[str] = []
    considers: list[str] = []
    left: Label | None = None


class Recommendations(StrictModel):
    """The file. `no_action` says of a finding why nothing follows from it."""

    recommendations: list[Recommendation] = []
    no_action: dict[str, Label] = {}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a recommendation, or with a finding that none rests on."""

    about: str  # id of the recommendation or finding
    kind: str  # rests_on_nothing, weak, unknown_finding, leads_nowhere, no_date
    also: str = ""


def load(study: Study) -> Recommendations:
    """The study's recommendations; none where there is no such file. Raises StudyError for two of one id."""
    path = study.reports / "chapters" / FILE
    found = load_model_if_any(path, Recommendations, study.languages)
    ids = [one.id for one in found.recommendations]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise StudyError(study.relative(path), f"{twice[0]} stands twice", "an id for each recommendation")
    return found


def check(study: Study, known: Sequence[str] | None = None) -> None:
    """Raises StudyError(s) where the file cannot be read, or names a finding that is not among `known`."""
    found = load(study)
    with collecting() as mistakes:
        for one in found.recommendations:
            for name in one.findings:
                if known is not None and name not in known:
                    mistakes.add(
                        f"reports/chapters/{FILE}, {one.id}", f"there is no finding {name!r}", "a finding of the study",
                        did_you_mean(name, list(known), "Correct it there."),
                    )  # fmt: skip


def remarks(study: Study) -> list[str]:
    """No mistakes: recommendations that rest on nothing, findings that lead nowhere, once findings are judged."""
    found = load(study)
    if not found.recommendations or not study.has_table("triangulation/matrix"):
        return []
    matrix = study.table("triangulation/matrix").set_index("finding_id", drop=False)
    say = Words("findings", study.languages[0], study)
    wrong = [one for one in problems(found, matrix) if one.kind != "unknown_finding"]
    return [say(f"recommendation.problem.{one.kind}", about=one.about, also=one.also) for one in wrong]


def problems(found: Recommendations, matrix: DataFrame[Matrix]) -> list[Problem]:
    """Recommendations that rest on nothing, or on nothing of fair confidence; findings that lead nowhere.

    `matrix` is triangulation/matrix, indexed by finding_id. Findings short of evidence need lead nowhere.
    """
    wrong, used = [], set(found.no_action)
    for one in found.recommendations:
        known = [finding for finding in one.findings if finding in matrix.index]
        wrong += [Problem(one.id, "unknown_finding", name) for name in one.findings if name not in matrix.index]
        used |= set(known)
        if not known:
            wrong.append(Problem(one.id, "rests_on_nothing"))
        elif not matrix.loc[known, "confidence"].isin(FAIR).any():
            wrong.append(Problem(one.id, "weak"))
        if one.by is None:
            wrong.append(Problem(one.id, "no_date"))
    speaking = matrix.index[matrix["standing"] != "not enough evidence"]
    wrong += [Problem(finding, "leads_nowhere") for finding in speaking if finding not in used]
    return wrong
