"""Shares of notes with a code, with an interval that counts the machine's errors."""

import numpy as np
import pytest

from pipeline.coding.shares import _narrowest, rates, shares

PRIOR = 5.0


def test_what_people_coded_stands_as_it_is():
    people = np.array([[True], [False], [True], [False]])
    found = shares(people, ~people, np.ones(4, dtype=bool), *rates(people, ~people, PRIOR))
    assert found["method"] == "people"
    assert [found[name][0] for name in ("estimate", "ci_low", "ci_high")] == [0.5, 0.5, 0.5]


def test_a_machine_that_is_often_wrong_widens_the_interval():
    by_people = np.arange(40) < 20
    truth = np.tile([[True], [False]], (20, 1))
    right = truth.copy()
    wrong = truth.copy()
    wrong[:20:5] = ~wrong[:20:5]

    def width(machine: np.ndarray) -> float:
        found = shares(truth, machine, by_people, *rates(truth[by_people], machine[by_people], PRIOR))
        return float(found["ci_high"][0] - found["ci_low"][0])

    assert 0 < width(right) < width(wrong)


def test_a_rare_code_without_an_error_is_not_taken_to_be_free_of_error():
    """Code 1 is never met among the notes people coded; the errors on code 0 tell that the machine leaves codes out."""
    by_people = np.arange(30) < 15
    truth, machine = np.zeros((30, 2), dtype=bool), np.zeros((30, 2), dtype=bool)
    truth[:8, 0] = True
    machine[:4, 0] = True
    found = shares(truth, machine, by_people, *rates(truth[by_people], machine[by_people], PRIOR))
    assert found["people_only"][1] == 0 and found["ci_high"][1] > found["estimate"][1] > 0


def test_a_code_is_shrunk_the_more_the_less_codes_differ():
    """The machine is right in 16 of 20 notes on a code; as often on all the others, or on every second one always."""

    def right(errors: list[int]) -> tuple[float, float]:
        people = np.array([np.arange(20) >= wrong for wrong in errors]).T
        rate = rates(people, np.ones_like(people), PRIOR)[0]
        return float(rate.mean[0]), float(rate.a[0] + rate.b[0])

    alike, unlike = right([4] * 12), right([4, 0] * 6)
    assert alike[0] == pytest.approx(0.8, abs=0.01) and 0.8 < unlike[0] < 0.85
    assert alike[1] > 2 * unlike[1] > 40  # in notes: what other codes tell of it


def test_a_single_code_is_as_sure_as_its_own_notes():
    """No other code says how it errs: 18 right of 20 are worth about their own twenty notes."""
    people = (np.arange(20) >= 2)[:, None]
    rate = rates(people, np.ones_like(people), PRIOR)[0]
    assert rate.mean[0] == pytest.approx(19 / 22, abs=0.02) and 18 < rate.a[0] + rate.b[0] < 24


def test_the_interval_is_the_counts_that_hold_as_near_to_95_percent_as_counts_can():
    """Nine in ten that none of three is left out, almost surely at most one: two counts, at the low end."""
    assert _narrowest(np.array([0.94, 0.06])) == (0, 0)
    assert _narrowest(np.array([0.5, 0.43, 0.07])) == (0, 1)
    assert _narrowest(np.array([0.9, 0.06, 0.03, 0.01])) == (0, 1)
    assert _narrowest(np.array([0.02, 0.06, 0.9, 0.02])) == (1, 2)
    assert _narrowest(np.array([0.96, 0.04])) == (0, 0)
    assert _narrowest(np.full(4, 0.25)) == (0, 3)


@pytest.mark.parametrize("n", [8, 16])
def test_intervals_hold_the_truth_in_most_draws(n):
    random = np.random.default_rng(5)
    truth = random.random((40, 12)) < np.linspace(0.05, 0.6, 12)
    machine = np.where(random.random(truth.shape) < 0.12, ~truth, truth)
    held = []
    for _ in range(60):
        people = np.zeros(40, dtype=bool)
        people[random.choice(40, n, replace=False)] = True
        found = shares(truth, machine, people, *rates(truth[people], machine[people], PRIOR))
        held.append((found["ci_low"] <= truth.mean(axis=0)) & (truth.mean(axis=0) <= found["ci_high"]))
    assert 0.92 < np.mean(held) < 0.98
