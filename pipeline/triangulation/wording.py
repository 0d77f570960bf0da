"""Numbers and lists in a sentence, in both languages."""

import re
from collections.abc import Sequence

from babel.lists import format_list
from babel.numbers import format_decimal

from pipeline.triangulation.precision import rounded

LOCALES = {"en": "en_CA", "fr": "fr_CA"}
NBSP = "\u00a0"
_HIGH_MARK = re.compile(r"(?<=\S)[ \u00a0]?([:;])(?=\s|$)")


def number(value: float, language: str, decimals: int = 0) -> str:
    """`39,948` or `39 948`; a true minus sign."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(rounded(value, decimals), format=pattern, locale=LOCALES[language])
    return text.replace("\u202f", NBSP).replace("-", "\u2212")


def percent(value: float, language: str, decimals: int = 0) -> str:
    """`value` from 0 to 100: `63%`, `63 %`."""
    return number(value, language, decimals) + ("%" if language == "en" else f"{NBSP}%")


def listed(items: Sequence[str], language: str, style: str = "standard") -> str:
    """`a, b and c`, `a, b et c`; with the style `or`: `a, b or c`, `a, b ou c`."""
    return format_list(list(items), style=style, locale="en_GB" if language == "en" else LOCALES[language])


def counted(n: int, one: str, many: str, language: str) -> str:
    """`1 note`, `2 notes`; French takes the singular for 0."""
    single = n == 1 or (language == "fr" and n == 0)
    return f"{number(n, language)} {one if single else many}"


def sentence(text: str) -> str:
    """With a capital letter and one full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def french(text: str) -> str:
    """With non-breaking spaces before a colon and a semicolon, and inside guillemets."""
    text = _HIGH_MARK.sub(NBSP + r"\1", text)
    return text.replace("« ", "«" + NBSP).replace(" »", NBSP + "»")
