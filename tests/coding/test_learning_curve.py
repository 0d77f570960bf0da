"""How many more units until the machine is worth using, and which notes to code next."""

import numpy as np
import pandas as pd
import pytest

from pipeline.coding import coding_plan, learning_curve
from pipeline.coding.code import Prepared
from pipeline.coding.learning_curve import Point
from pipeline.coding.people_targets import People


def points(end: float, start: float, spread: float = 0.05, codes: int = 12) -> list[Point]:
    """Agreement that rises to `end` by an inverse square root, from `start` at 50 units; codes differ by `spread`."""
    beside = np.linspace(-spread, spread, codes)
    steep = (end - start) * np.sqrt(50)
    return [Point(units, units // 10, end - steep / np.sqrt(units) + beside) for units in (50, 100, 150, 200)]


def test_the_power_law_finds_what_it_was_made_with():
    found = learning_curve.needed(points(0.8, 0.4), 0.6, seed=1)
    assert found == learning_curve.Needed(0, 0, 0)  # .6 is reached at 200
    steep = 0.4 * np.sqrt(50)
    wanted = (steep / (0.8 - 0.7)) ** 2 - 200
    found = learning_curve.needed(points(0.8, 0.4), 0.7, seed=1)
    assert found.units == pytest.approx(wanted, rel=0.01)
    assert found.low < found.units < found.high


def test_what_levels_off_below_the_target_has_no_end_in_sight():
    assert learning_curve.needed(points(0.5, 0.4, spread=0), 0.6, seed=1).units is None
    assert "not in sight" in coding_plan._more(learning_curve.Needed(None, None, None), 0.6)


def test_the_curve_tells_what_was_measured_and_what_is_expected_of_more():
    table = learning_curve.table(points(0.8, 0.4), seed=1)
    assert table["measured"].tolist() == [True] * 4 + [False] * 2
    assert table["units"].tolist() == [50, 100, 150, 200, 400, 800]
    assert table["kappa"].is_monotonic_increasing
    assert (table["ci_low"] <= table["kappa"]).all() and (table["kappa"] <= table["ci_high"]).all()


def test_codes_that_do_not_occur_in_the_tested_notes_are_left_out():
    holes = [one._replace(kappas=np.where(np.arange(12) == at, np.nan, one.kappas)) for at, one in
             enumerate(points(0.8, 0.4))]  # fmt: skip
    assert learning_curve.table(holes, seed=1)["kappa"].notna().all()


def ready(coded: set[str]) -> Prepared:
    units = pd.DataFrame([(f"{note}#{turn}", note, turn, note[0], "en", "notes") for note in NOTES for turn in (2, 4)],
                         columns=["segment_id", "note_id", "turn", "stakeholder", "language", "source"])  # fmt: skip
    whole = units["note_id"].isin(coded).to_numpy()
    nothing = np.zeros((len(units), 2))
    no = nothing > 0
    people = People(nothing, no, no, no, whole, np.zeros((len(units), 4)), pd.DataFrame())
    return Prepared(None, units, people, None)  # type: ignore[arg-type]


NOTES = ["A1", "A2", "A3", "B1", "B2"]


def test_the_first_notes_are_drawn_and_later_ones_are_those_worth_most_groups_in_turn():
    probabilities = np.full((10, 2), 0.02)
    probabilities[4:6] = 0.45  # both units of A3
    probabilities[8] = 0.4  # one of B2
    first = coding_plan.notes_to_code(ready({"B1"}), probabilities, checked=2)
    assert set(first["why"]) == {"draw"} and set(first["note_id"]) == {"A1", "A2", "A3", "B2"}
    later = coding_plan.notes_to_code(ready({"B1", "A1"}), probabilities, checked=2)
    assert later["note_id"].tolist() == ["A3", "B2", "A2"] and set(later["why"]) == {"worth"}
    assert later["units"].tolist() == [2, 2, 2]


def test_where_nobody_has_coded_no_agreement_is_invented():
    nobody = np.zeros(10, dtype=bool)
    told = coding_plan.stands([], learning_curve.table([], 1), nobody, ready(set()), 1)
    assert told == [coding_plan.NOTHING_CODED] and "not known" in told[0]
    few = nobody.copy()
    few[:2] = True
    assert "From 8 notes on" in coding_plan.stands([], learning_curve.table([], 1), few, ready({"A1"}), 1)[0]
