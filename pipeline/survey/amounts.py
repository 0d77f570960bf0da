"""Quantities as people write them ("2h30", "half a day", "20 minutes a day", "15 at first, then five") as numbers.

The words are the codebook's (`amounts`), in any languages; this module knows only the grammar:

    text      = phase, {phase word, phase}                 the last phase counts
    phase     = quantity, [range word, quantity], rate     a range counts as its midpoint
    quantity  = number, [unit, [minutes]]                  two digits straight after a unit are its sixtieths (2h30)
              | [number], part, unit | unit, part          "half a day", "trois quarts d'heure", "an hour and a half"
              | unit                                       "a day"
    rate      = {per word, rate word}                      "a day", "/week", "par mois"

Other words are passed over.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from text_to_num import alpha2digit

from pipeline.survey.rules import AmountReading

FRACTIONS = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4"}
# Digits in groups of three, with a decimal mark behind or none: 1 500, 1,500.50, 1.500,50. One mark with three digits
# after it is a mark of thousands too, since nobody writes thousandths of an hour (`decimals: 3` says somebody does).
GROUPED = re.compile(
    r"(?<![\d.,/:])[1-9]\d{0,2}(?:(?:[ '’]\d{3})+(?:[.,]\d+)?|(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?)"
    r"(?![\d/:]|[.,]\d)"
)
TOKEN = re.compile(r"\d+/[1-9]\d*|\d+:[0-5]\d|\d+(?:[.,]\d+)?|[^\W\d_]+|/|-|%")
TIMES = {"thousand": 1_000, "mille": 1_000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}
SCALED = re.compile(rf"(\d+(?:[.,]\d+)?)\s?({'|'.join(TIMES)})\b")  # 1,2 million
UNCLEAR = frozenset({"k", "%", "billion", "billions"})  # after a number, where the codebook does not know them
LARGEST = 10**100  # no amount; a float holds 10**308
EXACT = 10**10  # up to here a number is written with all its digits
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


class Unread(ValueError):
    """The text names no number, or more than one that could be meant."""


@dataclass
class Quantity:
    value: Fraction
    unit: Fraction | None
    start: int  # its tokens
    end: int


class AmountReader:
    """A codebook's way of reading amounts, its words in plain spelling."""

    def __init__(self, reading: AmountReading):
        self.languages, self.decimals = reading.languages, reading.decimals
        self.units = {_plain(word): factor for word, factor in reading.units.items()}
        signs = sorted((word for word in self.units if not word.isalpha()), key=len, reverse=True)  # $, k$, %
        self.token = re.compile("|".join([*map(re.escape, signs), TOKEN.pattern]))
        self.rates = {_plain(word): factor for word, factor in reading.rates.items()}
        self.parts = {_plain(word): part for word, part in reading.parts.items()}
        self.per, self.ranges, self.missing, self.zero, self.ignore = (
            {_plain(word) for word in words}
            for words in (reading.per, reading.ranges, reading.missing, reading.zero, reading.ignore)
        )
        self.numbers = {
            re.compile(rf"(?:\b(?:1|an?|une?) )?\b{re.escape(_plain(word))}\b"): f"{value:g}"
            for word, value in reading.numbers.items()
        }
        listed = [*reading.phases, *reading.ignore, *reading.missing, *reading.zero]
        self.known = {token for word in listed for token in TOKEN.findall(_plain(word))}
        self.known |= {*self.units, *self.rates, *self.per, *self.parts, *self.ranges}
        phases = "|".join(re.escape(_plain(word)) for word in sorted(reading.phases, key=len, reverse=True))
        self.phases = re.compile(rf"\b(?:{phases})\b") if phases else None

    def read(self, text: str) -> float | None:
        """The amount in the clean unit, rounded to `decimals`; None where the text says that there is none.

        Raises Unread where the text cannot be read as one amount.
        """
        plain = _plain(text)
        if not plain or plain in self.missing:
            return None
        if plain in self.zero:
            return 0.0
        if re.fullmatch(r"\([^()+-]*\d[^()+-]*\)", plain):  # as in accounts
            plain = f"-{plain[1:-1].strip()}"
        plain = re.sub(r"^([^\w+-]{1,2})\s?-\s?(?=\d)", r"-\1", plain)  # $-20
        if re.match(r"[-+]\D{0,3}\d", plain):
            unsigned = self.read(plain[1:])
            return unsigned if unsigned is None or plain[0] == "+" else -unsigned
        plain = self._with_digits(plain)
        if not re.search(r"\d", plain) and any(re.search(rf"\b{re.escape(word)}\b", plain) for word in self.missing):
            return None
        for phase in reversed(self._phases(plain)):
            amount = _phase(self.token.findall(phase), self)
            if amount is not None and amount > LARGEST:
                raise Unread(text)
            if amount is not None:
                return round(float(amount), self.decimals)
        raise Unread(text)

    def unknown_words(self, text: str) -> list[str]:
        """The words of a text that the codebook does not know, in order: what was passed over in reading it."""
        tokens = self.token.findall(self._with_digits(_plain(text)))
        return [token for token in tokens if token[0].isalpha() and token not in self.known]

    def _with_digits(self, plain: str) -> str:
        plain = SCALED.sub(_scaled, GROUPED.sub(self._ungrouped, plain))
        for language in self.languages:
            plain = alpha2digit(plain, language, threshold=0)
        plain = _plain(plain)
        for word, digits in self.numbers.items():
            plain = word.sub(digits, plain)
        return plain

    def _ungrouped(self, found: re.Match) -> str:
        """A number without its marks of thousands."""
        text = found[0]
        if self.decimals > 2 and re.fullmatch(r"\d+[.,]\d{3}", text):
            return text
        decimal = re.search(r"[.,](\d+)$", re.sub(r"[ '’]", "", text))
        marks = re.findall(r"[ '’.,]", text)
        if decimal and len(set(marks)) > 1:
            return re.sub(r"\D", "", text[: text.rindex(marks[-1])]) + "." + decimal[1]
        return re.sub(r"\D", "", text)

    def _phases(self, plain: str) -> list[str]:
        if not self.phases or not self.phases.search(plain):
            return [plain]
        # "10 at first, 4 afterwards": the phase word may follow its number, so clauses end at commas too.
        return [part for part in re.split(r",\s|;", self.phases.sub(";", plain)) if re.search(r"\w", part)]


def _scaled(found: re.Match) -> str:
    """`1,2 million` as 1200000."""
    number = Fraction(found[1].replace(",", ".")) * TIMES[found[2]]
    return f"{float(number):.10g}" if number < EXACT else found[0]


def _plain(text: str) -> str:
    """Lower case, no accents (but `à` stays apart from `a`), one kind of dash and blank."""
    for sign, written in FRACTIONS.items():
        text = text.replace(sign, written)
    text = unicodedata.normalize("NFKC", text).casefold().replace("à", "\0").translate(DASHES)
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.replace("\0", "à").split())


def _phase(tokens: list[str], words: AmountReader) -> Fraction | None:
    """The amount of one phase; None where it has no number. Raises Unread where several could be meant."""
    quantities = _quantities(tokens, words)
    if not quantities:
        return None
    amounts = []
    while quantities:
        first = quantities.pop(0)
        second = quantities[0] if quantities else None
        between = tokens[first.end : second.start] if second else []
        if second and between and all(token in words.ranges for token in between):
            quantities.pop(0)
            unit = first.unit or second.unit
            value = (first.value * (unit or 1) + second.value * (second.unit or unit or 1)) / 2
            amounts.append((value, first.unit or second.unit, first.start, second.end))
        else:
            amounts.append((first.value * (first.unit or 1), first.unit, first.start, first.end))
    with_unit = [amount for amount in amounts if amount[1] is not None]
    if len(amounts) > 1:
        amounts = with_unit
    if len(amounts) != 1:
        raise Unread(" ".join(tokens))
    value, _, start, end = amounts[0]
    return value * _rate(tokens[:start], tokens[end:], words)


def _quantities(tokens: list[str], words: AmountReader) -> list[Quantity]:
    found, at = [], 0
    while at < len(tokens):
        quantity = _quantity(tokens, at, words)
        if quantity:
            found.append(quantity)
            at = quantity.end
        else:
            at += 1
    return found or _unit_alone(tokens, words)


def _unit_alone(tokens: list[str], words: AmountReader) -> list[Quantity]:
    """A unit after an article, or alone in the text, is one of it: "a day", "an hour and a half"."""
    for at, token in enumerate(tokens):
        if token in words.units and (len(tokens) == 1 or (at > 0 and tokens[at - 1] in words.per)):
            value, end = _with_part(Fraction(1), tokens, at + 1, words)
            return [Quantity(value, words.units[token], at, end)]
    return []


def _quantity(tokens: list[str], at: int, words: AmountReader) -> Quantity | None:
    """The quantity whose number or part (half, quarter) stands at `at`, if one does."""
    if tokens[at] in words.parts:  # half a day, demi-journée
        return _part_of_unit(words.parts[tokens[at]], tokens, at, at + 1, words)
    if not tokens[at][0].isdigit():
        return None
    value, end = _number(tokens[at]), at + 1
    if "/" in tokens[at]:  # 1/2 a day
        of_unit = _part_of_unit(value, tokens, at, end, words)
        if of_unit:
            return of_unit
    part_at = _skip(tokens, end, {"-"})
    if part_at < len(tokens) and tokens[part_at] in words.parts:  # une demi-journée, trois quarts d'heure
        return _part_of_unit(value * words.parts[tokens[part_at]], tokens, at, part_at + 1, words)
    if end < len(tokens) and re.fullmatch(r"\d/\d+", tokens[end]):  # 2 1/2
        value, end = value + _number(tokens[end]), end + 1
    value, end = _with_part(value, tokens, end, words)
    unit_at = _skip(tokens, end, words.ignore)
    if unit_at == len(tokens) or tokens[unit_at] not in words.units:
        if end < len(tokens) and tokens[end] in UNCLEAR - words.known:
            raise Unread(" ".join(tokens))
        if at and tokens[at - 1] in words.units and (at == 1 or not tokens[at - 1].isalpha()):  # $ 20, CAD 20
            return Quantity(value, words.units[tokens[at - 1]], at - 1, end)
        return Quantity(value, None, at, end)
    unit = words.units[tokens[unit_at]]
    value, end = _with_part(value, tokens, unit_at + 1, words)
    if end < len(tokens) and re.fullmatch(r"[0-5]\d", tokens[end]):  # 2h30, 2 h 30 min
        smaller = words.units.get(tokens[end + 1]) if end + 1 < len(tokens) else None
        value += _number(tokens[end]) * (smaller / unit if smaller else Fraction(1, 60))
        end += 2 if smaller else 1
    return Quantity(value, unit, at, end)


def _part_of_unit(value: Fraction, tokens: list[str], at: int, end: int, words: AmountReader) -> Quantity | None:
    """`value` of the unit that comes next, after an article, a dash or "of"."""
    unit_at = _skip(tokens, end, words.per | words.ignore | {"-"})
    if unit_at < len(tokens) and tokens[unit_at] in words.units:
        return Quantity(value, words.units[tokens[unit_at]], at, unit_at + 1)
    return None


def _with_part(value: Fraction, tokens: list[str], at: int, words: AmountReader) -> tuple[Fraction, int]:
    """The value with a following "and a half", and where the tokens after it begin."""
    part_at = _skip(tokens, at, words.ranges | words.per | {"1"})
    if at < part_at < len(tokens) and tokens[part_at] in words.parts:
        return value + words.parts[tokens[part_at]], part_at + 1
    return value, at


def _rate(before: list[str], after: list[str], words: AmountReader) -> Fraction:
    """The factor of the first rate word that follows a per word (or stands alone and is no unit), else 1."""
    for tokens in (after, before):
        for at, token in enumerate(tokens):
            opened = at > 0 and tokens[at - 1] in words.per
            if token in words.rates and (opened or token not in words.units):
                return words.rates[token]
    return Fraction(1)


def _skip(tokens: list[str], at: int, passed: set[str]) -> int:
    while at < len(tokens) and tokens[at] in passed:
        at += 1
    return at


def _number(token: str) -> Fraction:
    whole, _, sixtieths = token.partition(":")
    return Fraction(whole.replace(",", ".")) + Fraction(int(sixtieths or 0), 60)
