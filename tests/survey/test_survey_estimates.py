"""Estimates by group against what can be worked out by hand."""

import numpy as np
import pytest

from pipeline.survey.estimates import CELLS, by_group, mean_interval, share_interval


def test_a_mean_has_an_interval_from_two_answers_on():
    low, high = mean_interval([4.0, 4.0, 4.0], [1.0, 1.0, 2.0], [1, 2, 16])
    assert np.isnan([low[0], high[0]]).all()
    # t with 1 degree of freedom, 12.7062, over the root of 2; with 15, 2.1314 times 2 over 4
    assert (4 - low[1], high[2] - 4) == (pytest.approx(12.7062 / 2**0.5, abs=1e-4), pytest.approx(1.0657, abs=1e-4))


def test_a_share_of_nobody_has_no_interval_and_one_of_everybody_ends_at_100():
    low, high = share_interval([0, 3, 0], [0, 3, 3])
    assert np.isnan([low[0], high[0]]).all()
    assert (high[1], low[2]) == (pytest.approx(100), pytest.approx(0, abs=1e-9)) and 0 < low[1] < 100


def test_groups_are_summed_with_the_first_and_without_who_is_in_none_or_outside_the_base():
    values = np.array([1.0, 0, 1, 5, 7, np.nan, 9])
    weights = np.array([1.0, 1, 2, 1, 3, 1, 1])
    groups = np.array([0, 0, 0, 1, 1, 1, -1])
    first, second = (dict(zip(CELLS, row, strict=True)) for row in by_group(values, weights, groups, 2))
    assert (first["base"], first["total"], first["mean"]) == (3, 2, pytest.approx(2 / 3))
    assert first["deviation"] == pytest.approx((1 / 3) ** 0.5)  # of n - 1
    assert (first["weighted_base"], first["weighted_mean"]) == (4, pytest.approx(3 / 4))
    assert first["design_effect"] == pytest.approx(3 * 6 / 16)  # Kish: n·Σw²/(Σw)²
    assert first["effective_base"] == pytest.approx(16 / 6)
    assert (second["base"], second["mean"], second["weighted_mean"]) == (2, 6, 6.5)
