"""Sheets of an OpenDocument file (.ods, as LibreOffice and Google write it), cell by cell as openpyxl gives them."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring

SPACE = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TABLE, TEXT = (f"{SPACE}{name}:1.0}}" for name in ("office", "style", "table", "text"))
ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
ERROR = "#VALUE!"  # what openpyxl gives for a formula that failed
LENGTH = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
ROWS, COLUMNS = 2**20, 2**14  # that a sheet holds


class Percent(float):
    """A number in a cell with a format for percent."""


class Area(NamedTuple):
    """Merged cells: the first and last row and column of a sheet, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class OpenSheet:
    """A sheet of an OpenDocument file. rows: by their number, from 1, those that hold anything, up to the last filled
    cell; of merged cells the first alone holds a value."""

    title: str
    rows: dict[int, list[Any]]
    merged: list[Area]
    shown: bool


def open_sheets(path: Path) -> list[OpenSheet]:
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
        OpenSheet(table.get(f"{TABLE}name", ""), *_rows(table), table.get(f"{TABLE}style-name") not in hidden)
        for table in content.iter(f"{TABLE}table")
    ]


def _rows(table: Element) -> tuple[dict[int, list[Any]], list[Area]]:
    """(rows by their number, merged cells) of a sheet."""
    rows: dict[int, list[Any]] = {}
    merged: list[Area] = []
    number = 1
    for element in table.iter(f"{TABLE}table-row"):
        cells, areas = _cells(element, number)
        merged += areas
        again = int(element.get(f"{TABLE}number-rows-repeated", "1"))
        if cells:  # a sheet ends with a million blank rows
            rows |= {number + more: list(cells) for more in range(_filled(again, ROWS))}
        number += again
    return rows, merged


def _filled(times: int, most: int) -> int:
    """How often what is filled stands one after the other. Raises BadZipFile for more than a sheet holds."""
    if times > most:
        raise zipfile.BadZipFile(f"{times} times the same")
    return times


def _cells(row: Element, number: int) -> tuple[list[Any], list[Area]]:
    """(the cells of a row up to the last filled one, the merged cells that begin in it)."""
    cells: list[Any] = []
    merged: list[Area] = []
    blank = 0
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        again = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        value = _value(cell) if cell.tag == f"{TABLE}table-cell" else None  # a covered cell is not shown
        if value is None:
            blank += again
            continue
        cells += [None] * blank + [value] * _filled(again, COLUMNS)
        blank = 0
        down, across = (int(cell.get(f"{TABLE}number-{name}-spanned", "1")) for name in ("rows", "columns"))
        if down > 1 or across > 1:
            merged.append(Area(number, len(cells), number + down - 1, len(cells) + across - 1))
    return cells, merged


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
