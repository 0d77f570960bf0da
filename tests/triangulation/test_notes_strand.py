"""Notes are counted as notes, and leaving one out is the same however it is worked out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.triangulation.evaluation import CodeTie
from pipeline.triangulation.notes_strand import NotesStrand
from pipeline.triangulation.settings import Prominent


def strand(segments: np.ndarray, groups: list[str] | None = None, **prominent) -> NotesStrand:
    """A strand from segments by direction (notes, findings, 4)."""
    groups = groups or ["a", "b"] * len(segments)
    notes = pd.DataFrame({"note_id": [f"N{at}" for at in range(len(segments))], "stakeholder": groups[: len(segments)]})
    return NotesStrand(notes.assign(region="R"), segments, 0.33, Prominent(**prominent))


def test_a_note_takes_the_side_its_segments_lean_to_and_reservations_count_against_neither():
    found = strand(np.array([[[2, 1, 0, 0]], [[2, 0, 1, 0]], [[0, 1, 0, 5]], [[0, 0, 2, 0]], [[0, 0, 0, 3]]])).sides[
        :, 0
    ]
    assert found[:4].tolist() == [1, 1, -1, 0] and np.isnan(found[4])  # neutral words take no side


def test_one_talkative_note_does_not_outvote_two():
    found = strand(np.array([[[9, 0, 0, 0]], [[0, 1, 0, 0]], [[0, 1, 0, 0]]]), share=0)
    assert found.read(np.ones((1, 3))).meaning[0, 0] == -1


def test_notes_are_clear_only_from_enough_notes_and_groups():
    three = np.array([[[1, 0, 0, 0]]] * 3)
    assert strand(three).read(np.ones((1, 3))).strong.all()
    assert not strand(three, ["a", "a", "a"]).read(np.ones((1, 3))).strong.any()
    assert not strand(three[:2]).read(np.ones((1, 2))).strong.any()
    many = np.vstack([three, np.zeros((97, 1, 4), dtype=int)])  # three of a hundred is not prominent
    assert not strand(many).read(np.ones((1, 100))).strong.any()


@settings(max_examples=50, deadline=None)
@given(
    arrays.arrays(int, st.tuples(st.integers(2, 9), st.integers(1, 4), st.just(4)), elements=st.integers(0, 2)),
    st.data(),
)
def test_leaving_each_note_out_is_the_same_as_weighing_it_nothing(segments, data):
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=len(segments), max_size=len(segments)))
    found = strand(segments, groups)
    quick, slow = found.read_without_each(), found.read(1 - np.eye(len(segments)))
    np.testing.assert_array_equal(quick.meaning, slow.meaning)
    speaking = ~np.isnan(slow.meaning)
    np.testing.assert_array_equal(quick.strong[speaking], slow.strong[speaking])


@pytest.mark.parametrize(
    ("tie", "directions"),
    [
        ({"supports": "supportive"}, ["supports", "contradicts", "mixed", "neutral"]),
        ({"supports": "critical"}, ["contradicts", "supports", "mixed", "neutral"]),
        ({"supports": ["critical", "mixed"]}, ["contradicts", "supports", "supports", "neutral"]),
        ({"supports": ["critical", "supportive"]}, ["supports", "supports", "mixed", "neutral"]),
        ({"supports": "critical", "contradicts": []}, ["neutral", "supports", "mixed", "neutral"]),
    ],
)
def test_stances_take_the_side_the_matrix_gives_them(tie, directions):
    found = CodeTie.model_validate({"code": "C1"} | tie)
    assert [found.direction(stance) for stance in ("supportive", "critical", "mixed", "neutral")] == directions
