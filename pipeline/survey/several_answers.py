"""Cells that hold several answers of a question: by which mark they are parted, and into which choices."""

import re
from collections import Counter

import pandas as pd

from pipeline.survey.batteries import SEVERAL
from pipeline.survey.export_files import VariableInfo
from pipeline.survey.tools import Tool

MOST = 24  # choices of a question
LONGEST = 60  # characters of a choice


def parts_of(valid: pd.Series, tool: Tool | None, info: VariableInfo) -> tuple[str, list[str]] | None:
    """(separator, choices) of a column whose cells hold several choices each, most of which come back."""
    own = tool.separator if tool and tool.separator else ""
    for separator in dict.fromkeys([own or ";", ";", ",", "|", "\n"]):
        cells = _whole([_parted(text, separator) for text in valid], separator)
        counts = pd.Series([part for cell in cells for part in cell], dtype="str").value_counts()
        shared = counts[counts > 1]
        asked = bool(SEVERAL.search(info.label) or own == separator)
        if _ranked(cells):
            return None
        share = 0.75 if asked else 0.9  # people write their own answers beside the choices
        share = 0.5 if valid.str.rstrip().str.endswith(separator).all() else share  # as Microsoft Forms writes them
        enough = len(counts) and shared.sum() >= share * counts.sum() and 1 < len(shared) <= MOST
        together = sum(len(cell) > 1 for cell in cells)
        if (
            enough
            and together > 1
            and (asked or separator in (";", "\n") or shared.index.str.isdecimal().all())
            and all(len(set(cell)) == len(cell) for cell in cells)
            and shared.index.str.len().max() <= LONGEST
        ):
            return separator, sorted(shared.index, key=lambda text: (len(text) if text.isdecimal() else 0, text))
    return None


def ranked(valid: pd.Series) -> bool:
    """Do cells hold all choices of a question in the order somebody gave them (`B;A;C;`, `A;C;B;`)?"""
    return any(_ranked([_parted(text, mark) for text in valid]) for mark in (";", ",", "|"))


def _ranked(cells: list[list[str]]) -> bool:
    orders = {tuple(cell) for cell in cells}
    return len(cells) > 2 and len(orders) > 1 and len({frozenset(cell) for cell in cells}) == 1 and len(cells[0]) > 2


def _parted(text: str, separator: str) -> list[str]:
    """The parts of a cell; a mark in brackets parts nothing (`Word of mouth (friends, family)`)."""
    parts = re.split(rf"{re.escape(separator)}(?![^()]*\))", text)
    return [part.strip() for part in parts if part.strip()]


def _whole(cells: list[list[str]], separator: str) -> list[list[str]]:
    """The cells with choices that hold the mark put together again: a part in small letters that several people have,
    always behind the same one (`Friends, neighbours`)."""
    before: dict[str, set[str]] = {}
    for cell in cells:
        for place, part in enumerate(cell):
            before.setdefault(part, set()).add(cell[place - 1] if place else "")
    counts = Counter(part for cell in cells for part in cell)
    ends = {part for part, found in before.items() if part[0].islower() and counts[part] > 1 and len(found) == 1}
    ends = {part for part in ends if next(iter(before[part]))[:1].isupper()}
    joined = []
    for cell in cells:
        parts: list[str] = []
        for part in cell:
            if part in ends:
                parts[-1] = f"{parts[-1]}{separator} {part}"
            else:
                parts.append(part)
        joined.append(parts)
    return joined
