"""Rows of a table in a PDF: its lines, put together where one row's cells have several."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.notes import grids
from pipeline.notes.passages import Grid, Passage, tidy
from pipeline.notes.pdf_heads import ends_sentence
from pipeline.notes.pdf_words import Line, gaps_of
from pipeline.notes.stamps import ALONE

NEW_ROW = 1.15  # times the least distance of two lines of a table
SMALLEST = 20  # the distance that a part in so many stays under is the least one; fewer are chance

Row = list[Line | None]  # a line's part in each column


@dataclass(frozen=True)
class Opening:
    """What tells where a row of a table begins."""

    columns: list[int]  # that of the times, else all but the talk's
    timed: bool
    talk: int  # the column with most words
    near: float  # points between two lines of one row, or of rows without a gap
    spaced: bool  # rows stand further apart than lines
    again: Counter  # how often each cell of those columns comes

    def at(self, row: Row, before: Row | None) -> bool:
        """Whether a row of the table begins at this line."""
        if not self._has_words(row):
            return False
        if self.timed or before is None or not self._has_words(before):
            return True
        if not 0 < _first(before).y - _first(row).y <= self.near:
            return True
        above = before[self.talk]
        ended = not self.spaced and (above is None or ends_sentence(above.text))
        return ended or self._whole(row, before) or (row[self.talk] is not None and self._any(row, _is_label))

    def _whole(self, row: Row, before: Row) -> bool:
        """Whether a row opens though the one above ends no sentence: below the head, or at a label met again."""
        above = [cell.text if cell else "" for cell in before]
        return bool(grids.head_of(above)) or self._any(row, lambda cell: self.again[cell.text] > 1)

    def _has_words(self, row: Row) -> bool:
        return self._any(row, lambda cell: True)

    def _any(self, row: Row, has: Callable[[Line], bool]) -> bool:
        return any(cell is not None and has(cell) for cell in (row[n] for n in self.columns))


def table_of(rows: list[Row], whole_words: Callable[[list[Line]], list[Line]]) -> Grid:
    """Lines of a table as rows: a row begins where the column that opens rows (times, else labels) has words.

    whole_words: puts words together that the ends of lines divide.
    """
    width = len(rows[0])
    opening = _opening(rows)
    made: list[list[list[Line]]] = []
    before: Row | None = None
    for row in rows:
        if not made or opening.at(row, before):
            made.append([[] for _ in range(width)])
        for cell, lines in zip(row, made[-1], strict=True):
            if cell:
                lines.append(cell)
        before = row
    return Grid([[_cell(whole_words(lines)) for lines in row] for row in made])


def _cell(lines: list[Line]) -> list[Passage]:
    return [Passage(tidy(line.text), opens_paragraph=number == 0) for number, line in enumerate(lines)]


def _opening(rows: list[Row]) -> Opening:
    columns = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
    counts = [sum(len(cell.text.split()) for cell in column) for column in columns]
    talk = counts.index(max(counts))
    others = [n for n in range(len(columns)) if n != talk]
    timed = [n for n in others if columns[n] and _times(columns[n]) > 0.5 * len(columns[n])]
    opening = timed[:1] or others
    gaps = gaps_of([_first(row) for row in rows])
    near = NEW_ROW * (gaps[len(gaps) // SMALLEST] if gaps else 1e9)
    again = Counter(cell.text for n in opening for cell in columns[n])
    return Opening(opening, bool(timed), talk, near, not timed and any(gap > near for gap in gaps), again)


def _times(cells: list[Line]) -> int:
    return sum(bool(ALONE.fullmatch(cell.text)) for cell in cells)


def _first(row: Row) -> Line:
    return next(cell for cell in row if cell)


def _is_label(cell: Line) -> bool:
    return cell.text.endswith(":")
