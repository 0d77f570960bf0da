"""Weighted estimates and their errors against R's survey package, to six digits.

Data: the stratified sample of schools `apistrat` of R's survey package (Lumley), three of its columns, as kept by
xKDR/Survey.jl (assets/apistrat.csv). Values: what R gives for it, as kept there (test/r_reference/est_basic.csv and
jackknife_parity.csv); strata E, H, M have 4421, 755 and 1018 schools.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.survey.estimates import CELLS, by_group, linearised
from pipeline.survey.variance import Design, design_of, mean, ratio, total

SCHOOLS = {"E": 4421, "H": 755, "M": 1018}


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).with_name("r_survey_apistrat.csv"))


def of(schools: pd.DataFrame, fpc: bool) -> Design:
    drawn = schools["stype"].map(schools["stype"].value_counts())
    weights = (schools["stype"].map(SCHOOLS) / drawn).to_numpy()
    population = np.array(list(SCHOOLS.values())) if fpc else None
    return design_of(weights, schools["stype"].to_numpy(), population=population)


@pytest.mark.parametrize(
    ("fpc", "figure", "estimate", "error"),
    [
        (True, "api00 mean", 662.287363577655, 9.408940879434),
        (True, "api00 total", 4102207.93, 58278.9798072143),
        (True, "enroll mean", 595.282131094607, 18.5085106862115),
        (True, "enroll total", 3687177.52, 114641.715190394),
        (True, "ratio", 1.11256046332155, 0.0413595064404803),
        (False, "api00 mean", 662.287363159321, 9.53613229692516),
        (False, "enroll mean", 595.282137135504, 18.9407631197531),
        (False, "ratio", 1.11256045132858, 0.0422085858397061),
    ],
)
def test_estimates_are_those_of_the_survey_package(schools, fpc, figure, estimate, error):
    design = of(schools, fpc)
    if figure == "ratio":
        found = ratio(schools["api00"].to_numpy(float), schools["enroll"].to_numpy(float), design)
    else:
        name, kind = figure.split()
        found = {"mean": mean, "total": total}[kind](schools[name].to_numpy(float), design)
    assert found == pytest.approx((estimate, error), rel=1e-6)


def test_margins_that_explain_everything_leave_no_error():
    values = np.array([1.0, 1.0, 5.0, 5.0])
    margins = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=float)
    weights = np.array([2.0, 2.0, 3.0, 3.0])
    assert mean(values, design_of(weights, margins=margins))[1] == pytest.approx(0, abs=1e-9)
    assert mean(values, design_of(weights))[1] > 0.5


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=30))
def test_equal_weights_give_the_textbook_error(values):
    found = mean(np.array(values), design_of(np.full(len(values), 7.0)))
    assert found[0] == pytest.approx(np.mean(values), abs=1e-9)
    assert found[1] == pytest.approx(np.std(values, ddof=1) / np.sqrt(len(values)), abs=1e-9)


def test_people_alike_inside_clusters_make_the_error_larger():
    values = np.repeat([1.0, 2.0, 6.0, 9.0], 5)
    alone, together = design_of(np.ones(20)), design_of(np.ones(20), clusters=np.repeat(np.arange(4), 5))
    assert mean(values, together)[1] > 1.5 * mean(values, alone)[1]


def test_where_nobody_differs_the_effective_base_is_kishs():
    """Without a spread there is no linearised error to work it out from."""
    ones, weights, group = np.ones(6), np.array([1.0, 1, 1, 2, 2, 2]), np.zeros(6, dtype=int)
    kish = by_group(ones, weights, group, 1)
    assert np.array_equal(linearised(kish, ones, group, design_of(weights), share=True), kish, equal_nan=True)
    assert kish[0, CELLS.index("effective_base")] == pytest.approx(5.4)
