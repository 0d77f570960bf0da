"""Tables as offices keep them: workbooks with merged cells and headers over several rows, exports of any separator."""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.cleaning.cells import code_text
from pipeline.cleaning.written_numbers import written_number
from pipeline.study import StudyError, opening
from pipeline.study.open_document import Area, OpenSheet, open_sheets
from pipeline.study.tables_of_people import MARKS, decoded, delimiter_of

MOST_CELLS = 20_000_000  # of a sheet: a stray cell makes its rows and columns far more than a table has
WORKBOOKS = (".xlsx", ".xlsm", ".ods")
BOOKS = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))  # how .xlsb, .numbers and old .xls begin
YEAR = re.compile(
    r"(?:(?:FY|AF|EF|Exercice)\s?)?(?:(?:19|20)?\d{2}\s?[-–/]\s?)?(?:19|20)\d{2}|FY\s?\d{2}", re.IGNORECASE
)
UNIT = re.compile(r"[$€%]|\(\D*0{0,6}\D*\)|\$?0{3,6}\$?|[kKM][$€]")  # `(000 $)`, `(persons)`, in a row below the names
ROW = "row"  # name of the index: the row in the file, the header being row 1


def read_rows(
    path: Path,
    where: str,
    sheet: str | None = None,
    header_rows: int = 1,
    separator: str = ",",
    encoding: str = "utf-8-sig",
    last_row: int | None = None,
) -> pd.DataFrame:
    """The rows below the header as texts, one column a column of the file; index `row`: the row in the file.

    last_row: of the table, where the sheet goes on with another one.

    A workbook's merged cells give their value to every cell of the header they cover; below it, one that is merged over
    rows gives a text to each of them, and a number to the first, since it may be a sum of theirs. A column is named by
    its lowest filled header cell; where that stands twice, is a unit, or stands below a year that others have not, by
    the group above it, too (`Q1 Planned`, `2024 Q4`). Dates become ISO texts. Raises StudyError for a file that is not
    there or cannot be read, a sheet or header that is not there, and names that stand twice.
    """
    if not path.exists():
        raise StudyError(where, "the file is not there", "the file that codebooks/admin.yaml names")
    if path.suffix.lower() in WORKBOOKS:
        cells = _cells(_sheet(path, where, sheet), header_rows, where)
    else:
        cells = _records(path, where, separator, encoding)
    cells = cells[:last_row]
    if len(cells) < header_rows:
        raise StudyError(where, f"{len(cells)} rows", f"a header of {header_rows} and rows below it")
    header = _names(cells[:header_rows])
    if twice := _twice(header):
        place = f"{where}, sheet {sheet}" if sheet else where
        todo = "Rename one in the file, or let `header_rows` end with the row that holds the names of the columns."
        raise StudyError(place, f"the column `{twice[0]}` stands twice", "names that differ", todo)
    width = len(header)
    rows = [[*row, *[""] * (width - len(row))][:width] for row in cells[header_rows:]]
    index = pd.RangeIndex(header_rows + 1, header_rows + 1 + len(rows), name=ROW)
    frame = pd.DataFrame(rows, index=index, columns=header, dtype="str")
    return frame[[name for name in header if name]]


def filled_down(cells: pd.Series) -> pd.Series:
    """The cells of a column where blank ones say the same as the filled one above them."""
    return cells.where(cells.str.strip().ne("")).ffill().fillna("")


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a CSV file, before anybody has said where its header is."""

    title: str
    cells: list[list[str]]
    reading: dict[str, str]  # what `read_rows` has to be told to read it: sheet, separator, encoding
    shown: bool = True


def sheets_of(path: Path, where: str) -> list[Sheet]:
    """Every sheet with cells in it; a CSV file is one, titled as the file. Raises StudyError as `read_rows`."""
    if path.suffix.lower() not in WORKBOOKS:
        data = path.read_bytes() if path.exists() else b""
        separator, _ = delimiter_of(decoded(data, where))
        encoding = next((mark for sign, mark in MARKS.items() if data.startswith(sign)), "utf-8-sig")
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "cp1252"
        cells = _records(path, where, separator, encoding)
        return [Sheet(path.stem, cells, {"separator": separator, "encoding": encoding})] if cells else []
    book = _book(path, where)
    sheets = [Sheet(one.title, _cells(one, 0, where), {"sheet": one.title}, one.shown) for one in book]
    return [one for one in sheets if any(cell.strip() for row in one.cells for cell in row)]


def _book(path: Path, where: str) -> list[OpenSheet]:
    if path.suffix.lower() == ".ods":
        with opening(where, "an OpenDocument workbook (.ods)"):
            return open_sheets(path)
    with opening(where, "an Excel workbook (.xlsx)"):
        return [_as_open(sheet) for sheet in openpyxl.load_workbook(path, data_only=True).worksheets]


def _as_open(sheet: Worksheet) -> OpenSheet:
    """A sheet of Excel as one of an OpenDocument; its own size is not believed: a format set for whole columns reaches
    to row 1,048,576."""
    rows: dict[int, list[Any]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if cell.value is not None:
            cells = rows.setdefault(row, [])
            cells += [None] * (column - 1 - len(cells)) + [cell.value]
    merged = [Area(one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges]
    return OpenSheet(sheet.title, rows, merged, sheet.sheet_state == "visible")


def _sheet(path: Path, where: str, title: str | None) -> OpenSheet:
    book = {sheet.title: sheet for sheet in _book(path, where)}
    if not book:
        raise StudyError(where, "no sheet with cells in it", "a sheet with a table")
    if title is None:
        return next((sheet for sheet in book.values() if sheet.shown), next(iter(book.values())))
    if title not in book:
        raise StudyError(where, f"no sheet `{title}`", f"one of {', '.join(book)}", "Correct admin.yaml.")
    return book[title]


def _cells(sheet: OpenSheet, header_rows: int, where: str) -> list[list[str]]:
    """All cells as texts, without blank rows at the end; a merged header cell stands in every cell it covers, a text
    merged over rows in each row."""
    width = max([1, *map(len, sheet.rows.values()), *(area.right for area in sheet.merged)])
    last = max([1, *sheet.rows, *(area.bottom for area in sheet.merged)])
    if last * width > MOST_CELLS:
        found = f"a cell in row {last} or column {width}, far from the table"
        raise StudyError(where, found, "a table without gaps", "Delete the rows and columns after the table.")
    rows = [sheet.rows.get(number, []) for number in range(1, last + 1)]
    cells = [[_text(value) for value in row] + [""] * (width - len(row)) for row in rows]
    for area in sheet.merged:
        value = cells[area.top - 1][area.left - 1]
        if area.top <= header_rows:
            for row in range(area.top, min(area.bottom, header_rows) + 1):
                cells[row - 1][area.left - 1 : area.right] = [value] * (area.right - area.left + 1)
        elif area.left == area.right and written_number(value) is None:
            for row in range(area.top + 1, area.bottom + 1):
                cells[row - 1][area.left - 1] = value
    return cells


def _text(value: object) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return code_text(value)


def _records(path: Path, where: str, separator: str, encoding: str) -> list[list[str]]:
    data = path.read_bytes()
    if data.startswith(BOOKS):
        todo = "Open it in a spreadsheet program and save it as .xlsx."
        raise StudyError(where, f"a {path.suffix or 'workbook'} file", "an Excel workbook (.xlsx) or a CSV file", todo)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise StudyError(where, f"not {encoding} text (byte {error.start})", encoding, "Save it as UTF-8.") from error
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise StudyError(where, f"not readable as a table ({error})", f"cells separated by `{separator}`") from error
    if rows and "".join(rows[0]).lower().startswith("sep="):
        rows[0] = []
    header, width = next(((at, len(row)) for at, row in enumerate(rows) if len(row) > 1), (0, 1))
    for at, row in enumerate(rows):
        if len(row) == 1 and (at < header or " " in row[0].strip()):  # a title or a note, which no program fills up
            row += [""] * (width - 1)
    wrong = [number for number, row in enumerate(rows, start=1) if len(row) not in (0, width)]
    if wrong:
        raise StudyError(f"{where}, row {wrong[0]}", f"{len(rows[wrong[0] - 1])} cells", f"{width}, as in the header")
    return [row or [""] * width for row in rows]  # an empty line keeps its number


def _names(header: list[list[str]]) -> list[str]:
    """The name of each column: its lowest filled cell; where that stands twice, after the nearest cell above it that
    tells the two apart. A cell of a group goes on to the right over empty ones. A year among others above a name
    belongs to it, and so does a name to the unit below it."""
    above = [_carried_on(row) for row in header]
    years = {cell for row in above if len(found := {one for one in row if YEAR.fullmatch(one)}) > 1 for cell in found}
    stacks = [_stack(header, above, place) for place in range(len(header[0]))]
    names = [_own_name(stack, years) for stack in stacks]
    for depth in range(1, len(header)):
        twice = set(_twice(names))
        fuller = [
            f"{stack[depth]} {name}" if name in twice and len(stack) > depth else name
            for name, stack in zip(names, stacks, strict=True)
        ]
        names = fuller if len(_twice(fuller)) < len(twice) else names
    return names


def _own_name(stack: list[str], years: set[str]) -> str:
    """A column's name without the group above it, but for a year, and for what a unit is of."""
    if len(stack) > 1 and (stack[1] in years or UNIT.fullmatch(stack[0])):
        return f"{stack[1]} {stack[0]}"
    return stack[0] if stack else ""


def _stack(header: list[list[str]], above: list[list[str]], place: int) -> list[str]:
    """The cells of a column's header from its lowest filled one upwards, each once."""
    filled = [number for number, row in enumerate(header) if row[place].strip()]
    if not filled:
        return []
    upwards = [header[filled[-1]][place].strip(), *(row[place] for row in reversed(above[: filled[-1]]))]
    return list(dict.fromkeys(text for text in upwards if text))


def _carried_on(row: list[str]) -> list[str]:
    carried: list[str] = []
    for cell in row:
        carried.append(cell.strip() or (carried[-1] if carried else ""))
    return carried


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if name and names.count(name) > 1})
