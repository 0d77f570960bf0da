"""Which table of a programme's lists another one points at: payments at the projects whose number they name."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.admin.readings import identifier
from pipeline.scaffold.admin_sheets import is_year
from pipeline.study import folded

POINTS = 0.9  # part of the numbers of a column that another table has; others are slips, and told
SURE = 3  # characters of a number from which it is hardly there by chance
NUMBERED = r"^((?=.*\d)[\w./#-]+)$"  # no `Total` or `* Before tax.`


@dataclass(frozen=True)
class Keyed:
    """A table's rows as texts, and the column whose values are in no two of them."""

    cells: pd.DataFrame
    key: str | None


@dataclass(frozen=True)
class Link:
    """The column by which a table points at another one, that one's place, and the numbers that it does not have."""

    heading: str
    owner: int
    unknown: list[str]


def links(tables: Sequence[Keyed]) -> dict[int, Link]:
    """Place of a table -> the one it points at; never in a circle."""
    found: dict[int, Link] = {}
    for place, table in enumerate(tables):
        for owner, other in enumerate(tables):
            if other.key is None or place in (owner, *owners(owner, found)):
                continue
            link = next((one for heading in table.cells if (one := _link(table, str(heading), other, owner))), None)
            if link:
                found[place] = link
                break
    return found


def owners(place: int, found: dict[int, Link]) -> list[int]:
    """The place of the table that a table points at, of the one that this one points at, and so on."""
    return [found[place].owner, *owners(found[place].owner, found)] if place in found else []


def _link(table: Keyed, heading: str, other: Keyed, owner: int) -> Link | None:
    keys = _numbers(other.cells[other.key])
    numbers = _numbers(table.cells[heading])
    is_named_alike = folded(heading) == folded(str(other.key))
    if len({*numbers}) < 2 or (not is_named_alike and min(map(len, numbers)) < SURE) or is_year(table.cells[heading]):
        return None
    if heading == table.key and _counts_rows(numbers):  # each list numbers its own rows
        return None
    unknown = [number for number in numbers if number not in {*keys}]
    most = 0 if heading == table.key else (1 - POINTS) * len(numbers)
    return Link(heading, owner, [*dict.fromkeys(unknown)]) if len(unknown) <= most else None


def _counts_rows(numbers: list[str]) -> bool:
    """Do the numbers of a table's rows say no more than which comes first: 1, 2, 3?"""
    return all(map(str.isdecimal, numbers)) and [*map(int, numbers)] == [*range(1, len(numbers) + 1)]


def _numbers(cells: pd.Series) -> list[str]:
    """The cells as identifiers; blank ones and those that are none are left out."""
    return [str(number) for text in cells if (number := identifier(text, NUMBERED)[0]) is not None]
