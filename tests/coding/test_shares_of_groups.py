"""coding/shares: which notes are counted for a code and a group, whose word counts, and what is not printed."""

import numpy as np
import pandas as pd
import pytest

from pipeline.coding.shares import UNRECORDED, drawn_at_random, of_material, rates
from pipeline.decisions.themes import Scope
from pipeline.study import Study

PRIOR = 5.0


def units(notes: dict[str, str], turns: int = 2) -> pd.DataFrame:
    """`turns` units of each note; notes: note -> stakeholder."""
    rows = [(f"{note}#{turn}", note, group) for note, group in notes.items() for turn in range(1, turns + 1)]
    frame = pd.DataFrame(rows, columns=["unit_id", "source", "stakeholder"])
    return frame.assign(material="interview", region="North", question=None, asked=None)


def codings(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["segment_id", "code", "decision", "origin"])


def blind(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["segment_id", "code", "assigned"])
    return frame.astype({"assigned": bool})


def shares_of(every: pd.DataFrame, coded: pd.DataFrame, machine: pd.DataFrame, drawn=frozenset(), threshold: int = 3):
    table = of_material(every, coded, machine, "notes", PRIOR, threshold, set(drawn))
    return table.set_index(["breakdown", "group", "code"]).sort_index()


FOUR = {"N1": "employer", "N2": "employer", "N3": "employer", "N4": "student"}


def test_only_what_stands_counts_not_what_waits_for_review_nor_what_was_rejected():
    coded = codings(
        ("N1#1", "X", "assigned", "ana"), ("N2#1", "X", "review", "machine"), ("N3#1", "X", "rejected", "ana")
    )  # fmt: skip
    machine = blind(*((unit, "X", False) for unit in units(FOUR)["unit_id"]))
    row = shares_of(units(FOUR), coded, machine).loc[("overall", "all", "X")]
    assert (row["n"], row["n_people"], row["estimate"], row["method"]) == (4, 4, 0.25, "people")


def test_a_note_is_people_s_from_half_of_its_units():
    coded = codings(("N1#1", "X", "assigned", "ana"), ("N4#1", "X", "assigned", "machine"))
    machine = blind(("N1#1", "X", True), ("N2#1", "X", False), ("N2#2", "X", False))
    row = shares_of(units(FOUR), coded, machine).loc[("overall", "all", "X")]
    assert (row["n"], row["n_people"]) == (4, 2)
    three = shares_of(units(FOUR, turns=3), coded, machine).loc[("overall", "all", "X")]
    assert three["n_people"] == 1  # one unit of three is less than half


def test_small_groups_are_not_printed_and_groups_of_the_threshold_are():
    coded = codings(("N1#1", "X", "assigned", "ana"))
    machine = blind(*((unit, "X", False) for unit in units(FOUR)["unit_id"]))
    table = shares_of(units(FOUR), coded, machine, threshold=3)
    assert not table.loc[("stakeholder", "employer", "X"), "suppressed"]
    assert table.loc[("stakeholder", "employer", "X"), "estimate"] == pytest.approx(1 / 3)
    assert table.loc[("stakeholder", "student", "X"), "suppressed"]
    assert np.isnan(table.loc[("stakeholder", "student", "X"), "estimate"])
    assert not shares_of(units(FOUR), coded, machine, threshold=9).loc[("overall", "all", "X"), "suppressed"]


def test_the_method_says_where_nobody_recorded_how_the_checked_notes_were_chosen(tmp_path):
    coded = codings(("N1#1", "X", "assigned", "ana"), ("N4#1", "X", "assigned", "machine"))
    machine = blind(("N1#1", "X", True), ("N1#2", "X", False))
    assert shares_of(units(FOUR), coded, machine).loc[("overall", "all", "X"), "method"].endswith(UNRECORDED)
    recorded = shares_of(units(FOUR), coded, machine, drawn={"N1"}).loc[("overall", "all", "X"), "method"]
    assert UNRECORDED not in recorded

    study = Study(tmp_path)
    assert drawn_at_random(study) == set()
    (study.raw / "judgement").mkdir(parents=True)
    (study.raw / "judgement" / "notes_drawn.csv").write_text("note_id,how\nN1,drawn\nN2,chosen\n", encoding="utf-8")
    assert drawn_at_random(study) == {"N1"}


def test_what_the_machine_leaves_out_is_measured_on_the_notes_it_gave_nothing():
    people = np.array([[True], [True], [False], [False]])
    machine = np.array([[True], [False], [False], [False]])
    right, left_out = rates(people, machine, 0.0)
    assert (right.a[0], right.b[0]) == (1, 0)
    assert (left_out.a[0], left_out.b[0]) == (1, 2)  # of three without the code, one holds it


def test_the_estimate_is_people_s_notes_and_the_expected_number_among_the_others():
    notes = {f"N{number}": "employer" for number in range(1, 9)}
    coded = codings(("N1#1", "X", "assigned", "ana"), ("N5#1", "X", "assigned", "machine"))
    machine = blind(
        *((f"N{number}#{turn}", "X", number == 1 and turn == 1) for number in range(1, 5) for turn in (1, 2))
    )
    row = shares_of(units(notes), coded, machine).loc[("overall", "all", "X")]
    checked = np.array([[True], [False], [False], [False]])  # one given, one right; none of three left out
    ppv, missed = (float(rate.mean[0]) for rate in rates(checked, checked, PRIOR))
    assert ppv > 0.6 and 0 < missed < 0.25
    assert row["estimate"] == pytest.approx((1 + ppv * 1 + missed * 3) / 8)
    assert row["ci_low"] <= row["estimate"] <= row["ci_high"]


def test_who_gave_a_code_outside_its_scope_belongs_to_its_base():
    asked = units(FOUR).assign(asked=["What of the cost?"] * 2 + ["And now?"] * 6)
    coded = codings(("N1#1", "X", "assigned", "ana"), ("N4#1", "X", "assigned", "ana"))
    machine = blind(*((unit, "X", False) for unit in asked["unit_id"]))
    table = of_material(asked, coded, machine, "notes", PRIOR, 1, set(), {"X": Scope(asked=["cost"])})
    overall = table.set_index(["breakdown", "code"]).loc[("overall", "X")]
    assert (overall["n"], overall["estimate"]) == (2, 1.0)


@pytest.mark.parametrize("checked", [True, False])
def test_of_a_machine_that_nobody_checked_no_share_is_estimated(checked):
    seen = ["N3#1", "N3#2"] if checked else []
    machine = blind(*((unit, "X", False) for unit in seen))
    row = shares_of(units(FOUR), codings(("N1#1", "X", "assigned", "machine")), machine).loc[("overall", "all", "X")]
    assert (row["n"], row["n_people"], row["machine_only"]) == (4, int(checked), 0.25)
    assert np.isnan(row["estimate"]) == np.isnan(row["ci_low"]) == (not checked)
    assert (row["method"] == "machine, never checked") == (not checked) and not row["suppressed"]
