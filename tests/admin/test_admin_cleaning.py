"""Cleaning by another programme's admin.yaml: what an office would notice in its own tables."""

import json

import pandas as pd
import pytest
from admin_helpers import GRANTS, write_grants
from replaying import replayed_register

from pipeline.admin import clean_admin
from pipeline.admin.admin_codebook import AdminCodebook, SpellingFile
from pipeline.cleaning.cells import code_text, mapped
from pipeline.study import Study, StudyError


@pytest.fixture
def cleaned(grants) -> Study:
    clean_admin.run(grants)
    return grants


def agreements(study: Study) -> pd.DataFrame:
    return study.table("admin/named/agreements").set_index("agreement")


def reports(study: Study) -> pd.DataFrame:
    return study.table("admin/named/opportunities").set_index("row")


def test_headings_totals_and_notes_are_no_data_and_headers_may_be_merged(cleaned):
    assert list(agreements(cleaned).index) == ["RW-7-01", "RW-7-02", "RW-7-03"]


def test_an_amendment_overrules_only_what_it_replaces(cleaned):
    grant = agreements(cleaned).loc["RW-7-02"]
    assert (grant["awarded"], grant["spent"], grant["holder"]) == (2500, 2100, "Tinker’s Yard")
    assert grant["signed"] == "2021-07-01" and grant["late"] == 1


def test_amounts_dates_lists_and_yes_as_people_write_them(cleaned):
    first, third = agreements(cleaned).loc["RW-7-01"], agreements(cleaned).loc["RW-7-03"]
    assert first["awarded"] == 1200.5 and first["towns"] == "leeds;york" and first["trusted"] == 1
    assert pd.isna(third["spent"]) and third["signed"] == "2021-06-01" and third["late"] == 0


def test_each_report_finds_its_owner_by_number_or_by_any_of_its_names(cleaned):
    rows = reports(cleaned)
    assert rows.at[7, "agreement"] == "RW-7-02" and rows.at[7, "holder"] == "Tinker’s Yard"
    assert pd.isna(rows.at[8, "agreement"]) and rows.at[8, "run_by"] == "us"
    assert pd.isna(rows.at[12, "agreement"]) and rows.at[12, "holder"] == "Nobody"  # an unknown number is no guess
    unread = json.loads((cleaned.processed / "metrics/admin.json").read_text())["opportunities"]["cells_not_read"]
    assert unread == {"belongs_to:unknown": 1, "number:text": 1}


def test_rows_are_dropped_for_the_first_reason_that_fits_and_the_log_says_so(cleaned):
    log = cleaned.table("admin/named/cleaning_log")
    drops = log[log["table"].eq("opportunities") & log["rule"].str.startswith("drop:")].set_index("record_id")["rule"]
    assert drops.to_dict() == {
        "3": "drop:duplicate", "5": "drop:replaced", "9": "drop:test", "10": "drop:negative", "11": "drop:future",
    }  # fmt: skip
    assert pd.isna(reports(cleaned).at[6, "finished"])  # 9 finished of 6


def test_raw_and_log_give_the_clean_tables(cleaned):
    codebook = cleaned.codebook("admin", AdminCodebook)
    log = cleaned.table("admin/named/cleaning_log")
    for name, table in codebook.tables.items():
        replayed = replayed_register(clean_admin.read_table(cleaned, table), name, log, codebook)
        made = cleaned.table(f"admin/named/{name}").set_index("row")
        assert list(replayed.index) == [str(row) for row in made.index]
        for column in replayed:
            assert list(replayed[column]) == list(mapped(made[column], code_text)), (name, column)


def test_every_name_is_told_to_the_deidentifier_and_what_it_stands_for(cleaned):
    names = cleaned.table("admin/named/names")
    assert set(names["name"]) >= {"Kettle & Thread", "Tinker’s Yard", "Spanner Club", "Bobbin House", "Nobody"}
    assert "The programme's own fair" not in set(names["name"])
    assert names.set_index("name").at["Spanner Club", "stands_for"] == "Tinker’s Yard"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: rows[1].__setitem__(0, "Number"), "no column `Grant`"),
        (lambda rows: rows.append(["RW-7-03", "Bobbin House"]), "`RW-7-03` stands twice"),
        (lambda rows: rows[1].__setitem__(1, "Grant"), "the column `Grant` stands twice"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_told_with_its_place(grants, change, told):
    rows = [list(row) for row in GRANTS]
    change(rows)
    write_grants(grants.raw / "office/grants.xlsx", rows)
    with pytest.raises(StudyError, match=told) as error:
        clean_admin.run(grants)
    assert "raw/office/grants.xlsx" in str(error.value)
    assert not (grants.processed / "admin").exists()


def test_a_file_that_is_not_there_not_a_workbook_or_ragged_is_told(grants):
    (grants.raw / "office/reports.csv").write_text("grant,holder\nRW-7-01\n")
    with pytest.raises(StudyError, match=r"reports\.csv, row 2: 1 cells"):
        clean_admin.run(grants)
    (grants.raw / "office/grants.xlsx").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(StudyError, match="Excel workbook"):
        clean_admin.run(grants)
    (grants.raw / "office/grants.xlsx").unlink()
    with pytest.raises(StudyError, match="not there"):
        clean_admin.run(grants)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("raw: Awarded, whole: false", "raw: Awarded, whole: false, colour: red"),
        ("of: signed", "of: sined"),
        ("keep_highest: {of: version", "keep_highest: {of: versoin"),
        ("table: agreements, number", "table: agrements, number"),
        ("by: [town, kind]", "by: [town, size]"),
        ("pattern: 'was: (.+)'", "pattern: 'was: (.+'"),
    ],
)
def test_a_slip_in_the_codebook_is_told_with_its_line(grants, wrong, told):
    path = grants.codebooks / "admin.yaml"
    text = path.read_text(encoding="utf-8")
    assert wrong in text
    path.write_text(text.replace(wrong, told, 1), encoding="utf-8")
    with pytest.raises(StudyError, match=r"admin\.yaml, line \d+"):
        clean_admin.run(grants)


def test_a_file_of_spellings_has_its_labels_in_whatever_languages_the_study_speaks():
    entry = SpellingFile.model_validate({"file": "forms.csv", "clean": "code", "label_es": "etiqueta"})
    table = clean_admin.spelling_table(pd.DataFrame({"etiqueta": ["Taller"]}, index=["workshop"]), entry)
    assert table.values[0].label["es"] == "Taller" and table.values[0].spellings == ["Taller"]
