"""The survey's reading: weighted shares against a threshold, clear only where the interval is."""

import numpy as np
import pandas as pd

from pipeline.triangulation.evaluation import IndicatorTie
from pipeline.triangulation.survey_strand import SurveyStrand


def strand(counted: int, base: int, weights: np.ndarray | None = None, **threshold) -> SurveyStrand:
    tie = IndicatorTie(indicator="i", **threshold)
    own = np.arange(base)[:, None] < counted
    weights = np.ones(base) if weights is None else weights
    everyone = np.ones((base, 1), dtype=bool)
    return SurveyStrand(
        [str(at) for at in range(base)], weights, [(0, tie)], own, everyone, pd.DataFrame({"suppressed": [False]}), 1
    )


def said(found: SurveyStrand, move: float = 0) -> tuple[float, bool]:
    reading = found.read(move=move)
    return reading.meaning[0, 0], bool(reading.strong[0, 0])


def test_a_share_is_clear_only_where_its_interval_does_not_hold_the_threshold():
    assert said(strand(56, 70, at_least=50)) == (1, True)
    assert said(strand(36, 70, at_least=50)) == (1, False)  # 51 %
    assert said(strand(32, 70, at_least=50)) == (-1, False)  # 46 %
    assert said(strand(14, 70, at_least=50)) == (-1, True)
    assert said(strand(14, 70, at_most=50)) == (1, True)


def test_a_share_that_meets_its_threshold_exactly_bears_it_out():
    assert said(strand(35, 70, at_least=50))[0] == 1
    assert said(strand(35, 70, at_most=50))[0] == 1


def test_weights_turn_the_reading_and_widen_the_interval():
    heavy = np.where(np.arange(70) < 42, 1.0, 3.0)  # the 42 who say yes stand for fewer
    assert said(strand(42, 70, at_least=50)) == (1, False)
    assert said(strand(42, 70, heavy, at_least=50))[0] == -1
    uneven = np.where(np.arange(70) % 7 == 0, 12.0, 1.0)
    assert said(strand(50, 70, at_least=58))[1]
    assert not said(strand(50, 70, uneven, at_least=58))[1]


def test_a_moved_threshold_is_harder_to_meet_on_either_side():
    assert said(strand(44, 70, at_least=60), 10)[0] == -1
    assert said(strand(26, 70, at_most=40), 10)[0] == -1
    assert said(strand(26, 70, at_most=40), -10)[0] == 1


def test_nobody_in_the_base_is_silence():
    found = strand(14, 70, at_least=50)
    assert np.isnan(found.read(np.zeros((1, 70))).meaning[0, 0])


def test_a_respondent_drawn_twice_counts_as_two_and_not_as_one_of_twice_the_weight():
    half = strand(28, 35, at_least=66)  # 80 %: clear of 66 only with more than 35 people
    assert not said(half)[1]
    assert half.read(np.full((1, 35), 4.0)).strong[0, 0]
    assert not half.read(np.ones((1, 35))).strong[0, 0]


def test_weights_can_be_left_out():
    heavy = strand(42, 70, np.where(np.arange(70) < 42, 1.0, 3.0), at_least=50)
    assert heavy.read().meaning[0, 0] == -1
    assert heavy.read(weighted=False).meaning[0, 0] == 1
