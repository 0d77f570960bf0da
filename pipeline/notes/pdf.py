"""Reader of PDF notes: where words stand on the page says what is a column, a margin, a line number, a running head."""

import itertools
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pipeline.notes.passages import Aside, Grid, Passage, shape, tidy
from pipeline.notes.pdf_words import Line, lines_of
from pipeline.study import StudyError

EDGE = 3  # a running head or foot is at most so many lines
PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p[áa]gina|p[áa]g\.|p\.)?\s*\d{1,4}\s*(?:(?:/|of|de|sur)\s*\d{1,4})?[-–—\s]*|"
    r".{1,60}\s[-–—|·•]\s*p[áa]g(?:e|ina)\s*\d{1,4}(?:\s*(?:/|of|de|sur)\s*\d{1,4})?|"
    r"[^.?!]{1,60}\sp[áa]g(?:e|ina)\s*\d{1,4}\s*(?:/|of|de|sur)\s*\d{1,4}",
    re.IGNORECASE,
)
VALLEY = 7.0  # points between two columns
BIN = 1.0
LOOSEST = 2.6  # times that distance, between two paragraphs of one column
RUNNING = 3.0  # words a line, on average, of a column that is talk throughout
NUMBERED = 0.9  # share of lines that open with the number after the last one's
NEW_PARAGRAPH = 1.35  # times the usual distance of two lines
NEW_ROW = 1.15  # times the least distance of two lines of a table


def read_pdf(
    path: Path, where: str, listed: Callable[[str], bool] | None = None
) -> tuple[list[Passage | Grid], list[Aside]]:
    """Lines and tables of a PDF, and what its pages repeat or number.

    Raises StudyError for a damaged, locked or scanned one.

    listed: whether a dictionary has a word, for words divided at the ends of lines.
    """
    pages = _opened(path, where)
    aside: list[Aside] = []
    kept: list[list[Line]] = []
    for page, (first, last) in zip(pages, _at_one_height(pages), strict=True):
        aside += [Aside(line.text, "heads") for line in page[:first] + page[last:]]
        kept.append(page[first:last])
    kept, numbers = _without_line_numbers(kept)
    aside += numbers
    columns = _columns([line for page in kept for line in page])
    numbered = [n for n, _ in enumerate(columns) if _counts(kept, columns, n)]
    parts = [[line.cut(columns) for line in page] for page in kept]
    aside += [Aside(cell.text, "heads") for page in parts for row in page for n in numbered if (cell := row[n])]
    parts = [[[cell for n, cell in enumerate(row) if n not in numbered] for row in page] for page in parts]
    width = len(columns) - len(numbered)
    whole_words = _joiner([line.text for page in kept for line in page], listed)
    if width == 1:
        return [*_passages([cell for page in parts for row in page if (cell := row[0])], whole_words)], aside
    if _newspaper(parts, width):
        order = [cell for page in parts for n in range(width) for row in page if (cell := row[n])]
        return [*_passages(order, whole_words)], aside
    return _table([row for page in parts for row in page], whole_words), aside


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


def running(pages: list[list[str]]) -> list[tuple[int, int]]:
    """For each page, the first line and the one after the last that are no running head or foot, nor a page number."""
    tops = Counter((place, shape(line)) for page in pages for place, line in enumerate(page[:EDGE]))
    feet = Counter((place, shape(line)) for page in pages for place, line in enumerate(page[: -EDGE - 1 : -1]))
    inside = Counter(shape(line) for page in pages for line in page[EDGE:-EDGE])  # speakers on their own line
    tops, feet = (Counter({k: count for k, count in edge.items() if inside[k[1]] < 2}) for edge in (tops, feet))
    often = max(2, len(pages) // 2)
    every = max(3, len(pages))  # a sentence comes again on each page, or it is talk
    kept = []
    for page in pages:
        first, last = 0, len(page)
        while first < min(EDGE, last) and tops[first, shape(page[first])] >= (
            every if _sentence(page[first]) else often
        ):
            first += 1
        while last > max(first, len(page) - EDGE):
            line = page[last - 1]
            if feet[len(page) - last, shape(line)] < (
                every if _sentence(line) else often
            ) and not PAGE_NUMBER.fullmatch(line):
                break
            last -= 1
        kept.append((first, last))
    return kept


def _at_one_height(pages: list[list[Line]]) -> list[tuple[int, int]]:
    """As `running`, and what stands where other pages have their running head or foot: left and right pages differ."""
    found = running([[line.text for line in page] for page in pages])
    heads = {round(line.y) for page, (first, _) in zip(pages, found, strict=True) for line in page[:first]}
    feet = {round(line.y) for page, (_, last) in zip(pages, found, strict=True) for line in page[last:]}
    kept = []
    for page, (first, last) in zip(pages, found, strict=True):
        while first < min(EDGE, last) and round(page[first].y) in heads and not _sentence(page[first].text):
            first += 1
        while (
            last > max(first, len(page) - EDGE)
            and round(page[last - 1].y) in feet
            and not _sentence(page[last - 1].text)
        ):
            last -= 1
        kept.append((first, last))
    return kept


def _sentence(line: str) -> bool:
    return line.rstrip()[-1:] in set('.?!…»”"')


def _columns(lines: list[Line]) -> list[tuple[float, float]]:
    """Ranges of x that hold the columns: between them runs a strip that almost no line crosses."""
    if not lines:
        return [(0.0, 1e9)]
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    bins = [0] * (int((right - left) / BIN) + 2)
    for line in lines:
        for x0, x1 in line.spans():
            for place in range(int((x0 - left) / BIN), int((x1 - left) / BIN) + 1):
                bins[place] += 1
    few = max(0, len(lines) // 40)
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


def _by_head(lines: list[Line], few: int) -> list[float]:
    """Cuts where a table's head says its columns begin, however few cells one of them has (remarks)."""
    from pipeline.notes import grids

    for line in lines[:EDGE]:
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


def _counts(pages: list[list[Line]], columns: list[tuple[float, float]], n: int) -> bool:
    """Whether a column numbers the lines."""
    cells = [cell.text for page in pages for line in page if (cell := line.cut(columns)[n])]
    if len(columns) < 2 or len(cells) < 3 or not all(re.fullmatch(r"\d{1,5}[.:)]?", cell) for cell in cells):
        return False
    numbers = [int(re.sub(r"\D", "", cell)) for cell in cells]
    steps = Counter(b - a for a, b in itertools.pairwise(numbers))
    return steps.most_common(1)[0][1] >= 0.7 * (len(numbers) - 1)


def _newspaper(pages: list[list[list]], width: int) -> bool:
    """Whether columns are read one after the other: each is talk throughout, line below line, and no table's.

    A table has a head, or a column of short cells, or cells that wait for the others (gaps in a column); two columns of
    a newspaper each have people's labels, or lines that follow one another without a gap.
    """
    from pipeline.notes import grids
    from pipeline.notes.labels import usual_role

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
    gaps = sorted(round(a.y - b.y, 1) for a, b in itertools.pairwise(lines) if 0 < a.y - b.y < 60)
    return gaps[len(gaps) // 4] if gaps else 1e9


def _table(rows: list[list], whole_words: Callable[[list[Line]], list[Line]]) -> list[Passage | Grid]:
    """Lines of a table as rows: a row begins where the column that opens rows (times, else labels) has words."""
    from pipeline.notes.stamps import ALONE

    width = len(rows[0])
    filled = [[row[n] for row in rows if row[n]] for n in range(width)]
    counts = [sum(len(line.text.split()) for line in column) for column in filled]
    talk = max(range(width), key=lambda n: counts[n])
    timed = [
        n
        for n in range(width)
        if n != talk
        and filled[n]
        and sum(bool(ALONE.fullmatch(line.text)) for line in filled[n]) > 0.5 * len(filled[n])
    ]
    opening = timed[:1] or [n for n in range(width) if n != talk]
    pitch = _pitch([next(cell for cell in row if cell) for row in rows])
    again = Counter(cell.text for row in rows for n in opening if (cell := row[n]))
    ys = [next(cell for cell in row if cell).y for row in rows]
    gaps = sorted(round(a - b, 1) for a, b in itertools.pairwise(ys) if 0 < a - b < 60)
    pitch = min(pitch, gaps[len(gaps) // 20]) if gaps else pitch  # rows of one line stand further apart than lines
    spaced = not timed and any(gap > NEW_ROW * pitch for gap in gaps)
    made: list[list[list[Line]]] = []
    before: list | None = None
    for row in rows:
        y = next(cell for cell in row if cell).y
        gap = next(cell for cell in before if cell).y - y if before else 0.0
        opens = any(row[n] for n in opening)
        if opens and not timed and before and any(before[n] for n in opening) and 0 < gap <= NEW_ROW * pitch:
            ended = not spaced and (before[talk] is None or _sentence(before[talk].text))
            opens = (
                ended
                or _whole_row(row, before, opening, again)
                or (row[talk] is not None and any(row[n] and row[n].text.endswith(":") for n in opening))
            )
        if opens or not made:
            made.append([[] for _ in range(width)])
        for n, cell in enumerate(row):
            if cell:
                made[-1][n].append(cell)
        before = row
    grid = [
        [
            [
                Passage(tidy(line.text), opens_paragraph=number == 0, style="", lead="")
                for number, line in enumerate(whole_words(cell))
            ]
            for cell in row
        ]
        for row in made
    ]
    return [Grid(grid)]


def _whole_row(row: list, before: list, opening: list[int], again: Counter) -> bool:
    """Whether a row opens though the one above ends no sentence: below the table's head, or at a label met again."""
    from pipeline.notes import grids

    above = [cell.text if cell else "" for cell in before]
    return bool(grids.head_of(above)) or any(row[n] and again[row[n].text] > 1 for n in opening)


def _joiner(lines: list[str], listed: Callable[[str], bool] | None) -> Callable[[list[Line]], list[Line]]:
    """`join_words` on lines with their places, knowing all words of the note."""
    known = whole_forms(lines)

    def join(own: list[Line]) -> list[Line]:
        texts = _joined([line.text for line in own], known, listed)
        return [line.saying(text) for line, text in zip(own, texts, strict=True) if text]

    return join


def whole_forms(lines: list[str]) -> Counter:
    """Words of the note that no line end divides, small letters, compounds with their hyphens."""
    found: Counter = Counter()
    for before, line in zip(["", *lines], lines, strict=False):
        spoken = re.sub(r"^[^\W\d_]+", "", line) if before.rstrip().endswith("-") else line
        spoken = re.sub(r"[^\W\d_'’-]*[^\W\d_]-\s*$", "", spoken)
        found.update(word.lower() for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", spoken))
    return found


PREFIXES = frozenset({
    "co", "non", "self", "ex", "semi", "anti", "well", "mid", "pre", "post", "re", "multi", "sub", "inter", "cross",
    "auto", "vice", "demi", "sous", "sur", "mi",
})  # fmt: skip


def join_words(lines: list[str], listed: Callable[[str], bool] | None = None) -> list[str]:
    """Lines whose last word was divided get the rest of it; a line that this empties goes."""
    return [line for line in _joined(lines, whole_forms(lines), listed) if line]


def _joined(lines: list[str], words: Counter, listed: Callable[[str], bool] | None) -> list[str]:
    """The lines, each in its place, with the words put together that their ends divide.

    The hyphen stays where the note writes the word so elsewhere, after a prefix that it writes with hyphens elsewhere,
    and between two words that make none together; else it only marked the line's end. words: `whole_forms` of the note.
    """
    joined: list[str] = []
    for line in lines:
        place = next((n for n in range(len(joined) - 1, -1, -1) if joined[n]), None)
        divided = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)-\s*$", joined[place]) if place is not None else None
        rest = re.match(r"[^\W\d_]+", line)
        if divided and rest and place is not None:
            hyphen = _keeps_hyphen(divided[1], rest[0], words, listed)
            joined[place] = joined[place].rstrip()[: None if hyphen else -1] + rest[0]
            line = line[rest.end() :]
            tail = re.match(r"\S+", line)
            if tail:  # its comma or full stop, or the next part of a compound
                joined[place] += tail[0]
                line = line[tail.end() :]
            line = line.lstrip()
        joined.append(line)
    return joined


def _keeps_hyphen(left: str, right: str, words: Counter, listed: Callable[[str], bool] | None) -> bool:
    """Whether the hyphen between two parts at a line's end is the word's own."""
    last, low, end = left.split("-")[-1], left.lower(), right.lower()
    whole, compound = words[low + end], words[f"{low}-{end}"]
    if whole != compound:
        return compound > whole
    if right[0].isupper() and not right.isupper():
        return True
    if last.lower() in PREFIXES and any(form.startswith(f"{last.lower()}-") for form in words):
        return True
    if listed is None:
        return bool(words[last.lower()] and words[end] > 1)
    if listed(last.lower() + end):
        return last.lower() == "co" and not listed(f"={last.lower()}{end}")
    return listed(last.lower()) and listed(end)
