"""Numbers as people and offices write them: thousands set apart, either decimal mark, a sign of the currency."""

import re

BLANKS = re.compile(r"[\s\u00a0\u202f]+")
DECIMALS = re.compile(r"[.,](\d{2})$")
GROUPED = re.compile(r"[-−]?\d{1,3}([ \u00a0\u202f,]\d{3})+([.,]\d{2})?")
PLAIN = re.compile(r"[-−]?\d+([.,]\d{2}|\.\d+)?")
FIRST_WHOLE = re.compile(r"\d+")


def written_number(text: str, currency: str = "$") -> float | None:
    """The number in a cell, or None where it holds none.

    A space, a non-breaking space or a comma between groups of three digits sets thousands apart; a comma or point
    before exactly two last digits is the decimal mark; the currency, `%` and blanks around it are passed over. A number
    in brackets is below 0, as in accounts.

    >>> written_number("(500,00 $)"), written_number("CA$ 3,000"), written_number("50 %"), written_number("US$ 5")
    (-500.0, 3000.0, 50.0, None)
    """
    plain = re.sub(rf"(?:\bCA)?{re.escape(currency)}(?:\s?CA\b)?", "", text) if currency else text
    plain = plain.strip().removesuffix("%").strip()
    if bracketed := re.fullmatch(r"\(\s*(\d.*?)\s*\)", plain):
        plain = f"-{bracketed[1]}"
    if not (GROUPED.fullmatch(plain) or PLAIN.fullmatch(plain)):
        return None
    plain = BLANKS.sub("", plain).replace("−", "-")
    plain = DECIMALS.sub(r"!\1", plain).replace(",", "").replace("!", ".")
    return float(plain)


def first_whole_number(text: str) -> int | None:
    """The first whole number in a cell ("3 (A1 to A3)" is 3), or None."""
    found = FIRST_WHOLE.search(text)
    return int(found[0]) if found else None
