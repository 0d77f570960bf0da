"""Quarters of the financial year, however a report names them: `T2 2020-21`, `FY20-21 Q2`, `Jul-Sep 2020`."""

import functools
import re

from pipeline.cleaning.dates import ENGLISH_MONTHS, month_names

YEARS = re.compile(r"(?<!\d)(?:\d{2})?(\d{2})\s*[-–—/]\s*(?:\d{2})?(\d{2})(?!\d)")
MONTHS = re.compile(r"([^\W\d]+)\.?\s*(?:-|–|—|à|a|au|to|until)\s*([^\W\d]+)\.?\s+(\d{4})")


@functools.cache
def _quarter_of(letters: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, letters))})\s*([1-4])(?!\d)", re.IGNORECASE)


def quarter(text: str, first_month: int, letters: tuple[str, ...], languages: tuple[str, ...]) -> str | None:
    """The quarter as `2020-21 Q2` (`2020 Q2` where the financial year is the calendar year), or None.

    first_month: the month (1 to 12) the financial year begins with. A quarter is named by its letter, number and
    financial year, or by its first and last month and the calendar year.
    """
    named, years = _quarter_of(letters).search(text), YEARS.search(text)
    if named and years and (int(years[1]) + 1) % 100 == int(years[2]):
        return _name(2000 + int(years[1]), int(named[1]), first_month)
    if named and first_month == 1 and (alone := re.search(r"(?<!\d)(\d{4})(?!\d)", text)):
        return _name(int(alone[1]), int(named[1]), first_month)
    months = MONTHS.search(text.casefold())
    if months is None:
        return None
    names = month_names(languages)
    first, last = (names.get(months[place]) or names.get(months[place][:4]) for place in (1, 2))
    if first is None or last is None:
        return None
    begins, ends = ENGLISH_MONTHS.index(first), ENGLISH_MONTHS.index(last)
    into = (begins - (first_month - 1)) % 12
    if into % 3 or (ends - begins) % 12 != 2:
        return None
    year = int(months[3]) - (begins > ends)  # the year is the last month's
    return _name(year if begins >= first_month - 1 else year - 1, into // 3 + 1, first_month)


def _name(year: int, number: int, first_month: int) -> str:
    return f"{year} Q{number}" if first_month == 1 else f"{year}-{(year + 1) % 100:02d} Q{number}"
