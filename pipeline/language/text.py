"""Lists, quotation marks, spaces, plurals and dates as a language writes them.

The spaces of French are those of the Office québécois de la langue française: a non-breaking space before a colon and a
per cent sign and inside guillemets, and wherever an author left an ordinary space before another high mark. Which marks
a language spaces so stands in its file of words (`language: {high_marks: ...}`).
"""

import datetime
import re
from collections.abc import Sequence
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from pipeline.language.grammar import grammar

NBSP = "\u00a0"
_DIGITS_THEN_UNIT = re.compile(r"(?<=\d) (?=[\d$])")
# A typed pair: no word before the first, none after the last. Words without their beginning (`'em`, `'90s`) open none.
_TYPED_PAIR = re.compile(
    r"(?<![\w'])(?P<mark>['\"])(?!(?:em|cause|cuz|til|tis|twas|bout|round|n)\b|\d)(?=\w)"
    r"(?P<inside>(?:(?!['\"]).|(?<=\w)'(?=\w))*?[\w.,!?…])(?P=mark)(?!\w)"
)


def locale_of(language: str) -> str:
    """CLDR's name of the language as the house writes it: `en_CA` for `en`; the language itself where nobody says."""
    return str(grammar(language).get("locale", language))


def tag(language: str) -> str:
    """The language for documents and web pages (BCP 47): `fr-CA`."""
    return locale_of(language).replace("_", "-")


def language_name(named: str, language: str) -> str:
    """The name of the language `named` in `language`: `French`, `français`; its code where CLDR has none."""
    return str(Locale.parse(locale_of(language)).languages.get(named, named))


def listed(items: Sequence[str], language: str, style: Literal["standard", "or"] = "standard") -> str:
    """`a, b and c`, `a, b et c`; with the style `or`: `a, b or c`. "" for no item."""
    if not items:
        return ""
    locale = str(grammar(language).get("list_locale", locale_of(language)))
    return format_list(list(items), style=style, locale=locale)


def quoted(text: str, language: str) -> str:
    r"""`text` between the quotation marks of `language`; such marks in it become those of a quotation in another.

    >>> quoted("Quand ils disent « Canada », c’est l’Est.", "fr")
    '«\xa0Quand ils disent “Canada”, c’est l’Est.\xa0»'
    """
    (before, after), inner = grammar(language)["quotes"], grammar(language)["inner_quotes"]
    text = re.sub(rf"{re.escape(before.strip())}\s?", inner[0], text)
    text = re.sub(rf"\s?{re.escape(after.strip())}", inner[1], text)
    return f"{before}{text}{after}"


def typeset(text: str, language: str) -> str:
    """What is printed between quotation marks, with the marks of print where it was typed with straight ones.

    >>> typeset("When they say 'Canada' it's the 401; ask the boys' mothers, ask 'em.", "en")
    'When they say ‘Canada’ it’s the 401; ask the boys’ mothers, ask ’em.'
    """
    before, after = grammar(language)["inner_quotes"]
    return _TYPED_PAIR.sub(rf"{before}\g<inside>{after}", text).replace("'", "’")


def clauses(text: str, language: str) -> dict[str, str]:
    """`text` as the clause that each conjunction opens whose form depends on what follows (`qu’elle`, `s’il`).

    By the conjunction as phrases name it (`{que}`); empty for a language that needs none.
    """
    found = {}
    for conjunction, forms in grammar(language)["clauses"].items():
        before = next(before for pattern, before in forms.items() if re.match(pattern, text))
        found[conjunction] = before + text
    return found


def colon(language: str) -> str:
    """A colon with the spaces around it."""
    return str(grammar(language)["colon"])


def plural_form(n: float, language: str) -> str:
    """CLDR's plural category of a count: `one`, `other`, ...; French has `one` for 0 too."""
    return str(Locale.parse(locale_of(language)).plural_form(n))


def sentence(text: str) -> str:
    """With a capital letter and one full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


def day(date: datetime.date | str, language: str) -> str:
    """A date in full (`January 1, 2022`, `1er janvier 2022`); as text in ISO."""
    moment = datetime.date.fromisoformat(date) if isinstance(date, str) else date
    written = format_date(moment, format="long", locale=locale_of(language))
    first = grammar(language)["first_of_month"]
    return written.replace("1", first, 1) if moment.day == 1 and first else written


def month(date: str, language: str) -> str:
    """A month in full (`March 2022`, `mars 2022`), from ISO (`2022-03`)."""
    moment = datetime.date.fromisoformat(f"{date[:7]}-01")
    return format_date(moment, format="MMMM yyyy", locale=locale_of(language))


def spaced(text: str, language: str) -> str:
    """Prose with the language's non-breaking spaces; unchanged where it has none. Idempotent; not for links or code.

    >>> spaced("Voici « mot » : 63 %; oui.", "fr").count(NBSP)
    4
    """
    marks = str(grammar(language)["high_marks"])
    if not marks:
        return text
    before, after = grammar(language)["quotes"]
    opening, closing = before.strip(), after.strip()
    if opening != before:
        text = re.sub(rf"{re.escape(opening)} ?(?!{NBSP})", f"{opening}{NBSP}", text)
        text = re.sub(rf"(?<!{NBSP})(?<! ){re.escape(closing)}", f"{NBSP}{closing}", text)
    if colon(language).startswith(NBSP):  # also where a colon was written without a space
        text = re.sub(r"(?<=[^\s:]):(?=\s|$)", f"{NBSP}:", text)
    text = re.sub(rf"(?<=\S) (?=[{re.escape(marks + closing)}](?![-:]))", NBSP, text)
    return _DIGITS_THEN_UNIT.sub(NBSP, text)
