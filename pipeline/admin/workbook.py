"""Tables as offices keep them: workbooks with merged cells and headers over several rows, exports of any separator."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.cleaning.cells import code_text
from pipeline.study import StudyError, opening
from pipeline.study.tables_of_people import MARKS, decoded, delimiter_of

MOST_CELLS = 20_000_000  # of a sheet: a stray cell makes its rows and columns far more than a table has
ROW = "row"  # name of the index: the row in the file, the header being row 1


def read_rows(
    path: Path,
    where: str,
    sheet: str | None = None,
    header_rows: int = 1,
    separator: str = ",",
    encoding: str = "utf-8-sig",
) -> pd.DataFrame:
    """The rows below the header as texts, one column a column of the file; index `row`: the row in the file.

    A workbook's merged cells give their value to every cell of the header they cover, and to their first cell below it;
    a column is named by its lowest filled header cell. Dates become ISO texts. Raises StudyError for a file that is not
    there or cannot be read, a sheet or header that is not there, and names that stand twice.
    """
    if not path.exists():
        raise StudyError(where, "the file is not there", "the file that codebooks/admin.yaml names")
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        cells = _cells(_sheet(path, where, sheet), header_rows, where)
    else:
        cells = _records(path, where, separator, encoding)
    if len(cells) < header_rows:
        raise StudyError(where, f"{len(cells)} rows", f"a header of {header_rows} and rows below it")
    header = [_lowest([row[place] for row in cells[:header_rows]]) for place in range(len(cells[0]))]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise StudyError(where, f"the column `{twice[0]}` stands twice", "names that differ", "Rename one in the file.")
    width = len(header)
    rows = [[*row, *[""] * (width - len(row))][:width] for row in cells[header_rows:]]
    index = pd.RangeIndex(header_rows + 1, header_rows + 1 + len(rows), name=ROW)
    frame = pd.DataFrame(rows, index=index, columns=header, dtype="str")
    return frame[[name for name in header if name]]


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a CSV file, before anybody has said where its header is."""

    title: str
    cells: list[list[str]]
    reading: dict[str, str]  # what `read_rows` has to be told to read it: sheet, separator, encoding


def sheets_of(path: Path, where: str) -> list[Sheet]:
    """Every sheet with cells in it; a CSV file is one, titled as the file. Raises StudyError as `read_rows`."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        data = path.read_bytes() if path.exists() else b""
        separator, _ = delimiter_of(decoded(data, where))
        encoding = next((mark for sign, mark in MARKS.items() if data.startswith(sign)), "utf-8-sig")
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "cp1252"
        cells = _records(path, where, separator, encoding)
        return [Sheet(path.stem, cells, {"separator": separator, "encoding": encoding})] if cells else []
    with opening(where, "an Excel workbook (.xlsx)"):
        book = openpyxl.load_workbook(path, data_only=True)
    sheets = [Sheet(one.title, _cells(one, 0, where), {"sheet": one.title}) for one in book.worksheets]
    return [one for one in sheets if any(cell.strip() for row in one.cells for cell in row)]


def _sheet(path: Path, where: str, sheet: str | None) -> Worksheet:
    with opening(where, "an Excel workbook (.xlsx)"):
        book = openpyxl.load_workbook(path, data_only=True)
    if not book.worksheets:
        raise StudyError(where, "no sheet with cells in it", "a sheet with a table")
    if sheet is None:
        return book.worksheets[0]
    if sheet not in book.sheetnames:
        raise StudyError(where, f"no sheet `{sheet}`", f"one of {', '.join(book.sheetnames)}", "Correct admin.yaml.")
    return book[sheet]


def _cells(sheet: Worksheet, header_rows: int, where: str) -> list[list[str]]:
    """All cells as texts; a merged header cell stands in every cell it covers."""
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        found = f"a cell in row {sheet.max_row} or column {sheet.max_column}, far from the table"
        raise StudyError(where, found, "a table without gaps", "Delete the rows and columns after the table.")
    cells = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    for area in sheet.merged_cells.ranges:
        if area.min_row <= header_rows:
            value = cells[area.min_row - 1][area.min_col - 1]
            for row in range(area.min_row, min(area.max_row, header_rows) + 1):
                cells[row - 1][area.min_col - 1 : area.max_col] = [value] * (area.max_col - area.min_col + 1)
    return cells


def _text(value: object) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return code_text(value)


def _records(path: Path, where: str, separator: str, encoding: str) -> list[list[str]]:
    try:
        text = path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        raise StudyError(where, f"not {encoding} text (byte {error.start})", encoding, "Save it as UTF-8.") from error
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise StudyError(where, f"not readable as a table ({error})", f"cells separated by `{separator}`") from error
    width = len(rows[0]) if rows else 0
    wrong = [number for number, row in enumerate(rows, start=1) if row and len(row) != width]
    if wrong:
        raise StudyError(f"{where}, row {wrong[0]}", f"{len(rows[wrong[0] - 1])} cells", f"{width}, as in the header")
    return [row or [""] * width for row in rows]  # an empty line keeps its number


def _lowest(cells: list[str]) -> str:
    return next((cell.strip() for cell in reversed(cells) if cell.strip()), "")
