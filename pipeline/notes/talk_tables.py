"""Transcripts as tables and lists: CSV, TSV, Excel workbooks, and the JSON of programs that write speech down.

A table is read like one in a document. Of a JSON file, the list whose items hold the most words is the talk, whatever
its program calls its keys.
"""

import csv
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.notes.grids import head_of, head_place
from pipeline.notes.passages import Grid, Passage, tidy, words
from pipeline.notes.text_files import decode
from pipeline.study import StudyError
from pipeline.study.tables_of_people import DELIMITERS, delimiter_of, workbook_rows

TITLES = 12  # rows among which the head stands, below a title and facts about the note
SLOWEST = 30.0  # seconds a word that nobody needs: the times are milliseconds
TEXT = ("text", "transcript", "content", "utterance", "display", "sentence", "words", "elements", "value", "body")
SPEAKER = ("speaker", "speaker_name", "speakername", "speaker_label", "speakerlabel", "speaker_id", "speakerid", "name",
           "participant", "author", "who", "channel")  # fmt: skip
LEAST_WORDS = 3  # of an item, from which it is talk; of who speaks, at most
NAMES = ("name", "display_name", "displayname", "full_name", "fullname")
SENDER = ("from", "sender", "sender_name", "from_name", "user", "username", "actor")
START = ("start", "start_time", "starttime", "start_s", "startms", "begin", "from", "offset", "time", "timestamp", "ts",
         "timestamps", "offsets")  # fmt: skip
END = ("end", "end_time", "endtime", "end_s", "endms", "to", "end_ts")


def read_talk_table(path: Path, form: str, where: str) -> list[Passage | Grid]:
    """The tables of a .csv, .tsv or .xlsx file, one a sheet. Raises StudyError where it cannot be read."""
    if form == ".xlsx":
        sheets = [[row for _, row in rows] for rows in workbook_rows(path, where).values()]
    else:
        sheets = [_csv(decode(path.read_bytes(), where))]
    return [_grid(rows) for rows in sheets if rows]


def read_talk_list(path: Path, where: str) -> list[Passage | Grid]:
    """What was said in a JSON file, a passage an item, with speakers and times where it tells them.

    Raises StudyError for what is no JSON, or has no list of what was said.
    """
    try:
        content = json.loads(decode(path.read_bytes(), where))
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}"
        raise StudyError(place, f"no JSON ({error.msg})", "a transcript as JSON", "Export it again.") from error
    except RecursionError as error:
        raise StudyError(where, "lists in lists without end", "a transcript as JSON", "Export it again.") from error
    items = max(_lists(content), key=_weight, default=[])
    said = [(_speaker(item), _time(item, START), _time(item, END), tidy(_text(item))) for item in items]
    said = [one for one in said if one[3]] or _by_content(content)
    if not said and (written := max((one for one in _within(content) if isinstance(one, str)), key=len, default="")):
        from pipeline.notes import documents, text_files

        if re.search(r"<(?:p|div|br)\b", written):  # the page that an editor of transcripts kept
            return documents.read_page(written, where)
        if "\n" in written.strip():
            return [*text_files.passages(written.splitlines())]
    if not said:
        raise StudyError(where, "nothing in it that was said", "a list of what was said, with `text` in each item")
    scale = _scale([(start, end, words(text)) for _, start, end, text in said])
    speakers = {speaker for speaker, *_ in said}
    several, names = len(speakers) > 1, _names(content, {str(speaker) for speaker in speakers if speaker is not None})
    return [
        Passage(
            text, names.get(speaker or "", speaker) if several else None, _seconds(start, scale), _seconds(end, scale)
        )
        for speaker, start, end, text in said
    ]


def _by_content(content: Any) -> list[tuple[str | None, float | None, float | None, str]]:
    """(speaker, start, end, text) of the items of a list whose keys are no usual ones, by what stands in them: the
    most words are the talk, a few words that come again are who speaks, a number that never falls is the time."""
    items = max(_lists(content), key=len, default=[])
    columns: dict[str, list] = {key: [item.get(key) for item in items] for item in items for key in item}
    texts = {key: values for key, values in columns.items() if all(isinstance(one, str | None) for one in values)}
    most = max(texts, key=lambda key: sum(words(one or "") for one in texts[key]), default=None)
    if most is None or sum(words(one or "") for one in texts[most]) < LEAST_WORDS * len(items):
        return []
    few = [key for key, values in texts.items() if key != most and 1 < len(set(values)) <= 0.6 * len(values)]
    who = next((key for key in few if max(words(one or "") for one in texts[key]) <= LEAST_WORDS), None)
    when = next((key for key, values in columns.items() if _rises(values)), None)
    return [
        (item.get(who) if who else None, item.get(when) if when else None, None, tidy(item.get(most) or ""))
        for item in items if (item.get(most) or "").strip()
    ]  # fmt: skip


def _rises(values: list) -> bool:
    """Whether all values are numbers of which none is under the one before it, and not all are the same."""
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)
    return numbers and len(values) > 2 and values == sorted(values) and values[0] < values[-1]


def _names(content: Any, speakers: set[str]) -> dict[str, str]:
    """The names that another list or mapping of the file gives all speakers whom the talk has by a sign only."""
    told = [{str(one): name for item in items for one in item.values() if (name := _key(item, NAMES)) and one != name
             and isinstance(one, str | int) and isinstance(name, str)} for items in _lists(content)]  # fmt: skip
    told += [
        {key: value for key, value in one.items() if isinstance(value, str)}
        for one in _within(content) if isinstance(one, dict)
    ]  # fmt: skip
    return next(
        (names for names in told if speakers and speakers <= set(names) and all(map(str.strip, names.values()))), {}
    )


def _within(content: Any) -> Iterator[Any]:
    """It, and everything in it, from the top down."""
    yield content
    for value in content.values() if isinstance(content, dict) else content if isinstance(content, list) else []:
        yield from _within(value)


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


def _grid(rows: list[list[str]]) -> Grid:
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
    scale = _scale(spans)
    made = list(head)
    for row, times in zip(body, numbers, strict=True):
        clock = {n: _clock(time / scale) for n, time in zip(timed, times, strict=True) if time is not None}
        made.append([clock.get(n, cell) for n, cell in enumerate(row)])
    return Grid([[[Passage(text)] if (text := tidy(cell, tabs=True)) else [] for cell in row] for row in made])


def _rising(rows: list[list[str]]) -> list[int]:
    """Columns of a table without head that hold when a row begins and ends: two side by side, the first one rising."""
    width = min(map(len, rows))
    numbers = {n: [time for row in rows if (time := _number(row[n])) is not None] for n in range(width)}
    full = [n for n, found in numbers.items() if len(found) == len(rows) > 2]
    for start, end in itertools.pairwise(full):
        begin, stop = numbers[start], numbers[end]
        if end == start + 1 and begin == sorted(begin) and all(a <= b for a, b in zip(begin, stop, strict=True)):
            return [start, end]
    return []


def _number(cell: str) -> float | None:
    return float(cell.replace(",", ".")) if re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", cell) else None


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02}:{int(seconds % 3600 // 60):02}:{seconds % 60:06.3f}"


def _scale(spans: list[tuple[float | None, float | None, int]]) -> float:
    """1 for seconds, 1,000 for milliseconds: by how long a word would take."""
    whole = [(start, end, said) for start, end, said in spans if start is not None and said]
    ended = [(end - start) / said for start, end, said in whole if end is not None and end > start]
    if ended:
        return 1000.0 if sorted(ended)[len(ended) // 2] > SLOWEST else 1.0
    gone = [b[0] - a[0] for a, b in itertools.pairwise(whole)]
    said = sum(count for *_, count in whole[:-1])
    return 1000.0 if gone and said and sum(gone) / said > SLOWEST else 1.0


def _seconds(time: float | None, scale: float) -> float | None:
    return round(time / scale, 3) if time is not None else None


def _lists(content: Any) -> Iterator[list[dict]]:
    """Every list of objects in it."""
    for one in _within(content):
        if isinstance(one, list) and (items := [item for item in one if isinstance(item, dict)]):
            yield items


def _weight(items: list[dict]) -> tuple[int, int, int]:
    """What speaks for a list being the talk: people in it, words of several to an item, not too many items."""
    said = [words(_text(item)) for item in items]
    speakers = {_speaker(item) for item in items} - {None}
    timed = sum(_time(item, START) is not None for item in items)
    several = sum(said) > 1.5 * len(items) or len(items) < 3
    return (int(bool(speakers)) + 2 * several) * bool(sum(said)), sum(said), timed


def _key(item: dict, names: tuple[str, ...]) -> Any:
    low = {re.sub(r"[^a-z_]", "", key.lower()): value for key, value in item.items()}
    return next((low[name] for name in names if low.get(name) not in (None, "", [], {})), None)


def _text(item: dict) -> str:
    """The words of an item: a text, or the texts of its parts; the best of several readings."""
    found = _key(item, TEXT)
    if isinstance(found, list):
        parts = [part if isinstance(part, str) else _text(part) for part in found if isinstance(part, str | dict)]
        text = " ".join(part.strip() for part in parts if part.strip())
        return re.sub(r"\s+([.,;:?!…])", r"\1", text)
    if isinstance(found, str):
        return found
    best = _key(item, ("alternatives", "nbest", "sentences"))
    if isinstance(best, list) and best and isinstance(best[0], dict):
        return _text(best[0]) if "sentences" not in item else " ".join(_text(one) for one in best)
    return ""


def _speaker(item: dict) -> str | None:
    found = _key(item, SPEAKER)
    if found is None and isinstance(sender := _key(item, SENDER), str) and not re.search(r"\d:\d", sender):
        found = sender  # of a message; of a cue, `from` is a time
    if isinstance(found, dict):
        found = _key(found, ("name", "display_name", "displayname", "id", "label"))
    return str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else None


def _time(item: dict, names: tuple[str, ...]) -> float | None:
    """Seconds, milliseconds or a clock; of an item without a time of its own, that of its first or last part."""
    from pipeline.notes.stamps import ALONE, seconds

    found = _key(item, names)
    if isinstance(found, dict):
        return _time(found, ("from", "start") if names is START else ("to", "end"))
    if isinstance(found, str):
        number = _number(found.removesuffix("s"))
        return number if number is not None else (seconds(found) if ALONE.fullmatch(found.strip()) else None)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return float(found)
    parts = _key(item, ("elements", "words"))
    if not isinstance(parts, list):
        return None
    timed = [time for part in parts if isinstance(part, dict) and (time := _time(part, names)) is not None]
    return (timed[0] if names is START else timed[-1]) if timed else None
