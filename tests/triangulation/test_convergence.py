"""The written rule, case by case: it must say what docs/triangulation.md says."""

import numpy as np
import pytest

from pipeline.tables import CONVERGENCE
from pipeline.triangulation.convergence import Reading, converge, of_parts

NOTHING = None


def read(said: tuple[float, bool] | None) -> Reading:
    meaning, strong = said if said else (np.nan, False)
    return Reading(np.array([[meaning]], dtype=float), np.array([[strong]]))


@pytest.mark.parametrize(
    ("survey", "notes", "published", "label", "standing"),
    [
        ((1, True), (1, True), NOTHING, "agreement", 1),
        ((1, True), (1, True), (1, True), "agreement", 1),
        ((-1, True), (-1, True), NOTHING, "agreement", -1),
        ((0, True), (0, True), NOTHING, "agreement", 0),
        ((1, False), (1, True), NOTHING, "partial agreement", 1),
        ((1, True), (0, True), NOTHING, "partial agreement", 1),
        ((-1, False), (1, True), NOTHING, "partial agreement", 0),
        ((-1, True), (1, True), NOTHING, "dissonance", 0),
        ((1, True), (1, True), (-1, True), "dissonance", 0),
        ((1, True), (1, True), (-1, False), "partial agreement", 0),
        (NOTHING, (1, True), NOTHING, "silence", 1),
        ((-1, False), NOTHING, NOTHING, "silence", -1),
        (NOTHING, NOTHING, NOTHING, "silence", 0),
    ],
)
def test_rule(survey, notes, published, label, standing):
    found, stands = converge(read(survey), read(notes), read(published))
    assert (CONVERGENCE[found[0, 0]], stands[0, 0]) == (label, standing)


def test_scenarios_are_judged_one_by_one_and_a_single_row_stands_for_all():
    survey = Reading(np.array([[1.0], [-1.0]]), np.array([[True], [True]]))
    label, _ = converge(survey, read((1, True)), read(NOTHING))
    assert [CONVERGENCE[one] for one in label[:, 0]] == ["agreement", "dissonance"]


def test_parts_of_one_strand_that_differ_leave_it_divided_and_silent_parts_do_not_count():
    meaning = np.array([[1.0, -1.0, 1.0, np.nan, np.nan]])
    strong = np.array([[True, True, True, False, False]])
    found = of_parts(meaning, strong, np.array([0, 0, 1, 1, 2]), 4)
    assert found.meaning[0, :2].tolist() == [0.0, 1.0]
    assert np.isnan(found.meaning[0, 2:]).all()  # silent parts, and no parts at all
    assert found.strong[0].tolist() == [True, True, False, False]
