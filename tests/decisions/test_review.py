"""The review workbook goes out, comes back filled in, and nothing a person decided is lost on the way."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.decisions import decide, review
from pipeline.decisions.read import read
from pipeline.decisions.review_reading import (
    ABOUT,
    BLANK,
    CODER_CELL,
    DECISION,
    OTHER,
    REVIEW,
    SEGMENT,
    STANCE,
    SUGGESTED,
)
from pipeline.decisions.units import of_notes
from pipeline.study import StudyError
from tests.coding.small import coder_rows, people, segments, small_study, units

BOOK = "reports/review/review.xlsx"


@pytest.fixture
def study(tmp_path):
    study = small_study(tmp_path)
    coder_rows(["BOR-01", "BOR-02"], T5_less_waste="T1_saving").to_csv(tmp_path / "raw/coding/ben.csv", index=False)
    return study


def columns_of(sheet):
    return {cell.value: cell.column for cell in sheet[1]}


def fill(study, path, coder, cells, source=BOOK, sheet=REVIEW):
    """Fills in the workbook as a person would: `cells` maps (segment, suggested code) to {heading: value}."""
    book = load_workbook(study.root / source)
    book[ABOUT][CODER_CELL] = coder
    columns = columns_of(book[sheet])
    for row in range(2, book[sheet].max_row + 1):
        key = book[sheet].cell(row, columns[SEGMENT]).value, None
        if SUGGESTED in columns:
            key = key[0], book[sheet].cell(row, columns[SUGGESTED]).value
        for heading, value in cells.get(key, {}).items():
            book[sheet].cell(row, columns[heading]).value = value
    (study.root / path).parent.mkdir(parents=True, exist_ok=True)
    book.save(study.root / path)


def test_the_workbook_lists_disagreements_first_then_what_is_uncertain(study):
    message = review.run(study)
    sheet = load_workbook(study.root / BOOK)[REVIEW]
    columns = columns_of(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    reasons = [row[1].split(" · ")[0] for row in rows]
    assert reasons == ["disagreed"] * 4 + ["uncertain"] * 6
    assert [row[0] for row in rows[4:7]] == ["VOL-02#6", "VOL-01#6", "MUN-01#6"]  # priority 1 is worth most
    assert "4 disagreed, 6 uncertain" in message
    first = rows[0]
    assert first[columns[SEGMENT] - 1] == "BOR-01#10"
    assert "ana: ✓" in str(first) or "ben: ✓" in str(first)
    assert {validation.formula1[:1] for validation in sheet.data_validations.dataValidation} == {'"', "C"}


def test_there_are_as_many_rows_as_people_have_time_for(study):
    study.params["coding"]["review"]["rows"] = 6
    review.run(study)
    rows = list(load_workbook(study.root / BOOK)[REVIEW].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows[4:]] == ["VOL-02#6", "VOL-01#6"]


def test_a_code_on_whose_stance_two_people_differ_is_listed_with_what_each_gave(study):
    for name, stance in (("cleo", "supportive"), ("dora", "critical")):
        rows = f"note_id,turn,code,stance\nVOL-02,12,T1_saving,{stance}\n"
        (study.raw / f"coding/{name}.csv").write_text(rows, encoding="utf-8")
    review.run(study)
    rows = [list(row) for row in load_workbook(study.root / BOOK)[REVIEW].iter_rows(min_row=2, values_only=True)]
    (found,) = (row for row in rows if row[0] == "VOL-02#12")
    assert found[1].startswith("disagreed") and "cleo: supportive; dora: critical" in found


def test_candidate_topics_are_offered_for_a_code(study):
    topics = pd.DataFrame(
        [(0, 6, "floor;third", "étage", "T1_saving", 0.1, 0.0, "candidate", "BOR-01#12;BOR-02#12")],
        columns=[
            "topic",
            "size",
            "terms_en",
            "terms_fr",
            "nearest_code",
            "similarity",
            "share",
            "verdict",
            "exemplars",
        ],
    )
    with study.writing() as out:
        out.table("coding/topics", topics)
    review.run(study)
    rows = list(load_workbook(study.root / BOOK)[REVIEW].iter_rows(min_row=2, values_only=True))
    candidates = [row for row in rows if row[1].startswith("candidate")]
    assert [row[0] for row in candidates] == ["BOR-01#12", "BOR-02#12"]
    assert "floor" in candidates[0][7] and "étage" in candidates[1][7]


def test_the_same_study_gives_the_same_bytes(study):
    review.run(study)
    first = (study.root / BOOK).read_bytes()
    review.run(study)
    assert (study.root / BOOK).read_bytes() == first


def test_what_a_person_filled_in_becomes_decisions(study):
    review.run(study)
    cells = {
        ("MUN-01#6", "T3_neighbours"): {DECISION: "yes · oui", STANCE: "critical · critique"},
        ("VOL-01#6", "T3_neighbours"): {DECISION: "non", OTHER: "T4_hours_access"},
        ("VOL-02#6", "T3_neighbours"): {DECISION: "nothing to code · rien à coder"},
        ("BOR-01#10", "T1_saving"): {DECISION: "no · non"},
    }
    fill(study, "raw/coding/filled.xlsx", "carla", cells)
    made = [one for one in read(study) if one.file == "raw/coding/filled.xlsx"]
    said = {(one.unit_id, one.code, one.decision, one.coder) for one in made}
    assert said == {
        ("MUN-01#6", "T3_neighbours", "assigned", "carla"),
        ("VOL-01#6", "T3_neighbours", "rejected", "carla"),
        ("VOL-01#6", "T4_hours_access", "assigned", "carla"),
        ("VOL-02#6", "", "none", "carla"),
        ("BOR-01#10", "T1_saving", "rejected", "adjudicated"),
    }
    assert [one.stance for one in made if one.unit_id == "MUN-01#6"] == ["critical"]
    assert {one.who for one in made} == {"carla"}


def test_reading_twice_is_reading_once(study):
    review.run(study)
    fill(study, "raw/coding/filled.xlsx", "carla", {("MUN-01#6", "T3_neighbours"): {DECISION: "oui"}})
    once = people(study)
    (study.root / "raw/coding/filled copy.xlsx").write_bytes((study.root / "raw/coding/filled.xlsx").read_bytes())
    assert people(study) == once


def test_a_settled_disagreement_is_not_asked_again(study):
    review.run(study)
    fill(study, "raw/coding/filled.xlsx", "carla", {("BOR-01#10", "T1_saving"): {DECISION: "no · non"}})
    (study.root / BOOK).unlink()
    review.run(study)
    rows = list(load_workbook(study.root / BOOK)[REVIEW].iter_rows(min_row=2, values_only=True))
    assert ("BOR-01#10", "T1_saving") not in {(row[0], row[4]) for row in rows}
    assert ("BOR-01#10", "T5_less_waste") in {(row[0], row[4]) for row in rows}


def test_a_workbook_somebody_began_to_fill_in_is_not_overwritten(study):
    review.run(study)
    fill(study, BOOK, None, {("MUN-01#6", "T3_neighbours"): {DECISION: "yes · oui"}})
    kept = (study.root / BOOK).read_bytes()
    with pytest.raises(StudyError, match="1 decisions in it are not under raw/coding yet"):
        review.run(study)
    assert (study.root / BOOK).read_bytes() == kept


@pytest.mark.parametrize(
    ("coder", "cells", "told"),
    [
        ("", {DECISION: "yes · oui"}, "no coder's name"),
        ("machine", {DECISION: "yes · oui"}, "is no person"),
        ("carla", {DECISION: "perhaps"}, "the decision is 'perhaps'"),
        ("carla", {DECISION: "yes", STANCE: "furious"}, "the stance is 'furious'"),
        ("carla", {OTHER: "T4_hours_acess"}, "T4_hours_access"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_place(study, coder, cells, told):
    review.run(study)
    fill(study, "raw/coding/filled.xlsx", coder, {("MUN-01#6", "T3_neighbours"): cells})
    with pytest.raises(StudyError, match=told) as error:
        read(study)
    assert "raw/coding/filled.xlsx, sheet" in str(error.value)


def test_a_lost_heading_is_told(study):
    review.run(study)
    fill(study, "raw/coding/filled.xlsx", "carla", {})
    book = load_workbook(study.root / "raw/coding/filled.xlsx")
    book[REVIEW].delete_cols(columns_of(book[REVIEW])[DECISION])
    book.save(study.root / "raw/coding/filled.xlsx")
    with pytest.raises(StudyError, match="no column 'decision"):
        read(study)


def test_a_changed_text_is_asked_about_again(study):
    review.run(study)
    fill(study, "raw/coding/filled.xlsx", "carla", {("MUN-01#6", "T3_neighbours"): {DECISION: "yes · oui"}})
    corrected = segments()
    corrected.loc[corrected["segment_id"] == "MUN-01#6", "fingerprint"] = "corrected"
    with study.writing() as out:
        out.table("coding/units", of_notes(corrected, {}))
    (study.root / BOOK).unlink()
    review.run(study)
    rows = list(load_workbook(study.root / BOOK)[REVIEW].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[4]) for row in rows if row[1].startswith("changed")] == [("MUN-01#6", "T3_neighbours")]


def test_a_blank_sheet_shows_nobodys_decisions_and_comes_back(study):
    review.coding_sheet(study, ["MUN-01"], 1, "dora")
    path = "reports/review/coding_dora.xlsx"
    rows = list(load_workbook(study.root / path)[BLANK].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [f"MUN-01#{turn}" for turn in range(2, 14, 2)]
    assert all(cell is None for row in rows for cell in row[3:7])
    cells = {
        ("MUN-01#2", None): {"code 1": "T1_saving", "code 2": "T5_less_waste"},
        ("MUN-01#12", None): {"code 1": "nothing to code · rien à coder"},
    }
    fill(study, "raw/coding/dora's.xlsx", "dora", cells, source=path, sheet=BLANK)
    assert {(one.unit_id, one.code, one.decision) for one in read(study) if one.coder == "dora"} == {
        ("MUN-01#2", "T1_saving", "assigned"),
        ("MUN-01#2", "T5_less_waste", "assigned"),
        ("MUN-01#12", "", "none"),
    }


def test_notes_for_double_coding_are_drawn_over_the_groups(study):
    decisions = read(study)
    drawn = review.drawn_notes(units(), decisions, "dora", 3, seed=1)
    assert {note[:3] for note in drawn} == {"BOR", "MUN", "VOL"}
    assert "BOR-03" not in drawn  # nobody else has coded it, so that nothing could be compared
    assert review.drawn_notes(units(), decisions, "ana", 9, seed=1) == ["BOR-03", "VOL-01", "VOL-02"]


def test_an_unknown_note_is_told(study):
    with pytest.raises(StudyError, match="note 'XXX-01'"):
        review.coding_sheet(study, ["XXX-01"], 1, "dora")


def test_what_one_person_unsays_in_another_file_is_reported_and_asked_again(study):
    review.run(study)
    cells = {("MUN-01#6", "T3_neighbours"): {DECISION: "no · non"}}  # ana's own table says yes
    fill(study, "raw/coding/filled.xlsx", "ana", cells)
    decide.run(study)
    found = study.table("coding/conflicts")
    assert found[["segment_id", "code", "coder", "in_favour", "against"]].values.tolist() == [
        ["MUN-01#6", "T3_neighbours", "ana", "raw/coding/ana.csv", "raw/coding/filled.xlsx"]
    ]
    assert people(study)["MUN-01#6"].of("ana", "T3_neighbours") is None
    (study.root / BOOK).unlink()
    review.run(study)
    rows = list(load_workbook(study.root / BOOK)[REVIEW].iter_rows(min_row=2, values_only=True))
    asked = [row for row in rows if row[0] == "MUN-01#6" and row[1].startswith("disagreed")]
    assert len(asked) == 1 and "raw/coding/filled.xlsx" in asked[0][7]


def test_a_split_code_is_asked_about_until_somebody_says_which_part_is_meant(study):
    book = study.codebooks / "themes.yaml"
    text = book.read_text(encoding="utf-8")
    split = "- id: T2_repair_skills\n    split_into: [T3_neighbours, T5_less_waste]\n"
    book.write_text(text.replace("- id: T2_repair_skills\n", split), encoding="utf-8")
    review.run(study)
    rows = list(load_workbook(study.root / BOOK)[REVIEW].iter_rows(min_row=2, values_only=True))
    asked = {(row[0], row[4]) for row in rows if row[1].startswith("split")}
    assert {("BOR-01#4", "T3_neighbours"), ("BOR-01#4", "T5_less_waste")} <= asked
    cells = {("BOR-01#4", "T3_neighbours"): {DECISION: "no"}, ("BOR-01#4", "T5_less_waste"): {DECISION: "yes"}}
    fill(study, "raw/coding/filled.xlsx", "carla", cells)
    (study.root / BOOK).unlink()
    review.run(study)
    rows = list(load_workbook(study.root / BOOK)[REVIEW].iter_rows(min_row=2, values_only=True))
    assert not {row[4] for row in rows if row[0] == "BOR-01#4" and row[1].startswith("split")}
