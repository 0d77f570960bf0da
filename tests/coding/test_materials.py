"""Which units topics, counts and reports are about, in a study of any make."""

import pandas as pd
import pytest

from pipeline.coding.materials import coding_units, in_coders_terms, is_main
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
