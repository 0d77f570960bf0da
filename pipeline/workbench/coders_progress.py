"""How far each person has come, how well people agreed before and after they settled differences, and who is reliable
for which code. Figures only: nobody's decision on a unit is told.

A training round is what two people coded until one of their units was settled for the first time, against what they
coded after it (as Potato's training does): what was settled before somebody decides is what they can have learned from.
"""

from dataclasses import dataclass
from itertools import combinations
from math import isnan

import numpy as np

from pipeline.agreement.coefficients import cohen_kappa
from pipeline.decisions.ratings import ratings
from pipeline.decisions.record import ADJUDICATED
from pipeline.workbench.store import Store

FEWEST = 5  # settled decisions on a code from which a share is told


@dataclass(frozen=True)
class Progress:
    """One coder: units decided about, through with, of how many; and when they decided last."""

    coder: str
    begun: int
    through: int
    units: int
    last: str


@dataclass(frozen=True)
class Round:
    """Two coders: kappa over all codes on units both coded before the first settlement, and on those after."""

    a: str
    b: str
    before: float | None
    n_before: int
    after: float | None
    n_after: int


@dataclass(frozen=True)
class Reliable:
    """One coder and code: settled decisions, and the share in which the coder had said the same."""

    coder: str
    code: str
    settled: int
    same: float


def progress(store: Store) -> list[Progress]:
    people, segments = store.people, store.segments
    begun: dict[str, int] = {}
    through: dict[str, int] = {}
    last: dict[str, str] = {}
    for unit in people.units:
        reading = people.reading(unit)
        for coder in reading.coders() if unit in segments else []:
            begun[coder] = begun.get(coder, 0) + 1
            through[coder] = through.get(coder, 0) + (coder in reading.complete)
        for one in people.of(unit):
            last[one.coder] = max(last.get(one.coder, ""), one.when)
    return [Progress(one, begun[one], through[one], len(segments), last.get(one, "")) for one in sorted(begun)]


def rounds(store: Store) -> list[Round]:
    """Every pair of coders who coded some units both; empty until something was settled."""
    people, codes = store.people, store.codebook.ids
    settled = [one.when for unit in people.units for one in people.of(unit) if one.coder == ADJUDICATED]
    if not settled:
        return []
    first = min(settled)  # an adjudication without a time stands in a table: it came before what the logs hold
    when: dict[tuple[str, str], str] = {}
    for unit in people.units:
        for one in people.of(unit):
            when[one.coder, unit] = max(when.get((one.coder, unit), ""), one.when)
    rated = ratings({unit: people.reading(unit) for unit in people.units}, people.units, codes)
    found = []
    for a, b in combinations(rated, 2):
        late = np.array([when.get((a, unit), "") > first and when.get((b, unit), "") > first for unit in people.units])
        left, right = rated[a].to_numpy(), rated[b].to_numpy()
        both = ~np.isnan(left) & ~np.isnan(right)
        if both.any():
            before, after = (both & rows[:, None] for rows in (~late, late))
            found.append(Round(a, b, *_kappa(left, right, before), *_kappa(left, right, after)))
    return found


def _kappa(a: np.ndarray, b: np.ndarray, which: np.ndarray) -> tuple[float | None, int]:
    """Kappa over all pairs of unit and code in `which` (units, codes), and the number of units."""
    x, y = a[which].astype(int), b[which].astype(int)
    table = np.array([[np.sum((x == i) & (y == j)) for j in (0, 1)] for i in (0, 1)])
    value = float(cohen_kappa(table)) if len(x) else np.nan
    return (None if isnan(value) else value), int(which.any(axis=1).sum())


def reliable(store: Store) -> list[Reliable]:
    """Who said what was settled, code by code, the least reliable first."""
    people = store.people
    said: dict[tuple[str, str], list[bool]] = {}
    for unit in people.units:
        reading = people.reading(unit)
        for code in reading.codes:
            settled = reading.adjudicated(code)
            if settled is None or settled.word not in ("assigned", "rejected", "silent"):
                continue
            for coder, vote in reading.of_people(code).items():
                if vote.word in ("assigned", "rejected", "silent"):
                    same = (vote.word == "assigned") == (settled.word == "assigned")
                    said.setdefault((coder, code), []).append(same)
    rows = [Reliable(coder, code, len(votes), float(np.mean(votes))) for (coder, code), votes in said.items()]
    return sorted((one for one in rows if one.settled >= FEWEST), key=lambda one: (one.same, -one.settled, one.coder))
