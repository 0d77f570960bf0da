"""Saturation, pairs of codes, codes by group, and the health of codes."""

import doctest
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.coding import saturation
from pipeline.coding.code_health import cohesion, confusions
from pipeline.coding.learning_curve import fitted
from pipeline.coding.saturation import (
    new_codes,
    new_information,
    saturation_curve,
    saturation_point,
    saturation_summary,
)
from pipeline.coding.suggested_examples import typical
from pipeline.coding.themes_tables import code_groups, cooccurrence
from tests.coding.small import codings, segments

NOTES = [f"N{number}" for number in range(1, 9)]


def told(*codes_of_notes: str) -> pd.DataFrame:
    rows = [(note, code) for note, codes in zip(NOTES, codes_of_notes, strict=False) for code in codes]
    return pd.DataFrame(rows, columns=["note_id", "code"])


def test_worked_examples_of_saturation_hold():
    results = doctest.testmod(saturation)
    assert results.attempted and not results.failed


def test_a_note_counts_only_codes_not_met_before():
    curve = saturation_curve(told("ab", "bc", "c", "", "d", "a"), NOTES[:6], base_size=2, run_length=2, seed=1)
    assert curve["new_codes"].tolist() == [2, 1, 0, 0, 1, 0]
    assert curve["cumulative"].tolist() == [2, 3, 3, 3, 4, 4]
    assert curve["new_information"].tolist()[3:] == [0, pytest.approx(1 / 3), pytest.approx(1 / 3)]
    assert np.isnan(curve["new_information"].iloc[2])


def test_saturation_names_the_note_before_the_run():
    share = new_information(np.array([10, 10, 0, 0, 2, 2, 0, 0]), base_size=4, run_length=2)
    assert saturation_point(share, 2, 0.05) == 6
    assert saturation_point(share, 2, 0.2) == 4
    assert saturation_point(share[:6], 2, 0.05) is None


def test_fewer_notes_than_a_base_reach_nothing():
    summary = saturation_summary(told("ab", "c"), NOTES[:2], 4, [2], [0.05], seed=1)
    assert summary == {"run 2, at most 5%": {"notes": None, "reached": 0.0, "median": None}}


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=12))
def test_every_code_is_new_exactly_once(rows):
    present = np.array(rows)
    assert new_codes(present).sum() == present.any(axis=0).sum()


def test_pairs_of_codes_are_set_against_chance():
    rows = [("N1#1", "N1", "a"), ("N1#1", "N1", "b"), ("N2#1", "N2", "a"), ("N2#1", "N2", "b"), ("N2#2", "N2", "c")]
    table = cooccurrence(pd.DataFrame(rows, columns=["segment_id", "note_id", "code"]), n_segments=10)
    assert table.values.tolist() == [["a", "b", 2, 2, 1.0, 5.0]]


def test_groups_count_notes_and_small_ones_show_nothing():
    assigned = codings().query("decision == 'assigned'")
    table = code_groups(assigned, segments(), ["T1_saving", "T9_never"], threshold=3)
    row = table.set_index(["code", "breakdown", "group"]).sort_index()
    overall = row.loc[("T1_saving", "overall", "all")]
    assert overall["notes"] == 6 and overall["base"] == 6 and overall["percent"] == 100
    assert overall["ci_low"] == pytest.approx(60.97, abs=0.01)  # Wilson, 6 of 6
    assert row.loc[("T1_saving", "stakeholder", "borrower"), "notes"] == 3
    city = row.loc[("T1_saving", "stakeholder", "city")]
    assert city["suppressed"] and city[["notes", "percent", "segments", "ci_low"]].isna().all()
    assert row.loc[("T9_never", "overall", "all"), "percent"] == 0


def test_all_notes_together_are_told_however_few_they_are():
    table = code_groups(codings()[:0], segments(), ["T1_saving"], threshold=7).set_index("breakdown")
    assert not table.loc["overall", "suppressed"] and table.loc["overall", "percent"] == 0
    assert table.loc["stakeholder", "suppressed"].all()


def test_cohesion_is_nought_for_any_segments_and_high_for_equal_ones():
    vectors = np.eye(6)
    assert cohesion(vectors[:3], vectors) == pytest.approx(0)
    assert cohesion(np.repeat(vectors[:1], 3, axis=0), vectors) == pytest.approx(1)
    assert np.isnan(cohesion(vectors[:1], vectors))


def test_a_confusion_is_a_code_given_in_place_of_another():
    index = ["s1", "s2", "s3"]
    people = pd.DataFrame({"a": [1.0, 1, 0], "b": [0.0, 1, 0]}, index=index)
    machine = pd.DataFrame({"a": [0.0, 1, 0], "b": [1.0, 0, 1]}, index=index)
    assert confusions(machine, people) == {"a": Counter({"b": 1}), "b": Counter()}


def test_a_run_that_brings_just_the_threshold_is_saturated():
    assert saturation_point(np.array([np.nan, 0.05]), 1, 0.05) == 1


def test_a_group_of_just_the_threshold_is_shown():
    notes = pd.DataFrame({"segment_id": ["N1#1", "N2#1", "N3#1"], "note_id": ["N1", "N2", "N3"], "language": "en"})
    notes = notes.assign(stakeholder="members", region=["East", "East", "West"])
    table = code_groups(notes.assign(code="A")[["segment_id", "note_id", "code"]], notes, ["A"], threshold=3)
    hidden = table.set_index(["breakdown", "group"])["suppressed"]
    assert not hidden["stakeholder", "members"] and hidden["region", "East"]


def test_what_people_gave_as_well_is_not_given_in_the_place_of_another_code():
    machine, people = (pd.DataFrame([row], columns=["a", "b"], index=["s"]) for row in ([0.0, 1.0], [1.0, 1.0]))
    assert confusions(machine, people) == {"a": Counter()}


def test_an_example_never_holds_what_stands_for_a_name():
    own = pd.DataFrame({"segment_id": ["s"], "stance": "neutral"})
    own["text"] = "We owe this garden to [person 3] and her sister. The tools were far too dear for any of us alone."
    found = typical(own, set(), np.zeros(2), lambda texts: np.ones((len(texts), 2)))
    assert [text for _, _, text, _ in found] == ["The tools were far too dear for any of us alone."]


def test_no_curve_of_agreement_ends_above_one():
    assert fitted(np.array([10, 20, 40]), np.array([0.2, 0.6, 0.98])).a <= 1
