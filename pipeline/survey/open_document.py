"""Sheets of an OpenDocument file (.ods, as LibreOffice and Google write it), cell by cell as openpyxl gives them."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

SPACE = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TABLE, TEXT = (f"{SPACE}{name}:1.0}}" for name in ("office", "style", "table", "text"))
ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
ERROR = "#VALUE!"  # what openpyxl gives for a formula that failed
LENGTH = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


class Percent(float):
    """A number in a cell with a format for percent."""


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet of a workbook. rows: those that hold anything, all as long as the longest; what is merged over rows of
    one column, below the first row of the sheet, stands in each of them."""

    title: str
    rows: list[list[Any]]
    shown: bool


def open_sheets(path: Path) -> list[WorkbookSheet]:
    """The sheets of the file. Raises zipfile.BadZipFile, KeyError or ParseError where it is no whole OpenDocument."""
    with zipfile.ZipFile(path) as parts:
        content = fromstring(parts.read("content.xml"))
    hidden = {
        style.get(f"{STYLE}name")
        for style in content.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }
    return [
        WorkbookSheet(table.get(f"{TABLE}name", ""), _rows(table), table.get(f"{TABLE}style-name") not in hidden)
        for table in content.iter(f"{TABLE}table")
    ]


def _rows(table: Element) -> list[list[Any]]:
    rows: list[list[Any]] = []
    merged: dict[int, tuple[int, Any]] = {}  # column -> (rows still to fill, what stands in them)
    at = 0  # of the sheet, blank rows counted
    for element in table.iter(f"{TABLE}table-row"):
        cells, spans = _cells(element)
        for place, (left, value) in list(merged.items()):
            cells += [None] * (place + 1 - len(cells))
            cells[place] = value
            merged[place] = (left - 1, value)
        merged = {place: rest for place, rest in merged.items() if rest[0]} | (spans if at else {})
        again = int(element.get(f"{TABLE}number-rows-repeated", "1"))
        at += again
        if any(cell is not None for cell in cells):  # a sheet ends with a million blank rows
            rows += [list(cells) for _ in range(again)]
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def _cells(row: Element) -> tuple[list[Any], dict[int, tuple[int, Any]]]:
    """(the cells up to the last filled one, the columns merged over rows: column -> how many more rows, value)."""
    cells: list[Any] = []
    spans: dict[int, tuple[int, Any]] = {}
    blank = 0
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        again = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        value = _value(cell) if cell.tag == f"{TABLE}table-cell" else None  # a covered cell is not shown
        if value is None:
            blank += again
            continue
        cells += [None] * blank + [value] * again
        blank = 0
        down, across = (int(cell.get(f"{TABLE}number-{name}-spanned", "1")) for name in ("rows", "columns"))
        if down > 1 and across == 1:
            spans[len(cells) - 1] = (down - 1, value)
    return cells, spans


def _value(cell: Element) -> Any:
    """What a cell holds: a number, a day or moment, a time, true or false, a text; None where it is blank."""
    kind = cell.get(f"{OFFICE}value-type")
    if cell.get(ERROR_TYPE) == "error":
        return ERROR
    if kind in ("float", "currency", "percentage"):
        number = float(cell.get(f"{OFFICE}value", "nan"))
        return Percent(number) if kind == "percentage" else number
    if kind == "date":
        return dt.datetime.fromisoformat(cell.get(f"{OFFICE}date-value", ""))
    if kind == "time" and (found := LENGTH.fullmatch(cell.get(f"{OFFICE}time-value", ""))):
        return ":".join(part.zfill(2) for part in found.groups())
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    text = "\n".join("".join(_words(paragraph)) for paragraph in cell.findall(f"{TEXT}p"))
    return text or None


def _words(element: Element) -> Iterator[str]:
    """The text of a paragraph, blanks, tabs and breaks written out."""
    yield element.text or ""
    for part in element:
        if part.tag == f"{TEXT}s":
            yield " " * int(part.get(f"{TEXT}c", "1"))
        elif part.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            yield "\t" if part.tag == f"{TEXT}tab" else "\n"
        elif not part.tag.startswith(OFFICE):  # a comment on the cell is none of its text
            yield from _words(part)
        yield part.tail or ""
