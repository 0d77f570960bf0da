"""Dates and times in whatever format a respondent's browser, a spreadsheet or a person wrote them."""

import datetime as dt
import functools
import re
import zoneinfo

import pandas as pd
from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names
from pydantic import model_validator

from pipeline.study import StrictModel, StudyError

SPREADSHEET_EPOCH = pd.Timestamp("1899-12-30")  # day 0 of spreadsheets that keep the 1900 system
LAST_DAY = 2_958_466  # of the year 9999
OFFSET = r"(?:\d|\s)([Zz]|[-+]\d{2}:?\d{2})\s*$"
DAY_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class DateReading(StrictModel):
    """Formats tried in order, in the notation of `strptime`; `serial` is a spreadsheet's day number."""

    formats: list[str]
    first: dt.date | None = None
    last: dt.date | None = None
    languages: list[str] = []  # languages whose month names are read
    ignore: list[str] = []
    zone: str | None = None  # whose clock times with an offset are told by (America/Toronto); none: universal time

    @model_validator(mode="after")
    def formats_and_zone_exist(self) -> "DateReading":
        for form in self.formats:
            if form != "serial":
                try:
                    dt.datetime.strptime(dt.datetime(2001, 2, 3, tzinfo=dt.UTC).strftime(form), form)
                except ValueError as error:
                    raise ValueError(f"`{form}` is no format of dates ({error})") from error
        for language in self.languages:
            try:
                Locale.parse(language)
            except (ValueError, UnknownLocaleError) as error:
                raise ValueError(f"`{language}` is no language whose months are known: such as en, fr, es") from error
        if self.zone and self.zone not in zoneinfo.available_timezones():
            raise ValueError(f"`{self.zone}` is no time zone; expected one such as America/Toronto")
        return self


def read_dates(texts: pd.Series, reading: DateReading, where: str = "the export") -> pd.Series:
    """Each text as datetime64[s] (no zone), NaT where no format fits; formats are tried in the codebook's order.

    A time with its distance from universal time is told in the reading's `zone`, or in universal time where none is
    given; times without are taken to be in that zone. Raises StudyError where they stand beside times with a distance
    from universal time and no zone says what they mean.
    """
    codes, distinct = pd.factorize(texts, use_na_sentinel=False)
    cells = pd.Series(distinct)
    dates = _read_each(cells, reading, where)
    return pd.Series(dates.take(codes).array, index=texts.index)


def _read_each(texts: pd.Series, reading: DateReading, where: str) -> pd.Series:
    """As `read_dates`, of texts that stand there once each."""
    plain = texts.map(lambda text: _plain(text, reading))
    dates = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[s]")
    for form in reading.formats:
        open_ = dates.isna() & plain.ne("")
        if not open_.any():
            break
        if form == "serial":
            dates[open_] = _serial(plain[open_]).dt.as_unit("s")
            continue
        read = _in_zone(plain[open_], _plain_format(form), reading.zone)
        dates[open_] = read.dt.as_unit("s")
    _check_one_clock(texts[dates.notna()], plain[dates.notna()], reading, where)
    return dates


def _in_zone(texts: pd.Series, form: str, zone: str | None) -> pd.Series:
    """The texts read by one format, as the clock of `zone` (none: of universal time) shows them."""
    if "%z" not in form:
        return pd.to_datetime(texts, format=form, errors="coerce")
    read = pd.to_datetime(texts, format=form, errors="coerce", utc=True)
    return (read.dt.tz_convert(zone) if zone else read).dt.tz_localize(None)


def _check_one_clock(texts: pd.Series, plain: pd.Series, reading: DateReading, where: str) -> None:
    if reading.zone or not any("%z" in form for form in reading.formats):
        return
    distance = plain.str.extract(OFFSET, expand=False)
    elsewhere = distance.notna() & ~distance.isin(["Z", "z"]) & distance.str.contains("[1-9]", na=False)
    if elsewhere.any() and distance.isna().any():
        raise StudyError(
            f"{where}: {texts[distance.isna()].iloc[0]!r}",
            "a time without zone stands beside times with their distance from universal time",
            "one clock",
            "Say under `dates` in codebooks/survey.yaml which `zone` it is of (such as America/Toronto).",
        )


def _plain_format(form: str) -> str:
    """The format as `_plain` leaves the texts: months as `Oct`, no commas, no day of the week in front."""
    return " ".join(form.replace("%B", "%b").replace("%A", " ").replace("%a", " ").replace(",", " ").split())


def _serial(texts: pd.Series) -> pd.Series:
    days = pd.to_numeric(texts.where(texts.str.fullmatch(DAY_NUMBER.pattern)), errors="coerce")
    days = days.where(days < LAST_DAY)
    return SPREADSHEET_EPOCH + pd.to_timedelta((days * 86_400).round(), unit="s")


def _plain(text: str, reading: DateReading) -> str:
    """The text with month names of the codebook's languages as `Oct`, AM and PM as such, no commas or filler words."""
    plain = text.casefold().strip()
    if DAY_NUMBER.fullmatch(plain):
        return plain.replace(",", ".")
    plain = " ".join(plain.replace(",", " ").split())
    plain = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", plain)
    plain = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th|er|e)\b", r"\1", plain)  # 1st, 1er
    plain = re.sub(r"\b(\d{1,2})\s*h\s*(\d{2})\b", r"\1 h \2", plain)
    plain = re.sub(r"(?<=\d)t(?=\d)", "T", plain)
    plain = re.sub(r"(?<=\d)\s?z$", "Z", plain)
    plain = re.sub(r"\s?\b(?:gmt|utc)\s?(?:([-+\u2212])(\d{1,2})(?::?(\d{2}))?)?$", _offset, plain)
    if reading.ignore:
        plain = _any_of(tuple(word.casefold() for word in reading.ignore)).sub(" ", plain)
    if any("%a" in form.casefold() for form in reading.formats):
        plain = weekdays(tuple(reading.languages)).sub("", plain)
    months = month_names(tuple(reading.languages))
    if months:
        plain = _any_of(tuple(months)).sub(lambda found: months[found[1]], plain, count=1)
    return " ".join(plain.split())


def _offset(found: re.Match) -> str:
    """`GMT-5` and `UTC+05:30` as ` -0500` and ` +0530`; `UTC` alone as ` +0000`."""
    sign = "-" if found[1] in ("-", "\u2212") else "+"
    return f" {sign}{int(found[2] or 0):02d}{found[3] or '00'}"


@functools.cache
def weekdays(languages: tuple[str, ...]) -> re.Pattern:
    """A day of the week, written out or short, with which a text begins."""
    names = {
        name.casefold().removesuffix(".")
        for language in languages
        for width in ("wide", "abbreviated")
        for name in get_day_names(width, locale=language).values()
    }
    return re.compile(rf"^(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\b\.? ")


@functools.cache
def _any_of(words: tuple[str, ...]) -> re.Pattern:
    """One of the words, the longest first, with the full stop of an abbreviation."""
    return re.compile(
        rf"(?<!\w)({'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})(?!\w)\.?"
    )


@functools.cache
def month_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Month names and abbreviations of the Unicode CLDR, and what else they are cut to -> English abbreviation.

    Cut to: three letters or more of a name, where only one month begins so ("juill", not "jui").
    """
    names: dict[str, set[int]] = {}
    for language in languages:
        for number, name in get_month_names("abbreviated", locale=language).items():
            names.setdefault(name.casefold().rstrip("."), set()).add(number)
        for number, name in get_month_names("wide", locale=language).items():
            for length in range(3, len(name) + 1):
                names.setdefault(name.casefold()[:length], set()).add(number)
    return {name: ENGLISH_MONTHS[min(numbers) - 1] for name, numbers in names.items() if len(numbers) == 1}
