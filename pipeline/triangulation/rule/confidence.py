"""How far a standing can be relied on: high, moderate, low, very low, with the reasons.

After Lewin, S., et al. (2018). Applying GRADE-CERQual to qualitative evidence synthesis findings. Implementation
Science, 13(Suppl 1), 2: methodological limitations, coherence, adequacy, relevance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.triangulation.rule.evidence import (
    Answers,
    CountItem,
    DifferenceItem,
    DocumentsItem,
    Evidence,
    MeanItem,
    NotesItem,
    ShareItem,
)
from pipeline.triangulation.rule.lines import Line
from pipeline.triangulation.rule.notes import counted
from pipeline.triangulation.rule.reading import OTHER, Reading, Strength
from pipeline.triangulation.rule.settings import Rule
from pipeline.triangulation.rule.standing import GRADED, Standing, clearly

GRADES = ["very low", "low", "moderate", "high"]
HIGH = len(GRADES) - 1


@dataclass(frozen=True)
class Reason:
    """One step (or two) down, or one up."""

    text: str  # as printed: `adequacy: thin`
    steps: int  # negative lowers

    def __str__(self) -> str:
        return f"{self.text} {self.steps:+d}"


@dataclass(frozen=True)
class Check:
    """One kind of check: in how many of its runs the finding keeps its standing."""

    name: str
    kept: float  # share of runs, 0 to 1
    runs: int | None = None
    counted_above: bool = False  # of machine or interest: the line's own reasons have it already


@dataclass(frozen=True)
class Confidence:
    grade: str | None  # None where the standing is not graded
    reasons: tuple[Reason, ...] = ()


def grade(
    lines: Sequence[Line], standing: Standing, rule: Rule, weakest: Check | None = None, against_interest: int = 0
) -> Confidence:
    """`weakest` is the check that keeps the standing least; `against_interest` notes speak against their interest."""
    if standing not in GRADED:
        return Confidence(None)
    sides = deciding(lines, standing)
    line, reasons = min(
        (max(((line, of_line(line, rule)) for line in side), key=lambda one: _sum(one[1])) for side in sides),
        key=lambda one: _sum(one[1]),
    )
    lines_deciding = [line for side in sides for line in side]
    alone = len(lines_deciding) == 1 and not _full_count(line)
    reasons = [*reasons, *_of_finding(lines, standing, alone, rule, weakest)]

    level = max(0, HIGH + _sum(reasons))
    lines_agree = len(sides) == 1 and len(lines_deciding) >= rule.three_lines
    may_rise = lines_agree or against_interest >= rule.against_interest
    barred = any(reason.text in (INTEREST, ONE_SIDED) for reason in reasons)
    if may_rise and not barred and level < (HIGH - 1 if alone else HIGH):
        level += 1
        reasons.append(Reason("raised", 1))
    return Confidence(GRADES[level], tuple(reasons))


def deciding(lines: Sequence[Line], standing: Standing) -> list[list[Line]]:
    """The deciding lines: those that are clear with the standing's meaning, each side apart where lines are divided."""
    for_, against = clearly(lines, "for"), clearly(lines, "against")
    if standing == "divided":
        return [for_, against] if for_ and against else [clearly(lines, "divided")]
    return [against if standing == "contradicted" else for_]


INTEREST, ONE_SIDED = "interest", "one-sided"


def of_line(line: Line, rule: Rule) -> list[Reason]:
    """What is wrong with a line by itself; each component lowers once, by its worst item."""
    items = [one.item for one in line.items if one.reading.speaks]
    found = [
        Reason("methodological limitations", -max(_limitations(item, rule) for item in items)),
        Reason("adequacy: thin", -(any(_thin(item, rule) for item in items) or _not_firm(line.reading))),
        Reason("relevance", -any(_beside(item, rule) for item in items)),
        Reason("machine", -any(_unseen(item, rule) for item in items)),
        Reason(INTEREST, -line.reading.interest),
        Reason(ONE_SIDED, -max(_one_sided(item) for item in items)),
    ]
    return [reason for reason in found if reason.steps]


def _of_finding(
    lines: Sequence[Line], standing: Standing, alone: bool, rule: Rule, weakest: Check | None
) -> list[Reason]:
    found = []
    if alone:
        found.append(Reason("one line only", -1))
    if standing != "divided" and any(_incoherent(line, standing) for line in lines):
        found.append(Reason("coherence", -1))
    if weakest is not None and (steps := fragile(weakest, rule)):
        found.append(Reason(f"fragile: {weakest.name}", -steps))
    return found


def fragile(check: Check, rule: Rule) -> int:
    """Steps that a check takes off."""
    if check.counted_above:
        return 0
    if check.kept < rule.broken:
        return 2
    few = check.runs is not None and check.runs < rule.few_runs
    return int(check.kept < (1 if few else rule.fragile))


def _incoherent(line: Line, standing: Standing) -> bool:
    """Another direct line that is divided, or leans the other way without being clear."""
    if line.bearing != "direct" or not line.reading.speaks:
        return False
    own = "against" if standing == "contradicted" else "for"
    return line.reading.meaning == "divided" or (line.reading.meaning == OTHER[own] and not line.reading.clear)


def _limitations(item: Evidence, rule: Rule) -> int:
    weak = False
    if isinstance(item, Answers):
        low = item.response is not None and item.response < rule.response
        weak = low or item.self_selected or _clustered(item, rule)
    if isinstance(item, CountItem):
        weak = item.coverage < rule.coverage
    return max(int(weak), item.limits)


def _bases(item: Answers) -> list[float]:
    if isinstance(item, DifferenceItem):
        return [item.base1, item.base2]
    return [item.base] if isinstance(item, ShareItem | MeanItem) else []


def _clustered(item: Answers, rule: Rule) -> bool:
    """Weights or clusters cost more than half of the answers."""
    return item.respondents is not None and sum(_bases(item)) < rule.design * item.respondents


def _thin(item: Evidence, rule: Rule) -> bool:
    if isinstance(item, Answers):
        return min(_bases(item)) < rule.thin_base
    if isinstance(item, NotesItem):
        tally = counted(item.people, item.machine, item.right, item.found)
        return tally.speak < rule.thin_notes or (item.groups < rule.thin_groups and not item.own)
    if isinstance(item, DocumentsItem):
        return item.documents.speak < rule.thin_notes or item.authors < rule.thin_groups
    return False


def _not_firm(reading: Reading) -> bool:
    """Clear but not firm; what is divided or has reservations cannot be firm in this sense."""
    return reading.meaning != "divided" and not reading.reserved and reading.strength < Strength.FIRM


def _beside(item: Evidence, rule: Rule) -> bool:
    few = isinstance(item, NotesItem) and item.concerned is not None and item.concerned < rule.concerned
    return few or item.other_period


def _unseen(item: Evidence, rule: Rule) -> bool:
    """More than half of the notes behind the tally were seen by no person."""
    if not isinstance(item, NotesItem) or item.right is None:
        return False
    seen = item.people.speak + item.found.speak
    return item.machine.speak > rule.machine_share * (seen + item.machine.speak)


def _one_sided(item: Evidence) -> int:
    return (1 if item.searched else 2) if isinstance(item, NotesItem | DocumentsItem) and item.one_sided else 0


def _full_count(line: Line) -> bool:
    return all(isinstance(one.item, CountItem) for one in line.items)


def _sum(reasons: Sequence[Reason]) -> int:
    return sum(reason.steps for reason in reasons)
