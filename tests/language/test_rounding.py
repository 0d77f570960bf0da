"""One rounding rule: half away from zero on the decimal that people see; what rounds to nothing is 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import number, percent, rounded


@pytest.mark.parametrize(
    ("value", "decimals", "result"),
    [
        (62.5, 0, 63.0),
        (63.5, 0, 64.0),
        (0.5, 0, 1.0),
        (-0.5, 0, -1.0),
        (-62.5, 0, -63.0),
        (62.4999, 0, 62.0),
        (2.675, 2, 2.68),  # stored as 2.67499999999999982236431605997495353221893310546875
        (1.005, 2, 1.01),
        (-1.005, 2, -1.01),
        (23 / 40 * 100, 0, 58.0),  # 57.49999999999999
        (0.29 * 100, 0, 29.0),
        (1250, -2, 1300.0),
        (12345678901234567890.0, 2, 12345678901234567890.0),
    ],
)
def test_halves_go_away_from_zero_as_people_round(value, decimals, result):
    assert rounded(value, decimals) == result


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("value", [-0.4, -0.0, -0.04999, -1e-300])
def test_no_language_ever_prints_minus_zero(language, value):
    assert number(value, language) == "0"
    assert not percent(value, language).startswith(("-", "−"))


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_every_decimal_half_goes_up_and_its_neighbours_do_not(units, decimals):
    """For k units of the last place: k + 0.5 gives k + 1 (away from zero), k + 0.49 gives k."""
    place = Decimal(1).scaleb(-decimals)
    away = 1 if units >= 0 else -1
    half, below = ((units + away * share) * place for share in (Decimal("0.5"), Decimal("0.49")))
    assert Decimal(repr(rounded(float(half), decimals))) == (units + away) * place
    assert Decimal(repr(rounded(float(below), decimals))) == units * place


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_rounding_is_symmetric_idempotent_and_never_further_than_half_a_unit(value, decimals):
    once = rounded(value, decimals)
    assert once == -rounded(-value, decimals)
    assert rounded(once, decimals) == once
    assert abs(once - value) <= 0.5 * 10**-decimals * (1 + 1e-6) + 1e-6


def test_what_is_no_number_is_written_as_nothing():
    assert number(None, "en") == number(float("nan"), "fr") == percent(float("nan"), "en") == ""
