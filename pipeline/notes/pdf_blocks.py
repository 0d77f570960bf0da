"""Blocks of a PDF from where its letters stand: running heads, headings by their type, lists, tables, paragraphs.

A PDF only places letters. Letters on one base line are a line; a wide gap inside it starts a cell. A heading is set in
larger or bold type. A block ends where the gap below is wider than between the lines of the page, where a bullet
begins, or where the type changes; it goes on over the page's end where its sentence does.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.notes.divided_words import join_words
from pipeline.notes.document_blocks import CELLS, Block
from pipeline.notes.passages import shape, tidy
from pipeline.notes.pdf_heads import PAGE_NUMBER
from pipeline.study import StudyError

SAME_LINE = 2.0  # points between base lines of one line
CELL_GAP = 1.6  # of the letter size: a wider gap inside a line starts a cell,
EMPTY_GAP = 0.8  # or one without a typed blank in it
WORD_GAP = 0.18  # without a typed blank: between words
ROOM = 0.06  # that font gives to no letter: less is the room of the two letters beside the gap
SMALLER = 0.93  # of the usual size: smaller type at the edge of a page is a running head's
BLOCK_GAP = 1.3  # of the usual distance of lines: a wider one ends a block
LARGER = 1.07  # of the usual size: larger type is a heading's
EDGE = 60.0  # points at the top and foot of a page in which running heads stand
BULLET = re.compile(r"^(?:[•◦▪‣·∙●○■–—*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
BULLET_SIGN = re.compile(r"^[•◦▪‣·∙●○■]$")
ENDS = re.compile(r"[.!?…:;»”\"]$")
BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)


@dataclass(frozen=True)
class Letter:
    """left, right: where its ink is; set_from, set_to: with the room that its font gives it (a `1` is thin)."""

    sign: str
    left: float
    right: float
    set_from: float
    set_to: float
    base: float
    size: float
    bold: bool


@dataclass
class Line:
    """A line of a page: cells as (where it starts, text); base counts down the page from its top."""

    page: int
    base: float
    size: float
    bold: bool
    cells: list[tuple[float, str]]

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.cells)

    @property
    def left(self) -> float:
        return self.cells[0][0]


def read_pdf_blocks(path: Path, where: str) -> list[Block]:
    """The blocks of a PDF in reading order. Raises StudyError for a damaged, locked or scanned one."""
    try:
        with pypdfium2.PdfDocument(path) as document:
            pages = [_lines(page, number) for number, page in enumerate(document)]
            heights = [page.get_height() for page in document]
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        found = "protected with a password" if locked else "damaged: it cannot be read"
        raise StudyError(where, found, "a PDF", "Save it without a password, or send it again.") from error
    if not any(pages):
        raise StudyError(
            where, "holds pictures of pages, no text", "a PDF with text", "Run text recognition on it first."
        )
    return list(_blocks(_without_heads(pages, heights)))


def _letters(page: pypdfium2.PdfPage) -> list[Letter]:
    text, height = page.get_textpage(), page.get_height()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = [ctypes.c_double() for _ in range(4)]
    name, flags, letters = ctypes.create_string_buffer(128), ctypes.c_int(), []
    for place in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, place))
        put_in = pdfium.FPDFText_IsGenerated(text, place) == 1  # a blank that the reader adds for a gap
        if sign in "\r\n" or put_in or not pdfium.FPDFText_GetCharOrigin(text, place, x, y):
            continue
        pdfium.FPDFText_GetCharBox(text, place, *box)
        given = text.get_charbox(place, loose=True)
        pdfium.FPDFText_GetFontInfo(text, place, name, 128, flags)
        bold = bool(BOLD.search(name.value.decode("utf-8", "replace")))
        size = round(pdfium.FPDFText_GetFontSize(text, place), 1)
        letters.append(Letter(sign, box[0].value, box[1].value, given[0], given[2], height - y.value, size, bold))
    return letters


def _lines(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """The lines of a page from its top; letters of one base line from left to right."""
    rows: list[list[Letter]] = []
    for letter in sorted(_letters(page), key=lambda one: one.base):
        if rows and letter.base - rows[-1][0].base <= SAME_LINE:
            rows[-1].append(letter)
        elif not letter.sign.isspace():
            rows.append([letter])
    return [line for row in rows if (line := _line(row, number)) is not None]


def _line(row: list[Letter], number: int) -> Line | None:
    row = sorted(row, key=lambda one: one.left)
    seen = [letter for letter in row if not letter.sign.isspace()]
    if not seen:
        return None
    size = Counter(letter.size for letter in seen).most_common(1)[0][0]
    cells: list[tuple[float, str]] = [(seen[0].left, "")]
    right, reach, blank = seen[0].left, seen[0].set_from, False
    for letter in row:
        if letter.sign.isspace():
            blank = True
            continue
        gap = (letter.left - right) / max(size, 1)
        if gap > (CELL_GAP if blank else EMPTY_GAP):
            cells.append((letter.left, ""))
        elif blank or (gap > WORD_GAP and (letter.set_from - reach) / max(size, 1) > ROOM):
            cells[-1] = (cells[-1][0], cells[-1][1] + " ")
        cells[-1] = (cells[-1][0], cells[-1][1] + letter.sign)
        right, reach, blank = max(right, letter.right), max(reach, letter.set_to), False
    cells = [(left, tidy(text)) for left, text in cells if text.strip()]
    bold = sum(letter.bold for letter in seen) > 0.8 * len(seen)
    return Line(number, seen[0].base, size, bold, cells)


def _without_heads(pages: list[list[Line]], heights: list[float]) -> list[Line]:
    """All lines but running heads, feet and page numbers: at the edge of a page, and on others too, or a number."""
    edge = [
        [(line, min(line.base, height - line.base) < EDGE) for line in page]
        for page, height in zip(pages, heights, strict=True)
    ]
    places = Counter((round(line.base), shape(line.text)) for page in edge for line, near in page if near)
    often = max(2, len(pages) // 2)
    usual = _usual_size([line for page in pages for line in page])

    def runs(line: Line) -> bool:
        again = places[round(line.base), shape(line.text)] >= often
        return again or line.size < SMALLER * usual or PAGE_NUMBER.fullmatch(line.text) is not None

    return [line for page in edge for line, near in page if not (near and runs(line))]


def _usual_size(lines: list[Line]) -> float:
    return Counter(line.size for line in lines for _ in line.text).most_common(1)[0][0]


def _blocks(lines: list[Line]) -> Iterator[Block]:
    usual = _usual_size(lines)
    gaps = [
        below.base - line.base for line, below in pairwise(lines) if _same_type(line, below) and below.base > line.base
    ]
    spacing = _distance(gaps, usual)
    for group in _groups(lines, spacing):
        if any(len(line.cells) > 1 and not BULLET_SIGN.match(line.cells[0][1]) for line in group) and len(group) > 1:
            yield from _table(group, spacing)
            continue
        text = tidy(" ".join(join_words([line.text for line in group])))
        first = group[0]
        heading = first.size > LARGER * usual or first.bold
        if heading:
            yield Block(text, "heading", 1 if first.size > LARGER * usual and not first.bold else 2)
        elif BULLET.match(text):
            yield Block(BULLET.sub("", text, count=1), "list item")
        else:
            yield Block(text)


def _distance(gaps: list[float], usual: float) -> float:
    """The usual distance of lines within a block, of the distances of lines that follow each other.

    The median, unless so many blocks are of one line or two that the distances are of two kinds, a quarter or more of
    each: then the smaller one. Lines of one block do not stand nearer than their letters are high.
    """
    gaps = sorted(gap for gap in gaps if gap >= 0.9 * usual)
    if not gaps:
        return 1.2 * usual
    near, far = gaps[(len(gaps) - 1) // 4], gaps[3 * len(gaps) // 4]
    return near if far > BLOCK_GAP * near else median(gaps)


def _same_type(line: Line, other: Line) -> bool:
    return line.size == other.size and line.bold == other.bold and line.page == other.page


def _groups(lines: list[Line], spacing: float) -> Iterator[list[Line]]:
    """Lines that belong together: a paragraph, a list item, a heading, or a whole table."""
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group, line, spacing):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(group: list[Line], line: Line, spacing: float) -> bool:
    last = group[-1]
    in_table = _is_row(last) or (_is_row(group[0]) and len(group) > 1)
    if in_table and last.page == line.page and last.size == line.size:
        aligned = any(abs(left - other) < SAME_LINE for left, _ in line.cells for other, _ in _columns(group))
        return aligned and line.base - last.base < 2.5 * spacing and not BULLET.match(line.text)
    if last.size != line.size or last.bold != line.bold or BULLET.match(line.text) or _is_row(line):
        return False
    if last.page == line.page:  # lines of larger type stand further apart
        return line.base - last.base <= BLOCK_GAP * max(spacing, 1.2 * line.size)
    return not ENDS.search(last.text) and line.text[:1].islower()


def _is_row(line: Line) -> bool:
    return len(line.cells) > 1 and not BULLET_SIGN.match(line.cells[0][1])


def _columns(group: list[Line]) -> list[tuple[float, str]]:
    return [cell for line in group for cell in line.cells]


def _table(group: list[Line], spacing: float) -> Iterator[Block]:
    """Rows of a table below its header, their cells in order; a line that leaves the first column empty goes on."""
    starts: list[float] = []
    for left, _ in sorted(_columns(group)):
        if not starts or left - starts[-1] > 3 * SAME_LINE:
            starts.append(left)
    header = group[0].bold and not all(line.bold for line in group)
    rows: list[list[list[str]]] = []
    last: Line | None = None
    for line in group:
        if header and line.bold:
            continue
        begins = abs(line.left - starts[0]) <= 3 * SAME_LINE
        close = last is not None and line.base - last.base <= BLOCK_GAP * spacing and len(line.cells) < len(starts)
        if not rows or (begins and not (close and len(line.cells) == 1 and _opens(rows))):
            rows.append([[] for _ in starts])
        for left, text in line.cells:
            column = max(place for place, start in enumerate(starts) if left >= start - 3 * SAME_LINE)
            rows[-1][column].append(text)
        last = line
    for row in rows:
        yield Block(CELLS.join(tidy(" ".join(join_words(cell))) for cell in row if cell), "table row")


def _opens(rows: list[list[list[str]]]) -> bool:
    """Does the first cell of the last row break off, so that a line in its column goes on with it?"""
    return bool(rows[-1][0]) and len(rows[-1][0]) < max(len(cell) for cell in rows[-1])
