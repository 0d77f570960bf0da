"""Tables that people save from their own programs: CSV in whatever form a spreadsheet writes it, and Excel workbooks.

Excel writes semicolons where the decimal sign is a comma, Windows-1252 unless it is asked for UTF-8, `sep=;` in a line
of its own where somebody wanted to be sure, and a byte order mark before UTF-8 and UTF-16. All of it is read; every
cell is text, without blanks at its ends.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.study.errors import AGAIN, StudyError, opening
from pipeline.study.suggestions import nearest

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
DELIMITERS = ",;\t|"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
NO_TABLES = (b"%pdf-", b"<html", b"<!doctype html", b"{\\rtf")
NO_VALUE = re.compile(rb"<c ([^>]*)>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
LONGEST_CELL = 2**24


def read_people_table(path: Path, where: str = "", needed: Sequence[str] = (), lower: bool = True) -> pd.DataFrame:
    """A CSV file, or the first sheet of a workbook that is not hidden, all cells text; blank rows and titles above the
    header (lines of one cell, as programs write over a report) are left out.

    The index is the row in the file, as a spreadsheet counts it, for messages; its name is `row`. `lower`: headings
    in lower case. `where` names the file in messages. Raises StudyError where it cannot be read, a column of `needed`
    is missing or a row is longer than the header.

    >>> read_people_table(Path("raw/coding/ana.csv"), needed=["note_id", "turn"])  # doctest: +SKIP
    """
    where = where or str(path)
    frame = next(iter(read_people_sheets(path, where, lower).values()))
    need_columns(frame, needed, where)
    return frame


def read_people_sheets(path: Path, where: str = "", lower: bool = False) -> dict[str, pd.DataFrame]:
    """Every sheet by its title (a CSV file is one sheet, titled as the file), as `read_people_table` gives it.

    Raises StudyError where the file cannot be read.
    """
    where, kind = where or str(path), path.suffix.lower()
    if not path.exists():
        raise StudyError(where, "the file is not there")
    if path.is_dir():
        raise StudyError(where, "this is a folder", "a file")
    if kind not in KINDS:
        raise StudyError(where, f"{kind or 'no suffix'} is no table we read", "CSV or an Excel workbook (.xlsx)")
    is_workbook = kind in (".xlsx", ".xlsm")
    sheets = workbook_rows(path, where) if is_workbook else {path.stem: csv_rows(path.read_bytes(), where)}
    below_titles = {title: rows[title_rows([cells for _, cells in rows]) :] for title, rows in sheets.items()}
    return {title: _frame(rows, where, lower) for title, rows in below_titles.items()}


def title_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows on top are titles: of one cell each, above a row of three, or of two where titles begin with #."""
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    header = next((at for at, number in enumerate(filled) if number != 1), 0)
    remarks = all(any(cell.lstrip().startswith("#") for cell in cells) for cells in rows[:header])
    return header if filled and filled[header] > (1 if remarks else 2) else 0


def need_columns(frame: pd.DataFrame, needed: Iterable[str], where: str) -> None:
    """Raises StudyError naming the missing columns, and what may have been meant by those that are there."""
    missing = [column for column in needed if column not in frame.columns]
    if not missing:
        return
    found = ", ".join(str(column) for column in frame.columns) or "none"
    near = [f"{one!r} may be meant by {match[0]!r}" for one in missing if (match := nearest(one, frame.columns, 1))]
    todo = "Add what is missing." if not near else f"Add what is missing, or rename: {'; '.join(near)}."
    raise StudyError(where, f"no column {', '.join(missing)} (columns: {found})", ", ".join(needed), todo)


def decoded(data: bytes, where: str) -> str:
    """The text of a CSV file: by its byte order mark, or as UTF-8, or else as Windows-1252.

    Raises StudyError for what is no text.
    """
    if data.lstrip()[:14].lower().startswith(NO_TABLES):
        raise StudyError(where, "this is a page or a document, whatever its name says", "a CSV file", AGAIN)
    encoding = next((encoding for mark, encoding in MARKS.items() if data.startswith(mark)), "utf-8")
    for one in (encoding, "cp1252"):
        try:
            text = data.decode(one)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise StudyError(where, "the content is not text", "a CSV file, UTF-8 or Windows-1252", AGAIN)


def delimiter_of(text: str) -> tuple[str, str]:
    """The sign between cells, and the text without a `sep=` line: as that line says, or the commonest in the header."""
    first, _, rest = text.partition("\n")
    if first.strip().strip('"').lower().startswith("sep="):
        sign = first.strip().strip('"')[4:5] or "\t"
        return sign, rest
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(part for part in header.split('"')[::2])  # a sign inside quotes is text
    return max(DELIMITERS, key=outside.count), text


def csv_rows(data: bytes, where: str) -> list[tuple[int, list[str]]]:
    """Rows of a CSV file that are not blank: the row's number, counted from 1, and its cells.

    Raises StudyError for what is not text, and for quotes that are not closed.
    """
    text = decoded(data, where)
    sign, body = delimiter_of(text)
    first = 1 if body is text else 2
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=sign, strict=True)
    try:
        return [(number, row) for number, row in enumerate(reader, first) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        place = f"{where}, line {reader.line_num + first - 1}"
        raise StudyError(place, f"not readable ({error})", "closed quotes", AGAIN) from error


def workbook_rows(path: Path, where: str) -> dict[str, list[tuple[int, list[str]]]]:
    """Rows of each sheet of a workbook that are not blank: the row's number, counted from 1, and its cells.

    Raises StudyError for a damaged one, one without sheets, and for formulas that nobody worked out.
    """
    import openpyxl

    with opening(where, "a whole Excel workbook (.xlsx)", AGAIN), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of parts (drop-downs, styles) that carry no cell
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = {}
        for sheet in sorted(book.worksheets, key=lambda one: one.sheet_state != "visible"):  # first what people see
            sheet.reset_dimensions()  # some programs write a wrong size
            rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            sheets[sheet.title] = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
        book.close()
        for part in sheet_parts(path):
            refuse_formulas_without_value(part, where)
    if not sheets:
        raise StudyError(where, "no sheet in the workbook", "a sheet with a table")
    return sheets


def sheet_parts(path: Path) -> Iterator[bytes]:
    """The XML of each sheet of a workbook, one after the other."""
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                yield parts.read(name)


def refuse_formulas_without_value(part: bytes, where: str | Path) -> None:
    """Raises StudyError for a formula in the XML of a sheet that no spreadsheet program has worked out, as other
    programs write them; a formula that gives an empty text has been."""
    for attributes in NO_VALUE.findall(part):
        place = re.search(rb'r="(\w+)"', attributes)
        if place and b't="str"' not in attributes:
            todo = "Open it in a spreadsheet program and save it, so that what the formula gives stands in the file."
            raise StudyError(f"{where}, cell {place[1].decode()}", "a formula without a value", "a value", todo)


def _cell(cell: Any) -> str:
    """A cell as text: whole numbers without a decimal point, dates in ISO, a moment at midnight as its day."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "hour") and hasattr(cell, "year"):
        return str(cell.isoformat(sep=" ")).removesuffix(" 00:00:00")
    return str(cell)


def _frame(rows: list[tuple[int, list[str]]], where: str, lower: bool) -> pd.DataFrame:
    names = [" ".join(name.split()) for name in rows[0][1]] if rows else []
    while names and not names[-1]:
        names.pop()
    if lower:
        names = [name.lower() for name in names]
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise StudyError(where, f"the column {twice[0]!r} stands twice", "each column once")
    cells: list[list[str]] = []
    for number, row in rows[1:]:
        texts = [cell.strip() for cell in row]
        if any(texts[len(names) :]):
            todo = "A text that holds the delimiter needs quotes around it; a title has no place above the header."
            raise StudyError(f"{where}, row {number}", f"{len(texts)} cells", f"{len(names)}, as in the header", todo)
        cells.append((texts + [""] * len(names))[: len(names)])
    index = pd.Index([number for number, _ in rows[1:]], name="row", dtype="int64")
    frame = pd.DataFrame(cells, columns=names, index=index, dtype="object")
    return frame.loc[:, [bool(name) for name in names]]
