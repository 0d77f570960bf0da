"""Reader of PDF notes: where words stand on the page says what is a column, a margin, a line number, a running head."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path

from pipeline.notes.divided_words import joined_lines, whole_forms
from pipeline.notes.passages import Aside, Grid, Passage, tidy
from pipeline.notes.pdf_columns import columns_of, counts_lines, crosses, is_newspaper
from pipeline.notes.pdf_heads import ends_sentence, heads_and_feet
from pipeline.notes.pdf_rows import Row, table_of
from pipeline.notes.pdf_words import Line, gaps_of, lines_of
from pipeline.study import StudyError

NUMBERED = 0.9  # share of lines that open with the number after the last one's
NEW_PARAGRAPH = 1.35  # times the usual distance of two lines


def read_pdf(
    path: Path, where: str, listed: Callable[[str], bool] | None = None
) -> tuple[list[Passage | Grid], list[Aside]]:
    """Lines and tables of a PDF, and what its pages repeat or number.

    Raises StudyError for a damaged, locked or scanned one.

    listed: whether a dictionary has a word, for words divided at the ends of lines.
    """
    pages, heads = _without_heads(_opened(path, where))
    pages, numbers = _without_line_numbers(pages)
    columns = columns_of([line for page in pages for line in page])
    pages, feet = _without_feet_across(pages, columns)
    parts, counted = _in_columns(pages, columns)
    aside = heads + numbers + feet + counted
    whole_words = _joiner([line.text for page in pages for line in page], listed)
    width = max((len(row) for page in parts for row in page), default=1)
    beside = [[row for row in page if not (row[0] and crosses(row[0], columns))] for page in parts]
    if width > 1 and not is_newspaper(beside, width):
        return [table_of([row for page in parts for row in page], whole_words)], aside
    order = [cell for page in parts for n in range(width) for row in page if (cell := row[n])]
    return [*_passages(order, whole_words)], aside


def _without_heads(pages: list[list[Line]]) -> tuple[list[list[Line]], list[Aside]]:
    """Lines without running heads and feet."""
    within = list(zip(pages, heads_and_feet(pages), strict=True))
    aside = [Aside(line.text, "heads") for page, (first, last) in within for line in page[:first] + page[last:]]
    return [page[first:last] for page, (first, last) in within], aside


def _without_feet_across(
    pages: list[list[Line]], columns: list[tuple[float, float]]
) -> tuple[list[list[Line]], list[Aside]]:
    """Lines without those at the end of a page that cross its columns and are no sentence."""
    kept, aside = [], []
    for page in pages:
        last = len(page)
        while last and crosses(page[last - 1], columns) and not ends_sentence(page[last - 1].text):
            last -= 1
        kept.append(page[:last])
        aside += [Aside(line.text, "heads") for line in page[last:]]
    return kept, aside


def _in_columns(pages: list[list[Line]], columns: list[tuple[float, float]]) -> tuple[list[list[Row]], list[Aside]]:
    """Each line's part in each column, without the columns that only number the lines."""
    numbered = [n for n, _ in enumerate(columns) if counts_lines(pages, columns, n)]
    whole = [None] * (len(columns) - 1)
    parts = [[[line, *whole] if crosses(line, columns) else line.cut(columns) for line in page] for page in pages]
    aside = [Aside(cell.text, "heads") for page in parts for row in page for n in numbered if (cell := row[n])]
    kept = [[[cell for n, cell in enumerate(row) if n not in numbered] for row in page] for page in parts]
    return [[row for row in page if any(row)] for page in kept], aside  # a number may stand alone on its line


def _without_line_numbers(pages: list[list[Line]]) -> tuple[list[list[Line]], list[Aside]]:
    """Lines without the numbers that stand close before every one of them, each one more than the last."""
    lines = [line for page in pages for line in page]
    first = [int(line.words[0].text) if _counted(line) else None for line in lines]
    steps = sum(a is not None and b in (a + 1, 1) for a, b in itertools.pairwise(first))
    if len(lines) < 3 or steps < NUMBERED * (len(lines) - 1):
        return pages, []
    aside = [Aside(line.words[0].text, "heads") for line in lines if _counted(line)]
    cut = [[Line(line.words[1:]) if _counted(line) else line for line in page] for page in pages]
    return [[line for line in page if line.words] for page in cut], aside


def _counted(line: Line) -> bool:
    return bool(re.fullmatch(r"\d{1,4}", line.words[0].text))


def _opened(path: Path, where: str) -> list[list[Line]]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            pages = [lines_of(page) for page in document]
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise StudyError(where, "protected with a password", todo="Save it without a password.") from error
        raise StudyError(where, "damaged: it cannot be read", "a PDF", "Save or send it again.") from error
    if not any(pages):
        raise StudyError(
            where, "holds pictures of pages, no text", "a PDF with text", "Run text recognition on it first."
        )
    return pages


def _passages(lines: list[Line], whole_words: Callable[[list[Line]], list[Line]]) -> list[Passage]:
    lines = whole_words(lines)
    pitch = _pitch(lines)
    found = []
    for number, line in enumerate(lines):
        gap = lines[number - 1].y - line.y if number else 0.0
        opens = gap > NEW_PARAGRAPH * pitch if number else True
        found.append(Passage(tidy(line.text), opens_paragraph=opens, style=line.style, lead=line.lead))
    return [passage for passage in found if passage.text]


def _pitch(lines: list[Line]) -> float:
    """The usual distance of two lines, in points."""
    gaps = gaps_of(lines)
    return gaps[len(gaps) // 4] if gaps else 1e9


def _joiner(lines: list[str], listed: Callable[[str], bool] | None) -> Callable[[list[Line]], list[Line]]:
    """`joined_lines` on lines with their places, knowing all words of the note."""
    known = whole_forms(lines)

    def join(own: list[Line]) -> list[Line]:
        texts = joined_lines([line.text for line in own], known, listed)
        return [line.saying(text) for line, text in zip(own, texts, strict=True) if text]

    return join
