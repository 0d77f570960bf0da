import pytest

from pipeline.triangulation.precision import agreement, decimals_of, rounded
from pipeline.triangulation.settings import Wording


@pytest.mark.parametrize(
    ("printed", "word", "actual", "result"),
    [
        (63, "exact", 62.86, "exact"),
        (63, "exact", 63.6, None),
        (33, "about", 31.4, "wording"),
        (75, "approximate", 70.9, None),
        (93, "at_least", 93.3, "exact"),
        (93, "at_least", 92.86, "wording"),
        (93, "at_least", 92.4, None),
        (75, "at_least", 78.3, "wording"),
        (10, "at_most", 8, "wording"),
        (10, "at_most", 12, None),
        (90, "nearly_all", 93.3, "wording"),
        (90, "nearly_all", 88, None),
    ],
)
def test_the_words_around_a_percentage_are_honoured(printed, word, actual, result):
    assert agreement(printed, 0, word, "percent", actual, Wording()) == result


def test_about_a_count_allows_a_share_of_it_and_not_points():
    assert agreement(40000, 0, "about", "places", 39948, Wording()) == "wording"
    assert agreement(40000, 0, "about", "places", 37900, Wording()) is None


def test_decimals_are_those_in_print_and_halves_round_up():
    assert (decimals_of("10.5"), decimals_of("42"), decimals_of("2.50")) == (1, 0, 2)
    assert (rounded(2.675, 2), rounded(62.5, 0)) == (2.68, 63.0)
