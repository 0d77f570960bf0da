"""What may be printed: no more is hidden than must be, and nothing that is hidden can be worked out."""

import numpy as np
import pytest

from pipeline.cleaning.disclosure import hidden_groups, suppressed


@pytest.mark.parametrize(
    ("bases", "unknown", "hidden"),
    [
        ([5, 20, 30], 0, [False, False, False]),  # at the threshold a group is printed
        ([4, 20, 30], 0, [True, True, False]),  # a small one alone would follow from the others
        ([2, 3, 20], 0, [True, True, False]),  # two that make up the threshold protect each other
        ([1, 3, 20, 30], 0, [True, True, True, False]),  # two that do not need a third
        ([2, 20, 30], 3, [True, False, False]),  # the unknown are hidden with it: together they make the threshold
        ([2, 20, 30], 2, [True, True, False]),
        ([10, 20], 5, [False, False]),  # so many unknown may be worked out
        ([10, 20], 4, [True, False]),
        ([0, 10, 20], 0, [True, False, False]),  # of nobody nothing can be told
    ],
)
def test_small_groups_are_hidden_with_just_enough_others(bases, unknown, hidden):
    assert suppressed(np.array(bases), 5, unknown).tolist() == hidden


def test_a_hidden_group_of_the_threshold_s_size_may_follow_from_another_breakdown():
    patterns = np.array([[0, 1], [1, 0], [2, 1], [-1, 1]])
    one, other = hidden_groups(patterns, np.array([2, 5, 20, 1]), [3, 2], 5)
    assert one.tolist() == [True, True, False]  # the 2, and the 5 since 2 and the 1 unknown are too few
    assert other.tolist() == [False, False]  # the 5 stands here as a group of its own: no reason to hide more


def test_a_small_group_that_another_breakdown_gives_away_is_protected():
    patterns = np.array([[0, 0], [1, 0], [2, 0], [2, 1]])
    one, other = hidden_groups(patterns, np.array([2, 4, 10, 20]), [3, 2], 5)
    assert one.tolist() == [True, True, False]
    assert other.tolist() == [False, False]
    patterns = np.array([[0, 0], [1, 1], [2, 1]])
    one, other = hidden_groups(patterns, np.array([2, 4, 20]), [3, 2], 5)
    assert other.all()  # the 2 is a group there as well


def test_one_person_that_a_printed_sum_gives_away_is_protected():
    patterns = np.array([[0, 0], [2, 0], [1, 1], [3, 1]])  # the other breakdown's first less the 20 is this 1
    one, other = hidden_groups(patterns, np.array([1, 20, 6, 30]), [4, 2], 5)
    assert one.tolist() == [True, True, True, False] and not other.any()


def test_few_unknown_that_a_printed_sum_gives_away_are_protected():
    patterns = np.array([[-1, 0], [2, 0], [0, 1], [1, 1], [3, 1]])  # the other's first less the 20 is the 3 unknown
    one, other = hidden_groups(patterns, np.array([3, 20, 2, 2, 30]), [4, 2], 5)
    assert one.tolist() == [True, True, True, False] and not other.any()


def test_so_many_unknown_as_the_threshold_hide_nothing():
    patterns = np.array([[0], [1], [-1]])
    (hidden,) = hidden_groups(patterns, np.array([10, 20, 5]), [2], 5)
    assert not hidden.any()
