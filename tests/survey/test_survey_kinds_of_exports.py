"""Exports as people have them, in small: read right, or refused in one sentence; never another value in silence.

Each case draws the export and says what the clean column holds, or the words of the refusal. All records are invented.
"""

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from ruamel.yaml import YAML

from pipeline.study import Study, StudyError
from pipeline.survey import clean
from pipeline.survey.codes import raw_codes
from pipeline.survey.convert import convert
from pipeline.survey.draft import draft
from pipeline.survey.exports import read_export
from pipeline.survey.survey_codebook import SurveyCodebook


def text(words: str) -> dict:
    return {"en": words, "fr": words}


def study_of(folder: Path, name: str, content: bytes) -> Study:
    (folder / "raw/survey").mkdir(parents=True)
    (folder / "codebooks").mkdir()
    (folder / "raw/survey" / name).write_bytes(content)
    params = f'study: {{seed: 1, disclosure_threshold: 5}}\nsurvey: {{export: "survey/{name}"}}\n'
    (folder / "params.yaml").write_text(params, encoding="utf-8")
    return Study(folder)


def write_codebook(study: Study, variable: dict, **sections: object) -> None:
    """A codebook with the identifier `id` and one more variable."""
    common = {"label": text("x"), "question": text("x")}
    identifier = {"name": "record_id", "raw": "id", "kind": "identifier"} | common
    weight = {"name": "weight", "kind": "weight", "label": text("Weight")}
    head = {name: text("x") for name in ("title", "producer", "abstract", "population")}
    content = head | sections | {"variables": [identifier, {"name": "q", "raw": "q"} | variable | common, weight]}
    with (study.codebooks / "survey.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(content, file)


def cleaned(study: Study, name: str = "q") -> list:
    """The clean values of a variable, as text; blank where missing."""
    book = study.codebook("survey", SurveyCodebook)
    export = read_export(study.raw / study.params["survey"]["export"], book.encoding, book.rows_below_header)
    values = clean.clean_values(raw_codes(export, book), book)[0][name]
    return ["" if pd.isna(value) else str(value) for value in values]


def csv_of(cells: list[str]) -> bytes:
    rows = ["id;q", *(f'{number};"{cell}"' for number, cell in enumerate(cells, start=1))]
    return "\n".join(rows).encode("utf-8")


def answers(*labels: str) -> dict:
    return {"a": [{"raw": n, "clean": n, "label": text(label)} for n, label in enumerate(labels, start=1)]}


# --- codes and labels ---


@pytest.mark.parametrize(
    ("labels", "cells", "expected"),
    [
        (["C", "C++", "C#"], ["C#", "C", "C++", "c"], ["3", "1", "2", "1"]),
        (["Salé", "Sale"], ["Sale", "Salé"], ["2", "1"]),
        (["< 1 year", "> 1 year", "1 year"], ["1 year", "> 1 year", "< 1 year"], ["3", "2", "1"]),
        (["US", "us"], ["us", "US"], ["2", "1"]),
        (["1-2", "3-4"], ["1-2", "3-4", "1–2"], ["1", "2", "1"]),  # a hyphen or a dash
        (["10%", "10"], ["10 %", "10", "10%"], ["1", "2", "1"]),
        (["Yes", "Yes, but", "Yes!"], ["Yes", "Yes, but", "Yes!"], ["1", "2", "3"]),
        (["Don't know", "No"], ["Don’t know", "NO"], ["1", "2"]),
        (["Très bien", "Bien"], ["Tre\u0300s bien", "Bi\u200ben"], ["1", "2"]),  # decomposed; a zero-width blank
        (["Oui", "Non"], ["1", "2.0", "Oui ", "\u00a0Non"], ["1", "2", "1", "2"]),
        (["0", "1", "2 or more"], ["0", "1", "2 or more"], ["1", "2", "3"]),  # labels, as the whole column tells
        (["Ni oui ni non", "Oui, un peu", "Oui."], ["Ni oui, ni non", "oui un peu", "Oui"], ["1", "2", "3"]),
        (["Oui, un peu", "Oui un peu"], ["Oui un peu", "Oui, un peu"], ["2", "1"]),
    ],
)
def test_labels_that_look_alike_are_not_each_other(labels, cells, expected, tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(cells))
    write_codebook(study, {"kind": "category", "answers": "a"}, answers=answers(*labels))
    assert cleaned(study) == expected


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1,3", "holds several answers"),
        ("1, 3", "holds several answers"),
        ("1;3", "holds several answers"),
        ("1 3", "holds several answers"),
        ("1/3", "holds several answers"),
        ("A;C;", "holds several answers"),
        ("A, C", "holds several answers"),
        ("D?", "none of the labels or codes"),
        ("Ç", "none of the labels or codes"),
    ],
)
def test_a_cell_that_is_not_one_answer_is_refused(cell, words, tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["1", cell]))
    write_codebook(study, {"kind": "category", "answers": "a"}, answers=answers(*"ABCDEFGHIJKLM"))
    with pytest.raises(StudyError, match=words):
        clean.run(study)
    assert not (study.processed / "survey").exists()


def test_a_number_that_is_no_code_is_missing_and_never_another_code(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["13", "1.3", "-1", "01", "13.0", "1.30"]))
    write_codebook(study, {"kind": "category", "answers": "a"}, answers=answers(*"ABCDEFGHIJKLM"))
    assert cleaned(study) == ["13", "", "", "1", "13", ""]


def test_a_text_that_is_one_answers_code_and_anothers_label_is_asked_about(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["1", "2"]))
    variable = {"kind": "category", "answers": "a"}
    write_codebook(study, variable, answers=answers("2", "1"))
    with pytest.raises(StudyError, match=r"holds: codes"):
        cleaned(study)
    for holds, expected in (("codes", ["1", "2"]), ("labels", ["2", "1"])):
        write_codebook(study, variable | {"holds": holds}, answers=answers("2", "1"))
        assert cleaned(study) == expected


def test_a_label_of_two_answers_is_refused_and_their_codes_are_read(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["1", "2"]))
    write_codebook(study, {"kind": "category", "answers": "a"}, answers=answers("Other", "Other"))
    assert cleaned(study) == ["1", "2"]
    (study.raw / "survey/export.csv").write_bytes(csv_of(["Other"]))
    with pytest.raises(StudyError, match="stands for the codes 1 and 2"):
        cleaned(study)


def test_a_codebook_with_one_code_twice_is_refused(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["1"]))
    twice = {"a": [{"raw": 1, "clean": 1, "label": text("A")}, {"raw": "1", "clean": 2, "label": text("B")}]}
    write_codebook(study, {"kind": "category", "answers": "a"}, answers=twice)
    with pytest.raises(StudyError, match="more than once"):
        cleaned(study)


def test_several_answers_in_a_cell_become_boxes_where_the_codebook_says_so(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["1;3", "2", "", "A; C"]))
    variable = {"kind": "ticked", "answers": "a", "ticked": 3, "separator": ";"}
    write_codebook(study, variable, answers=answers("A", "B", "C"))
    assert cleaned(study) == ["1", "0", "", "1"]


@pytest.mark.parametrize("cell", ["DK", "dk", "Don't know", "Ne sait pas"])
def test_a_missing_code_is_known_by_its_label_too(cell, tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["Yes", cell]))
    missing = [{"code": "DK", "label": {"en": "Don't know", "fr": "Ne sait pas"}, "answered": True}]
    variable = {"kind": "category", "answers": "a", "missing": ["DK"]}
    write_codebook(study, variable, answers=answers("Yes", "No"), missing_codes=missing)
    assert cleaned(study) == ["1", ""]


# --- numbers ---


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1 500", "1\u00a0500", "1\u202f500", "18,50", "-2,5", "−3"], [1500, 1500, 1500, 18.5, -2.5, -3]),
        (["1,500.25", "2,000", "12.5"], [1500.25, 2000, 12.5]),
        (["1.500,50", "2.000", "7"], [1500.5, 2000, 7]),
        (["1,234,567", "1.5"], [1234567, 1.5]),
        (["0,125", "0.5", "12"], [0.125, 0.5, 12]),
        (["1'500", "2 500 000,75"], [1500, 2500000.75]),
        (["12 34", "1,2,3", "about 5", "5-6", "1e3"], ["", "", "", "", 1000]),
    ],
)
def test_numbers_of_both_languages(cells, expected, tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(cells))
    write_codebook(study, {"kind": "number", "integer": False})
    assert [value if value == "" else float(value) for value in cleaned(study)] == expected


def test_a_mark_that_could_be_either_is_refused_until_the_codebook_says_which(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["1,234", "2,345"]))
    write_codebook(study, {"kind": "number", "integer": False})
    with pytest.raises(StudyError, match=r"decimal: "):
        cleaned(study)
    for sign, expected in ((",", ["1.234", "2.345"]), (".", ["1234.0", "2345.0"])):
        write_codebook(study, {"kind": "number", "integer": False, "decimal": sign})
        assert cleaned(study) == expected
    write_codebook(study, {"kind": "number", "integer": True})  # a whole number leaves one reading
    assert cleaned(study) == ["1234", "2345"]


def test_a_number_with_more_digits_than_a_number_keeps_is_refused(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["12345678901234567890"]))
    write_codebook(study, {"kind": "number"})
    with pytest.raises(StudyError, match="more digits"):
        cleaned(study)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,500 hours", "1500.0"),
        ("1 500 h", "1500.0"),
        ("1.500,50 heures", "1500.5"),
        ("12,5", "12.5"),
        ("-5 hours", ""),  # under the least
        ("4 000 h", ""),  # over the most
        ("10 to 20 hours", "15.0"),
    ],
)
def test_amounts_have_marks_and_bounds_too(cell, expected, tmp_path):
    units = {"hour": 1, "hours": 1, "h": 1, "heures": 1}
    amounts = {"hours": {"unit": "hour", "units": units, "ranges": ["to", "à", "-"], "languages": ["en", "fr"]}}
    study = study_of(tmp_path, "export.csv", csv_of([cell]))
    write_codebook(study, {"kind": "amount", "amount": "hours", "min": 0, "max": 3000}, amounts=amounts)
    assert cleaned(study) == [expected]


def test_a_number_that_others_declare_missing_stays_in_a_text(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["99", "-9", "a"]))
    missing = [{"code": code, "label": text(str(code))} for code in (99, -9, "a")]
    write_codebook(study, {"kind": "text"}, missing_codes=missing)
    assert cleaned(study) == ["99", "", "a"]


# --- dates ---


@pytest.mark.parametrize(
    ("formats", "zone", "cells", "expected"),
    [
        # Across a change of the clock, told in universal time where no zone is given.
        (
            ["%Y-%m-%dT%H:%M:%S%z"],
            None,
            ["2024-03-10T01:30:00-05:00", "2024-03-10T03:30:00-04:00"],
            ["2024-03-10 06:30:00", "2024-03-10 07:30:00"],
        ),
        (
            ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M"],
            "America/Toronto",
            ["2024-03-10T06:30:00Z", "2024-03-10T07:30:00+00:00", "2024-07-01 09:00"],
            ["2024-03-10 01:30:00", "2024-03-10 03:30:00", "2024-07-01 09:00:00"],
        ),
        (["%Y-%m-%d"], None, ["2024-02-29", "2023-02-29", "not yet", ""], ["2024-02-29 00:00:00", "", "", ""]),
        (["%d/%m/%Y %H:%M"], None, ["05/03/2024 10:02"], ["2024-03-05 10:02:00"]),
        (["%d %b %Y"], None, ["5 mars 2024", "5 March 2024"], ["2024-03-05 00:00:00", "2024-03-05 00:00:00"]),
    ],
)
def test_dates_have_one_clock(formats, zone, cells, expected, tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(cells))
    reading = {"formats": formats, "languages": ["en", "fr"]} | ({"zone": zone} if zone else {})
    write_codebook(study, {"kind": "date", "dates": "d"}, dates={"d": reading})
    assert cleaned(study) == expected


def test_times_without_a_zone_beside_times_with_one_are_asked_about(tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["2024-03-05T10:02:11-05:00", "2024-03-05T10:02:11"]))
    reading = {"formats": ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S"]}
    write_codebook(study, {"kind": "date", "dates": "d"}, dates={"d": reading})
    with pytest.raises(StudyError, match="`zone`"):
        cleaned(study)


@pytest.mark.parametrize("reading", [{"formats": ["%Q"]}, {"formats": ["%Y"], "zone": "Nowhere/Town"}])
def test_a_format_or_a_zone_that_is_none_is_a_mistake_of_the_codebook(reading, tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(["2024"]))
    write_codebook(study, {"kind": "date", "dates": "d"}, dates={"d": reading})
    with pytest.raises(StudyError, match=r"no format of dates|no time zone"):
        cleaned(study)


# --- files and headers ---

QUALTRICS = (
    "StartDate,ResponseId,Q1,Q4_1\n"
    "Start Date,Response ID,How did it go?,The rooms - Light\n"
    '"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID4""}"\n'
    "2024-03-05 10:02:00,R_1,4,2\n2024-03-05 11:02:00,R_2,5,1\n"
)
MONKEY = (
    "Respondent ID,Collector ID,How did it go?,Which rooms? (check all),,Anything to add?\n"
    ",,Response,Kitchen,Workshop,Open-Ended Response\n"
    "11,4,Well,Kitchen,,None.\n12,4,Badly,,Workshop,\n"
)


def converted(folder: Path, name: str, content: bytes) -> list[list[str]]:
    (folder / name).write_bytes(content)
    table = pd.read_csv(convert(folder / name, folder / "out")[0], dtype=str, keep_default_na=False)
    return [table.columns.tolist(), *table.to_numpy().tolist()]


@pytest.mark.parametrize(
    ("content", "header", "first"),
    [
        (QUALTRICS, ["StartDate", "ResponseId", "Q1", "Q4_1"], ["2024-03-05 10:02:00", "R_1", "4", "2"]),
        (
            MONKEY,
            [
                "Respondent ID",
                "Collector ID",
                "How did it go?",
                "Which rooms? (check all) - Kitchen",
                "Which rooms? (check all) - Workshop",
                "Anything to add?",
            ],
            ["11", "4", "Well", "Kitchen", "", "None."],
        ),
        ("sep=;\nid;a\n1;x\n", ["id", "a"], ["1", "x"]),
        ("sep=\t\nid\ta\n1\tx;y\n", ["id", "a"], ["1", "x;y"]),
        ("id|a|b\n1|x;y|z,w\n2|e|f\n", ["id", "a", "b"], ["1", "x;y", "z,w"]),
        ('id,a\n1,"two\nlines, here"\n2,x\n', ["id", "a"], ["1", "two\nlines, here"]),
        ("id;a\r1;é\r2;b\r", ["id", "a"], ["1", "é"]),
        ('"id","a; b; c"\n"1","x"\n', ["id", "a; b; c"], ["1", "x"]),
        ("id,a\n1,37;5\n2,x\n", ["id", "a"], ["1", "37;5"]),
        ("id\ta\n1\tx,y\n", ["id", "a"], ["1", "x,y"]),
        ("id,a,a,\n1,x,y,z\n", ["id", "a", "a (2)", "(column 4)"], ["1", "x", "y", "z"]),
        ("id;a;\n1;x;\n2;y;\n;;\n", ["id", "a"], ["1", "x"]),
        ("\ufeff\ufeffid,e\u0301te\u0301\n1,x\n", ["id", "été"], ["1", "x"]),
        ('id,a\n1,"he said \\"yes\\", twice"\n', ["id", "a"], ["1", 'he said "yes", twice']),
    ],
)
def test_files_and_headers_are_read_as_they_are_meant(content, header, first, tmp_path):
    found = converted(tmp_path, "export.csv", content.encode("utf-8"))
    assert found[:2] == [header, first]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8"])
def test_the_encoding_is_found_out(encoding, tmp_path):
    found = converted(tmp_path, "export.csv", "id;métier\n1;œuvre – « été »\n".encode(encoding))
    assert found == [["id", "métier"], ["1", "œuvre – « été »"]]


def test_the_wording_under_the_names_goes_into_a_draft(tmp_path):
    study = study_of(tmp_path, "export.csv", QUALTRICS.encode())
    draft(study.raw / "survey/export.csv", study.codebooks / "survey.yaml")
    book = YAML(typ="safe").load((study.codebooks / "survey.yaml").read_text(encoding="utf-8"))
    wording = {variable.get("raw"): variable.get("question", {}).get("en") for variable in book["variables"]}
    assert wording["Q1"] == "How did it go?" and wording["Q4_1"] == "The rooms - Light"
    assert book["rows_below_header"] == 2
    assert cleaned(study, "q1") == ["4", "5"]
    assert cleaned(study, "startdate") == ["2024-03-05 10:02:00", "2024-03-05 11:02:00"]


def test_records_of_a_person_have_keys(tmp_path):
    content = b"record_id,redcap_event_name,age,tools___1,tools___2\n1,base,34,1,0\n1,follow,,0,0\n2,base,51,0,1\n"
    study = study_of(tmp_path, "export.csv", content)
    draft(study.raw / "survey/export.csv", study.codebooks / "survey.yaml")
    assert cleaned(study, "record_id") == ["1|base", "1|follow", "2|base"]
    assert "may have several records" in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")


# --- drafts ---


def drafted(folder: Path, content: str) -> tuple[Study, dict]:
    study = study_of(folder, "export.csv", content.encode("utf-8"))
    draft(study.raw / "survey/export.csv", study.codebooks / "survey.yaml")
    return study, YAML(typ="safe").load((study.codebooks / "survey.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["Agree", "Strongly disagree", "Agree"], ["Agree", "Strongly agree"]),
        (["D'accord", "Pas d'accord", "D'accord"], ["D'accord", "Fortement en accord"]),
        (["Never", "Often", "Often"], ["Often", "Always"]),
        (["Très satisfait", "Insatisfait", "Insatisfait"], ["Satisfait", "Très satisfait"]),
        (["Likely", "Very unlikely", "Likely"], ["Likely", "Very likely"]),
    ],
)
def test_common_scales_are_in_order_with_the_points_nobody_chose(words, order, tmp_path):
    study, book = drafted(tmp_path, "id,q\n" + "".join(f"{n},{word}\n" for n, word in enumerate(words)))
    (points,) = book["answers"].values()
    labels = [label for point in points for label in (point["label"]["en"], point["label"]["fr"], point["raw"])]
    assert [point["clean"] for point in points] == [1, 2, 3, 4, 5]
    assert labels.index(order[0]) < labels.index(order[1])
    assert all(cleaned(study))


def test_items_of_a_battery_share_their_scale(tmp_path):
    rows = "".join(f"{n},{'Agree' if n % 2 else 'Disagree'},Agree,Strongly agree\n" for n in range(6))
    _, book = drafted(tmp_path, "id,Rate [Light],Rate [Noise],Rate [Air]\n" + rows)
    assert len({v.get("answers") for v in book["variables"] if v["kind"] == "category"}) == 1


def test_what_one_person_wrote_never_becomes_an_answer_of_the_codebook(tmp_path):
    rows = "".join(f"{n},{'none' if n < 9 else 'ask Ms Tremblay'},{'East' if n % 2 else 'West'}\n" for n in range(10))
    _, book = drafted(tmp_path, "id,remark,area\n" + rows)
    assert "Tremblay" not in str(book)
    assert next(v for v in book["variables"] if v["raw" if "raw" in v else "name"] == "area")["kind"] == "category"


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Email Address", "a"),
        ("Votre nom", "a"),
        ("IPAddress", "a"),
        ("Prénom", "a"),
        ("Phone number", "a"),
        ("where", "45.50170, -73.56730"),
        ("contact", "someone@example.org"),
        ("network", "10.1.2.3"),
        ("call", "514 555-0100"),
    ],
)
def test_personal_columns_are_proposed_as_personal(name, cell, tmp_path):
    study, book = drafted(tmp_path, f'id,"{name}",q\n1,"{cell}",x\n')
    assert [entry["raw"] for entry in book["set_aside"]] == [name]
    assert cleaned(study) == ["x"]


@pytest.mark.parametrize("name", ["Programme name", "Nombre", "Renom", "Emails sent per day?", "Tip"])
def test_other_columns_are_not(name, tmp_path):
    _, book = drafted(tmp_path, f"id,{name},q\n1,3,x\n")
    assert name == "Emails sent per day?" or not book["set_aside"]


def test_several_choices_in_a_cell_are_drafted_as_boxes(tmp_path):
    rows = "".join(f'{n},"{cell}"\n' for n, cell in enumerate(["Drill;Saw;", "Saw;", "Drill;", "Saw;Drill;"] * 3))
    study, book = drafted(tmp_path, 'id,"Which tools? (select all that apply)"\n' + rows)
    boxes = [v["name"] for v in book["variables"] if v["kind"] == "ticked"]
    assert len(boxes) == 2 and book["indicators"][0]["variables"] == boxes
    assert cleaned(study, boxes[0])[:4] == ["1", "0", "1", "1"]


def test_dates_that_can_be_read_two_ways_stay_text_with_a_remark(tmp_path):
    study, book = drafted(tmp_path, "id,when\n1,03/05/2024\n2,04/06/2024\n")
    assert book["variables"][1]["kind"] == "text"
    assert "month first or day first" in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("rows", "kind", "expected"),
    [
        ("-1 500,5;−20;+3,25", "number", [-1500.5, -20.0, 3.25]),
        ("1e3;2.5E-2;40", "number", [1000.0, 0.025, 40.0]),
        ("13/05/2024 13:05;14/05/2024 00:10", "date", ["2024-05-13 13:05:00", "2024-05-14 00:10:00"]),
        ("5/13/2024 1:05 PM;5/14/2024 12:10 AM", "date", ["2024-05-13 13:05:00", "2024-05-14 00:10:00"]),
        ("1er mai 2024;15 juin 2024", "date", ["2024-05-01 00:00:00", "2024-06-15 00:00:00"]),
        ("2024-03-10 01:59:00 EST;2024-03-10 03:01:00 EDT", "text", None),  # a zone in letters is nobody's guess
    ],
)
def test_drafts_of_signs_exponents_and_clocks(rows, kind, expected, tmp_path):
    cells = rows.split(";")
    study, book = drafted(tmp_path, "id;q\n" + "".join(f"{n};{cell}\n" for n, cell in enumerate(cells, start=1)))
    assert next(variable["kind"] for variable in book["variables"] if variable.get("raw") == "q") == kind
    name = next(variable["name"] for variable in book["variables"] if variable.get("raw") == "q")
    found = cleaned(study, name)
    assert (list(map(float, found)) if kind == "number" else found) == (cells if expected is None else expected)


@pytest.mark.parametrize(
    "cells", [["007", "010"], ["12345678901234567890", "22345678901234567890"], ["1,234", "2,345"]]
)
def test_what_is_not_surely_a_number_keeps_its_digits(cells, tmp_path):
    study, _ = drafted(tmp_path, "id;q\n" + "".join(f"{n};{cell}\n" for n, cell in enumerate(cells)))
    assert cleaned(study) == cells


def test_codes_that_a_file_labels_as_no_answer_are_drafted_as_missing(tmp_path):
    answers = {1: "Daily", 2: "Never", -9: "Refused", 3: "Don't know"}
    rating = {1: "Good", 2: "Bad", 98: "Ne sait pas", 99: "Sans réponse"}
    frame = pd.DataFrame({"id": [1, 2, 3, 4], "smoke": [1, 2, -9, 3], "care": [1, 2, 98, 99]})
    path = tmp_path / "wave.dta"
    pyreadstat.write_dta(frame, str(path), variable_value_labels={"smoke": answers, "care": rating})
    book = YAML(typ="safe").load(draft(path, tmp_path / "survey.yaml"))
    missing = {one["name"]: one.get("missing") for one in book["variables"]}
    assert (missing["smoke"], missing["care"]) == ([-9], [98, 99])
    clean = {name: [one["clean"] for one in entries] for name, entries in book["answers"].items()}
    assert clean == {"smoke_answers": [1, 2, 3], "care_answers": [1, 2]}  # 3 stands among the answers, and is one
    assert "smoke: taken for no answer: -9 (Refused)" in (tmp_path / "survey.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1 - Yes", "2. No", "(3) Don’t know"], ["1", "2", "3"]),
        (["1: yes", "3 – Don't know", "2"], ["1", "3", "2"]),
        (["-9 - Refused", "1"], ["", "1"]),
    ],
)
def test_a_cell_with_a_code_and_its_own_label_is_that_code(cells, expected, tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of(cells))
    refused = {"code": -9, "label": text("Refused"), "answered": True}
    category = {"kind": "category", "answers": "a", "missing": [-9]}
    write_codebook(study, category, answers=answers("Yes", "No", "Don't know"), missing_codes=[refused])
    assert cleaned(study) == expected


@pytest.mark.parametrize(("labels", "cell"), [(["Yes", "No"], "1 - No"), (["2", "3"], "1-2")])
def test_a_code_beside_another_codes_label_is_refused(labels, cell, tmp_path):
    study = study_of(tmp_path, "export.csv", csv_of([cell, "1"]))
    write_codebook(study, {"kind": "category", "answers": "a"}, answers=answers(*labels))
    with pytest.raises(StudyError, match=f"{cell}' is none of the labels or codes"):
        cleaned(study)
