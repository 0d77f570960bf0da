"""Command `check-findings`: what a second reader would ask of codebooks/evaluation.yaml, all at once.

A finding is a statement on one construct: "and", "because", "so that" in it ask for a reason (`one_construct`), or for
two findings. Told as well: statements of a measurable kind without direct evidence, evidence without a reason, evidence
that nobody confirmed, constructs that are not written down, and a direct indicator that is nearer to another finding.
"""

import re
from pathlib import Path

from pipeline.study import Study, read_yaml
from pipeline.triangulation import settings
from pipeline.triangulation.evaluation import EvaluationCodebook, Finding
from pipeline.triangulation.rule.settings import Kind, LineName

JOINING = Path(__file__).with_name("joining_words.yaml")
LINES = {"indicators": "survey", "differences": "survey", "codes": "notes", "figures": "admin", "claims": "print"}


def run(study: Study) -> list[str]:
    """One line a remark, refusals first."""
    matrix = study.codebook("evaluation", EvaluationCodebook)
    direct = settings.read(study).kinds
    refused = [text for finding in matrix.findings for text in two_claims(finding)]
    told = [text for finding in matrix.findings for text in remarks(finding, direct)]
    ties = [tie for finding in matrix.findings for name in LINES for tie in getattr(finding, name)]
    confirmed = sum(tie.confirmed is not None for tie in ties)
    return [*refused, *told, f"{confirmed} of {len(ties)} pieces of evidence are confirmed by a second person"]


def two_claims(finding: Finding) -> list[str]:
    """Where a statement joins two things that could differ, and no reason says that they cannot."""
    if finding.one_construct:
        return []
    for language, words in read_yaml(JOINING).items():
        statement = finding.statement.root.get(language, "")
        plain = re.sub(words["one_thing"], "", statement, flags=re.IGNORECASE)
        if word := re.search(rf"\b({words['joins']})\b|;", plain, re.IGNORECASE):
            return [
                f"{finding.id}: the statement joins two things ({word[0]!r}): split it, or say in one_construct why "
                "they cannot differ"
            ]
    return []


def remarks(finding: Finding, direct: dict[Kind, list[LineName]]) -> list[str]:
    found = []
    ties = [(LINES[name], tie) for name in LINES for tie in getattr(finding, name)]
    if not any(tie.bearing == "direct" and line in direct[finding.kind] for line, tie in ties):
        found.append(
            f"{finding.id}: nothing measures it directly that may answer a finding of the kind {finding.kind!r}"
        )
    lowered = sorted({line for line, tie in ties if tie.bearing == "direct" and line not in direct[finding.kind]})
    found += [f"{finding.id}: {line} cannot answer {finding.kind!r} directly and is read in part" for line in lowered]
    if not finding.measures:
        found.append(
            f"{finding.id}: what it measures, of whom and when is not written down (measures, concerns, period)"
        )
    if finding.codes and not finding.contrary:
        found.append(f"{finding.id}: what holds where it does not is not written down (contrary): the search for cases "
                     "against it looks for that")  # fmt: skip
    if finding.codes and finding.contrary and not finding.contrary_said.all:
        found.append(f"{finding.id}: how people would say the contrary is not written down (contrary_said): with it "
                     "the search for cases against it finds more")  # fmt: skip
    codes = [tie.code for line, tie in ties if line == "notes" and tie.bearing == "direct"]
    shares = [tie.indicator for line, tie in ties if line == "survey" and tie.bearing == "direct"]
    if codes and shares:
        found.append(
            f"{finding.id}: {', '.join(shares)} and {', '.join(codes)} both bear directly: is it one construct?"
        )
    unsaid = [line for line, tie in ties if tie.bearing != "context" and not tie.reason]
    if unsaid:
        found.append(f"{finding.id}: evidence without a reason for its bearing ({', '.join(unsaid)})")
    return found
