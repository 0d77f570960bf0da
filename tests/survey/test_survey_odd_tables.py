"""Tables with more in them than records: read right, refused in a sentence, or told; all records are invented."""

import openpyxl
import pandas as pd
import pytest
from test_survey_kinds_of_exports import answers, cleaned, csv_of, study_of, text, write_codebook

from pipeline.cleaning.dates import DateReading, read_dates
from pipeline.study import StudyError
from pipeline.survey.clean import clean_values
from pipeline.survey.codes import raw_codes
from pipeline.survey.drops import answered_items, drop_reasons
from pipeline.survey.exports import read_export
from pipeline.survey.personal import is_personal
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.values import clean_column


def workbook(tmp_path, draw):
    book = openpyxl.Workbook()
    draw(book)
    book.save(tmp_path / "export.xlsx")
    return read_export(tmp_path / "export.xlsx")


def filled(sheet, *rows):
    for row in rows:
        sheet.append(row)


def test_a_fraction_is_refused_where_the_codebook_does_not_say_whether_numbers_are_whole(tmp_path):
    study = study_of(tmp_path, "e.csv", csv_of(["2", "2.5", "(12)"]))
    write_codebook(study, {"kind": "number"})
    with pytest.raises(StudyError, match=r"2\.5' is not whole.*integer: false"):
        cleaned(study)
    write_codebook(study, {"kind": "number", "integer": False})
    assert cleaned(study) == ["2.0", "2.5", "-12.0"]
    write_codebook(study, {"kind": "number", "integer": True})
    assert cleaned(study) == ["2", "", "-12"]


def test_several_answers_in_a_cell_are_parted_as_the_codebook_says_or_refused(tmp_path):
    study = study_of(tmp_path, "e.csv", csv_of(["1;2", "2"]))
    boxes = {"kind": "ticked", "answers": "a", "ticked": 1}
    write_codebook(study, boxes | {"separator": ","}, answers=answers("A", "B"))
    with pytest.raises(StudyError, match="1;2' holds several answers, parted by ';'"):
        cleaned(study)
    study = study_of(tmp_path / "lines", "e.csv", b'id;q\n1;"1\n2"\n2;2\n')
    write_codebook(study, boxes | {"separator": "\n"}, answers=answers("A", "B"))
    assert cleaned(study) == ["1", "0"]


def test_the_first_table_that_is_shown_is_read_and_others_are_told(tmp_path):
    def draw(book):
        filled(book.active, ["Read me first"], ["This file holds the survey."])
        hidden = book.create_sheet("Old")
        hidden.sheet_state = "hidden"
        filled(hidden, ["id", "q"], [9, 9])
        filled(book.create_sheet("Data"), ["id", "q"], [1, 5], [2, 6])

    export = workbook(tmp_path, draw)
    assert export.frame["q"].tolist() == ["5", "6"]
    assert [remark for remark in export.remarks if "'Old' of the workbook was not read" in remark]


def test_merged_cells_hold_for_each_of_their_rows(tmp_path):
    def draw(book):
        filled(book.active, ["id", "region", "q"], [1, "North", 5], [2, None, 6], [3, "South", 7])
        book.active.merge_cells("B2:B3")

    assert workbook(tmp_path, draw).frame["region"].tolist() == ["North", "North", "South"]


def test_a_formula_that_nobody_worked_out_is_refused_with_its_cell(tmp_path):
    with pytest.raises(StudyError, match=r"cell B2.*formula without a value"):
        workbook(tmp_path, lambda book: filled(book.active, ["id", "q"], [1, "=1+1"]))


def test_titles_sums_and_notes_around_the_records_are_left_out_and_told(tmp_path):
    rows = ["My survey 2024,,", "id,q,r", "1,5,6", "2,6,7", "Total,11,13", "Source: the office,,"]
    (tmp_path / "e.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    export = read_export(tmp_path / "e.csv")
    assert export.frame["id"].tolist() == ["1", "2"] and list(export.frame) == ["id", "q", "r"]
    assert [one for one in export.remarks if "'Total'" in one] and [one for one in export.remarks if "title" in one]


def test_an_answer_that_begins_like_a_sum_is_an_answer(tmp_path):
    (tmp_path / "e.csv").write_text("id,q,r\n1,a,b\nTotally-7,c,d\n", encoding="utf-8")
    assert read_export(tmp_path / "e.csv").frame["id"].tolist() == ["1", "Totally-7"]


def test_a_box_to_tick_is_personal_only_where_it_holds_somebodys_words():
    boxes = pd.Series(["Phone", "", "Phone", "Phone"])
    assert not is_personal("Q2", "Which did you use? - Phone", boxes, None)
    assert is_personal("Q2", "Which did you use? - Phone", pd.Series(["555 201 3344", "", "555 201 3345", ""]), None)
    assert is_personal("enumerator", "enumerator", pd.Series(["Sophie", "Sophie"]), None)


def test_the_day_of_the_week_in_front_of_a_date_is_passed_over():
    reading = DateReading(formats=["%A %d %B %Y", "%A, %B %d, %Y"], languages=["en", "fr"])
    read = read_dates(pd.Series(["mardi 5 mars 2024", "Wednesday, March 6, 2024"]), reading)
    assert read.dt.strftime("%m-%d").tolist() == ["03-05", "03-06"]


def test_an_answer_that_holds_the_parting_mark_stays_whole(tmp_path):
    study = study_of(tmp_path, "e.csv", csv_of(["Radio, Friends, family", "Friends, family", "Friends", "Radio"]))
    write_codebook(
        study,
        {"kind": "ticked", "answers": "a", "ticked": 2, "separator": ","},
        answers=answers("Radio", "Friends, family"),
    )
    assert cleaned(study) == ["1", "1", "0", "0"]


def test_a_missing_code_among_dates_is_told_as_one_and_another_word_is_not(tmp_path):
    study = study_of(tmp_path, "e.csv", csv_of(["2024-03-05", "[not completed]", "soon"]))
    write_codebook(
        study,
        {"kind": "date", "dates": "d", "missing": ["[not completed]"]},
        missing_codes=[{"code": "[not completed]", "label": {"en": "Not yet", "fr": "Pas encore"}}],
        dates={"d": {"formats": ["%Y-%m-%d"]}},
    )
    book = study.codebook("survey", SurveyCodebook)
    rules = clean_column(pd.Series(["2024-03-05", "[not completed]", "soon"]), book.variable("q"), book)["rule"]
    assert rules.tolist() == ["date:read", "missing:[not completed]", "date:unread"]


def test_the_fuller_of_two_records_is_kept_though_no_items_are_declared(tmp_path):
    study = study_of(tmp_path, "e.csv", b"id;q;who\n1;;Ana\n2;5; ana\n3;4;\n4;4;\n")
    write_codebook(
        study,
        {"kind": "number"},
        set_aside=[{"raw": "who", "question": text("Who"), "reason": text("r"), "personal": True}],
        dates={"d": {"formats": ["%Y"]}},
        drop=[
            {"reason": "twice", "label": text("T"), "duplicates": {"key": "who", "keep": ["most_answers"], "date": "q"}}
        ],
    )
    book = study.codebook("survey", SurveyCodebook)
    raw = raw_codes(read_export(tmp_path / "raw/survey/e.csv"), book)
    reasons = drop_reasons(raw, clean_values(raw, book)[0], answered_items(raw, book), book)
    assert reasons["reason"].tolist() == ["twice", "", "", ""] and reasons["instead"][0] == "2"


def test_a_rule_that_counts_core_items_needs_some(tmp_path):
    study = study_of(tmp_path, "e.csv", csv_of(["1"]))
    write_codebook(
        study, {"kind": "number"}, drop=[{"reason": "partial", "label": text("P"), "fewer_core_answers_than": 2}]
    )
    with pytest.raises(StudyError, match="`core_items`, which names no column"):
        study.codebook("survey", SurveyCodebook)


@pytest.mark.parametrize(
    ("content", "last"),
    [
        ('"id,q1,q2"\n"1,4,""slow, dear"""\n"2,5,fine"\n', ["slow, dear", "fine"]),
        ('id, "q1", q2\n1, "a, b", 3\n2, "c", 4\n', ["3", "4"]),
    ],
)
def test_lines_quoted_once_more_and_blanks_before_quotes_are_read_and_told(content, last, tmp_path):
    (tmp_path / "e.csv").write_text(content, encoding="utf-8")
    export = read_export(tmp_path / "e.csv")
    assert [cell.strip() for cell in export.frame.iloc[:, 2]] == last and len(export.remarks) == 1


def test_texts_in_quotes_alone_in_their_line_stay_one_column(tmp_path):
    (tmp_path / "e.csv").write_text('"comment"\n"slow, dear"\n"fine"\n', encoding="utf-8")
    assert read_export(tmp_path / "e.csv").frame["comment"].tolist() == ["slow, dear", "fine"]


def test_a_header_merged_over_two_rows_below_titles_is_one(tmp_path):
    def draw(book):
        filled(book.active, ["Survey of winter", None, None, None], ["No", "Who", None, "Hours"])
        filled(book.active, [None, "Age", "Region", None], [1, 34, "East", 12], [2, 51, "West", 7])
        for cells in ("A2:A3", "B2:C2", "D2:D3"):
            book.active.merge_cells(cells)

    export = workbook(tmp_path, draw)
    assert list(export.frame) == ["No", "Who - Age", "Who - Region", "Hours"] and len(export.frame) == 2


@pytest.mark.parametrize(
    "top",
    [
        "Response ID;Date submitted;How satisfied are you?;Anything else?\nid;submitdate;Q1;Q2",
        "Numéro de la réponse;Reçue le;À quel point êtes-vous satisfait ?;Autre chose ?\nid;le;sat;com",
    ],
)
def test_names_below_a_row_of_questions_are_the_columns(top, tmp_path):
    (tmp_path / "e.csv").write_text(f"{top}\n11;2024-03-05;A4;\n12;2024-03-06;A5;Long forms.\n", encoding="utf-8")
    export = read_export(tmp_path / "e.csv")
    questions, names = (line.split(";") for line in top.splitlines())
    assert list(export.frame) == names and [v.label for v in export.variables.values()] == questions
    assert list(export.frame.iloc[:, 2]) == ["A4", "A5"] and "second the names" in " ".join(export.remarks)
    again = read_export(tmp_path / "e.csv", rows_below_header=1)  # as the draft declares it
    assert list(again.frame) == names


@pytest.mark.parametrize(
    "records",
    [
        "kim;34;Alma\nlee;51;Laval",
        "kim;young;Alma\nlee;34;Laval",  # one column has numbers below a word
        "none;low;k7\n5;low;7",  # an answer of the first record comes back
    ],
)
def test_a_record_of_words_below_questions_is_a_record(records, tmp_path):
    (tmp_path / "e.csv").write_text(f"Your name for us?;How are you today?;Where do you live?\n{records}\n")
    assert len(read_export(tmp_path / "e.csv").frame) == records.count("\n") + 1


def test_a_header_that_comes_back_among_the_records_is_left_out_and_told(tmp_path):
    (tmp_path / "e.csv").write_text("id;q\n1;a\n2;q\nid;q\n3;b\nid;c\n")
    export = read_export(tmp_path / "e.csv")
    assert export.frame["id"].tolist() == ["1", "2", "3", "id"]
    assert "1 rows among the records repeat the header" in " ".join(export.remarks)


@pytest.mark.parametrize("name", ["e.xls", "e.XLSB"])
def test_a_sheet_of_another_program_is_refused_with_what_to_do(name, tmp_path):
    (tmp_path / name).write_bytes(b"any")
    with pytest.raises(StudyError, match=r"not a format of survey exports.*save it as \.xlsx"):
        read_export(tmp_path / name)


def test_percent_cells_beside_typed_percents_are_read_as_they_are_shown(tmp_path):
    def draw(book):
        filled(book.active, ["id", "share", "part"], ["a", 0.455, 0.5], ["b", "45 %", 0.25], ["c", 1, 1])
        for row in (2, 3, 4):
            for column in "BC":
                book.active[f"{column}{row}"].number_format = "0%"

    frame = workbook(tmp_path, draw).frame
    assert frame["share"].tolist() == ["45.5%", "45 %", "100%"]
    assert frame["part"].tolist() == ["0.5", "0.25", "1"]  # nobody typed a percent there: as the file holds it
