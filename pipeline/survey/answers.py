"""What a cell stands for among declared codes and labels. Nothing is taken for something else that looks like it.

A text is first looked for as it is; then without case and typography (curly quotation marks, kinds of dash and blank),
where only one meaning is left; then without commas before a blank and a stop at the end (`Agree.`; French scales are
written `Ni d'accord, ni en désaccord` and without the comma); then, for codes, as a number (`1.0` and `0,5` are 1 and
0.5). Signs count: `<18` is not `18+`, `C++` not `C#`, `Sale` not `Salé`, and `1,3` is never 13.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from pipeline.cleaning.texts import PARTED, repaired

NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
BETWEEN = re.compile(r"\s*[-–—.:=)]\s*")  # between a code and its label: `1 - Yes`, `2. No`, `(3) Don't know`
TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"}
    | {"−": "-", "…": "..."}
)


def exact(text: str) -> str:
    """The text with its encoding mended and every run of blanks as one."""
    return " ".join(repaired(text).split())


def alike(text: str) -> str:
    """The same without case and typography; blanks beside quotation marks and punctuation go too (French has them)."""
    plain = exact(text).translate(TYPOGRAPHY).casefold()
    return re.sub(r"(?<=[«\"(]) | (?=[»\":;!?%)])", "", plain)


def unstopped(text: str) -> str:
    """The same without commas before a blank and a stop at the end of words."""
    plain = alike(text)
    return re.sub(r",(?= )", "", plain).rstrip(".,;") if any(sign.isalpha() for sign in plain) else plain


def as_number(text: str) -> Decimal | None:
    """The number that a code is, with a decimal point or comma; None where it is none."""
    plain = text.strip()
    return Decimal(plain.replace(",", ".")) if NUMBER.fullmatch(plain) else None


class Meanings:
    """Texts and the codes they stand for; `numbers`: texts that are the same number stand for the same."""

    def __init__(self, pairs: Iterable[tuple[str, str]], numbers: bool = False):
        self.numbers = numbers
        self._exact: dict[str, set[str]] = {}
        self._folded: dict[str, set[str]] = {}
        self._unstopped: dict[str, set[str]] = {}
        self._number: dict[Decimal, set[str]] = {}
        for text, meaning in pairs:
            if not exact(text):
                continue
            self._exact.setdefault(exact(text), set()).add(meaning)
            self._folded.setdefault(alike(text), set()).add(meaning)
            self._unstopped.setdefault(unstopped(text), set()).add(meaning)
            value = as_number(text) if numbers else None
            if value is not None:
                self._number.setdefault(value, set()).add(meaning)

    def all(self, text: str) -> set[str]:
        """The codes that a text may stand for: none, one, or several that cannot be told apart."""
        found = self._exact.get(exact(text)) or self._folded.get(alike(text)) or self._unstopped.get(unstopped(text))
        if found or not self.numbers:
            return found or set()
        value = as_number(text)
        return self._number.get(value, set()) if value is not None else set()

    def known(self) -> list[str]:
        """All the texts, as they are written."""
        return list(self._exact)

    def find(self, text: str) -> str | None:
        """The code that a text stands for; None where it stands for none, or for several."""
        found = self.all(text)
        return next(iter(found)) if len(found) == 1 else None


def code_with_label(text: str, codes: Meanings, labels: Meanings) -> str | None:
    """The code of a cell that holds a code and that code's own label; None where the two don't say the same."""
    for mark in BETWEEN.finditer(text):
        code, label = text[: mark.start()].strip().removeprefix("("), text[mark.end() :]
        found = codes.find(code)
        if found is not None and found == labels.find(label) and any(sign.isalpha() for sign in label):
            return found
    return None


def several(text: str, *meanings: Meanings) -> bool:
    """Does a cell hold more than one of the declared codes or labels?"""
    for signs in (re.compile(r"\s*[,;/|\n]\s*"), PARTED, re.compile(r"\s+")):
        parts = [part for part in signs.split(text.strip()) if part]
        if len(parts) > 1 and all(any(known.all(part) for known in meanings) for part in parts):
            return True
    return False


def parted(text: str, mark: str | None, known: Callable[[str], str | None]) -> list[str]:
    """The answers of a cell, parted by `mark` (none: blanks). An answer that holds the mark itself (`Friends, family`)
    is known as a whole and stays whole."""
    pieces = text.split(mark)
    found, at = [], 0
    while at < len(pieces):
        ends = range(len(pieces), at, -1)
        wholes = ((end, " ".join((mark or " ").join(pieces[at:end]).split())) for end in ends)
        at, whole = next((end, whole) for end, whole in wholes if end == at + 1 or known(whole))
        found.append(whole)
    return [whole for whole in found if whole]


def parting_mark(text: str, known: Callable[[str], str | None]) -> str | None:
    """The mark that parts a text into answers that are all known, where there is one."""
    for mark in (";", ",", "|", "/", " "):
        parts = [part.strip() for part in text.split(mark) if part.strip()]
        if len(parts) > 1 and all(map(known, parts)):
            return mark
    return None
