"""Cells that a spreadsheet would run as a formula, kept as the text they are (CWE-1236)."""

import re
from collections.abc import Callable, Iterable

import pandas as pd

MARK = "'"  # what spreadsheets themselves put before a cell that is to stay text
RUNS = re.compile(r"[=@\t\r]|[+-](?=[^\s\d.,])|[+-][\d.,]+[^\s\d.,%]")
EITHER = re.compile(rf"{MARK}*(?:{RUNS.pattern})")
MARKED = re.compile(rf"{MARK}+(?={RUNS.pattern})")


def as_text(value: object) -> object:
    """`=cmd|...` as `'=cmd|...`; anything that no spreadsheet runs as it is. A cell so marked already is marked again.

    >>> as_text("=1+1"), as_text("-0.4"), as_text("- an item")
    ("'=1+1", '-0.4', '- an item')
    """
    if isinstance(value, str) and (RUNS.match(value) or MARKED.match(value)):
        return MARK + value
    return value


def as_written(value: object) -> object:
    """The text before `as_text`."""
    return value[1:] if isinstance(value, str) and MARKED.match(value) else value


def texts_of(frame: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    """`frame` with `change` made to each cell of text that a spreadsheet would run, or that is marked as such."""
    changed: dict[str, pd.Series] = {}
    for name, column in frame.items():
        if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
            continue
        if any(EITHER.match(text) for text in _distinct(column)):
            changed[str(name)] = column.map(change, na_action="ignore")
    return frame.assign(**changed) if changed else frame


def _distinct(column: pd.Series) -> Iterable[str]:
    """The texts of a column, each once. Columns of texts alone are looked through without leaving their own memory."""
    if column.dtype == object:
        return {cell for cell in column if isinstance(cell, str)}
    return column.dropna().unique()
