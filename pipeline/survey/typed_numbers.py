"""Numbers as people type them into a list: with a unit (`45 %`, `$1,200`, `34 ans`), or beside the label of a point
(`1 - Not at all`, `2`, `5 - Very much`)."""

import re

import pandas as pd

SIGN = r"(?:[kKM]?[$€£]|%|\$\s?CA|CA\$|US\$)"
UNIT = re.compile(
    rf"(?P<minus>[-+−]?\s?)(?P<before>{SIGN}|CAD|USD|EUR)?\s?(?P<number>[-+−]?\d[\d\s.,'’]*?)\s?"
    rf"(?P<after>{SIGN}|CAD|USD|EUR|[^\W\d_]{{2,12}}|[hjmlg])?\.?"
)
POINT = re.compile(r"(?P<number>\d{1,2})(?:\s*[-–—=:.)]\s*|\s*\((?=.*\)$))(?P<label>[^\d\s].*)|\d{1,2}")
MOST = 11  # points of a scale


def beside_units(valid: pd.Series) -> tuple[tuple[str, ...], list[str]] | None:
    """(the words of the one unit that stands beside most numbers of a column, the numbers); None where the column holds
    anything else, or numbers that may be of another unit (0.45 beside 45 %)."""
    cells = [UNIT.fullmatch(text.strip()) for text in valid.unique()]
    found = [cell for cell in cells if cell]
    units = [" ".join((cell["before"] or cell["after"] or "").split()) for cell in found]
    words = sorted({unit for unit in units if unit})
    if len(found) < len(cells) or len({word.casefold().rstrip("s") for word in words}) != 1:
        return None
    if units.count("") * 2 > len(units) or ("%" in words and "" in units):
        return None
    return tuple(words), [cell["minus"].strip() + cell["number"] for cell in found]


def is_money(units: tuple[str, ...]) -> bool:
    return any(re.fullmatch(SIGN, unit) or unit in ("CAD", "USD", "EUR") for unit in units if unit != "%")


def numbered_points(valid: pd.Series) -> list[tuple[int, str, tuple[str, ...]]] | None:
    """(number, label, how it is written) of each point of a scale that has its number in the cell, the points between
    its ends too; None where a cell holds anything else, or no label is there."""
    written: dict[int, dict[str, set[str]]] = {}
    for text in valid.str.strip().unique():
        found = POINT.fullmatch(text)
        if not found:
            return None
        label = (found["label"] or "").removesuffix(")") if "(" not in (found["label"] or "") else found["label"]
        written.setdefault(int(found["number"] or text), {}).setdefault(label.strip(), set()).add(text)
    labels = {number: sorted(filter(None, texts)) for number, texts in written.items()}
    if not any(labels.values()) or any(len(found) > 1 for found in labels.values()):
        return None
    low, high = min(written), max(written)
    if low > 2 or high - low >= MOST or high == low:
        return None
    points = []
    for number in range(low, high + 1):
        texts = sorted({text for found in written.get(number, {}).values() for text in found}, key=len, reverse=True)
        points.append((number, next(iter(labels.get(number, [])), str(number)), tuple(texts) or (str(number),)))
    return points
