"""Numbers as a language writes them: `39,948` and `63%` in English, `39 948` and `63 %` in Canadian French."""

import math
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal

from pipeline.language.grammar import grammar
from pipeline.language.rounding import rounded
from pipeline.language.text import NBSP, locale_of, plural_form

P_DECIMALS = 3
MINUS = "\u2212"
NARROW_NBSP = "\u202f"  # CLDR's of France; the house's French has the wider one, which every font holds


def number(value: float | None, language: str, decimals: int = 0) -> str:
    """`value` with grouped thousands, the language's decimal sign and a true minus; "" for none or not a number.

    Rounded half away from zero (`rounding`).

    >>> number(39948.5, "en"), number(-3.25, "fr", 1), number(-0.04, "en", 1), number(None, "en")
    ('39,949', '−3,3', '0.0', '')
    """
    if value is None or math.isnan(value):
        return ""
    return _written(rounded(value, decimals), locale_of(language), decimals)


def p_value(value: float | None, language: str) -> str:
    """A p value to three decimals; one that would round to nothing is told as less than the last of them.

    >>> p_value(0.0411, "en"), p_value(0.0004, "fr"), p_value(None, "en")
    ('0.041', '<\xa00,001', '')
    """
    least = 10.0**-P_DECIMALS
    if value is None or math.isnan(value) or value >= least / 2:
        return number(value, language, P_DECIMALS)
    return f"<{NBSP}{number(least, language, P_DECIMALS)}"


@lru_cache(maxsize=4096)  # a report writes the same few hundred numbers thousands of times
def _written(value: float, locale: str, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(value, format=pattern, locale=locale)
    return text.replace(NARROW_NBSP, NBSP).replace("-", MINUS)


def percent(value: float | None, language: str, decimals: int = 0) -> str:
    """`value` from 0 to 100 with the language's sign: `63%`, `63 %` (non-breaking); "" for none."""
    if value is None or math.isnan(value):
        return ""
    before, after = percent_sign(language)
    return f"{before}{number(value, language, decimals)}{after}"


def percent_sign(language: str) -> tuple[str, str]:
    """What stands before and after a percentage: `("", "%")`, `("", " %")` with a non-breaking space."""
    return _percent_sign(locale_of(language))


@lru_cache
def _percent_sign(locale: str) -> tuple[str, str]:
    pattern = Locale.parse(locale).percent_formats[None]
    before, after = pattern.prefix[0], pattern.suffix[0]
    return before.replace(NARROW_NBSP, NBSP), after.replace(NARROW_NBSP, NBSP)


def interval(low: float, high: float, language: str, decimals: int = 0) -> str:
    """Two percentages: `51% to 73%`, `51 % à 73 %`."""
    return span(percent(low, language, decimals), percent(high, language, decimals), language)


def span(low: str, high: str, language: str) -> str:
    """Two ends as text: `0.41 to 0.73`, `0,41 à 0,73`."""
    return grammar(language)["span"].format(low=low, high=high)


def of(part: float, whole: float, language: str) -> str:
    """`44 of 70`, `44 sur 70`."""
    return grammar(language)["of"].format(part=number(part, language), whole=number(whole, language))


def counted(n: int, one: str, many: str, language: str) -> str:
    """`1 note`, `2 notes`: for a noun that is not among the fixed words (those give their own plurals)."""
    return f"{number(n, language)} {one if plural_form(n, language) == 'one' else many}"
