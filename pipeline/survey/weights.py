"""Raking weights (iterative proportional fitting, Deming & Stephan 1940), post-strata, and what they cost.

With a limit, raking is truncated calibration (Deville & Särndal 1992, J. Am. Stat. Assoc. 87, section 2: raking ratio,
with the largest weight bounded): each weight is the smaller of the limit and its start times one factor a margin.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from pipeline.cleaning.cells import code_text, mapped
from pipeline.study import StudyError
from pipeline.survey.exports import read_export
from pipeline.survey.survey_codebook import SurveyCodebook

MISSING = "(missing)"
ROUNDS = 1000
CLOSE = 1e-10  # percentage points from every margin at which raking ends
LARGEST_MISS = 0.05  # percentage points by which raked shares may differ from a margin


def read_margins(path: Path, codebook: SurveyCodebook) -> dict[str, pd.Series]:
    """For each clean variable of `margins`: population by category, from a CSV or Excel file. All have one total.

    Raises StudyError where the file is not readable, a margin is absent, repeated, or adds up to another total.
    """
    table = read_export(path).frame
    absent = [column for column in ("margin", "category", "population") if column not in table]
    if absent:
        raise StudyError(path, f"no column {', '.join(absent)}", "margin, category, label, population")
    margins = {}
    for entry in codebook.margins:
        rows = table[table["margin"] == entry.margin]
        if rows.empty:
            raise StudyError(path, f"no rows for the margin {entry.margin}", "every margin of codebooks/survey.yaml")
        numbers = pd.to_numeric(rows["population"], errors="coerce").to_numpy(dtype=float)
        population = pd.Series(numbers, index=rows["category"].str.strip())
        if population.index.has_duplicates or not (population > 0).all():
            found = f"margin {entry.margin}: a category stands there twice or without a population"
            raise StudyError(path, found, "each category once, with a number above 0")
        margins[entry.variable] = population
    totals = {name: population.sum() for name, population in margins.items()}
    if len({round(total, 6) for total in totals.values()}) > 1:
        told = ", ".join(f"{name} {total:g}" for name, total in totals.items())
        raise StudyError(path, f"the margins add up to different totals ({told})", "one population")
    return margins


def rake(
    respondents: pd.DataFrame,
    margins: dict[str, pd.Series],
    where: str,
    base: pd.Series | None = None,
    largest: float | None = None,
) -> tuple[pd.Series, dict]:
    """Weights that reproduce every margin and add up to the population, and a report on them.

    They start from `base` (design weights; none: equal). With one margin this is post-stratification. No weight is over
    `largest` times their mean; `trimmed` in the report counts those that would be and stand at it. A respondent whose
    category is unknown keeps the share of the sample it has: the others are raked to the rest. Raises StudyError where
    a category of a margin has no respondent, a respondent's category no population, or no weights meet all margins.
    """
    start = np.ones(len(respondents)) if base is None else base.to_numpy(dtype=float)
    total = float(next(iter(margins.values())).sum())
    groups, targets = [], []
    for name, population in margins.items():
        codes = mapped(respondents[name], code_text).replace("", MISSING)
        target = _with_unknown(codes, population, start, name, where)
        groups.append(pd.Index(target.index).get_indexer(pd.Index(codes)))
        targets.append(target.to_numpy(dtype=float) / target.sum() * total)
    limit = np.inf if largest is None else largest * total / len(start)
    free, rounds, furthest = _raked(start, groups, targets, limit)
    weights = np.minimum(free, limit)
    if not furthest < LARGEST_MISS:
        cut = f" with no weight over {largest:g} times the mean" if largest else ""
        found = f"raking does not converge{cut}: the weights miss a margin by {furthest:.2f} percentage points"
        todo = "Two margins may contradict each other for these respondents: join categories"
        todo += ", or let weights be larger." if largest else "."
        raise StudyError(where, found, f"under {LARGEST_MISS}", todo)
    report = weighting_report(pd.Series(weights), furthest, rounds)
    if largest is not None:
        report["trimmed"] = int((free > limit * (1 + CLOSE)).sum())  # beyond what rounding alone can do
    return pd.Series(weights, index=respondents.index), report


def _with_unknown(codes: pd.Series, population: pd.Series, start: np.ndarray, name: str, where: str) -> pd.Series:
    """The margin's population with a category for respondents whose own is unknown, as large as in the sample."""
    present = set(codes.unique())
    empty = [category for category in population.index if category not in present]
    if empty:
        found = f"no respondent in {name} {', '.join(empty)}, which has a population"
        todo = "Join categories in the codebook and in the margins."
        raise StudyError(where, found, "at least one respondent in each category", todo)
    unknown = sorted(present - set(population.index) - {MISSING})
    if unknown:
        found = f"{name} {', '.join(unknown)} has respondents but no population"
        raise StudyError(where, found, "a population for each category", "Add it to the margins.")
    if MISSING not in present:
        return population
    absent = float(start[codes.eq(MISSING).to_numpy()].sum() / start.sum())
    return pd.concat([population * (1 - absent), pd.Series({MISSING: population.sum() * absent})])


def _raked(
    start: np.ndarray, groups: list[np.ndarray], targets: list[np.ndarray], limit: float
) -> tuple[np.ndarray, int, float]:
    """(weights before they are cut to `limit`, rounds, percentage points by which they then miss a margin furthest).

    start: (N,); groups: for each margin (N,) the category; targets: for each margin (G,) what it has to add up to.
    """
    total = targets[0].sum()
    weights = start * total / start.sum()
    furthest, rounds = np.inf, 0
    while rounds < ROUNDS and furthest >= CLOSE:
        rounds += 1
        with np.errstate(over="ignore", invalid="ignore"):
            for group, target in zip(groups, targets, strict=True):
                weights = weights * _factors(weights, group, target, limit)[group]
        if not np.isfinite(weights).all():  # margins that contradict each other drive some weights up without end
            break
        cut = np.minimum(weights, limit)
        sums = [np.bincount(group, weights=cut, minlength=len(t)) for group, t in zip(groups, targets, strict=True)]
        furthest = max(float(np.abs(s - t).max()) / total * 100 for s, t in zip(sums, targets, strict=True))
    return weights, rounds, furthest


def _factors(weights: np.ndarray, group: np.ndarray, target: np.ndarray, limit: float) -> np.ndarray:
    """(G,) the factor of each category with which its weights, cut to `limit`, add up to its target.

    Those over the limit count as the limit and the others make up for them, until no more are. A category that stays
    under its target with every weight at the limit has no such factor, and gets the one that brings them all there.
    """
    over = np.zeros(len(weights), dtype=bool)
    factor = np.ones(len(target))
    while True:
        held = limit * np.bincount(group[over], minlength=len(target)) if over.any() else np.zeros(len(target))
        rest = np.bincount(group, weights=np.where(over, 0, weights), minlength=len(target))
        np.divide(target - held, rest, out=factor, where=rest > 0)
        more = over | (weights * factor[group] > limit)
        if (more == over).all():
            return factor
        over = more


def weighting_report(weights: pd.Series, furthest: float, iterations: int) -> dict:
    """Kish (1965): design effect n·Σw²/(Σw)², effective base n over it."""
    effect = design_effect(weights)
    ordered = weights.sort_values(ascending=False)
    return {
        "population": round(float(weights.sum()), 6),
        "design_effect": round(effect, 6),
        "effective_base": round(len(weights) / effect, 4),
        "efficiency_percent": round(100 / effect, 4),
        "largest_weight": round(float(ordered.iloc[0]), 6),
        "smallest_weight": round(float(ordered.iloc[-1]), 6),
        "largest_to_mean": round(float(ordered.iloc[0] / weights.mean()), 4),
        "furthest_from_margin_points": round(furthest, 9),
        "converged": bool(furthest < 0.001),
        "iterations": iterations,
    }


def design_effect(weights: ArrayLike) -> float:
    """Kish's design effect of unequal weights, n·Σw²/(Σw)²; 1 for equal ones, NaN for none."""
    each = np.asarray(weights, dtype=float)
    return float(len(each) * (each**2).sum() / each.sum() ** 2) if len(each) else float("nan")
