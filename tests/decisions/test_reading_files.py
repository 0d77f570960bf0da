"""What a coder is told about a mistake in their own table."""

import csv
import json
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.decisions import decide
from pipeline.decisions.coder_tables import read_coder_table
from pipeline.decisions.read import check_files, read
from pipeline.decisions.record import from_table
from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.units import of_answers, together
from pipeline.study import StudyError
from tests.coding.small import people, small_study, units


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
        ("BOR-03,2,T1_saving,glad", "stance 'glad'"),
    ],
    ids=["unknown code", "no such turn", "no such note", "turn in words", "unknown stance"],
)
def test_a_mistake_in_a_coders_table_is_told_with_its_row(study, row, found):
    write(study, row)
    with pytest.raises(StudyError) as told:
        read(study)
    assert found in str(told.value)
    assert "raw/coding/bea.csv, row 2" in str(told.value)


def test_all_mistakes_of_all_files_are_told_at_once(study):
    write(study, "BOR-03,2,T1_savings,neutral", "BOR-03,99,T1_saving,neutral")
    write(study, "BOR-03,2,T1_saving,neutral", "BOR-03,2,,neutral", "BOR-03,4,T1_saving,glad", name="cleo.csv")
    write(study, "BOR-03,2,neutral", head="note_id,turn,stance", name="dora.csv")
    with pytest.raises(StudyError) as told:
        read(study)
    for found in ("bea.csv, row 2", "bea.csv, row 3", "cleo.csv, row 4", "dora.csv"):
        assert found in str(told.value)


def test_a_missing_column_is_told(study):
    write(study, "BOR-03,2,neutral", head="note_id,turn,stance")
    with pytest.raises(StudyError, match="the columns note_id, turn, code"):
        read(study)


def test_stances_may_be_left_out(study):
    write(study, "BOR-03,2,T1_saving", head="note_id,turn,code")
    (mine,) = [one for one in read(study) if one.coder == "bea"]
    assert (mine.code, mine.decision, mine.whole) == ("T1_saving", "assigned", True)


def test_a_coder_who_codes_a_turn_and_leaves_it_empty_is_asked_which(study):
    write(study, "BOR-03,2,T1_saving,neutral", "BOR-03,2,,neutral")
    with pytest.raises(StudyError, match="exclude each other"):
        read(study)


def test_an_empty_code_is_a_decision_too(study):
    write(study, "BOR-03,2,,neutral")
    (mine,) = [one for one in read(study) if one.coder == "bea"]
    assert (mine.unit_id, mine.decision, mine.code, mine.whole) == ("BOR-03#2", "none", "", True)
    assert (mine.file, mine.row) == ("raw/coding/bea.csv", 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_is_read_as_any_spreadsheet_saves_it(study, encoding, sign):
    lines = ["note_id,turn,code,stance,mémo", "BOR-03,2,T1_saving,critical,déjà vu", "BOR-03,4,,,"]
    text = "\r\n".join(lines).replace(",", sign)
    study.raw.joinpath("coding", "zoé.csv").write_bytes(text.encode(encoding))
    mine = [one for one in read(study) if one.coder == "zoé"]
    assert [(one.unit_id, one.code, one.stance, one.row) for one in mine] == [
        ("BOR-03#2", "T1_saving", "critical", 2),
        ("BOR-03#4", "", "", 3),
    ]


def test_a_workbook_is_read_as_a_table_is(study):
    rows = pd.DataFrame([("BOR-03", 2, "T1_saving", "mixed")], columns=["note_id", "turn", "code", "stance"])
    rows.to_excel(study.raw / "coding/bea.xlsx", index=False)
    (mine,) = [one for one in read(study) if one.coder == "bea"]
    assert (mine.unit_id, mine.code, mine.stance) == ("BOR-03#2", "T1_saving", "mixed")


def test_a_spreadsheet_of_another_kind_is_not_passed_over(study):
    (study.raw / "coding/bea.ods").write_bytes(b"PK")
    with pytest.raises(StudyError, match=r"bea\.ods.*CSV or \.xlsx"):
        read(study)


def test_an_open_answer_is_decided_on_like_a_turn(study):
    answers = pd.DataFrame(
        [("R1#gain", "R1", "gain", "en", "Saves me money."), ("R2#gain", "R2", "gain", "en", "Nothing.")],
        columns=["segment_id", "record_id", "variable", "language", "text"],
    )
    with study.writing() as out:
        out.table("coding/units", together([units(), of_answers(answers, {})]))
    write(study, "R1,gain,T1_saving,supportive", head="record_id,question,code,stance")
    write(study, "R2#gain,,neutral", head="unit_id,code,stance", name="cleo.csv")
    (study.raw / "coding/answers").mkdir()
    write(study, "R2,gain,T1_saving,critical", name="answers/ana.csv")
    said = {(one.coder, one.unit_id, one.decision) for one in read(study) if one.unit_id.startswith("R")}
    assert said == {("bea", "R1#gain", "assigned"), ("cleo", "R2#gain", "none"), ("ana", "R2#gain", "assigned")}
    decide.run(study)
    assert "R1#gain" in set(study.table("coding/standing")["unit_id"])


def test_reading_twice_gives_the_same(study):
    assert read(study) == read(study)


def test_the_table_on_disk_says_all_that_was_read(study):
    write(study, "BOR-03,2,T1_saving,critical")
    decide.run(study)
    again = from_table(study.table("coding/decisions"))
    assert [replace(one, memo="", quote="") for one in read(study)] == again


def test_no_decision_at_all_is_an_empty_table(study):
    study.raw.joinpath("coding/ana.csv").unlink()
    assert read(study) == []
    decide.run(study)
    assert study.table("coding/decisions").empty and study.table("coding/standing").empty


def corrected(study, **more) -> None:
    """The note got a turn more before BOR-01#4, other words in what was BOR-01#6, and lost what was BOR-01#8."""
    moved = {
        "note_id": "BOR-01",
        "turn_old": [4, 6, 8],
        "turn_new": [6, 8, None],
        "state": ["unchanged", "changed", "gone"],
        "text_old": ["old", "old words", "lost"],
        "text_new": ["old", "new words", None],
    }
    with study.writing() as out:
        out.table("notes/corrections", pd.DataFrame(moved).astype({"turn_new": "Int64"}))


def test_after_a_correction_codes_follow_their_turn_and_wait_where_its_words_changed(study):
    corrected(study)
    write(
        study,
        *(f"BOR-01,{turn},T{n}_{what},supportive" for turn, n, what in [(4, 1, "saving"), (6, 2, "repair_skills")]),
    )
    mine = {one.unit_id: one for one in read(study) if one.coder == "bea"}
    assert (mine["BOR-01#6"].code, mine["BOR-01#6"].decision) == ("T1_saving", "assigned")
    assert (mine["BOR-01#8"].code, mine["BOR-01#8"].decision) == ("T2_repair_skills", "review")
    assert (mine["BOR-01#8"].waits, mine["BOR-01#8"].whole) == ("text changed", False)
    found = people(study)["BOR-01#8"]
    assert "bea" not in found.complete  # nobody has said yet what does not apply to the new words


def test_decisions_on_a_turn_that_is_gone_stay_in_the_table_and_count_no_more(study):
    corrected(study)
    write(study, "BOR-01,8,T1_saving,supportive")
    (mine,) = [one for one in read(study) if one.coder == "bea"]
    assert mine.set_aside == "turn gone" and not mine.counts
    decide.run(study)
    table = study.table("coding/decisions")
    assert table.loc[table["coder"] == "bea", "set_aside"].tolist() == ["turn gone"]


def test_a_decision_made_after_the_correction_stands(study):
    corrected(study)
    now = units().set_index("unit_id").at["BOR-01#6", "fingerprint"]
    log = study.raw / "coding/decisions/bea.jsonl"
    log.parent.mkdir()
    line = {"when": "2026-01-01", "who": "bea", "segment_id": "BOR-01#6", "note_id": "BOR-01", "turn": 6}
    made = [line | {"fingerprint": now, "code": "T1_saving", "decision": "assigned"}]
    made += [line | {"fingerprint": "before", "code": "T2_repair_skills", "decision": "assigned"}]
    log.write_text("".join(json.dumps(one) + "\n" for one in made), encoding="utf-8")
    mine = {one.code: (one.unit_id, one.decision) for one in read(study) if one.coder == "bea"}
    assert mine == {"T1_saving": ("BOR-01#6", "assigned"), "T2_repair_skills": ("BOR-01#8", "review")}


def test_codes_follow_the_codebook(study):
    book = study.codebooks / "themes.yaml"
    text = book.read_text(encoding="utf-8")
    text = text.replace("- id: T1_saving\n", "- id: T1_cheap\n    renamed_from: [T1_saving]\n")
    text = text.replace(
        "- id: T2_repair_skills\n", "- id: T2_repair_skills\n    split_into: [T3_neighbours, T5_less_waste]\n"
    )
    text = text.replace("- id: T4_hours_access\n", "- id: T4_hours_access\n    retired: true\n")
    book.write_text(text, encoding="utf-8")
    said = {(one.written, one.code, one.decision, one.set_aside) for one in read(study) if one.written}
    assert said == {
        ("T1_saving", "T1_cheap", "assigned", ""),
        ("T2_repair_skills", "T3_neighbours", "review", ""),
        ("T2_repair_skills", "T5_less_waste", "review", ""),
        ("T3_neighbours", "T3_neighbours", "assigned", ""),
        ("T4_hours_access", "", "assigned", "code retired"),
        ("T5_less_waste", "T5_less_waste", "assigned", ""),
    }


def test_two_codes_of_one_turn_that_were_merged_are_one_decision(study):
    book = study.codebooks / "themes.yaml"
    text = book.read_text(encoding="utf-8")
    merged = "- id: T5_less_waste\n    merged_into: T1_saving\n"
    book.write_text(text.replace("- id: T5_less_waste\n", merged), encoding="utf-8")
    write(study, "BOR-03,2,T1_saving,supportive", "BOR-03,2,T5_less_waste,supportive")
    mine = [(one.written, one.code, one.set_aside) for one in read(study) if one.coder == "bea"]
    assert mine == [("T1_saving", "T1_saving", ""), ("T5_less_waste", "T1_saving", "said twice")]


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        # a survey program's name for a record; several codes in a cell; nothing to code
        ([["ResponseId", "Question", "Answer", "Codes"],
          ["R_1", "Q2", "It costs too much at night.", "Price; Safety"], ["R_2", "Q2", "Fine.", ""]],
         [("R_1#Q2", "Price"), ("R_1#Q2", "Safety"), ("R_2#Q2", "")]),
        # a column for each code, with a mark where it was given
        ([["Response ID", "question", "Answer", "Price", "Safety at night"],
          ["R_1", "Q2", "Dear.", "x", ""], ["R_2", "Q2", "Dark.", "1", "1"], ["R_3", "Q2", "Fine.", "", "0"]],
         [("R_1#Q2", "Price"), ("R_2#Q2", "Price"), ("R_2#Q2", "Safety at night"), ("R_3#Q2", "")]),
        # both our name and another: ours is meant
        ([["record_id", "Respondent", "variable", "code"], ["R_1", "Ana", "hours", "Price"]],
         [("R_1#hours", "Price")]),
    ],
)  # fmt: skip
def test_a_coders_sheet_is_read_as_survey_programs_and_people_lay_it_out(tmp_path, rows, read):
    path = tmp_path / "ana.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    said = read_coder_table(path, path.name)
    assert [(one.unit_id, one.code) for one in said] == read
    assert [one.row for one in said][-1] == len(rows)


def test_a_sheet_that_names_no_codes_is_refused(tmp_path):
    (tmp_path / "ana.csv").write_text("ResponseId,question,answer\nR_1,Q2,Too dear\n", encoding="utf-8")
    with pytest.raises(StudyError, match="record_id, question, code"):
        read_coder_table(tmp_path / "ana.csv", "ana.csv")


SAID = "Entrevue;Tour;Code;Position\nBorrowers 3.docx;2;T1_saving;favorable\nborrowers 3;4;T1_saving;défavorable\n"


def test_a_sheet_names_notes_by_their_files_and_stances_in_the_coders_own_words(tmp_path):
    (tmp_path / "maude.csv").write_text(SAID, encoding="utf-8")
    sources = {"bor-03": "BOR-03", "borrowers 3": "BOR-03", "borrowers 3.docx": "BOR-03"}
    said = read_coder_table(tmp_path / "maude.csv", "maude.csv", sources)
    assert [(one.unit_id, one.stance) for one in said] == [("BOR-03#2", "supportive"), ("BOR-03#4", "critical")]


def test_a_column_of_positions_that_holds_no_stances_is_none(tmp_path):
    (tmp_path / "maude.csv").write_text("note_id,turn,position,code\nBOR-03,2,14,T1_saving\n", encoding="utf-8")
    assert [one.stance for one in read_coder_table(tmp_path / "maude.csv", "maude.csv")] == [""]


def test_a_note_is_called_as_its_manifest_says_and_a_misspelt_one_is_told_before_any_stage_ran(study):
    manifest = study.raw / study.params["notes"]["manifest"]
    manifest.parent.mkdir(parents=True)
    others = "".join(f"{note},interviews/{note}.txt,\n" for note in ("BOR-01", "BOR-02", "MUN-01"))
    own = "BOR-03,interviews/BOR-03.docx,Entrevue 3.docx\n"
    manifest.write_text(f"note_id,file,original\n{others}{own}", encoding="utf-8")
    write(study, "entrevue 3,2,T1_saving,neutral", "Entrvue 3,2,T1_saving,neutral", head="note_id,turn,code,stance")
    with pytest.raises(StudyError) as told:
        check_files(study, study.codebook("themes", ThemesCodebook))
    assert "raw/coding/bea.csv, row 3: note 'Entrvue 3'" in str(told.value)
    assert "row 2" not in str(told.value)


def test_a_word_that_is_no_stance_is_told_once_for_all_its_rows(study):
    write(study, *(f"BOR-03,{turn},T1_saving,glad" for turn in (2, 4, 6)))
    with pytest.raises(StudyError) as told:
        read(study)
    assert str(told.value).count("glad") == 1
    assert "row 2 (and 2 more)" in str(told.value)
