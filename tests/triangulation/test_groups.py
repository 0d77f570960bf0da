"""Where a stakeholder group or region stands (docs/triangulation.md, section 7)."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from pipeline.triangulation import groups
from pipeline.triangulation.notes_line import Column, NotesLine
from pipeline.triangulation.rule.groups import GroupNotes, position
from pipeline.triangulation.rule.settings import Rule
from tests.triangulation.cases import answer

RULE = Rule()


def test_worked_case_r19() -> None:
    """
    | group | notes | for | with reservations | against | position |
    |---|---|---|---|---|---|
    | employers | 14 | 6 | 1 | 0 | carries |
    | colleges | 12 | 2 | 6 | 0 | qualifies |
    | partners | 11 | 0 | 0 | 0 | silent |
    | students | 4 | 3 | 0 | 0 | too few to be named |
    | members | 7 | 3 | 1 | 2 | for, with reservations and against at once |
    """
    groups = {
        "employers": [14, 6, 1, 0], "colleges": [12, 2, 6, 0], "partners": [11, 0, 0, 0], "students": [4, 3, 0, 0],
        "members": [7, 3, 1, 2],
    }  # fmt: skip
    assert answer("groups", {"overall": 0.5, "groups": groups})["readings"] == (
        "employers: carries (0.97); colleges: qualifies (0.95); partners: silent (1.00); students: not named; "
        "members: no settled position"
    )


def test_reservations_are_no_contest() -> None:
    assert position(GroupNotes(12, 0, 9, 0), 0.5, RULE).position == "qualifies"
    assert position(GroupNotes(12, 0, 1, 9), 0.5, RULE).position == "contests"


def test_small_group_is_not_named_even_as_silent() -> None:
    assert position(GroupNotes(4, 0, 0, 0), 1.0, RULE) == ("not named", None)


def test_silence_needs_notes_that_could_have_spoken() -> None:
    assert position(GroupNotes(11, 0, 0, 0), 0.2, RULE).position == "no settled position"


@pytest.mark.parametrize("group", [GroupNotes(14, 6, 1, 0), GroupNotes(12, 2, 6, 0), GroupNotes(9, 5, 2, 2)])
def test_enumeration_gives_what_draws_give(group: GroupNotes) -> None:
    exact = position(group, 0.5, RULE.model_copy(update={"group_kept": 0}))
    drawn = position(group, 0.5, RULE.model_copy(update={"group_kept": 0, "group_exact": 0, "group_draws": 40_000}))
    assert exact.position == drawn.position
    assert exact.kept == pytest.approx(drawn.kept, abs=0.01)


def test_probabilities_of_the_resamples_add_up() -> None:
    from pipeline.triangulation.rule.groups import _resamples

    _, probability = _resamples(13, np.array([4, 0, 3]), RULE)
    assert probability.sum() == pytest.approx(1)


def test_what_the_machine_alone_coded_and_does_not_count_makes_no_other_group_silent() -> None:
    """Twelve notes of A, coded by people, say nothing; twelve of B speak, by codes of the machine that do not count."""
    notes = pd.DataFrame({"note_id": [f"N-{at}" for at in range(24)], "stakeholder": ["A"] * 12 + ["B"] * 12})
    notes["by_people"] = notes["stakeholder"] == "A"
    of_b = notes[["stakeholder"]].eq("B").to_numpy()
    side = np.where(of_b, 0, -1)
    line = NotesLine(notes, [Column(0, "direct", ())], side, of_b, np.zeros(24, dtype=bool), None, 5)
    matrix = SimpleNamespace(findings=[SimpleNamespace(id="F1")], interested=[])
    material = SimpleNamespace(matrix=matrix, book=SimpleNamespace(rule=RULE))
    rows = groups._of_kind(material, line, 0, 0, "stakeholder")
    assert {row["group"]: row["position"] for row in rows}["A"] != "silent"
