"""Columns of one number at several times (`April`, `2023 Q1`, `2021-22 Spent`), known by their headings."""

import re
from collections.abc import Iterable

from pipeline.cleaning.dates import ENGLISH_MONTHS, month_names
from pipeline.study import folded
from pipeline.survey.date_columns import MONTHS_IN

YEAR = r"(?:\b(?:FY|AF|EF|Exercice)\s?)?(?<!\d)(?:19|20)\d{2}(?:\s?[-–/]\s?(?:19|20)?\d{2})?(?!\d)"
MONTH_AND_YEAR = re.compile(r"(?P<month>[^\W\d_]+)\.?[\s'’-]*(?P<year>(?:19|20)\d{2}|\d{2})?")
QUARTER = r"(?<!\w)[QT][1-4](?!\w)"
FEWEST = 3  # columns from which times are a column of their own


def period_and_rest(heading: str, months: frozenset[str] = frozenset(month_names(tuple(MONTHS_IN)))) -> tuple[str, str]:
    """(month, quarter or year, as what the heading names a time; "" where it names none; what else it says).

    >>> period_and_rest("Apr / Avr"), period_and_rest("2023 Q1 Spent"), period_and_rest("Region")
    (('month', ''), ('quarter', 'Spent'), ('', 'Region'))
    """
    text, years = re.subn(YEAR, " ", heading, flags=re.IGNORECASE)
    text, quarters = re.subn(QUARTER, " ", text)
    words = re.findall(r"\S+", text)
    others = [word for word in words if word.strip(".,:").casefold() not in months]
    rest = " ".join(others).strip(" /-–—,:()")
    kind = "month" if len(others) < len(words) else "quarter" if quarters else "year" if years else ""
    return kind, rest if kind else heading


def in_time(texts: Iterable[str]) -> list[str]:
    """Texts in their order: of months, with years or without, in that of time, else in that of letters.

    >>> in_time(["avril 2025", "déc. 2024", "mai 2025"]), in_time(["Oct", "Feb"]), in_time(["May", "Dora"])
    (['déc. 2024', 'avril 2025', 'mai 2025'], ['Feb', 'Oct'], ['Dora', 'May'])
    """
    found = sorted(texts)
    places = {text: _month_of(text) for text in found}
    return sorted(found, key=lambda text: places[text] or (0, 0)) if all(places.values()) else found


def _month_of(text: str) -> tuple[int, int] | None:
    """(year, month from 1) of a text that names a month, a year beside it or none (0), and nothing else."""
    named = {folded(name): month for name, month in month_names(tuple(MONTHS_IN)).items()}
    parts = MONTH_AND_YEAR.fullmatch(folded(text.strip()))
    month = named.get(parts["month"]) if parts else None
    return (int(parts["year"] or 0), 1 + ENGLISH_MONTHS.index(month)) if parts and month else None


def repeated(headings: list[str]) -> dict[tuple[str, str], list[str]]:
    """(month, quarter or year; what is said beside it) -> the headings that name three times or more of it."""
    found: dict[tuple[str, str], list[str]] = {}
    for heading in headings:
        kind, rest = period_and_rest(heading)
        if kind:
            found.setdefault((kind, rest), []).append(heading)
    return {said: columns for said, columns in found.items() if len(columns) >= FEWEST}
