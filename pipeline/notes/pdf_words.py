"""Words of a PDF page with their places, as lines from top to bottom."""

import ctypes
import itertools
import re
from dataclasses import dataclass, replace
from typing import Any

SAME_LINE = 0.45  # of the letters' height: how far apart the middles of words on one line may be
HYPHENS = {"\ufffe": "-", "\x02": "-", "\u00ad": "-", "\u2010": "-", "\u2011": "-"}  # all of them can be seen on a page


@dataclass(frozen=True)
class Word:
    """One word: points from the left and the bottom of the page."""

    text: str
    x0: float
    x1: float
    y: float
    height: float
    letters: str = ""  # `bold` or `italic`


@dataclass(frozen=True)
class Line:
    """Words side by side."""

    words: tuple[Word, ...]
    said: str | None = None  # its text, where words divided at the line's end were put together

    @property
    def text(self) -> str:
        return self.said if self.said is not None else " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def y(self) -> float:
        return self.words[0].y

    @property
    def style(self) -> str:
        own = {word.letters for word in self.words}
        return next(iter(own)) if len(own) == 1 else ""

    @property
    def lead(self) -> str:
        """The words at its start in bold or italics, where others follow."""
        count = next((n for n, word in enumerate(self.words) if word.letters != "bold"), len(self.words))
        lead = " ".join(word.text for word in self.words[:count])
        return lead if 0 < count < len(self.words) and self.text.startswith(lead) else ""

    def spans(self) -> list[tuple[float, float]]:
        """Stretches of x that its words cover; spaces between words of one stretch belong to it."""
        found: list[tuple[float, float]] = []
        for word in self.words:
            if found and word.x0 - found[-1][1] < 0.5 * word.height:
                found[-1] = (found[-1][0], max(found[-1][1], word.x1))
            else:
                found.append((word.x0, word.x1))
        return found

    def cut(self, columns: list[tuple[float, float]]) -> list["Line | None"]:
        """Its part in each column."""
        parts = [[word for word in self.words if left <= (word.x0 + word.x1) / 2 < right] for left, right in columns]
        return [Line(tuple(part)) if part else None for part in parts]

    def saying(self, text: str) -> "Line":
        return replace(self, said=text)


def lines_of(page: Any) -> list[Line]:
    """Lines of a pdfium page, from top to bottom; words on one height are one line, whatever stands between them."""
    words = _words(page.get_textpage())
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.y):
        if lines and lines[-1][0].y - word.y < SAME_LINE * max(word.height, lines[-1][0].height):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [Line(tuple(sorted(line, key=lambda word: word.x0))) for line in lines]


def gaps_of(lines: list[Line]) -> list[float]:
    """Distances in points of lines that follow one another on a page, the smallest first."""
    return sorted(round(a.y - b.y, 1) for a, b in itertools.pairwise(lines) if 0 < a.y - b.y < 60)


def _words(textpage: Any) -> list[Word]:
    found: list[Word] = []
    part, box = "", [0.0, 0.0, 0.0, 0.0]
    letters = ""

    def close() -> None:
        nonlocal part
        if part.strip():
            found.append(Word(part, box[0], box[2], box[1], max(4.0, box[3]), letters))
        part = ""

    for index in range(textpage.count_chars()):
        sign = chr(_code(textpage, index))
        if sign.isspace() or sign == "\0":
            close()
            continue
        left, bottom, right, top = textpage.get_charbox(index, loose=True)
        height, bottom = top - bottom, _baseline(textpage, index)
        tall = max(height, box[3], 4.0)  # some signs (hyphens of another font) are a dash high
        if part and (not -2 * tall < left - box[2] < 0.6 * tall or abs(bottom - box[1]) > 0.4 * tall):
            close()
        if not part:
            box, letters = [left, bottom, right, height], _letters(textpage, index)
        part += HYPHENS.get(sign, sign)
        box[2] = max(box[2], right) if part else right
    close()
    return found


def _code(textpage: Any, index: int) -> int:
    import pypdfium2.raw as pdfium

    return pdfium.FPDFText_GetUnicode(textpage.raw, index)


def _baseline(textpage: Any, index: int) -> float:
    """Height of the line a sign stands on: signs of several fonts (hyphens) share it, boxes differ."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage.raw, index, ctypes.byref(x), ctypes.byref(y))
    return y.value


def _letters(textpage: Any, index: int) -> str:
    """`bold`, `italic` or nothing, by the name of the font."""
    import pypdfium2.raw as pdfium

    room, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage.raw, index, room, 200, ctypes.byref(flags))
    name = room.value.decode("utf-8", errors="replace")
    if re.search(r"bold|black|heavy|semibold|demi", name, re.IGNORECASE):
        return "bold"
    return "italic" if re.search(r"ital|obli", name, re.IGNORECASE) else ""
