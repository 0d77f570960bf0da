"""Which column of a program's table is what, by its heading (`headings.yaml`)."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from pipeline.exchange.code_names import plain
from pipeline.study import yaml12


@cache
def _headings() -> dict[str, dict[str, list[str]]]:
    text = Path(__file__).with_name("headings.yaml").read_text(encoding="utf-8")
    return dict(yaml12.load(text))


def words(part: str, name: str) -> list[str]:
    return list(_headings()[part][name])


def parts(part: str) -> list[str]:
    """Our names for the columns of `part`."""
    return list(_headings()[part])


def named(frame: pd.DataFrame, part: str) -> pd.DataFrame:
    """`frame` with the columns of `part` (segments, codebook) under our names; other columns keep theirs.

    Where two headings mean one thing, the first of the list in `headings.yaml` is taken that has anything in its cells.
    """
    filled = [column for column in frame.columns if frame[column].astype(str).str.strip().any()]
    known = {plain(str(column)): column for column in reversed(frame.columns)}
    found: dict[str, str] = {}
    for name, headings in _headings()[part].items():
        columns = [known[plain(one)] for one in headings if known.get(plain(one)) not in (None, *found)]
        if columns:
            found[next((column for column in columns if column in filled), columns[0])] = name
    clash = [column for column in frame.columns if column in found.values() and column not in found]
    return frame.drop(columns=clash).rename(columns=found)


def levels(columns: Iterable[str]) -> list[str]:
    """The columns `Level 1`, `Level 2`, ... in their order, in whatever language."""
    found = []
    for column in columns:
        name, _, number = plain(str(column)).rpartition(" ")
        if number.isdigit() and name.removeprefix("code ").strip() in _headings()["levels"]:
            found.append((int(number), column))
    return [column for _, column in sorted(found)]
