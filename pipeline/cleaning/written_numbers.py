"""Numbers as people and offices write them: thousands set apart, either decimal mark, a sign of the currency."""

import re

FORMS = [  # the first that a cell has: its whole part, and its decimals
    r"([1-9]\d{0,2}(?:,\d{3})+)(?:[.](\d+))?",  # 12,345 is thousands, 0,125 is not
    r"(\d{1,3}(?:[ \u00a0\u202f,]\d{3})+)(?:[.,](\d{2}))",
    r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:[.,](\d+))?",
    r"([1-9]\d{0,2}(?:[.]\d{3})+),(\d+)",  # 1.234,5
    r"(\d+)(?:[.,](\d+))?",
]
WRITTEN = [re.compile(f"([-−]?){form}") for form in FORMS]
MARKED = re.compile(r"(?i)^(.*\d[ \u00a0\u202f]?[$%]?)\s?(?:[*†‡§]{1,3}|[¹²³⁰-⁹]+|\((?:p|r|e|pr|prel|rev|est)\.?\))$")
LETTERED = re.compile(r"^(.*\d)\s?[A-Eeprs]$")
FIRST_WHOLE = re.compile(r"\d+")


def written_number(text: str, currency: str = "$") -> float | None:
    """The number in a cell, or None where it holds none.

    A space, a non-breaking space or a comma between groups of three digits sets thousands apart, so that `12,345` is no
    12.345; any other comma or point before the last digits is the decimal mark. The currency, `%` and blanks around it
    are passed over. A number in brackets is below 0, as in accounts.

    >>> written_number("(500,00 $)"), written_number("CA$ 3,000"), written_number("50 %"), written_number("US$ 5")
    (-500.0, 3000.0, 50.0, None)
    >>> written_number("92,3 %"), written_number("1 234,5"), written_number("0,125"), written_number("12,345")
    (92.3, 1234.5, 0.125, 12345.0)
    """
    plain = re.sub(rf"(?:\bCA)?{re.escape(currency)}(?:\s?CA\b)?", "", text) if currency else text
    plain = plain.strip().removesuffix("%").strip()
    if bracketed := re.fullmatch(r"\(\s*(\d.*?)\s*\)", plain):
        plain = f"-{bracketed[1]}"
    found = next((form for one in WRITTEN if (form := one.fullmatch(plain))), None)
    if found is None:
        return None
    sign, whole, decimals = found.groups()
    number = float(re.sub(r"\D", "", whole) + "." + (decimals or "0"))
    return -number if sign else number


def without_marks(text: str) -> str:
    """A number's cell without the marks of footnotes and of what statistical offices say of it (revised, preliminary).

    >>> without_marks("1,204*"), without_marks("345 (p)"), without_marks("12¹"), without_marks("3 (2)")
    ('1,204', '345', '12', '3 (2)')
    """
    return MARKED.sub(r"\1", text.strip())


def without_letter(text: str) -> str:
    """A number's cell without the letter of a statistical office: quality (A to E), estimated, preliminary, revised,
    rounded to 0 (s).

    >>> without_letter("1,300r"), without_letter("61 E"), without_letter("12F")
    ('1,300', '61', '12F')
    """
    return LETTERED.sub(r"\1", text.strip())


def first_whole_number(text: str) -> int | None:
    """The first whole number in a cell ("3 (A1 to A3)" is 3), or None."""
    found = FIRST_WHOLE.search(text)
    return int(found[0]) if found else None
