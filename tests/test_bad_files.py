"""Files that a disk, a program or a stranger broke: a sentence that says where, or the work is done anew.

One of each kind; `python -m bench.tracebacks` tries thousands through the commands.
"""

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from pipeline.__main__ import main
from pipeline.admin import readings
from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.workbook import read_rows
from pipeline.decisions import read as decisions_read
from pipeline.decisions.themes import ThemesCodebook
from pipeline.findings import declared, figure_style, rendering
from pipeline.language import Words
from pipeline.notes.manifest import read_manifest
from pipeline.notes.pseudonyms import Key
from pipeline.scaffold import check
from pipeline.study import (
    Study,
    StudyError,
    is_within,
    load_model,
    markdown,
    open_document,
    opening,
    read_csv,
    read_people_table,
)
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.survey_sheets import read_workbook
from pipeline.triangulation import judgements

ROOT = Path(__file__).parents[1]


@pytest.fixture
def study(tmp_path) -> Study:
    shutil.copytree(ROOT / "tests/study", tmp_path, dirs_exist_ok=True)
    return Study(tmp_path)


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def as_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("nothing-here")


def as_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def without_files(path: Path) -> None:
    """A manifest whose column of files is called otherwise."""
    path.write_text(path.read_text(encoding="utf-8").replace("file", "where", 1), encoding="utf-8")


@pytest.mark.parametrize(
    "file,change",
    [
        ("raw/interviews/manifest.csv", without_files),
        ("codebooks/survey.yaml", as_folder),
        ("raw/interviews/BOR-02.txt", as_link_to_itself),
        ("raw/survey/margins.csv", as_link_to_nothing),
        ("reports/chapters/01-gain.en.md", as_folder),
    ],
)
def test_what_stands_where_a_file_belongs_is_told_with_its_place(study, monkeypatch, capsys, file, change):
    change(study.root / file)
    monkeypatch.chdir(study.root)
    monkeypatch.setattr("sys.argv", ["pipeline", "check"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert Path(file).name in capsys.readouterr().err


def test_a_file_where_the_folder_of_results_belongs_is_told(study, monkeypatch, capsys):
    study.processed.write_text("words")
    monkeypatch.chdir(study.root)
    monkeypatch.setattr("sys.argv", ["pipeline", "check", "--mistakes-only"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2 and "processed" in capsys.readouterr().err


def test_a_manifest_as_a_spreadsheet_of_another_language_saves_it_is_read(study):
    path = study.raw / "interviews/manifest.csv"
    text = path.read_text(encoding="utf-8").replace("East", "Région Est")
    path.write_bytes(text.replace(",", ";").encode("cp1252"))
    assert read_manifest(study)[0].region == "Région Est"


@pytest.mark.parametrize("name,content", [("notes_drawn", b'note_id,how\n"a,b'), ("silence", b"\xed\xa0\x80,\n")])
def test_a_broken_table_of_judgements_is_told_with_its_name(study, name, content):
    path = judgements.path_of(study, name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(StudyError, match=name):
        judgements.read(study, name)


@pytest.mark.parametrize("content", [b"", b"PAR1", bytes(range(256)) * 4])
def test_a_damaged_table_of_ours_is_told_and_what_makes_it_anew(study, content):
    for path in (study.processed / "survey/respondents.parquet", study.processed / "coding/codings.csv"):
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    with pytest.raises(StudyError, match=r"respondents.*run its stage again"):
        study.table("survey/respondents")
    with pytest.raises(StudyError, match="codings"):
        read_csv(study.processed / "coding/codings.csv") if content != b"PAR1" else study.table("coding/codings")


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b"pseudonym,kind,name\n[person],person,Ada\n"])
def test_a_damaged_key_of_pseudonyms_is_told_and_never_replaced(tmp_path, content):
    (tmp_path / "key.csv").write_bytes(content)
    with pytest.raises(StudyError, match="key of pseudonyms is damaged"):
        Key.read(tmp_path / "key.csv")
    assert (tmp_path / "key.csv").read_bytes() == content


def workbook_with_a_chart_sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet()
    book.remove(book.worksheets[0])
    book.save(path)


@pytest.mark.parametrize("read", [read_people_table, read_workbook, lambda path: read_rows(path, str(path))])
def test_a_workbook_without_a_sheet_of_cells_is_told(tmp_path, read: Callable[[Path], object]):
    workbook_with_a_chart_sheet(tmp_path / "a.xlsx")
    with pytest.raises(StudyError, match=r"a\.xlsx"):
        read(tmp_path / "a.xlsx")


def test_a_cell_far_from_the_table_makes_no_table_of_millions(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.active.cell(900_000, 900, "x")
    book.save(tmp_path / "a.xlsx")
    assert [row[:2] for row in read_workbook(tmp_path / "a.xlsx").rows] == [["a", "b"], ["1", "2"], ["", ""]]
    with pytest.raises(StudyError, match="row 900000"):
        read_rows(tmp_path / "a.xlsx", "a.xlsx")


@pytest.mark.parametrize("formula", ["-" * 3000 + "a", "(" * 500 + "a" + ")" * 500, "a + " + "9" * 400, "a +"])
def test_a_formula_that_cannot_be_read_is_told_as_a_formula(formula):
    with pytest.raises(ValueError, match=r"the formula .{1,70} cannot be read"):
        declared.worked_out(formula, {"a": 1})


@pytest.mark.parametrize("how", [re.search, re.fullmatch])
def test_a_pattern_of_admin_data_that_has_no_end_is_stopped(monkeypatch, how):
    monkeypatch.setattr(readings, "LONGEST", 0.2)
    with pytest.raises(StudyError, match=r"the pattern `\(a\+\)\+\$` has no end.*cell of 51"):
        readings.matched(how, "(a+)+$", "a" * 50 + "!")
    assert readings.matched(how, "(a+)+$", "a" * 50)


def test_a_format_set_for_whole_columns_makes_no_rows(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.active.cell(1_048_576, 30).number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert read_rows(tmp_path / "a.xlsx", "a.xlsx").to_numpy().tolist() == [["1", "2"]]


@pytest.mark.parametrize("read", [
    read_people_table, lambda path: read_rows(path, str(path)),
    lambda path: pd.DataFrame(read_workbook(path).rows[1:], columns=["a", "b"]),
])  # fmt: skip
def test_of_two_sheets_the_one_that_people_see_is_read(tmp_path, read):
    book = openpyxl.Workbook()
    for sheet, said in ((book.active, "older"), (book.create_sheet(), "newer")):
        for row in (["a", "b"], [said, 1], ["more", 2]):
            sheet.append(row)
    book.worksheets[0].sheet_state, book.active = "hidden", 1
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx")["a"].tolist() == ["newer", "more"]


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb"])
def test_a_workbook_of_another_kind_among_admin_files_is_told_how_to_save_it(tmp_path, name):
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if name == "a.xls" else b"PK\x03\x04"
    (tmp_path / name).write_bytes(start + bytes(range(256)))
    with pytest.raises(StudyError, match=r"save it as \.xlsx"):
        read_rows(tmp_path / name, name)


def test_a_damaged_open_document_among_admin_files_is_told(tmp_path):
    (tmp_path / "a.ods").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    with pytest.raises(StudyError, match=r"a\.ods"):
        read_rows(tmp_path / "a.ods", "a.ods")


@pytest.mark.parametrize("text", ["[" * 3000, "[a " * 11, "![" * 11, "[a][" * 11, "a\n" + "[x\n" * 11])
def test_brackets_that_pandoc_would_try_for_hours_to_close_are_told_at_once(text):
    with pytest.raises(StudyError, match=r"brackets `\[` stand open at once"):
        markdown.tree_of(text, "a chapter")


@pytest.mark.parametrize(
    "text", ["\\[" * 99, "`" + "[" * 99 + "`", "[a] " * 99, "[a\n\n" * 99, "| a |\n|---|\n" + "| ]0, 1[ |\n" * 20]
)
def test_brackets_that_are_signs_or_closed_are_read(text):
    markdown.tree_of(text, "a chapter")


@pytest.mark.parametrize("text", [">" * 3000 + " a"])
def test_markdown_that_pandoc_does_not_come_to_an_end_with_is_told(monkeypatch, text):
    monkeypatch.setattr(markdown, "LONGEST", 0.5)
    with pytest.raises(StudyError, match="does not come to an end"):
        markdown.tree_of(text, "a chapter")


@pytest.mark.parametrize("text,told", [
    ("words\n", "phrases by key"), ("findings: words\n", "findings"), ("findings: {table: 7}\n", "in quotes"),
    ("findings: {table: '{nothing}'}\n", "filled in by nothing"), ("findings: {table: '{n'}\n", "do not match"),
    ("findings: {table: '{n.__class__}'}\n", "filled in by nothing"),
])  # fmt: skip
def test_a_phrase_of_the_study_that_cannot_be_said_is_told(study, text, told):
    (study.codebooks / "words").mkdir()
    (study.codebooks / "words/fr.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=told):
        Words("findings", "fr", study)("table", n=3)


def test_a_damaged_figure_of_the_cache_is_drawn_anew(tmp_path):
    rows = pd.DataFrame({"a": ["x"], "b": [1]}).to_dict("records")
    spec = {"data": {"values": rows}, "mark": "bar", "encoding": {"x": {"field": "b", "type": "quantitative"}}}
    drawn = figure_style.render(spec, "svg", tmp_path)
    (kept,) = (tmp_path / "figures").iterdir()
    kept.write_bytes(kept.read_bytes()[:200])
    assert figure_style.render(spec, "svg", tmp_path) == drawn


def test_whatever_a_library_raises_on_a_strangers_file_is_one_sentence():
    with pytest.raises(StudyError, match=r"a\.xlsx: not readable \(no\n? ?way\)"), opening("a.xlsx", "a workbook"):
        raise AttributeError("no\nway")
    with pytest.raises(StudyError, match=r"^ours"), opening("a.xlsx", "a workbook"):
        raise StudyError("ours", "told already")


def test_a_path_lies_in_a_folder_by_where_it_leads(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/out").symlink_to(tmp_path)
    (tmp_path / "raw/loop").symlink_to("loop")
    inside = [is_within(tmp_path / "raw" / name, tmp_path / "raw") for name in ("a", "out", "loop", "../a", "a\0b")]
    assert inside == [True, False, False, False, False]


@pytest.mark.parametrize("old,new", [
    ("names: [holder, before]", "names: []"), ("columns: [kind]", "columns: []"),
    ("languages: [en]", "languages: [words]"),
    ("matches: '-A", "matches: '(-A"), ("key: agreement", "encoding: words"), ("key: agreement", "separator: ''"),
])  # fmt: skip
def test_an_entry_of_admin_data_that_cannot_be_meant_is_told_with_its_line(tmp_path, old, new):
    text = (ROOT / "tests/admin/grants.yaml").read_text(encoding="utf-8")
    (tmp_path / "admin.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StudyError, match=r"admin\.yaml, line \d+"):
        load_model(tmp_path / "admin.yaml", AdminCodebook, ["en", "fr"])


@pytest.mark.parametrize("said,todo", [
    ("file not found (searched at /a/figures/x.svg)", "a picture that is not there"),
    ("label `<E1>` does not exist in the document", "take the filter off"),
    ('PDF/UA-1 error: the text "\\u{0}" could not be displayed', "a sign that no letter stands for"),
    ("skipped from heading level 1 to 3", "a heading that skips"),
])  # fmt: skip
def test_what_typst_cannot_set_is_told_with_what_to_look_for(said, todo):
    assert todo in rendering.what_typst_misses(said)


COPIES = ["Ana", "ana (1)", "ana - Copy", "ana - Copie", "Copy of ana", "ana copy 2",
          "ana (Ben's conflicted copy 2023-05-01)",
          "ana-DESKTOP conflicted copy", "ana.sync-conflict-20230501", "An\u0061\u0301"]  # fmt: skip


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_a_coders_file_is_no_second_coder(study, copy):
    first = "an\u00e1" if "\u0301" in copy else "ana"
    rows = (study.raw / "coding/coder_ana.csv").read_text(encoding="utf-8")
    for name in (first, copy):
        (study.raw / "coding" / f"{name}.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(StudyError, match="under another name"):
        decisions_read.check_files(study, study.codebook("themes", ThemesCodebook))


def test_people_with_names_that_are_like_are_two_coders(study):
    rows = (study.raw / "coding/coder_ana.csv").read_text(encoding="utf-8")
    for name in ("anna", "ana-marie", "ana 2", "coder_ana_round2"):
        (study.raw / "coding" / f"{name}.csv").write_text(rows, encoding="utf-8")
    decisions_read.check_files(study, study.codebook("themes", ThemesCodebook))


@pytest.mark.parametrize("rows,told", [
    ("A,drawn,0,yes,\n", "line 2: the probability '0'"), ("A,drawn,\"0,5\",yes,\n", "a number above 0"),
    ("A,drawn,inf,yes,\n", "probability 'inf'"), ("A,drawn,1.2,yes,\n", "at most 1"),
    ("A,drawn,0.5,yes,\nA,drawn,0.2,yes,\n", "line 3: A stands there a second time"),
])  # fmt: skip
def test_a_draw_that_cannot_have_been_is_told(study, rows, told):
    path = judgements.path_of(study, "notes_drawn")
    path.parent.mkdir()
    path.write_text("note_id,how,probability,blind,remark\n" + rows, encoding="utf-8")
    with pytest.raises(StudyError, match=told):
        judgements.read(study, "notes_drawn")


def test_what_is_judged_of_a_finding_that_is_none_is_worth_a_look(study):
    path = judgements.path_of(study, "silence")
    path.parent.mkdir()
    path.write_text("finding_id,candidate,decision,reason,by\nF1,a,accepted,yes,eva\nF9,a,accepted,yes,eva\n")
    (said,) = judgements.unknown(study, ["F1", "F2"])
    assert "silence.csv" in said and "no finding F9" in said


@pytest.mark.parametrize("old,new,told", [
    ("counts: [4, 5]", "counts: [6]", "counts 6, which is the code of no answer"),
    ("counts: [4, 5]", "counts: ['4', 5]", "counts '4'"),
    ("not_equals: 1", "not_equals: I agree", "consent 'I agree'"),
    ("languages: [en, fr]\n    decimals", "languages: [words]\n    decimals", "words` is no language"),
    ("base: {en: \"members w", "among: {variable: district, equals: Eest}, base: {en: \"members w", "district 'Eest'"),
])  # fmt: skip
def test_a_code_that_no_answer_has_is_told_and_makes_no_share_of_nought(study, old, new, told):
    path = study.codebooks / "survey.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StudyError, match=rf"survey\.yaml, line \d+.*{told}"):
        study.codebook("survey", SurveyCodebook)


@pytest.mark.parametrize("wrong", [7.0, 4.5, 1e300])
def test_a_column_none_of_whose_values_is_an_answer_is_told_and_not_all_missing(study, wrong):
    path = study.raw / "survey/members.sav"
    frame, about = pyreadstat.read_sav(path)
    pyreadstat.write_sav(frame.assign(saved=wrong), path, variable_value_labels=about.variable_value_labels)
    with pytest.raises(StudyError, match="saved: none of its values"):
        check.survey(study)
    one_is = frame.assign(saved=[4.0] + [wrong] * (len(frame) - 1))
    pyreadstat.write_sav(one_is, path, variable_value_labels=about.variable_value_labels)
    check.survey(study)


def test_a_column_of_codes_with_their_labels_is_no_column_without_answers(study):
    path = study.raw / "survey/members.sav"
    frame, about = pyreadstat.read_sav(path)
    labels = {name: one for name, one in about.variable_value_labels.items() if name != "saved"}
    pyreadstat.write_sav(frame.assign(saved="4 - Agree"), path, variable_value_labels=labels)
    check.survey(study)


@pytest.mark.parametrize("part", ["row", "cell"])
def test_a_sheet_that_says_to_be_filled_without_end_is_refused_at_once(part):
    name = {"row": "rows", "cell": "columns"}[part]
    space = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    names = " ".join(space.format(one) for one in ("office", "table", "text"))
    cell = "<table:table-cell><text:p>a</text:p></table:table-cell>"
    sheet = f"<table:table {names}><table:table-row>{cell}</table:table-row></table:table>"
    sheet = sheet.replace(f"<table:table-{part}>", f'<table:table-{part} table:number-{name}-repeated="999999999">')
    with pytest.raises(zipfile.BadZipFile):
        open_document._rows(fromstring(sheet))
