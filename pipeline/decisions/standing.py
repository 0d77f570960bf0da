"""What people's decisions say about each unit and code, and which of them stand.

An adjudicated decision outranks all; otherwise a code stands if any coder assigned it. Where one coder rejects what
another assigned, nothing stands until it is settled: the code waits for review. What one person said in one file and
unsaid in another is not decided (see `conflicts`).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.decisions.conflicts import conflicts
from pipeline.decisions.decision_log import ADJUDICATED
from pipeline.tables import STANCES


@dataclass(frozen=True)
class People:
    """People's decisions laid over units and codes."""

    targets: np.ndarray  # (units, codes), share of the coders who decided that assigned the code
    decided: np.ndarray  # (units, codes), somebody decided whether the code applies
    whole: np.ndarray  # (units,), somebody decided about the whole unit
    stances: np.ndarray  # (units, STANCES), share of the coded rows
    standing: pd.DataFrame  # position, code, decision (assigned, rejected, review), coder, stance, rationale


def lay_out(decisions: pd.DataFrame, units: pd.DataFrame, codes: list[str]) -> People:
    """decisions: as of `decisions.COLUMNS`; units: as of `embed.coding_units`; codes: ids in use."""
    position = {segment: i for i, segment in enumerate(units["segment_id"])}
    column = {code: j for j, code in enumerate(codes)}
    shape = (len(units), len(codes))
    targets, decided = np.zeros(shape), np.zeros(shape, bool)
    stances, whole, standing = np.zeros((len(units), len(STANCES))), np.zeros(len(units), bool), []
    unsettled = {(row.segment_id, row.code, row.coder) for row in conflicts(decisions).itertuples()}
    contradictory = {(segment, coder) for segment, _, coder in unsettled}
    records: dict[str, list[dict]] = {}
    for row in decisions.to_dict("records"):
        records.setdefault(row["segment_id"], []).append(row)
    for segment in sorted(records.keys() & position.keys()):  # others: the note was withdrawn, or waits to be read
        unit = position[segment]
        said = _outranking(records[segment])
        named: dict[str, dict[str, str]] = {}
        for row in said:
            named.setdefault(row["coder"], {})[row["code"]] = row["decision"]
        complete = {row["coder"] for row in said if row["whole"] or row["decision"] == "none"}
        complete -= {coder for coder in complete if (segment, coder) in contradictory}
        whole[unit] = bool(complete)
        decided[unit] = whole[unit]
        for code in sorted({row["code"] for row in said if isinstance(row["code"], str)}):
            votes = {coder: _vote(words, code, coder in complete) for coder, words in sorted(named.items())}
            votes = {coder: vote for coder, vote in votes.items() if vote and (segment, code, coder) not in unsettled}
            if not votes:
                decided[unit, column[code]] = False
                continue
            yes = [coder for coder, vote in votes.items() if vote == "assigned"]
            targets[unit, column[code]] = len(yes) / len(votes)
            decided[unit, column[code]] = "review" not in votes.values()
            decision, coder = _stands(votes, yes)
            stance = next(row["stance"] for row in said if row["code"] == code and row["coder"] == coder)
            standing.append((unit, code, decision, coder, stance, _who(votes, yes)))
        coded = [row["stance"] for row in said if row["decision"] == "assigned"]
        if coded:
            stances[unit] = [coded.count(stance) / len(coded) for stance in STANCES]
    columns = ["position", "code", "decision", "coder", "stance", "rationale"]
    return People(targets, decided, whole, stances, pd.DataFrame(standing, columns=columns))


def _outranking(said: list[dict]) -> list[dict]:
    """Without what an adjudication of the same unit overruled."""
    settled = [row for row in said if row["coder"] == ADJUDICATED]
    if not settled:
        return said
    if any(row["whole"] for row in settled):
        return settled
    codes = {row["code"] for row in settled}
    return [row for row in said if row["coder"] == ADJUDICATED or row["code"] not in codes]


def _vote(named: dict[str, str], code: str, complete: bool) -> str:
    """One coder's word on one code: assigned, rejected, review, silent (the unit was decided, this code not listed).

    Empty where the coder said nothing about it.
    """
    return named.get(code, "silent" if complete else "")


def _stands(votes: dict[str, str], yes: list[str]) -> tuple[str, str]:
    """Decision and the coder it stands in the name of."""
    named = {coder: vote for coder, vote in votes.items() if vote != "silent"}
    if ADJUDICATED in named:
        return named[ADJUDICATED], ADJUDICATED
    if "review" in named.values() or (yes and "rejected" in named.values()):
        return "review", (yes or sorted(named))[0]
    return ("assigned", yes[0]) if yes else ("rejected", min(named))


def _who(votes: dict[str, str], yes: list[str]) -> str:
    """`coder_a; not coder_b`: who assigned it, and who did not."""
    no = sorted(set(votes) - set(yes))
    return "; ".join([*yes, *(f"not {coder}" for coder in no)])
