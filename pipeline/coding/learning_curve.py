"""How agreement with people grows with what is coded, and how many more units the machine takes to be worth using.

The coder learns from a quarter, a half and three quarters of the coded notes and is set beside people on the others;
with all of them it is the figure of the stage `code`. Through these points goes an inverse power law, agreement =
a - b * units^(-c) (Figueroa, R. L., et al. 2012. Predicting sample size required for classification performance. BMC
Medical Informatics and Decision Making, 12, 8). The interval draws codes, since agreement is a mean over codes.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.coding.coder import Coder
from pipeline.coding.cuts import best_cuts
from pipeline.coding.scores import kappas
from pipeline.coding.text_kernel import CodingMaterial

SHARES = (0.25, 0.5, 0.75)  # of the coded notes
DRAWS = 2
FEWEST_NOTES = 8  # fewer say nothing of how agreement grows
SPEEDS = (0.25, 0.5, 1.0)  # c of the power law
SAMPLES = 400
FARTHEST = 20  # times what is coded: nothing is said beyond
LEVEL = 0.8  # of the interval


class Point(NamedTuple):
    """One measurement: units and notes learned from, and kappa of each code on the others (NaN: does not occur)."""

    units: int
    notes: int
    kappas: np.ndarray


class Needed(NamedTuple):
    """More units until agreement reaches a target; None: not within FARTHEST times what is coded."""

    units: int | None
    low: int | None
    high: int | None


def measured(
    material: CodingMaterial, targets: np.ndarray, decided: np.ndarray, whole: np.ndarray, main: np.ndarray, seed: int
) -> list[Point]:
    """A point for each share and draw; none with fewer coded notes than FEWEST_NOTES. Arrays as of Coder.fit; `main`
    (units,): those on which agreement is told."""
    notes = material.units["note_id"].to_numpy(dtype=str)
    coded = np.unique(notes[whole & main])
    found: list[Point] = []
    if len(coded) < FEWEST_NOTES:
        return found
    random = np.random.default_rng(seed)
    for _ in range(DRAWS):
        order = random.permutation(coded)
        for share in SHARES:
            learned = order[: max(1, round(share * len(coded)))]
            learn = whole & (np.isin(notes, learned) | ~main)
            tested = whole & main & ~np.isin(notes, learned)
            fitted = Coder(folds=1).fit(material, targets * learn[:, None], decided & learn[:, None], learn)
            found.append(point(fitted.probabilities_, targets, learn & main, tested, main, len(learned)))
    return found


def point(
    probabilities: np.ndarray, targets: np.ndarray, learn: np.ndarray, tested: np.ndarray, main: np.ndarray, notes: int
) -> Point:
    """Agreement on the `tested` units of what was learned from the units in `learn`."""
    assigned = probabilities >= best_cuts(probabilities[main])
    return Point(int(learn.sum()), notes, kappas(targets[tested] >= 0.5, assigned[tested]))


def table(points: list[Point], seed: int) -> pd.DataFrame:
    """coding/learning_curve: what was measured, and what the law expects of up to four times as much."""
    columns = ["units", "notes", "kappa", "ci_low", "ci_high", "measured"]
    rows: list[tuple] = []
    for notes in sorted({one.notes for one in points}):
        own = [one for one in points if one.notes == notes]
        samples = _means(np.stack([one.kappas for one in own]), _draws(len(own[0].kappas), seed))
        rows.append(
            (round(np.mean([one.units for one in own])), notes, *_with_interval(_mean(own), samples.mean(axis=0)), True)
        )
    if len(rows) > len(SHARES):
        last = rows[-1][:2]
        curves = _curves(points, seed)
        for times in (2, 4):
            expected = np.array([law(times * last[0]) for law in curves])
            rows.append((times * last[0], times * last[1], *_with_interval(expected[0], expected[1:]), False))
    return pd.DataFrame(rows, columns=columns)


def needed(points: list[Point], target: float, seed: int) -> Needed:
    """How many more units until the mean kappa reaches `target`; 0 where it has."""
    now = max(one.units for one in points)
    if _mean([one for one in points if one.units == now]) >= target:
        return Needed(0, 0, 0)
    found = np.array([law.units_at(target) - now for law in _curves(points, seed)])
    most = (FARTHEST - 1) * now
    ends = [found[0], *np.quantile(found[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="nearest")]
    return Needed(*(None if end > most else max(1, round(end)) for end in ends))


class Law(NamedTuple):
    """agreement = a - b * units^(-c)."""

    a: float
    b: float
    c: float

    def __call__(self, units: float) -> float:
        return self.a - self.b * units**-self.c

    def units_at(self, target: float) -> float:
        return float((self.b / (self.a - target)) ** (1 / self.c)) if self.a > target else np.inf


def fitted(units: np.ndarray, agreement: np.ndarray) -> Law:
    """Least squares over (P,) points, a at most 1 and b at least 0.

    >>> law = fitted(np.array([50, 100, 200, 400]), 0.8 - 3 / np.sqrt([50, 100, 200, 400]))
    >>> round(law.a, 2), round(law.b, 2), law.c
    (0.8, 3.0, 0.5)
    """
    best, least = Law(float(agreement.mean()), 0.0, 1.0), float(((agreement - agreement.mean()) ** 2).sum())
    for c in SPEEDS:
        x = -(units.astype(float) ** -c)
        b = max(0.0, float(np.cov(x, agreement, bias=True)[0, 1] / max(x.var(), 1e-12)))
        a = float(agreement.mean() - b * x.mean())
        if a > 1:
            a, b = 1.0, max(0.0, float(((agreement - 1) * x).sum() / (x**2).sum()))
        error = float(((agreement - a - b * x) ** 2).sum())
        if error < least - 1e-9:
            best, least = Law(a, b, c), error
    return best


def _curves(points: list[Point], seed: int) -> list[Law]:
    """The law of all codes, then of each sample of codes."""
    units = np.array([one.units for one in points])
    means = _means(np.stack([one.kappas for one in points]), _draws(len(points[0].kappas), seed))
    return [fitted(units, np.nanmean([one.kappas for one in points], axis=1))] + [fitted(units, one) for one in means.T]


def _draws(codes: int, seed: int) -> np.ndarray:
    """(SAMPLES, codes) how often each code is drawn."""
    return np.random.default_rng(seed).multinomial(codes, np.full(codes, 1 / codes), size=SAMPLES).astype(float)


def _means(kappas_: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """(P, SAMPLES) mean kappa over the codes drawn; `kappas_` (P, codes)."""
    there = ~np.isnan(kappas_)
    weight = there.astype(float) @ draws.T
    return (np.where(there, kappas_, 0) @ draws.T) / np.maximum(weight, 1e-9)


def _mean(points: list[Point]) -> float:
    return float(np.mean([np.nanmean(one.kappas) for one in points]))


def _with_interval(value: float, samples: np.ndarray) -> tuple[float, float, float]:
    low, high = np.quantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return round(float(value), 4), round(float(low), 4), round(float(high), 4)
