"""Weights for those who did not answer: by classes, or by the estimated chance of answering.

Both need the sample as drawn, with what is known of everybody in it (Little 1986; Haziza & Beaumont 2007).
"""

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.study import StudyError
from pipeline.survey.exports import read_export

CLASSES = 5  # groups of the sample with a like chance of answering


def factors(
    respondents: pd.DataFrame, path: Path, known: list[str], base: str | None, method: str, where: str
) -> pd.Series:
    """What each respondent's weight is multiplied by: the sample's weight over the respondents', in its class.

    `path`: CSV or workbook with a row for everybody drawn and the columns `known` (codes of the clean variables of
    those names) and, where there are design weights, `base`. `method`: `classes` (each combination of `known`) or
    `propensity` (five classes by the chance of answering, from a logistic regression on `known`). Raises StudyError
    where a class has no respondent or a respondent no class.
    """
    sample = read_export(path).frame
    absent = [name for name in [*known, *([base] if base else [])] if name not in sample]
    if absent:
        raise StudyError(path, f"no column {', '.join(absent)}", f"{', '.join(known)} of everybody in the sample")
    drawn = pd.to_numeric(sample[base], errors="coerce") if base else pd.Series(1.0, index=sample.index)
    if drawn.isna().any() or (drawn <= 0).any():
        raise StudyError(path, f"{base} is not a number above 0 in every row", "design weights")
    own = respondents[base].astype(float) if base else pd.Series(1.0, index=respondents.index)
    cells = pd.Series(list(zip(*(sample[name].str.strip() for name in known), strict=True)), index=sample.index)
    of = pd.Series(list(zip(*(mapped(respondents[n], code_text) for n in known), strict=True)), index=respondents.index)
    unknown = sorted({cell for cell in of if cell not in set(cells)})
    if unknown:
        told = ", ".join(" ".join(cell) for cell in unknown[:3])
        raise StudyError(
            where, f"respondents of the class {told}, which is not in {path.name}", "everybody's class there"
        )
    if method == "propensity":
        classes = _propensity_classes(cells, of)
        cells, of = cells.map(classes), of.map(classes)
    needed, there = drawn.groupby(cells).sum(), own.groupby(of).sum()
    empty = [cell for cell in needed.index if cell not in there.index]
    if empty:
        told = " ".join(empty[0]) if isinstance(empty[0], tuple) else str(empty[0])
        todo = "Join classes, or use `method: propensity`."
        raise StudyError(where, f"nobody of the class {told} answered", "a respondent in each class", todo)
    return of.map(needed / there).astype(float)


def _propensity_classes(cells: pd.Series, of: pd.Series) -> dict:
    """Combination of what is known -> class, by the share that a main-effects logistic model expects to answer."""
    import statsmodels.api as sm

    drawn, answered = cells.value_counts(), of.value_counts()
    table = pd.DataFrame(list(drawn.index))
    design = sm.add_constant(pd.get_dummies(table.astype("str"), drop_first=True).astype(float), has_constant="add")
    yes = answered.reindex(drawn.index, fill_value=0).clip(upper=drawn).to_numpy(dtype=float)
    outcome = np.column_stack([yes, drawn.to_numpy(dtype=float) - yes])
    chance = sm.GLM(outcome, design, family=sm.families.Binomial()).fit().predict(design)
    order = pd.Series(np.asarray(chance), index=drawn.index).sort_values(kind="stable")
    reached = drawn[order.index].cumsum() / drawn.sum()
    classes = np.minimum((reached * CLASSES - 1e-9).astype(int), CLASSES - 1)
    # A class without a respondent goes to the next one that has some.
    found, last = {}, 0
    has = {number for cell, number in zip(order.index, classes, strict=True) if answered.get(cell, 0) > 0}
    for cell, number in zip(order.index, classes, strict=True):
        last = number if number in has else min((abs(other - number), other) for other in has)[1]
        found[cell] = last
    return found
