"""Drafts of columns as people type them: units, numbered scales, no answer, several answers; headers."""

import pandas as pd
import pytest
from test_survey_kinds_of_exports import cleaned, drafted

from pipeline.scaffold.drafts import indicators
from pipeline.study import read_yaml
from pipeline.survey.export_files import VariableInfo
from pipeline.survey.exports import read_export
from pipeline.survey.number_cells import NumberReader
from pipeline.survey.personal import is_personal
from pipeline.survey.several_answers import parts_of
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Number


def column(tmp_path, cells: list[str]) -> tuple[dict, list[str], str]:
    """(drafted variable q, its clean values, remarks on top of the codebook)"""
    rows = "".join(f'p{number};"{cell}"\n' for number, cell in enumerate(cells))
    study, book = drafted(tmp_path, f"id;q\n{rows}")
    told = (study.codebooks / "survey.yaml").read_text(encoding="utf-8")
    remarks = "\n".join(line for line in told.splitlines() if line.startswith("# -"))
    return next(one for one in book["variables"] if one["name"] == "q"), cleaned(study), remarks


@pytest.mark.parametrize(
    ("cells", "clean"),
    [
        (["45 %", "7,5 %", "100%"], ["45.0", "7.5", "100.0"]),
        (["$1,200", "$ 30", "-$20"], ["1200.0", "30.0", "-20.0"]),
        (["1 200 $", "12,50 $", "30"], ["1200.0", "12.5", "30.0"]),
        (["34 ans", "1 an", "n/a", "7 ans"], ["34.0", "1.0", "", "7.0"]),
    ],
)
def test_numbers_with_one_unit_become_amounts_and_it_is_told(cells, clean, tmp_path):
    variable, values, remarks = column(tmp_path, cells)
    assert variable["kind"] == "amount" and values == clean
    assert "q: read as numbers of the unit" in remarks


def test_a_declared_number_is_read_beside_the_one_sign_of_its_column_and_not_beside_two():
    said = {"en": "Pay", "fr": "Paie"}
    pay = Number(kind="number", name="pay", raw="pay", label=said, question=said, integer=False)

    def read(*cells: str) -> list[float | None]:
        return [NumberReader(cells, pay, "x.csv").value(cell) for cell in cells]

    assert read("$1,250.50", "1 250,50 $", "-$9", "12") == [1250.5, 1250.5, -9, 12]
    assert read("45 %", "12,5%", "7") == [45, 12.5, 7]
    assert read("45 %", "0.3") == [None, 0.3]  # a part of 1 beside a part of 100
    assert read("$5", "5 €") == read("12 k$", "3 ans") == [None, None]


@pytest.mark.parametrize(
    "cells",
    [
        ["45 %", "0.45", "7 %"],  # a part of 1 or of 100?
        ["2 h", "30 min", "3 h"],  # two units
        ["2A", "2B", "75"],  # codes
    ],
)
def test_numbers_of_two_units_stay_as_they_are(cells, tmp_path):
    variable, values, _ = column(tmp_path, cells)
    assert variable["kind"] == "text" and values == cells


def test_a_text_most_of_whose_cells_are_numbers_is_told(tmp_path):
    variable, values, remarks = column(tmp_path, ["12", "30+", "7", "4"])
    assert variable["kind"] == "text" and values[1] == "30+"
    assert "1 of its 4 cells are no plain numbers" in remarks


def test_dates_with_the_month_in_front_are_dates_and_name_no_record(tmp_path):
    study, book = drafted(tmp_path, 'when;q\n"Mar 5, 2024";4\n"Mar 16, 2024";5\n')
    assert [one["kind"] for one in book["variables"]][:2] == ["keys", "date"]
    assert cleaned(study, "when") == ["2024-03-05 00:00:00", "2024-03-16 00:00:00"]


def test_points_with_their_number_are_a_scale_in_its_order_with_those_between(tmp_path):
    variable, values, _ = column(tmp_path, ["1 - Not at all", "2", "5 - Very much", "5", "1 - Not at all"])
    assert variable["kind"] == "category" and values == ["1", "2", "5", "5", "1"]


@pytest.mark.parametrize("cells", [["1 - Low", "1 - Never", "3"], ["18 - 24", "25 - 34", "18 - 24"]])
def test_other_cells_that_begin_with_a_number_are_no_scale(cells, tmp_path):
    assert column(tmp_path, cells)[1] == cells


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        (["2024-03-05", "[not completed]", "2024-03-07"], ["[not completed]"]),
        (["32 500,50", "Non réponse", "28 000"], ["Non réponse"]),
        (["Femme", "Non réponse", "Homme"], ["Non réponse"]),
        (["Femme", "Sans objet", "Homme"], []),  # an answer, as far as anybody knows
        (["Busy", "No answer", "Completed", "Not completed", "Empty"], []),
        (["Busy", "(blank)", "Completed", "#NULL!"], ["(blank)", "#NULL!"]),
        (["34", "-", "?", "51"], ["-", "?"]),
    ],
)
def test_what_stands_where_nobody_answered_is_guessed_and_told(cells, missing, tmp_path):
    _, values, remarks = column(tmp_path, cells)
    assert [cell for cell, value in zip(cells, values, strict=True) if not value] == missing
    assert ("q: taken for no answer" in remarks) == bool(missing)


@pytest.mark.parametrize(
    ("cells", "choices"),
    [
        (["Radio, Friends (near, far)"] * 2 + ["Friends (near, far)"], ["Friends (near, far)", "Radio"]),
        (["Radio, Friends, and so on"] * 2 + ["Friends, and so on"], ["Friends, and so on", "Radio"]),
        (["Radio, TV", "TV", "Radio, TV"], ["Radio", "TV"]),
        (["radio, tv", "tv, radio", "radio"], ["radio", "tv"]),
    ],
)
def test_an_option_that_holds_a_comma_is_one_option(cells, choices):
    asked = VariableInfo("q", label="Which? Check all that apply", type="text")
    assert parts_of(pd.Series(cells), None, asked) == (",", choices)


def test_choices_on_lines_of_one_cell_are_boxes(tmp_path):
    variables = drafted(tmp_path, 'id;q\n1;"Mon\nTue"\n2;Mon\n3;"Tue\nFri"\n4;"Mon\nTue\nFri"\n')[1]["variables"]
    assert [one["label"]["en"] for one in variables if one["kind"] == "ticked"] == ["Fri", "Mon", "Tue"]


@pytest.mark.parametrize(
    ("content", "records", "wording"),
    [
        ("id,q1,q2\nNumber,How old are you?,What do you do?\n1,34,a\n2,51,b\n", 2, "How old are you?"),
        ("id;age;pay\n;(ans);($ / an)\n1;34;32 500\n2;51;28 000\n", 2, "age (ans)"),
        ("id,q1,q2\nA1,Very good indeed,I liked it\nA2,Good,It was fine\n", 2, "q1"),  # records of words only
        ("id,q1,q2\n1,34,Is it a good one?\n2,51,b\n", 2, "q1"),
        ("id;age;pay\n;34;28 000\n1;34;32 500\n", 2, "age"),
    ],
)
def test_questions_or_units_below_the_names_belong_to_the_header(content, records, wording, tmp_path):
    (tmp_path / "e.csv").write_text(content, encoding="utf-8")
    export = read_export(tmp_path / "e.csv")
    assert len(export.frame) == records and list(export.variables.values())[1].label == wording


def test_places_of_a_map_are_personal_and_other_columns_of_that_name_are_not():
    assert is_personal("x", "x", pd.Series(["-75.691", "-75.702"]), None)
    assert not is_personal("x", "x", pd.Series(["1", "2.5"]), None)


def test_cells_that_rank_the_same_answers_are_no_boxes_and_it_is_told(tmp_path):
    variable, values, remarks = column(tmp_path, ["A;B;C;", "B;A;C;", "C;B;A;"])
    assert variable["kind"] == "text" and values[1] == "B;A;C;" and "ranks the same answers" in remarks


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["25-34", "14-Oct", "15-24"], "1 cells look like ranges"),
        (["1.16543E+11", "1.16544E+11"], "their last digits are lost"),
        (["14-Oct", "15-Nov"], ""),
    ],
)
def test_what_a_spreadsheet_spoiled_is_told(cells, told, tmp_path):
    _, _, remarks = column(tmp_path, cells)
    assert told in remarks and (bool(remarks) == bool(told))


@pytest.mark.parametrize("name", ["_gps", "gps_home", "What's your *name*?"])
def test_places_and_names_asked_for_are_personal(name):
    assert is_personal(name, name, pd.Series(["1.2 36.8 0 0", "1.3 36.9 0 0"]), None)


@pytest.mark.parametrize(("cells", "told"), [(["Yes,", ",Non", "No,"], True), (["Yes,Oui", ",Non", "No,"], False)])
def test_one_question_in_two_columns_a_language_each_is_told(cells, told, tmp_path):
    rows = "".join(f"{number},{cell}\n" for number, cell in enumerate(cells))
    study, _ = drafted(tmp_path, f"id,Q2_EN,Q2_FR\n{rows}")
    text = (study.codebooks / "survey.yaml").read_text(encoding="utf-8")
    assert ("Q2_EN and Q2_FR are never both filled" in text) == told


def test_numbers_that_name_a_record_or_somebody_are_not_measured(tmp_path):
    people = [(100 + n, 700_123_456 + 7919 * n, 20_000 + 500 * (n % 9)) for n in range(40)]
    people.append(people[3])  # called twice
    text = "CaseID,account,income\n" + "".join(f"{case},{account},{income}\n" for case, account, income in people)
    study, book = drafted(tmp_path, text)
    assert {one["name"]: one["kind"] for one in book["variables"]} == {
        "record_id": "keys", "caseid": "text", "income": "number", "weight": "weight",
    }  # fmt: skip
    assert [one["raw"] for one in book["set_aside"]] == ["account"]
    told = (study.codebooks / "survey.yaml").read_text(encoding="utf-8")
    assert "103 stand there more than once" in told and "duplicates: {key: CaseID" in told


def test_a_weight_is_not_measured_and_a_scale_with_words_at_its_ends_has_a_mean(tmp_path):
    points = {"0": "Not at all", **{str(n): str(n) for n in range(1, 10)}, "10": "Very"}
    answers = "".join(f"  - {{raw: {n}, clean: {n}, label: {{en: {label!r}}}}}\n" for n, label in points.items())
    variables = (
        "variables:\n- {name: q, kind: category, raw: q, answers: a, label: {en: Q}, question: {en: Q}}\n"
        "- {name: wgt, kind: number, raw: WGT, label: {en: W}, question: {en: W}}\n"
        "- {name: record_id, kind: keys, label: {en: R}}\n- {name: weight, kind: weight, label: {en: W}}\n"
    )
    texts = "".join(f"{one}: {{en: T}}\n" for one in ("title", "producer", "abstract", "population"))
    (tmp_path / "survey.yaml").write_text(f"{texts}answers:\n  a:\n{answers}{variables}", encoding="utf-8")
    book = SurveyCodebook.model_validate(read_yaml(tmp_path / "survey.yaml"))
    found = {one["name"]: one["kind"] for one in indicators(book, ["en"])}
    assert found == {"q": "distribution", "q_mean": "mean"}
