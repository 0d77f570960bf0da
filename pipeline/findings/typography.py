"""Numbers, lists and spaces as each language writes them: `63%` in English, `63 %` in Canadian French.

Numbers go through Babel (decimal comma, thousands separators). The spaces follow the Office québécois de la langue
française: a non-breaking space before a colon and a per cent sign and inside guillemets, and wherever an author left an
ordinary space before another high mark.
"""

import re
from collections.abc import Sequence

from babel.lists import format_list
from babel.numbers import format_decimal

LOCALES = {"en": "en_CA", "fr": "fr_CA"}
NBSP = "\u00a0"
QUOTATION_MARKS = {"en": ("“", "”"), "fr": (f"«{NBSP}", f"{NBSP}»")}
COLON = {"en": ": ", "fr": f"{NBSP}: "}
TO = {"en": " to ", "fr": " à "}

# In French prose: an ordinary space before a high mark, and the inside of guillemets.
_BEFORE_MARK = re.compile(r"(?<=\S) (?=[:;!?»%](?![-:]))")
_AFTER_GUILLEMET = re.compile(r"« ?(?!\u00a0)")
_BEFORE_GUILLEMET = re.compile(r"(?<!\u00a0)(?<! )»")
_DIGITS_THEN_UNIT = re.compile(r"(?<=\d) (?=[\d$])")


def number(value: float, language: str, decimals: int = 0) -> str:
    """`39,948` or `39 948`; negative numbers carry a true minus sign."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(round(value, decimals) + 0.0, format=pattern, locale=LOCALES[language])
    return text.replace("\u202f", NBSP).replace("-", "\u2212")


def percent(value: float, language: str, decimals: int = 0) -> str:
    """`value` between 0 and 100, rounded half up as people expect: `63%`, `63 %`."""
    return number(half_up(value, decimals), language, decimals) + ("%" if language == "en" else f"{NBSP}%")


def half_up(value: float, decimals: int = 0) -> float:
    """Rounded as in print (0.5 goes up), free of the surprises of binary fractions."""
    scale = 10**decimals
    return (int(abs(value) * scale + 0.5 + 1e-9) / scale) * (1 if value >= 0 else -1)


def interval(low: float, high: float, language: str, decimals: int = 0) -> str:
    """`51% to 73%`, `51 % à 73 %`."""
    return percent(low, language, decimals) + TO[language] + percent(high, language, decimals)


def of(part: float, whole: float, language: str) -> str:
    """`44 of 70`, `44 sur 70`."""
    word = {"en": " of ", "fr": " sur "}[language]
    return number(part, language) + word + number(whole, language)


def listed(items: Sequence[str], language: str) -> str:
    """`a, b and c`, `a, b et c`."""
    if not items:
        return ""
    return format_list(list(items), style="standard", locale="en_GB" if language == "en" else LOCALES[language])


def quoted(text: str, language: str) -> str:
    """`text` between the quotation marks of `language`."""
    before, after = QUOTATION_MARKS[language]
    return f"{before}{text}{after}"


def space_french(text: str) -> str:
    """French prose with its non-breaking spaces. Idempotent; meant for text, never for link targets or code."""
    text = _AFTER_GUILLEMET.sub(f"«{NBSP}", text)
    text = _BEFORE_GUILLEMET.sub(f"{NBSP}»", text)
    text = _BEFORE_MARK.sub(NBSP, text)
    return _DIGITS_THEN_UNIT.sub(NBSP, text)
