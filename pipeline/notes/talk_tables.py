"""Transcripts as tables: CSV, TSV and Excel workbooks, read like a table in a document."""

import csv
import io
import itertools
import re
from collections import Counter
from pathlib import Path

from pipeline.notes.grids import head_of, head_place
from pipeline.notes.passages import Grid, Passage, tidy, words
from pipeline.notes.text_files import decode
from pipeline.study import opening
from pipeline.study.open_document import open_sheets
from pipeline.study.tables_of_people import DELIMITERS, delimiter_of, workbook_rows

TITLES = 12  # rows among which the head stands, below a title and facts about the note
SLOWEST = 30.0  # seconds a word that nobody needs: the times are in a smaller unit
SCALES = (1.0, 1e3, 1e7)  # seconds, milliseconds, ticks of 100 nanoseconds


def read_talk_table(path: Path, form: str, where: str) -> list[Passage | Grid]:
    """The tables of a .csv, .tsv, .xlsx or .ods file, one a sheet. Raises StudyError where it cannot be read."""
    if form == ".xlsx":
        sheets = [[row for _, row in rows] for rows in workbook_rows(path, where).values()]
    elif form == ".ods":
        with opening(where, "a whole workbook (.ods)", "Save or send it again."):
            found = [[row for _, row in sorted(sheet.rows.items())] for sheet in open_sheets(path)]
        sheets = [[["" if cell is None else str(cell) for cell in row] for row in rows] for rows in found]
    else:
        sheets = [_csv(decode(path.read_bytes(), where))]
    return [grid_of_rows(rows) for rows in sheets if rows]


def _csv(text: str) -> list[list[str]]:
    """Rows that are not blank, parted by the sign that makes most of them equally wide."""
    _, body = delimiter_of(text)
    signs = DELIMITERS if body is text else delimiter_of(text)[0]
    csv.field_size_limit(2**24)
    read = [[row for row in csv.reader(io.StringIO(body, newline=""), delimiter=sign) if any(row)] for sign in signs]
    return max(read, key=_even)


def _even(rows: list[list[str]]) -> tuple[float, int]:
    """(share of rows that are as wide as most, how wide they are); rows of one cell are parted by nothing."""
    wide = Counter(len(row) for row in rows if len(row) > 1)
    width, count = wide.most_common(1)[0] if wide else (1, 0)
    return count / max(1, len(rows)), width


def grid_of_rows(rows: list[list[str]]) -> Grid:
    """Rows as a table; bare numbers in columns of times become times (whisper's milliseconds, or seconds)."""
    place = head_place(rows[:TITLES])
    kinds = head_of(rows[place]) if place is not None else {}
    head, body = (rows[: place + 1], rows[place + 1 :]) if place is not None else ([], rows)
    timed = [n for n, kind in kinds.items() if kind == "time"] if kinds else _rising(rows)
    talk = [n for n, kind in kinds.items() if kind == "talk"] or [n for n in range(len(rows[0])) if n not in timed]
    numbers = [[_number(row[n]) if n < len(row) else None for n in timed] for row in body]
    said = [sum(words(row[n]) for n in talk if n < len(row)) for row in body]
    spans = [
        (row[0], row[-1] if len(row) > 1 else None, count) for row, count in zip(numbers, said, strict=True) if row
    ]
    scale = scale_of(spans)
    made = list(head)
    for row, times in zip(body, numbers, strict=True):
        clock = {n: _clock(time / scale) for n, time in zip(timed, times, strict=True) if time is not None}
        made.append([clock.get(n, cell) for n, cell in enumerate(row)])
    return Grid([[[Passage(text)] if (text := tidy(cell, tabs=True)) else [] for cell in row] for row in made])


def _rising(rows: list[list[str]]) -> list[int]:
    """Columns of a table without head that hold when a row begins and ends: two side by side, the first one rising,
    or one of decimals that never fall."""
    width = min(map(len, rows))
    numbers = {n: [time for row in rows if (time := _number(row[n])) is not None] for n in range(width)}
    full = [n for n, found in numbers.items() if len(found) == len(rows) > 2]
    for start, end in itertools.pairwise(full):
        begin, stop = numbers[start], numbers[end]
        if end == start + 1 and begin == sorted(begin) and all(a <= b for a, b in zip(begin, stop, strict=True)):
            return [start, end]
    return [n for n in full if numbers[n] == sorted(numbers[n]) and not all(map(float.is_integer, numbers[n]))][:1]


def _number(cell: str) -> float | None:
    return float(cell.replace(",", ".")) if re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", cell) else None


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02}:{int(seconds % 3600 // 60):02}:{seconds % 60:06.3f}"


def scale_of(spans: list[tuple[float | None, float | None, int]]) -> float:
    """How many units of a time make a second: 1, 1,000 (milliseconds) or ten million (ticks), by how long a word
    would take."""
    whole = [(start, end, said) for start, end, said in spans if start is not None and said]
    ended = sorted((end - start) / said for start, end, said in whole if end is not None and end > start)
    said = sum(count for *_, count in whole[:-1])
    word = ended[len(ended) // 2] if ended else (whole[-1][0] - whole[0][0]) / said if said else 0.0
    return next((scale for scale in SCALES if word / scale <= SLOWEST), 1.0)
