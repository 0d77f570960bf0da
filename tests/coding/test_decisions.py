"""What a coder is told about a mistake in their own table."""

import pandas as pd
import pytest

from pipeline.decisions.read import load_decisions
from pipeline.study import StudyError
from tests.coding.small import small_study


@pytest.fixture
def study(tmp_path):
    return small_study(tmp_path)


def write(study, *rows: str, name: str = "bea.csv", head: str = "note_id,turn,code,stance") -> None:
    study.raw.joinpath("coding", name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("BOR-03,2,T1_savings,neutral", "'T1_savings'; expected a code of codebooks/themes.yaml (nearest: T1_saving)"),
        ("BOR-03,99,T1_saving,neutral", "turn 99 of BOR-03; expected one of its participants' turns"),
        ("XXX-01,2,T1_saving,neutral", "'XXX-01'"),
        ("BOR-03,two,T1_saving,neutral", "turn 'two'"),
        ("BOR-03,2,T1_saving,positive", "stance 'positive'"),
    ],
    ids=["unknown code", "no such turn", "no such note", "turn in words", "unknown stance"],
)
def test_a_mistake_in_a_coders_table_is_told_with_its_row(study, row, found):
    write(study, row)
    with pytest.raises(StudyError) as told:
        load_decisions(study)
    assert found in str(told.value)
    assert "raw/coding/bea.csv, row 2" in str(told.value)


def test_a_missing_column_is_told(study):
    write(study, "BOR-03,2,T1_saving", head="note_id,turn,code")
    with pytest.raises(StudyError, match="note_id, turn, code, stance"):
        load_decisions(study)


def test_a_coder_who_codes_a_turn_and_leaves_it_empty_is_asked_which(study):
    write(study, "BOR-03,2,T1_saving,neutral", "BOR-03,2,,neutral")
    with pytest.raises(StudyError, match="exclude each other"):
        load_decisions(study)


def test_an_empty_code_is_a_decision_too(study):
    write(study, "BOR-03,2,,neutral")
    rows = load_decisions(study)
    mine = rows[rows["coder"] == "bea"]
    assert mine["decision"].tolist() == ["none"]
    assert mine["code"].isna().all()


def test_reading_twice_gives_the_same(study):
    assert load_decisions(study).equals(load_decisions(study))


def test_no_decision_at_all_is_an_empty_table(study):
    study.raw.joinpath("coding/ana.csv").unlink()
    assert load_decisions(study).empty


def test_after_a_correction_codes_follow_their_turn_and_wait_where_its_words_changed(study):
    """The note got a turn more before BOR-01#4, and other words in what was BOR-01#6."""
    moved = {
        "note_id": "BOR-01",
        "turn_old": [4, 6],
        "turn_new": [6, 8],
        "state": ["unchanged", "changed"],
        "text_old": ["old", "old words"],
        "text_new": ["old", "new words"],
    }
    with study.writing() as out:
        out.table("notes/corrections", pd.DataFrame(moved))
    write(study, "BOR-01,4,T1_saving,supportive", "BOR-01,6,T2_repair_skills,supportive")
    mine = load_decisions(study).query("coder == 'bea'").set_index("segment_id")
    assert mine.loc["BOR-01#6", ["code", "decision"]].tolist() == ["T1_saving", "assigned"]
    assert mine.loc["BOR-01#8", ["code", "decision"]].tolist() == ["T2_repair_skills", "review"]
