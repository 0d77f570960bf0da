"""Text with separators, and workbooks, as rows of text cells; whatever is guessed about the file is told."""

import codecs
import csv
import datetime as dt
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.cleaning.texts import normal
from pipeline.study import StudyError, opening
from pipeline.study.open_document import OpenSheet, Percent, open_sheets
from pipeline.study.tables_of_people import refuse_formulas_without_value, sheet_parts, title_rows
from pipeline.survey.export_files import AGAIN

SEPARATORS = ";,\t|"
LOOKED_AT = 200  # rows by which the separator is found
PERCENT = re.compile(r"\s*[-+−]?\d+(?:[.,]\d+)?\s?%\s*")  # as people type it, beside cells with a format for it
EXACT = 10**15  # whole numbers from here on have lost digits in a workbook
WORKBOOK_ERRORS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}
# What English and French text in Windows-1252 has beyond ASCII; other signs say that the file is something else.
WINDOWS = frozenset("àâäæçéèêëîïìíñóòôöœùúûüÿÀÂÄÆÇÉÈÊËÎÏÑÔÖŒÙÛÜŸ«»“”‘’–—…€£°ºª·•×©®™§\u00a0\u00ad")

SUMS = re.compile(r"(?:grand |sub-?|sous-)?tota(?:l|ls|ux)|sums?|sommes?|averages?|means?|moyennes?", re.IGNORECASE)
NOTES = re.compile(r"(?:sources?|notes?|remarques?|n\.?b\.?) ?:", re.IGNORECASE)


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet of a workbook. rows: those that hold anything, all as long as the longest; what is merged over rows of
    one column, below the first row of the sheet, stands in each of them."""

    title: str
    rows: list[list[Any]]
    shown: bool


@dataclass(frozen=True)
class Sheet:
    """Rows of cells as text, blank ones left out; all that belongs to the header still among them."""

    rows: list[list[str]]
    encoding: str = ""
    remarks: list[str] = field(default_factory=list)


def read_text(path: Path, encoding: str | None) -> Sheet:
    """A text file with commas, semicolons, tabs or bars between cells. Raises StudyError where it is not readable."""
    remarks: list[str] = []
    text, encoding = _decoded(path, encoding, remarks)
    text = normal(text.lstrip("\ufeff"))
    if "\0" in text:
        raise StudyError(path, "the content is not text", "a CSV file", AGAIN)
    first, _, rest = text.partition("\n")
    declared = first.strip('\r\n "')  # a tab may be the separator that is declared
    if declared.lower().startswith("sep=") and declared[4:]:
        separator, text = declared[4:5], rest
    else:
        separator = _separator(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        rows = _backslashed(text, separator)
        if not rows:
            line = f"{path}, line {_line_of(text, separator)}"
            raise StudyError(line, f"not readable ({error})", "closed quotes", AGAIN) from error
        remarks.append("Quotation marks inside quoted cells are escaped by a backslash.")
    filled = _unwrapped([row for row in rows if any(cell.strip() for cell in row)], remarks)
    if any(re.match(r' +"', cell) for row in filled for cell in row):
        filled = _after_blanks(text, separator, remarks) or filled
    return Sheet(without_foot(without_title(filled, remarks), remarks), encoding, remarks)


def _decoded(path: Path, encoding: str | None, remarks: list[str]) -> tuple[str, str]:
    """(text, encoding): the declared one, else UTF-16 by its mark, UTF-8, or Windows-1252 where it looks like that."""
    data = path.read_bytes()
    if not encoding and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return data.decode(encoding or "utf-8-sig"), encoding or "utf-8-sig"
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", errors="replace")
        if not encoding and b"\0" not in data and all(sign < "\x80" or sign in WINDOWS for sign in set(text)):
            remarks.append("The file is not UTF-8 and was read as Windows-1252.")
            return text, "cp1252"
        name = encoding or "utf-8-sig"
        line = data[: error.start].count(b"\n") + 1
        todo = "Save the file as UTF-8, or declare its `encoding` in codebooks/survey.yaml."
        found = f"byte 0x{data[error.start]:02X} is not {name}"
        raise StudyError(f"{path}, line {line}", found, f"{name} text", todo) from error
    except LookupError as error:
        raise StudyError(path, f"{encoding!r} is no known encoding", "a name such as utf-8-sig or cp1252") from error
    except UnicodeError as error:
        raise StudyError(path, f"not readable as {encoding} ({error})", f"{encoding} text", AGAIN) from error


def _separator(text: str) -> str:
    """The sign that divides the first rows into most cells, the same number in each; else most frequent on top; where
    none is there (a title), the one that parts most of the rows."""
    best, most, parted = "", 1, dict.fromkeys(SEPARATORS, 0)
    for sign in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        widths: Counter[int] = Counter()
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    widths[len(row)] += 1
                if widths.total() >= LOOKED_AT:
                    break
        except csv.Error:
            continue
        parted[sign] = sum(count for width, count in widths.items() if width > 1)
        if len(widths) == 1 and next(iter(widths)) > most:
            best, most = sign, next(iter(widths))
    if best:
        return best
    outside_quotes = "".join(text.split("\n", 1)[0].split('"')[::2])
    return max(SEPARATORS, key=lambda sign: (outside_quotes.count(sign), parted[sign]))


def _backslashed(text: str, separator: str) -> list[list[str]]:
    """The rows where `\\"` stands for a quotation mark in a quoted cell; none unless all then have one length."""
    try:
        rows = list(
            csv.reader(
                io.StringIO(text, newline=""), delimiter=separator, escapechar="\\", doublequote=False, strict=True
            )
        )
    except csv.Error:
        return []
    return rows if '\\"' in text and len({len(row) for row in rows if row}) == 1 else []


def _unwrapped(rows: list[list[str]], remarks: list[str]) -> list[list[str]]:
    """The rows of a file each of whose lines a spreadsheet took for one cell and quoted once more."""
    lines = "\n".join(row[0] for row in rows if len(row) == 1)
    if len(rows) < 2 or any(len(row) != 1 for row in rows) or not (mark := _separator(lines)):
        return rows
    inner = list(csv.reader(io.StringIO(lines, newline=""), delimiter=mark))
    if len(inner[0]) < 2 or len({len(row) for row in inner}) != 1:
        return rows
    remarks.append("Each line of the file was quoted as a whole; what is inside was read.")
    return inner


def _after_blanks(text: str, separator: str, remarks: list[str]) -> list[list[str]]:
    """The rows where a blank stands between separator and quotation mark; none unless all then have one length."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    rows = [row for row in reader if any(cell.strip() for cell in row)]
    if len({len(row) for row in rows}) != 1:
        return []
    remarks.append("Blanks between a separator and a quotation mark were passed over.")
    return rows


def _line_of(text: str, separator: str) -> int:
    """The line on which strict reading fails."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error:
        pass
    return reader.line_num


def read_workbook(path: Path) -> Sheet:
    """The first sheet that holds a table and is not hidden; the first that holds anything, where none does.

    Raises StudyError where the workbook is not readable, or holds a formula that nobody worked out.
    """
    with opening(path, "a whole workbook", AGAIN):
        is_open_document = path.suffix.lower() == ".ods"
        sheets = [*map(_open_sheet, open_sheets(path))] if is_open_document else _excel_sheets(path)
    filled = [sheet for sheet in sheets if sheet.rows]
    tables = [sheet for sheet in filled if sheet.shown and len(sheet.rows) > 1 and len(sheet.rows[0]) > 1]
    chosen = next(iter(tables or filled), WorkbookSheet("", [], True))
    cells = chosen.rows
    typed = _typed_percents(cells)
    if typed:
        cells = _percents_as_shown(cells, typed)
    remarks = [f"The sheet {sheet.title!r} of the workbook was not read." for sheet in filled if sheet is not chosen]
    errors = sum(cell in WORKBOOK_ERRORS for row in cells for cell in row if isinstance(cell, str))
    if errors:
        remarks.append(f"{errors} cells hold an error of the workbook (such as #N/A) and were read as blank.")
    rows = [[_cell(cell) for cell in row] for row in cells]
    texts = [row for row in rows if any(cell.strip() for cell in row)]
    return Sheet(without_foot(without_title(texts, remarks), remarks), remarks=remarks)


def _open_sheet(sheet: OpenSheet) -> WorkbookSheet:
    rows = {number: list(cells) for number, cells in sheet.rows.items()}
    for area in sheet.merged:
        if area.left == area.right and area.top > 1:
            for number in range(area.top + 1, area.bottom + 1):
                cells = rows.setdefault(number, [])
                cells += [None] * (area.left - len(cells))
                cells[area.left - 1] = rows[area.top][area.left - 1]
    width = max(map(len, rows.values()), default=0)
    return WorkbookSheet(sheet.title, [rows[n] + [None] * (width - len(rows[n])) for n in sorted(rows)], sheet.shown)


def _excel_sheets(path: Path) -> list[WorkbookSheet]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets = [WorkbookSheet(sheet.title, _rows(sheet), sheet.sheet_state == "visible") for sheet in book.worksheets]
    book.close()
    merged = False
    for part in sheet_parts(path):
        refuse_formulas_without_value(part, path)
        merged |= b"<mergeCell " in part
    if merged or any(_typed_percents(sheet.rows) for sheet in sheets):  # what the quick reader does not tell
        book = openpyxl.load_workbook(path, data_only=True)
        sheets = [WorkbookSheet(one.title, _whole_rows(one), one.sheet_state == "visible") for one in book.worksheets]
    return sheets


def _typed_percents(rows: list[list[Any]]) -> set[int]:
    """The columns in which somebody typed a number with its percent sign as a text."""
    return {at for row in rows for at, cell in enumerate(row) if isinstance(cell, str) and PERCENT.fullmatch(cell)}


def without_title(rows: list[list[str]], remarks: list[str]) -> list[list[str]]:
    """The rows from the header on; `remarks` says which were taken for titles and left out."""
    titles = title_rows(rows)
    for row in rows[:titles]:
        remarks.append(f"The first row, {next(filter(None, row))[:60]!r}, was taken for a title and left out.")
    return rows[titles:]


def without_foot(rows: list[list[str]], remarks: list[str]) -> list[list[str]]:
    """The rows without sums and notes that somebody wrote below the records; `remarks` says what was left out."""
    while len(rows) > 2 and len(rows[0]) > 2:
        first, others = rows[-1][0].strip(), [cell for cell in rows[-1][1:] if cell.strip()]
        if not (SUMS.fullmatch(first) or (not others and NOTES.match(first))):
            break
        remarks.append(f"The last row, {first[:60]!r}, is no record and was left out.")
        rows = rows[:-1]
    return rows


def _whole_rows(sheet: Any) -> list[list[Any]]:
    """As `_rows`; what stands in merged cells of one column below the header holds for each of their rows, and numbers
    in cells with a format for percent are known as such."""
    rows = [[_as_formatted(cell) for cell in row] for row in sheet.iter_rows()]
    for span in sheet.merged_cells.ranges:
        if span.min_col == span.max_col and span.min_row > 1:
            for row in range(span.min_row, span.max_row):
                rows[row][span.min_col - 1] = rows[span.min_row - 1][span.min_col - 1]
    return [row for row in rows if any(cell is not None for cell in row)]


def _as_formatted(cell: Any) -> Any:
    is_number = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    return Percent(cell.value) if is_number and "%" in cell.number_format else cell.value


def _percents_as_shown(rows: list[list[Any]], places: set[int]) -> list[list[Any]]:
    """The rows, in these columns, where people also typed `45 %`, cells with a format for percent as they are shown,
    and not as the 0.45 that the file holds: both in one column would be two scales."""
    return [
        [
            f"{number_text(float(round(100 * cell, 10)))}%" if at in places and isinstance(cell, Percent) else cell
            for at, cell in enumerate(row)
        ]
        for row in rows
    ]


def _rows(sheet: Any) -> list[list[Any]]:
    """The rows that hold anything, each as long as the longest; the size that the file gives is not believed, which a
    single cell far away makes that of millions."""
    sheet.reset_dimensions()
    rows = [list(row) for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def _cell(cell: object) -> str:
    """A cell as text: whole numbers without a decimal point, dates in ISO, errors of the workbook blank."""
    if cell is None or (isinstance(cell, str) and cell in WORKBOOK_ERRORS):
        return ""
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds" if cell.microsecond == 0 else "microseconds")
    return normal(str(cell))


def number_text(number: float) -> str:
    """A number that a file holds as one, so that nobody takes its decimal point for a mark of thousands."""
    if number.is_integer():
        return str(int(number)) if abs(number) < EXACT else repr(number)
    text = repr(number)
    whole, point, decimals = text.partition(".")
    return f"{text}0" if point and len(decimals) == 3 and whole.strip("-") != "0" else text
