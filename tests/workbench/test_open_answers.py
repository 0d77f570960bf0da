"""Open answers are coded like turns: imported, decided on on the page, exported again, and read by the stages."""

import pandas as pd
import pytest

from pipeline.decisions import decide as stage
from pipeline.decisions.units import of_answers, together
from pipeline.exchange import commands
from pipeline.study import read_csv
from pipeline.workbench.app import VIEWS
from pipeline.workbench.store import Store

ANSWERS = [
    ("R1#why", "R1", "why", "en", "It saves me the price of a drill."),
    ("R2#why", "R2", "why", "fr", "C’est trop loin de chez moi."),
    ("R1#else", "R1", "else", "en", "No."),
]


@pytest.fixture
def answered(study):
    columns = ["segment_id", "record_id", "variable", "language", "text"]
    answers = of_answers(pd.DataFrame(ANSWERS, columns=columns), {("why", "en"): "Why do you borrow?"})
    with study.writing() as out:
        out.table("coding/units", together([study.table("coding/units"), answers]))
    return study


@pytest.mark.parametrize("place", ["record_id,variable", "note_id,turn", "unit_id"])
def test_decisions_on_answers_are_imported_and_stand(answered, tmp_path, place):
    first = {"record_id,variable": "R1,why", "note_id,turn": "R1,why", "unit_id": "R1#why"}[place]
    second = first.replace("R1", "R2")
    file = tmp_path / "answers.csv"
    file.write_text(f"{place},code,stance\n{first},T1_saving,supportive\n{second},T5_place,critical\n", "utf-8")
    said = commands.import_file(answered, file, "dora")
    assert not any("Not placed" in line for line in said), said
    stage.run(answered)
    standing = answered.table("coding/standing")
    assert standing[["unit_id", "code", "standing", "by"]].values.tolist() == [
        ["R1#why", "T1_saving", "assigned", "dora"],
        ["R2#why", "T5_place", "assigned", "dora"],
    ]


def test_answers_to_one_question_are_read_together_on_the_page(answered):
    store = Store(answered)
    assert [one.segment_id for one in store.notes["survey why"]] == ["R1#why", "R2#why"]
    segment = store.segments["R1#why"]
    assert segment.question == "Why do you borrow?"
    store.save([store.decision("ana", segment, "assigned", "T1_saving"), store.decision("ana", segment, "done")])
    stage.run(answered)
    decisions = answered.table("coding/decisions")
    assert decisions[["unit_id", "decision", "whole"]].values.tolist() == [
        ["R1#why", "assigned", False],
        ["R1#why", "done", True],
    ]


def test_an_answer_is_not_shown_between_the_answers_of_other_people(answered, page_of):
    html = VIEWS["review"].show(page_of(answered, "review", segment="R1#why"))
    assert "the price of a drill" in html and "trop loin" not in html


def test_an_export_holds_answers_and_comes_back_as_nothing_new(answered):
    store = Store(answered)
    store.save([store.decision("ana", store.segments["R2#why"], "assigned", "T5_place", stance="critical")])
    (path,) = commands.export(answered, "csv")
    rows = read_csv(path)
    mine = rows[rows["coder"] == "ana"]
    assert mine[["segment_id", "text", "code"]].values.tolist() == [["R2#why", ANSWERS[1][4], "T5_place"]]
    commands.import_file(answered, path)
    assert Store(answered).people.units == ["R2#why"]
    assert len(Store(answered).lines("R2#why", "ana")) == 1
