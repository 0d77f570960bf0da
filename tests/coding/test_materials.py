"""Which units topics, counts and reports are about, in a study of any make."""

import numpy as np
import pandas as pd
import pytest

from pipeline.coding.cuts import offered
from pipeline.coding.materials import coded_by_people, coding_units, in_coders_terms, is_main
from pipeline.coding.people_targets import lay_out
from pipeline.decisions.reading import Reading, Vote
from pipeline.decisions.standing import Standing
from pipeline.study import Study
from tests.coding.small import units


@pytest.mark.parametrize(
    ("strands", "main"),
    [
        (["survey", "notes", "documents", "notes"], [False, True, False, True]),
        (["documents", "survey"], [True, False]),
        (["survey", "survey"], [True, True]),
        ([], []),
    ],
)
def test_talk_comes_first_then_documents_then_answers(strands, main):
    assert is_main(pd.Series(strands, dtype=object)).tolist() == main


def test_the_question_of_an_open_answer_is_no_evidence_and_that_of_a_turn_is(tmp_path):
    answer = {"unit_id": "R1#why", "material": "open_answer", "source": "R1", "position": 0, "question": "why"}
    table = pd.concat([units(), pd.DataFrame([answer | {"asked": "Why?", "text": "Cheap.", "language": "en"}])])
    table = table.fillna({"stakeholder": "", "region": "", "fingerprint": ""})
    found = in_coders_terms(table).set_index("segment_id")
    assert found.at["BOR-01#4", "question"] == "And what else?"
    assert pd.isna(found.at["R1#why", "question"]) and found.at["R1#why", "source"] == "survey"
    study = Study(tmp_path)
    with study.writing() as out:
        out.table("coding/units", table.sample(frac=1, random_state=1))
    assert coding_units(study)["segment_id"].tolist()[-1] == "R1#why"


def test_a_decision_that_waits_to_be_looked_at_again_teaches_the_coder_nothing():
    """Its target would be 0: that the code does not apply, which nobody said."""
    waits = {"N1#2": Reading({"A": {"ana": Vote("review", waits="text changed")}}, frozenset())}
    found = pd.DataFrame({"segment_id": ["N1#2"]})
    row = ("N1#2", "A", "open", "ana", "neutral", "", "text changed", "")
    people = lay_out(waits, pd.DataFrame([row], columns=list(Standing._fields)), found, ["A", "B"])
    assert not people.decided.any() and people.spoken.tolist() == [[True, False]]


def test_a_code_that_cannot_apply_is_never_offered_to_fill_up_the_list():
    likely = np.array([[0.4, 0.0, 0.0]])
    assert offered(likely, np.zeros((1, 3), bool), review_from=0.1).tolist() == [[True, False, False]]


def test_a_note_is_coded_by_people_from_half_of_its_units_on():
    ids = pd.Series([f"{note}#{turn}" for note in ("N1", "N2") for turn in (2, 4, 6, 8)])
    blind = pd.DataFrame({"segment_id": ["N1#2", "N1#4", "N2#2"]})
    assert coded_by_people(ids, ids.str[:2], blind).to_dict() == {"N1": True, "N2": False}
