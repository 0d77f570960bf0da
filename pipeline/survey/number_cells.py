"""Numbers as people and programs of both languages write them: `1 234,5`, `1,234.5`, `1.234,5`, `-12,5`, `$900`.

A sign of a currency or of percent is passed over where the column has no other.

Where one mark with three digits after it could be either (`1,234`), the other cells of the column decide; where they
don't, the codebook has to say which mark is the decimal one.
"""

import math
import re
from collections.abc import Iterable

from pipeline.study import StudyError
from pipeline.survey.variables import Number

EXACT = 2**53  # beyond, a number does not keep all its digits
MINUS = str.maketrans(dict.fromkeys("−–—‐‑‒", "-"))
GROUPS = re.compile(r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
MARKED = re.compile(r"\d*(?:[.,]\d*)+")
UNIT = re.compile(
    r"(?P<open>\(?[-+]?)\s?(?P<before>(?:CA|US)?[$€£])?\s?(?P<body>\d[\d.,\s'’]*)(?P<after>[$€£](?:\s?(?:CA|US))?|%)?(?P<close>\)?)"
)  # `$1,250.50`, `-12 000 $`, `45 %`
SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?e[-+]?\d+", re.IGNORECASE)


class NumberReader:
    """Reads the cells of one column. Raises StudyError where they can be read in two ways, or not without loss."""

    def __init__(self, texts: Iterable[str], variable: Number, where: str):
        self.variable = variable
        texts = [text for text in texts if text.strip()]
        self.unit = _one_unit(texts)
        written = {text: self._parts(text) for text in texts}
        signs = {
            sign for parts in written.values() if parts for sign in [_decimal_sign(parts[1])] if sign in (",", ".")
        }
        self.decimal = variable.decimal or (signs.pop() if len(signs) == 1 else None)
        unclear = [text for text, parts in written.items() if parts and _decimal_sign(parts[1]) == "?"]
        if unclear and not self.decimal and not (variable.integer and not signs):
            raise StudyError(
                f"{where}, {variable.raw}",
                f"{unclear[0].strip()!r} can be read with a mark of thousands or of decimals",
                "numbers that can be read in one way",
                'Say `decimal: "."` or `decimal: ","` for this variable in codebooks/survey.yaml.',
            )
        whole = variable.integer and "integer" not in variable.model_fields_set  # the codebook does not say
        for text in written:
            value = self.value(text)
            if whole and value is not None and not value.is_integer():
                found = f"{text.strip()!r} is not whole, and the codebook does not say whether it may be"
                todo = "Say `integer: false` for this variable, or `integer: true` where a fraction is a mistake."
                raise StudyError(f"{where}, {variable.raw}", found, "whole numbers", todo)
            if value is not None and abs(value) > EXACT:
                todo = "Declare the variable as `kind: text` in codebooks/survey.yaml."
                found = f"{text.strip()!r} has more digits than a number keeps"
                raise StudyError(f"{where}, {variable.raw}", found, "numbers under 9 quadrillion", todo)

    def value(self, text: str) -> float | None:
        """The number, or None where the text is none."""
        parts = self._parts(text)
        if parts is None:
            return None
        sign, body = parts
        mark = _decimal_sign(body)
        if mark == "?":
            mark = self.decimal or ""
        number = float(_plain(body, mark or ""))
        return -number if sign == "-" else number

    def _parts(self, text: str) -> tuple[str, str] | None:
        """As `_split`, the column's unit aside."""
        unit, bare = _apart(text)
        return _split(bare if unit == self.unit else text)

    def read(self, text: str) -> tuple[float | int | None, str]:
        """(number or None, rule): None where the text is no number, or one that the codebook does not declare."""
        number = self.value(text)
        if number is None:
            return None, "not_a_number"
        low = -math.inf if self.variable.min is None else self.variable.min
        high = math.inf if self.variable.max is None else self.variable.max
        if not low <= number <= high or (self.variable.integer and not number.is_integer()):
            return None, "undeclared"
        return (int(number) if self.variable.integer else number), "number"


def _one_unit(texts: Iterable[str]) -> str:
    """The unit that stands beside numbers of a column; "" where there are two, or where a number may be of another
    (0.45 beside 45 %)."""
    cells = [_apart(text) for text in texts]
    units = {unit for unit, _ in cells} - {""}
    bare = [float(_plain(parts[1], ".")) for unit, text in cells if not unit and (parts := _split(text))]
    return units.pop() if len(units) == 1 and not ("%" in units and any(0 < number < 1 for number in bare)) else ""


def _apart(text: str) -> tuple[str, str]:
    """(the unit beside a number, the cell without it); ("", the cell) where there is none, or one on either side."""
    found = UNIT.fullmatch(" ".join(text.translate(MINUS).split()))
    if not found or bool(found["before"]) == bool(found["after"]):
        return "", text
    unit = (found["before"] or found["after"]).replace(" ", "")
    return unit, f"{found['open']}{found['body'].strip()}{found['close']}"


def _split(text: str) -> tuple[str, str] | None:
    """(sign, digits and marks) of a text that is a number, else None."""
    plain = " ".join(text.translate(MINUS).split())
    if re.fullmatch(r"\([^()+-]+\)", plain):  # as in accounts
        plain = f"-{plain[1:-1]}"
    sign, body = (plain[0], plain[1:].strip()) if plain[:1] in ("-", "+") else ("", plain)
    if GROUPS.fullmatch(body) or SCIENTIFIC.fullmatch(body) or body.isdecimal():
        return sign, body
    if MARKED.fullmatch(body) and any(c.isdigit() for c in body) and _decimal_sign(body) is not None:
        return sign, body
    return None


def _decimal_sign(body: str) -> str | None:
    """Which mark is the decimal one: `,` or `.`, "" where there is none, `?` where it is unclear, None: no number."""
    if SCIENTIFIC.fullmatch(body):
        return "." if "." in body else ""
    marks = [c for c in body if c in ",."]
    if not marks or GROUPS.fullmatch(body):
        return marks[-1] if marks else ""
    if len(set(marks)) == 2:
        last = marks[-1]
        whole, _, decimals = body.rpartition(last)
        grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", whole) and last not in whole
        return last if grouped and decimals.isdecimal() else None
    if len(marks) > 1:
        other = "." if marks[0] == "," else ","
        return other if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", body) else None
    whole, decimals = re.split("[.,]", body)
    return "?" if len(decimals) == 3 and re.fullmatch(r"[1-9]\d{0,2}", whole) else marks[0]


def _plain(body: str, decimal: str) -> str:
    """Digits with a decimal point and no mark of thousands."""
    if SCIENTIFIC.fullmatch(body):
        return body
    kept = "".join(c for c in body if c.isdecimal() or c == decimal)
    return kept.replace(",", ".")
