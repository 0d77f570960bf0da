"""An OpenDocument sheet as LibreOffice writes it is read as the same workbook of Excel; all records are invented."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from pipeline.study import StudyError
from pipeline.survey.exports import read_export

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
REST = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
REST += "</table:table-row>"


def word(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def typed(kind: str, value: str, shown: str = "shown") -> str:
    name = {"date": "date-value", "boolean": "boolean-value", "time": "time-value"}.get(kind, "value")
    attributes = f'office:value-type="{kind}" office:{name}="{value}"'
    return f"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>"


def number(value: str) -> str:
    return typed("float", value)


def row(*cells: str) -> str:
    return f'<table:table-row>{"".join(cells)}<table:table-cell table:number-columns-repeated="9"/></table:table-row>'


def open_document(path: Path, *sheets: str) -> Path:
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMES.items())
    hidden = '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
    body = f"<office:automatic-styles>{hidden}</office:automatic-styles><office:body><office:spreadsheet>"
    body += f"{''.join(sheets)}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return path


def sheet(name: str, *rows: str, style: str = "ta1") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}{REST}</table:table>'


def test_cells_of_every_kind_are_read_as_those_of_an_excel_workbook(tmp_path):
    comment = "<office:annotation><dc:creator>Ana</dc:creator><text:p>ask Ana</text:p></office:annotation>"
    path = open_document(
        tmp_path / "export.ods",
        sheet(
            "Data",
            row(*map(word, ["id", "hours", "day", "at", "yes", "money", "share", "note"])),
            row(
                word("007"),
                number("37.5"),
                typed("date", "2024-03-05"),
                typed("date", "2024-03-05T10:02:11"),
                typed("boolean", "true"),
                typed("currency", "1234.5"),
                typed("percentage", "0.45"),
                f'<table:table-cell office:value-type="string">{comment}<text:p>one<text:s text:c="2"/>two</text:p>'
                "<text:p>l’été</text:p></table:table-cell>",
            ),
            row(
                word("010"),
                '<table:table-cell table:number-columns-repeated="3"/>',
                typed("boolean", "false"),
                number("20"),
                typed("percentage", "1"),
                word("#DIV/0!", ' calcext:value-type="error"'),
            ),
        ),
    )
    export = read_export(path)
    assert export.frame.to_numpy().tolist() == [
        ["007", "37.5", "2024-03-05 00:00:00", "2024-03-05 10:02:11", "True", "1234.5", "0.45", "one  two\nl’été"],
        ["010", "", "", "", "False", "20", "1", ""],
    ]
    assert export.remarks == ["1 cells hold an error of the workbook (such as #N/A) and were read as blank."]


def test_repeated_rows_and_cells_merged_cells_titles_and_hidden_sheets(tmp_path):
    down = ' table:number-rows-spanned="2" table:number-columns-spanned="1"'
    path = open_document(
        tmp_path / "export.ods",
        sheet("Old", row(word("id"), word("x")), row(number("1"), number("2")), style="off"),
        sheet(
            "Data",
            row(word("Survey of 2024")),
            row(*map(word, ["id", "region", "a", "b"])),
            row(number("1"), word("North", down), '<table:table-cell table:number-columns-repeated="2" '
                'office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell>'),
            row(number("2"), "<table:covered-table-cell/>", number("5"), number("3")),
            row(number("3"), word("South"), number("1"), number("1"))
            .replace("<table:table-row>", '<table:table-row table:number-rows-repeated="2">'),
        ),
    )  # fmt: skip
    export = read_export(path)
    assert export.frame.to_numpy().tolist() == [
        ["1", "North", "4", "4"], ["2", "North", "5", "3"], ["3", "South", "1", "1"], ["3", "South", "1", "1"],
    ]  # fmt: skip
    assert [text.split(",")[0] for text in export.remarks] == [
        "The sheet 'Old' of the workbook was not read.",
        "The first row",
    ]


def test_percents_beside_typed_ones_are_read_as_they_are_shown(tmp_path):
    path = open_document(
        tmp_path / "export.ods",
        sheet(
            "Data",
            row(word("id"), word("p")),
            row(word("a"), typed("percentage", "0.455")),
            row(word("b"), word("7 %")),
        ),
    )
    assert read_export(path).frame["p"].tolist() == ["45.5%", "7 %"]


def test_a_file_that_is_no_open_document_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "page.ods").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(StudyError, match="the content is not ods"):
        read_export(tmp_path / "page.ods")
    openpyxl.Workbook().save(tmp_path / "excel.ods")
    with pytest.raises(StudyError, match="not readable"):
        read_export(tmp_path / "excel.ods")
