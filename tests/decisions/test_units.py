"""One table of units of coding, whatever the material."""

import pandas as pd
import pytest

from pipeline.decisions import units as stage
from pipeline.decisions.units import of_notes
from pipeline.study import Study, StudyError
from tests.coding.small import segments, small_study


@pytest.fixture
def study(tmp_path) -> Study:
    return small_study(tmp_path)


def test_talk_and_answers_stand_in_one_table_and_tell_where_they_come_from(study):
    answers = [("R1#gain", "R1", "gain", "fr", "Ça coûte moins cher.")]
    columns = ["segment_id", "record_id", "variable", "language", "text"]
    with study.writing() as out:
        out.table("survey/open_answers", pd.DataFrame(answers, columns=columns))
    stage.run(study)
    table = study.table("coding/units").set_index("unit_id")
    assert table.loc["BOR-01#4", ["material", "source", "position", "asked"]].tolist() == [
        "interview", "BOR-01", 4, "And what else?",
    ]  # fmt: skip
    assert table.loc["R1#gain", ["material", "source", "position", "question"]].tolist() == [
        "open_answer", "R1", 0, "gain",
    ]  # fmt: skip
    assert len(table) == len(segments()) + 1


def test_a_note_is_a_focus_group_where_its_manifest_says_so_or_several_speak():
    said = segments()
    said.loc[said["segment_id"] == "BOR-02#4", "speaker"] = "P2"
    found = of_notes(said, {"BOR-01": "focus_group", "BOR-03": "interview"}).groupby("source")["material"].first()
    assert found[["BOR-01", "BOR-02", "BOR-03"]].tolist() == ["focus_group", "focus_group", "interview"]


def test_a_study_without_notes_or_answers_has_no_units(tmp_path):
    empty = Study(tmp_path)
    (tmp_path / "params.yaml").write_text("study: {seed: 1}\n", encoding="utf-8")
    stage.run(empty)
    assert empty.table("coding/units").empty


def test_without_the_stage_one_is_told_what_to_run(tmp_path):
    with pytest.raises(StudyError, match="coding/units"):
        Study(tmp_path).table("coding/units")
