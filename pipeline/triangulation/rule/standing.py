"""Whether the statement holds: direct lines only; what speaks in part can only hold back."""

from collections.abc import Sequence
from typing import Literal

from pipeline.triangulation.rule.counts import NOT_DUE
from pipeline.triangulation.rule.evidence import DocumentsItem, NotesItem
from pipeline.triangulation.rule.lines import Line
from pipeline.triangulation.rule.reading import Meaning, Strength

Standing = Literal[
    "well supported", "supported with reservations", "divided", "not supported", "contradicted", "not yet due",
    "not enough evidence",
]  # fmt: skip
GRADED = ("well supported", "supported with reservations", "divided", "contradicted")


def clearly(lines: Sequence[Line], meaning: Meaning) -> list[Line]:
    """The direct lines that clearly say so."""
    return [line for line in lines if line.bearing == "direct" and line.reading.clearly(meaning)]


def stand(lines: Sequence[Line]) -> Standing:
    """The first row that fits, before confidence is known."""
    direct = [line for line in lines if line.bearing == "direct"]
    speak = [line for line in direct if line.reading.speaks]
    for_, against, divided = (clearly(lines, meaning) for meaning in ("for", "against", "divided"))
    if any(one.reading.why == NOT_DUE for line in direct for one in line.items):
        return "not yet due"
    if not speak:
        return "not enough evidence"
    if (for_ and against) or (divided and not for_):
        return "divided"
    if for_:
        in_part = [line.reading for line in lines if line.bearing == "part"]
        held_back = (
            any(line.reading.reserved for line in for_)
            or _alone_not_firm(for_)
            or len(speak) > len(for_)
            or any(reading.meaning in ("against", "divided") for reading in in_part)
            or _never_searched(for_)
        )
        return "supported with reservations" if held_back else "well supported"
    if against:
        held_back = (
            all(line.reading.reserved for line in against)
            or _alone_not_firm(against)
            or len(speak) > len(against)
            or _never_searched(against)
        )
        return "not supported" if held_back else "contradicted"
    return "not supported"


def after_confidence(standing: Standing, confidence: str | None) -> Standing:
    """What is borne out with little confidence is not borne out plainly."""
    if confidence in ("low", "very low"):
        if standing == "well supported":
            return "supported with reservations"
        if standing == "contradicted":
            return "not supported"
    return standing


def _alone_not_firm(lines: Sequence[Line]) -> bool:
    return len(lines) == 1 and lines[0].reading.strength < Strength.FIRM


def _never_searched(lines: Sequence[Line]) -> bool:
    """Whether all of it rests on codes of one direction, with no search for what they could not have counted."""
    items = [one.item for line in lines for one in line.items if one.reading.speaks]
    return all(isinstance(item, NotesItem | DocumentsItem) and item.one_sided and not item.searched for item in items)
