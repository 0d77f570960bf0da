"""Weights, reliability and tests worked out a second time in another way: same digits.

Data: apistrat of R's survey package, as in `test_survey_variance.py`. The same figures were compared with samplics 0.6,
svy 0.35, weightipy 0.4, pingouin 0.7 and statsmodels: ten digits or more (docs/survey.md).
"""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import least_squares, linprog, root
from scipy.stats import multivariate_hypergeom

from pipeline.study import StudyError
from pipeline.survey.batteries_reliability import omega
from pipeline.survey.compare import exact_test
from pipeline.survey.weights import rake

POPULATION = 6194


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    frame = pd.read_csv(Path(__file__).with_name("r_survey_apistrat.csv"))
    frame["size"] = np.where(frame["enroll"] > frame["enroll"].median(), "large", "small")
    frame["third"] = np.resize(["p", "q", "r"], len(frame))
    return frame


def calibrated(schools: pd.DataFrame, margins: dict, start: np.ndarray, limit: float = np.inf) -> np.ndarray:
    """Weights start · exp(Xb), none over the limit, that meet the margins: Deville & Särndal (1992), solved for b."""
    cells = [(name, category) for name, margin in margins.items() for category in margin.index]
    cells = [cell for place, cell in enumerate(cells) if place == 0 or cell[1] != margins[cell[0]].index[-1]]
    each = np.column_stack([schools[name].eq(category) for name, category in cells] + [np.ones(len(schools))])
    totals = np.array([margins[name][category] for name, category in cells] + [POPULATION], dtype=float)

    def weights(b: np.ndarray) -> np.ndarray:
        return np.minimum(start * np.exp(each @ b), limit)

    return weights(root(lambda b: each.T @ weights(b) - totals, np.zeros(each.shape[1]), tol=1e-13).x)


@pytest.mark.parametrize("largest", [None, 1.15])
def test_raked_and_trimmed_weights_are_those_of_calibration(schools, largest):
    margins = {
        "third": pd.Series({"p": 1900.0, "q": 2000.0, "r": 2294.0}),
        "size": pd.Series({"large": 3500.0, "small": 2694.0}),
    }
    found, report = rake(schools, margins, "here", None, largest)
    start = np.full(len(schools), POPULATION / len(schools))
    limit = np.inf if largest is None else largest * POPULATION / len(schools)
    assert found.to_numpy() == pytest.approx(calibrated(schools, margins, start, limit), rel=1e-9)
    assert largest is None or report["trimmed"] > 0


@pytest.mark.parametrize("seed", range(40))
def test_no_weight_is_over_the_limit_and_none_is_held_that_needs_not_be(seed):
    """Margins and limit drawn at random: a weight that passes the limit on the way may come back under it. Where there
    is no answer at all (linear programming tells), that is said."""
    draw = np.random.default_rng(seed)
    people = pd.DataFrame({"a": draw.choice(list("xyz"), 60, p=[0.6, 0.3, 0.1]), "b": draw.choice(list("uv"), 60)})
    base = pd.Series(draw.uniform(0.5, 2, 60))
    shares = {name: people[name].value_counts(normalize=True).sort_index() for name in people}
    drawn = {name: share * draw.uniform(0.6, 1.6, len(share)) for name, share in shares.items()}
    margins = {name: one / one.sum() * POPULATION for name, one in drawn.items()}
    largest = draw.uniform(1.3, 2.5)
    limit = largest * POPULATION / 60
    each = np.vstack([people[name].eq(category) for name, one in margins.items() for category in one.index])
    if not linprog(np.zeros(60), A_eq=each, b_eq=pd.concat(margins), bounds=(0, limit)).success:
        with pytest.raises(StudyError, match="let weights be larger"):
            rake(people, margins, "here", base, largest)
        return
    found, report = rake(people, margins, "here", base, largest)
    expected = calibrated(people, margins, (base * POPULATION / base.sum()).to_numpy(), limit)
    assert found.to_numpy() == pytest.approx(expected, rel=1e-7)
    assert report["trimmed"] == (expected >= limit).sum() == (found >= limit * (1 - 1e-9)).sum()


def test_post_strata_multiply_the_design_weights_of_each_by_one_number(schools):
    base = schools["stype"].map({"E": 44.21, "H": 15.1, "M": 20.36})
    margin = pd.Series({"large": 3500.0, "small": 2694.0})
    found, _ = rake(schools, {"size": margin}, "here", base)
    expected = base * schools["size"].map(margin) / base.groupby(schools["size"]).transform("sum")
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-12)


def test_omega_is_that_of_the_one_factor_with_the_least_squared_residuals():
    generator = np.random.default_rng(3)
    factor = generator.normal(size=200)
    answers = np.round(3 + factor[:, None] * [0.9, 0.7, 0.8, 0.5] + generator.normal(size=(200, 4)) * 0.8).clip(1, 5)
    covariance = np.cov(answers.T)
    above = np.triu_indices(4, 1)
    start = 0.7 * np.sqrt(np.diag(covariance))
    loadings = least_squares(lambda one: (np.outer(one, one) - covariance)[above], start, xtol=1e-15, ftol=1e-15).x
    common = loadings.sum() ** 2
    assert omega(answers) == pytest.approx(common / (common + (np.diag(covariance) - loadings**2).sum()), rel=1e-8)


def test_the_exact_test_of_three_groups_sums_all_tables_no_more_probable():
    hits, base = np.array([7, 2, 5]), np.array([12, 15, 9])
    observed = multivariate_hypergeom.pmf(hits, base, hits.sum())
    tables = itertools.product(*(range(size + 1) for size in base))
    chances = [multivariate_hypergeom.pmf(one, base, hits.sum()) for one in tables if sum(one) == hits.sum()]
    assert exact_test(hits, base)[0] == pytest.approx(sum(p for p in chances if p <= observed * (1 + 1e-7)), rel=1e-10)
