"""GRIM against the paper's own example, and against counting."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.triangulation.grim import fitting_bases, possible


def test_the_mean_of_the_paper_is_impossible():
    # Brown & Heathers 2017: a mean of 5.19 cannot come from 28 whole numbers; 5.18 and 5.21 can.
    assert not possible(5.19, 2, 28, scale=1)
    assert possible(5.18, 2, 28, scale=1)
    assert possible(5.21, 2, 28, scale=1)


def test_a_percentage_no_count_gives_is_impossible_and_smaller_bases_are_named():
    assert not possible(55, 0, 70)  # 38 of 70 is 54 %, 39 of 70 is 56 %
    assert fitting_bases(55, 0, 70, 64) == [69, 67, 66, 65, 64]


def test_an_exact_half_may_have_been_rounded_either_way():
    assert possible(12, 0, 8) and possible(13, 0, 8)  # 1 of 8 is 12.5 %


def test_nothing_below_the_smallest_base_is_offered():
    assert fitting_bases(50, 0, 3, 2) == [2]
    assert fitting_bases(50, 0, 2, 0) == []


@given(st.integers(1, 400), st.data(), st.integers(0, 2))
def test_every_true_percentage_is_possible_with_its_base(base, data, decimals):
    count = data.draw(st.integers(0, base))
    assert possible(round(100 * count / base, decimals), decimals, base)


@given(st.integers(1, 120), st.integers(0, 100))
def test_possible_means_that_some_count_rounds_to_it(base, value):
    by_counting = any(abs(100 * count / base - value) <= 0.5 + 1e-9 for count in range(base + 1))
    assert possible(value, 0, base) == by_counting


def test_the_stated_base_is_not_among_the_smaller_ones():
    assert fitting_bases(50, 0, 4, 2) == [2]
