"""On what people differ, and what one person said and unsaid: the lists that are settled by adjudication."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from pipeline.decisions.reading import Reading, contradictions
from pipeline.decisions.record import CodingDecision, by_unit


class Difference(NamedTuple):
    """A unit and code on which people differ: whether the code applies, or, where it does, with which stance."""

    unit_id: str
    code: str
    about: str  # code, stance
    in_favour: str  # coders, separated by `;`; of a stance: those who gave the one that stands
    against: str
    settled: str  # yes, no: what adjudication said of the code; empty while it is open


class Contradiction(NamedTuple):
    """A unit and code on which one coder's files say different things."""

    unit_id: str
    code: str
    coder: str
    in_favour: str  # files that assign the code, separated by `;`
    against: str  # files that reject it, or code nothing
    settled: str  # as in Difference


def differences_of(unit_id: str, reading: Reading) -> list[Difference]:
    """Where two people differ about one unit, settled or not.

    Who gave the unit another code is against this one here, through with the unit or not: the two coded it differently,
    and one of them should say which is meant. Agreement and what stands do not count that as a word on this code.
    """
    found = []
    for code in reading.codes:
        votes = reading.of_people(code)
        yes = [coder for coder, vote in votes.items() if vote.word == "assigned"]
        no = [coder for coder, vote in votes.items() if vote.word in ("rejected", "silent")]
        no = sorted([*no, *reading.coded_otherwise(code)])
        about = "code"
        if yes and not no:
            about, given = "stance", [one for one in yes if votes[one].stance]  # who gave none does not differ
            yes = [one for one in given if votes[one].stance == votes[given[0]].stance]
            no = [one for one in given if one not in yes]
        if yes and no:
            settled = _settled(reading, code)
            found.append(Difference(unit_id, code, about, ";".join(yes), ";".join(no), settled))
    return found


def contradictions_of(unit_id: str, decisions: list[CodingDecision], reading: Reading) -> list[Contradiction]:
    """What one person said about one unit in one file and unsaid in another."""
    own: dict[str, list[CodingDecision]] = {}
    for one in decisions:
        if one.counts:
            own.setdefault(one.coder, []).append(one)
    return [
        Contradiction(unit_id, code, coder, ";".join(yes), ";".join(no), _settled(reading, code))
        for coder in sorted(own)
        for code, yes, no in contradictions(own[coder])
    ]


def _settled(reading: Reading, code: str) -> str:
    vote = reading.adjudicated(code)
    return {"assigned": "yes", "rejected": "no", "silent": "no"}.get(vote.word, "") if vote else ""


def is_open(unit_id: str, decisions: list[CodingDecision], reading: Reading) -> bool:
    """Is there something about this unit that only an adjudication can settle?"""
    differ = any(not one.settled for one in differences_of(unit_id, reading))
    return differ or any(not one.settled for one in contradictions_of(unit_id, decisions, reading))


def differences(found: dict[str, Reading], order: Iterable[str]) -> pd.DataFrame:
    """Every difference, in the order of the units. Columns: those of Difference."""
    rows = [one for unit_id in order if unit_id in found for one in differences_of(unit_id, found[unit_id])]
    return _with_blanks(pd.DataFrame(rows, columns=list(Difference._fields)))


def conflicts(decisions: Iterable[CodingDecision], found: dict[str, Reading], order: Iterable[str]) -> pd.DataFrame:
    """Every contradiction, in the order of the units. Columns: those of Contradiction."""
    units = by_unit(decisions)
    rows = [one for unit in order if unit in found for one in contradictions_of(unit, units[unit], found[unit])]
    return _with_blanks(pd.DataFrame(rows, columns=list(Contradiction._fields)))


def _with_blanks(rows: pd.DataFrame) -> pd.DataFrame:
    """What is open has no value, as in a file."""
    return rows.assign(settled=rows["settled"].where(rows["settled"] != "", None))
