"""Which evidence is one line: what comes from the same people or records is one voice, however often it speaks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.triangulation.rule import counts, notes, shares
from pipeline.triangulation.rule.evidence import (
    Answers,
    Bearing,
    CountItem,
    DifferenceItem,
    DocumentsItem,
    Evidence,
    MeanItem,
    NotesItem,
    ShareItem,
)
from pipeline.triangulation.rule.reading import Reading, silent
from pipeline.triangulation.rule.settings import Kind, LineName, Rule

RESTATES, NO_BASE = "restates the line it came from", "no base"


@dataclass(frozen=True)
class Read:
    """One item, and how it reads by itself."""

    item: Evidence
    bearing: Bearing  # after what the finding's kind allows
    reading: Reading


@dataclass(frozen=True)
class Line:
    name: str
    bearing: Bearing
    items: tuple[Read, ...]
    reading: Reading


def bearing(item: Evidence, kind: Kind, direct: dict[Kind, list[LineName]]) -> Bearing:
    """What the codebook says, lowered to `part` where a line of this sort cannot answer a finding of this kind."""
    return "part" if item.bearing == "direct" and item.line not in direct[kind] else item.bearing


def read(item: Evidence, rule: Rule) -> Reading:
    if isinstance(item, Answers) and item.line == "print" and not item.outside:
        return silent(RESTATES)
    match item:
        case ShareItem():
            return shares.share(item, rule)
        case MeanItem():
            return shares.mean(item, rule)
        case DifferenceItem():
            return shares.difference(item, rule)
        case NotesItem():
            return notes.notes(item, rule)
        case DocumentsItem():
            return notes.documents(item, rule)
        case CountItem():
            return counts.count(item)
    return silent(NO_BASE if item.outside else RESTATES)


def read_all(items: Sequence[Evidence], kind: Kind, rule: Rule, direct: dict[Kind, list[LineName]]) -> list[Read]:
    """Every item read by itself, save those that only give context."""
    found = [(_lived(item, kind), bearing(item, kind, direct)) for item in items]
    return [Read(item, how, read(item, rule)) for item, how in found if how != "context"]


def _lived(item: Evidence, kind: Kind) -> Evidence:
    """Interested parties may speak alone of what they experienced, and of nothing else."""
    if isinstance(item, NotesItem) and item.own and kind != "experience":
        return replace(item, own=False)
    return item


def lines(reads: Sequence[Read]) -> list[Line]:
    """The items joined by source. Where one speaks directly, the direct ones are the line; else those in part are."""
    found = []
    for source in dict.fromkeys(one.item.source for one in reads):
        own = [one for one in reads if one.item.source == source]
        direct = [one for one in own if one.bearing == "direct"]
        if any(one.reading.speaks or one.reading.why == counts.NOT_DUE for one in direct) or len(direct) == len(own):
            kept: list[Read] = direct
        else:
            kept = [one for one in own if one.bearing == "part" and one.reading.speaks] or direct or own
        found.append(Line(kept[0].item.line, kept[0].bearing, tuple(kept), joined([one.reading for one in kept])))
    return found


def joined(readings: Sequence[Reading]) -> Reading:
    """Several items of one line: each must hold."""
    speaking = [one for one in readings if one.speaks]
    if not speaking:
        return readings[0]
    clear = {meaning: [one for one in speaking if one.clearly(meaning)] for meaning in ("for", "against", "divided")}
    if clear["for"] and clear["against"]:
        least = min(one.strength for one in clear["for"] + clear["against"])
        return replace(min(speaking, key=_clearness), meaning="divided", strength=least, reserved=False)
    main = max(clear["against"] or [min(speaking, key=_clearness)], key=lambda one: one.strength)
    same = [one for one in speaking if one.meaning == main.meaning]
    return replace(
        main,
        reserved=main.meaning != "divided" and any(one.reserved for one in same),
        interest=any(one.interest for one in speaking),
    )


def _clearness(reading: Reading) -> tuple[int, int, float]:
    """Least clear first; at equal strength what is divided, then what is nearest to even."""
    even = abs(reading.probability - 0.5) if reading.probability is not None else 0.5
    return reading.strength, reading.meaning != "divided", even
