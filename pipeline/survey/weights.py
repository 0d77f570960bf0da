"""Raking weights (iterative proportional fitting, Deming & Stephan 1940) with weightipy, and what they cost."""

import contextlib
import io
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.study import StudyError
from pipeline.survey.exports import read_export
from pipeline.survey.survey_codebook import SurveyCodebook

MISSING = "(missing)"
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


def rake(respondents: pd.DataFrame, margins: dict[str, pd.Series], where: str) -> tuple[pd.Series, dict]:
    """Weights that reproduce every margin and add up to the population, and a report on them.

    A respondent whose category is unknown keeps the share of the sample it has: the others are raked to the rest.
    Raises StudyError where a category of a margin has no respondent, a respondent's category no population, or where
    no weights meet all margins.
    """
    from weightipy import Rim, weight

    sample, targets = pd.DataFrame(index=respondents.index), []
    for name, population in margins.items():
        groups = mapped(respondents[name], code_text).replace("", MISSING)
        counts = groups.value_counts()
        empty = [category for category in population.index if category not in counts]
        if empty:
            found = f"no respondent in {name} {', '.join(empty)}, which has a population"
            todo = "Join categories in the codebook and in the margins."
            raise StudyError(where, found, "at least one respondent in each category", todo)
        unknown = [category for category in counts.index if category not in population and category != MISSING]
        if unknown:
            found = f"{name} {', '.join(unknown)} has respondents but no population"
            raise StudyError(where, found, "a population for each category", "Add it to the margins.")
        shares = population / population.sum()
        absent = counts.get(MISSING, 0) / len(groups)
        shares = shares * (1 - absent)
        if absent:
            shares[MISSING] = absent
        sample[name] = groups
        targets.append({name: (shares * 100).to_dict()})
    scheme = Rim("raking", max_iterations=1000, convcrit=1e-12)
    scheme.set_targets(targets, group_name="all")
    with contextlib.redirect_stdout(io.StringIO()):
        weights = weight(sample, scheme)
    total = float(next(iter(margins.values())).sum())
    weights = pd.Series(weights.to_numpy() / weights.sum() * total, index=respondents.index)
    furthest = max(
        float((weights.groupby(sample[name]).sum() / total * 100 - pd.Series(target[name])).abs().max())
        for name, target in zip(sample, targets, strict=True)
    )
    if not furthest < LARGEST_MISS:
        found = f"raking does not converge: the weights miss a margin by {furthest:.2f} percentage points"
        todo = "Two margins may contradict each other for these respondents: join categories."
        raise StudyError(where, found, f"under {LARGEST_MISS}", todo)
    return weights, weighting_report(weights, furthest, scheme.groups["all"]["iterations"])


def weighting_report(weights: pd.Series, furthest: float, iterations: int | None) -> dict:
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


def design_effect(weights) -> float:
    """Kish's design effect of unequal weights, n·Σw²/(Σw)²; 1 for equal ones, NaN for none."""
    weights = np.asarray(weights, dtype=float)
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2) if len(weights) else float("nan")
