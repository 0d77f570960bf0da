"""Columns of dates: which formats read every cell of one."""

from dataclasses import replace

import pandas as pd

from pipeline.cleaning.dates import DateReading, read_dates
from pipeline.study import StudyError
from pipeline.survey.drafted_columns import Column
from pipeline.survey.export_files import VariableInfo
from pipeline.survey.tools import Tool

TIMES = ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p"]
ISO = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"]
ISO += ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%Y/%m/%d"]
ISO += [f"{day} {time} %z" for day in ("%Y-%m-%d", "%Y/%m/%d") for time in ("%H:%M:%S", "%H:%M", "%I:%M:%S %p")]
ISO += ["%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S.%f%z", "%Y-%m-%dT%H:%M%z"]
MONTH_FIRST = [f"%m/%d/%Y {time}".strip() for time in [*TIMES, ""]]
DAY_FIRST = [f"%d/%m/%Y {time}".strip() for time in [*TIMES, ""]] + ["%d-%m-%Y", "%d.%m.%Y"]
WORDS = [f"{day} {time}".strip() for day in ("%d %b %Y", "%b %d %Y") for time in ["", *TIMES]]
MONTHS_IN = ["en", "fr"]  # languages whose names of months are tried, whatever the study's are
MIXED = (ISO, [*ISO, *WORDS])  # beside one of the groups, where none reads a column by itself: people type as they like
DAY_NUMBER = r"\s*[2-5]\d{4}(?:\.\d+)?\s*"  # of a spreadsheet: 1954 to 2064
DATED = (
    r"\d{1,4}(?:er|e|st|nd|rd|th)?[-/.\s]\s?\w{1,9}[-/.\s]{1,2}\d{1,4}"  # 5/3/2024, 1er févr. 2024
    r"|[^\W\d_]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"  # Mar 5, 2024
)


def date_formats(valid: pd.Series, info: VariableInfo, tool: Tool | None) -> Column | None:
    """A column of dates with the formats that read every cell; None where it holds none."""
    numbers = valid.str.fullmatch(DAY_NUMBER)
    if 0 < 2 * numbers.sum() <= len(valid):
        dates = date_formats(valid[~numbers], info, tool)
        return _with_day_numbers(dates, int(numbers.sum())) if dates and dates.kind == "date" else None
    if valid.empty or not valid.str.contains(DATED, regex=True).all():
        return None
    fits = _fitting(valid, [ISO, MONTH_FIRST, DAY_FIRST, WORDS])
    for first in MIXED if not fits else ():
        fits = fits or _fitting(valid, [[*first, *group] for group in (WORDS, MONTH_FIRST, DAY_FIRST)])
    if not fits:
        return _nearly_dates(valid, info)
    if len(fits) > 1:
        remark = (
            f"{info.name}: the dates can be read month first or day first; it is kept as text until `dates` says which."
        )
        return Column(info.name, "text", remark=remark)
    try:
        read_dates(valid, DateReading(formats=fits[0], languages=MONTHS_IN))
    except StudyError as error:
        remark = f"{info.name}: {error.found}; it is kept as text until `dates` says which `zone` it is of."
        return Column(info.name, "text", remark=remark)
    return Column(info.name, "date", formats=tuple(fits[0]))


def _with_day_numbers(dates: Column, count: int) -> Column:
    """A column of dates among which cells of a spreadsheet lost their format."""
    remark = f"{dates.name}: {count} cells hold a spreadsheet's day number (45379) among dates and are read as days."
    return replace(dates, formats=(*dates.formats, "serial"), remark=remark)


def _fitting(valid: pd.Series, groups: list[list[str]]) -> list[list[str]]:
    """The formats of each group that reads all cells, those that are needed for it; each list once."""
    found = [used for group in groups if (used := _reads(valid, group))]
    return [used for number, used in enumerate(found) if used not in found[:number]]


def _nearly_dates(valid: pd.Series, info: VariableInfo) -> Column | None:
    """A column whose cells all look like dates, though not all can be read: kept as text, and told."""
    if not valid.str.fullmatch(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(\D.*)?").all():
        return None
    remark = f"{info.name}: looks like dates, but not all can be read; it is kept as text until `dates` says how."
    return Column(info.name, "text", remark=remark)


def _reads(valid: pd.Series, formats: list[str]) -> list[str]:
    """Those formats of a group that are needed to read all of the cells; empty where they don't."""
    left, used = valid, []
    for form in formats:
        try:
            dates = read_dates(left, DateReading(formats=[form], languages=MONTHS_IN))
        except StudyError:
            return []
        if dates.notna().any():
            used.append(form)
            left = left[dates.isna()]
        if left.empty:
            return used
    return []
