"""Columns of a PDF: where they stand, which of them number the lines, whether they are a newspaper's or a table's."""

import itertools
import re
from collections import Counter

from pipeline.notes import grids
from pipeline.notes.labels import usual_role
from pipeline.notes.pdf_words import Line

HEAD = 3  # lines among which a table's head is
VALLEY = 7.0  # points between two columns
BIN = 1.0
ACROSS = 2  # lines that may cross a strip between columns: a title above them and a foot below
FEW_LINES = 8  # for each of them so many lines
LOOSEST = 2.6  # times that distance, between two paragraphs of one column
RUNNING = 3.0  # words a line, on average, of a column that is talk throughout


def columns_of(lines: list[Line]) -> list[tuple[float, float]]:
    """Ranges of x that hold the columns: between them runs a strip that almost no line crosses."""
    if not lines:
        return [(0.0, 1e9)]
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    bins = [0] * (int((right - left) / BIN) + 2)
    for line in lines:
        for x0, x1 in line.spans():
            for place in range(int((x0 - left) / BIN), int((x1 - left) / BIN) + 1):
                bins[place] += 1
    few = max(min(ACROSS, len(lines) // FEW_LINES), len(lines) // 40)
    cuts, start = [], None
    for place, count in enumerate([*bins, few + 1]):
        if count <= few and start is None:
            start = place
        elif count > few and start is not None:
            if start > 0 and (place - start) * BIN >= VALLEY and place < len(bins):
                cuts.append(left + (start + place) / 2 * BIN)
            start = None
    cuts = [cut for cut in cuts if _divides(lines, cut)]
    cuts = _by_head(lines, few) or cuts
    edges = [-1e9, *cuts, 1e9]
    return list(itertools.pairwise(edges))


def crosses(line: Line, columns: list[tuple[float, float]]) -> bool:
    """Whether a line runs on over the strip between two columns."""
    return any(x0 < edge < x1 for x0, x1 in line.spans() for edge, _ in columns[1:])


def _by_head(lines: list[Line], few: int) -> list[float]:
    """Cuts where a table's head says its columns begin, however few cells one of them has (remarks)."""
    for line in lines[:HEAD]:
        spans = line.spans()
        cells = [" ".join(word.text for word in line.words if x0 <= word.x0 < x1) for x0, x1 in spans]
        if len(cells) < 2 or not (len(grids.head_of(cells)) == len(cells) or grids.sided(cells)):
            continue
        cuts = [x0 - 1 for x0, _ in spans[1:]]
        if all(sum(x0 < cut < x1 for other in lines for x0, x1 in other.spans()) <= few for cut in cuts):
            return cuts
    return []


def _divides(lines: list[Line], cut: float) -> bool:
    """Whether a strip has words on both sides, often: at the end of a ragged line or two it is chance."""
    before = sum(line.x0 < cut for line in lines)
    after = sum(line.x1 > cut for line in lines)
    both = sum(line.x0 < cut < line.x1 for line in lines)
    return min(before, after) >= 3 and (both >= 3 or both >= 0.5 * min(before, after))


def counts_lines(pages: list[list[Line]], columns: list[tuple[float, float]], n: int) -> bool:
    """Whether a column numbers the lines."""
    cells = [cell.text for page in pages for line in page if (cell := line.cut(columns)[n])]
    if len(columns) < 2 or len(cells) < 3 or not all(re.fullmatch(r"\d{1,5}[.:)]?", cell) for cell in cells):
        return False
    numbers = [int(re.sub(r"\D", "", cell)) for cell in cells]
    steps = Counter(b - a for a, b in itertools.pairwise(numbers))
    return steps.most_common(1)[0][1] >= 0.7 * (len(numbers) - 1)


def is_newspaper(pages: list[list[list]], width: int) -> bool:
    """Whether columns are read one after the other: each is talk throughout, line below line, and no table's.

    A table has a head, or a column of short cells, or cells that wait for the others (gaps in a column); two columns of
    a newspaper each have people's labels, or lines that follow one another without a gap.
    """
    rows = [row for page in pages for row in page]
    columns = [[row[n] for row in rows if row[n]] for n in range(width)]
    first = [cell.text if cell else "" for cell in rows[0]]
    if width > 3 or (sum(map(bool, first)) > 1 and (grids.head_of(first) or grids.sided(first))):
        return False
    if min(sum(len(cell.text.split()) for cell in column) / len(column) for column in columns) < RUNNING:
        return False
    labelled = [
        sum(bool(usual_role(cell.text.split(":")[0])) for cell in column if ":" in cell.text) for column in columns
    ]
    return min(labelled) >= 2 or all(_without_gaps(page, n) for page in pages for n in range(width))


def _without_gaps(page: list[list], n: int) -> bool:
    """Whether the lines of a column follow one another at about one distance."""
    places = [cell.y for row in page if (cell := row[n])]
    gaps = [a - b for a, b in itertools.pairwise(places)]
    return not gaps or max(gaps) <= LOOSEST * sorted(gaps)[len(gaps) // 4]
