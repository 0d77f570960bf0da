"""People's decisions laid over units and codes, as the coder learns from them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.decisions.reading import Reading
from pipeline.tables import STANCES, DataFrame
from pipeline.tables.decisions import Standing

_DECISION = {"assigned": "assigned", "rejected": "rejected", "open": "review"}


@dataclass(frozen=True)
class People:
    """What people decided, by position of unit and code."""

    targets: np.ndarray  # (units, codes), share of the coders who decided that assigned the code
    decided: np.ndarray  # (units, codes), somebody decided whether the code applies
    spoken: np.ndarray  # (units, codes), decided, or waiting for people: what the machine says of it is not shown
    silent: np.ndarray  # (units, codes), not decided, but somebody gave the unit another code and none of this one
    whole: np.ndarray  # (units,), somebody decided about the whole unit
    stances: np.ndarray  # (units, STANCES), share of the codings that came with one; all 0 where none did
    standing: pd.DataFrame  # position, code, decision (assigned, rejected, review), coder, stance, rationale

    @property
    def taught(self) -> np.ndarray:
        """(units, codes) What the coder learns from: silence beside a code that was given is a no there.

        Codings of other programs hold only what applies. Learned from as they stand they would say that everything
        does. Agreement and what stands are stricter: there silence is no word (`Reading.coded_otherwise`).
        """
        return self.decided | self.silent

    @property
    def learn(self) -> np.ndarray:
        """(units,) Those of which every code is taught."""
        return self.whole | self.silent.any(axis=1)


def lay_out(found: dict[str, Reading], standing: DataFrame[Standing], units: pd.DataFrame, codes: list[str]) -> People:
    """found: readings by unit; standing: table coding/standing; units: with the column segment_id; codes: ids in use.

    Decisions on units that are not in `units` (their note was withdrawn, or waits to be read) are passed over.
    """
    shape = (len(units), len(codes))
    targets, decided, silent = np.zeros(shape), np.zeros(shape, bool), np.zeros(shape, bool)
    stances, whole = np.zeros((len(units), len(STANCES))), np.zeros(len(units), bool)
    position = {unit: at for at, unit in enumerate(units["segment_id"])}
    column = {code: at for at, code in enumerate(codes)}
    for unit_id in found.keys() & position.keys():
        row, reading = position[unit_id], found[unit_id]
        whole[row] = decided[row] = bool(reading.complete)
        given: list[str] = []
        for code in reading.codes:
            votes = reading.on(code)
            yes = [vote for vote in votes.values() if vote.word == "assigned"]
            waits = any(vote.word == "review" for vote in votes.values())
            targets[row, column[code]] = len(yes) / len(votes) if votes else 0.0
            decided[row, column[code]] = bool(votes) and not waits
            given += [vote.stance for vote in yes if vote.stance]
        unnamed = [code for code in codes if code not in reading.named]
        if unnamed and not reading.complete and reading.coded_otherwise(unnamed[0]):
            silent[row, [column[code] for code in unnamed]] = True
        if given:
            stances[row] = [given.count(stance) / len(given) for stance in STANCES]
    stands = _standing(standing, position)
    spoken = decided.copy()
    spoken[stands["position"], stands["code"].map(column).astype(int)] = True
    return People(targets, decided, spoken, silent, whole, stances, stands)


def _standing(standing: DataFrame[Standing], position: dict[str, int]) -> pd.DataFrame:
    """coding/standing of these units, as codings have it."""
    rows = standing[standing["unit_id"].isin(position.keys())]
    rows = rows.assign(position=rows["unit_id"].map(position)).sort_values(["position", "code"], kind="stable")
    return pd.DataFrame(
        {
            "position": rows["position"].astype(int),
            "code": rows["code"],
            "decision": rows["standing"].map(_DECISION),
            "coder": rows["by"].str.split(";").str[0],
            "stance": rows["stance"],
            "rationale": rows["said"].fillna(""),
        }
    ).reset_index(drop=True)
