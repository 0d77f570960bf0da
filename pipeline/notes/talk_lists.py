"""Transcripts in JSON, as programs write speech down: lists of turns, segments, words or messages, under any keys.

A file is taken apart into its lists of objects; lists at the same place in each of several objects are one. A list is
the talk by what its keys are called after (`speakerTag`, `author.nickname`, `startTime`) and by what stands under
them; the one with most words, with people, and with several words to an item is taken. Words in one list and who
speaks in another are joined by their times.
"""

import html
import itertools
import re
from pathlib import Path
from typing import Any

from pipeline.notes.files import TIMED_TEXT
from pipeline.notes.grids import head_of, sided
from pipeline.notes.json_records import (
    TEXT,
    Key,
    Record,
    Scalar,
    joined,
    key_words,
    parsed,
    rank_of,
    records,
    shaped,
    text_of,
    values_of,
    within,
)  # fmt: skip
from pipeline.notes.labels import lists
from pipeline.notes.passages import WORD, Aside, Grid, Passage, tidy, words
from pipeline.notes.said_items import Said, talk_of, words_of
from pipeline.notes.stamps import ALONE, seconds
from pipeline.notes.talk_tables import grid_of_rows, scale_of
from pipeline.notes.text_files import decode
from pipeline.notes.xml_records import content_of_xml
from pipeline.study import StudyError

# Words that keys are made of, the surest first.
SPEAKER = ("speaker", "spk", "spkr", "participant", "author", "sender", "who", "from", "user", "name", "actor", "role",
           "agent", "voice", "person", "channel")  # fmt: skip
START = ("start", "begin", "from", "offset", "xmin", "time", "timestamp", "timestamps", "ts", "in", "at", "t")
END = ("end", "xmax", "to", "stop", "out", "finish", "2")  # `TIME_SLOT_REF2`
LENGTH = ("duration", "dur", "confidence", "probability", "score", "logprob")  # numbers that are no time of day
NAMED = ("name", "nickname", "label")
NAMES = ("name", "displayname", "fullname", "label", "abbreviation")
PEOPLE = 8  # words of a speaker's name, at most
SIGN, AGAIN = 3, 0.6  # words of a sign for who speaks, where no key says so; values a list's item, at most
TOLD = 4  # words of a text outside the talk, from which it is told
LISTED = 3  # texts of a list, from which they may be talk
NEW = 0.25  # of its words, from which it says something else
PERIOD = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")
PAGE = re.compile(r"<(?:p|div|br)\b")


def read_talk_list(path: Path, form: str, where: str) -> tuple[list[Passage | Grid], list[Aside]]:
    """What was said in a file of JSON or XML, with speakers and times where it tells them, and what else it says.

    Raises StudyError for what is neither, or holds nothing that was said.
    """
    text = decode(path.read_bytes(), where)
    content = shaped(content_of_xml(text, where)) if form in TIMED_TEXT else parsed(text, where)
    candidates = [_said(items) for items in records(content)]
    said = talk_of(candidates)
    if not said:
        return _otherwise(content, where), []
    scale = scale_of([(one.start, one.end, words(one.text)) for one in said])
    speakers = {one.speaker for one in said if one.speaker is not None}
    names = _names(content, speakers)
    several = len({one.speaker for one in said}) > 1
    passages: list[Passage | Grid] = []
    for one in said:
        speaker = names.get(one.speaker or "", one.speaker) if several else None
        for line in one.text.split("\n") if speaker is None else [one.text]:
            if text := _without(speaker, tidy(line)):
                passages.append(Passage(text, speaker, _scaled(one.start, scale), _scaled(one.end, scale)))
    return passages, _beside(content, said, candidates)


def _without(speaker: str | None, text: str) -> str:
    """A text without the name of who says it before it, which the file tells twice."""
    return re.sub(rf"^{re.escape(speaker)}\s*[:：–-]\s*", "", text) if speaker else text


# ---- what a list says


def _said(items: list[Record]) -> list[Said]:
    """The items of a list that have words, one after the other; single words of one speaker in a row are not joined
    yet."""
    whole = [record.own | {("around", *path): value for path, value in record.around.items()} for record in items]
    own = [record.own for record in items]
    parts = [joined([text_of(one) for one in record.parts]) for record in items]
    who = _speaker(own) or _speaker(whole)
    start, end = (_time_column(own, whole, names) for names in (START, END))
    text = _column(own, (*TEXT, *sorted(lists()["column_talk"])), _is_text)
    if text is None and not any(map(words, parts)):  # no usual key at all
        text = _fullest(own, {who, start, end})
        who = who or _coming_again(own, {text, start, end})
        start = start or _rising(own, {text, who})
    found = []
    for record, values, pieces in zip(items, whole, parts, strict=True):
        told = values.get(text) if text else None
        said = told if isinstance(told, str) and told.strip() else pieces
        times = tuple(_time(values.get(column)) if column else None for column in (start, end))
        if times[0] is None:
            times = _of_parts(record)
        name = values.get(who) if who else None
        found.append(Said(None if name is None else str(name).strip(), times[0], times[1], _plain(said)))
    return found


def _fullest(items: list[dict], other: set) -> Key | None:
    """The key under which the words stand, whatever it is called; None where they stand under several."""
    sizes = {
        path: sum(map(words, values)) for path in sorted({path for item in items for path in item} - other)
        if _is_text(values := [item[path] for item in items if path in item])
    }  # fmt: skip
    fullest = max(sizes, key=lambda path: sizes[path], default=None)
    few = all(size <= SIGN * len(items) for path, size in sizes.items() if path != fullest)
    return fullest if few else None


def _coming_again(items: list[dict], other: set) -> Key | None:
    """The key under which a few short values come again: who speaks, where no key says so."""
    found = []
    for path in sorted({path for item in items for path in item} - other):
        values = [item[path] for item in items if path in item]
        short = all(isinstance(one, str | int) and words(str(one)) <= SIGN for one in values)
        if short and len(values) == len(items) and 1 < len(set(values)) <= AGAIN * len(values):
            found.append(path)
    return min(found, key=lambda path: len(path), default=None)


def _rising(items: list[dict], other: set) -> Key | None:
    """The key under which a number never falls, and does not only count."""
    for path in sorted({path for item in items for path in item} - other):
        values = [item[path] for item in items if isinstance(item.get(path), int | float)]
        steps = {b - a for a, b in itertools.pairwise(values)}
        if len(values) == len(items) and min(steps, default=-1) >= 0 and (len(steps) > 1 or values[0] % 1):
            return path
    return None


def _time_column(items: list[dict], whole: list[dict], names: tuple[str, ...]) -> Key | None:
    """The key of the times of a list's items, or of the objects around them if these differ."""
    column = _column(items, names, _is_time) or _column(whole, names, _is_time)
    return column if column and ("around" not in column or len({one.get(column) for one in whole}) > 1) else None


def _of_parts(record: Record) -> tuple[float | None, float | None]:
    """When the first part of a record begins, and the last one ends."""
    parts = [dict(values_of(one)) for one in record.parts if isinstance(one, dict)]
    found = []
    for names, side in ((START, parts), (END, parts[::-1])):
        column = _column(parts, names, _is_time)
        found.append(next((_time(part[column]) for part in side if column in part), None) if column else None)
    return found[0], found[1]


def _column(items: list[dict], names: Key, fits: Any) -> Key | None:
    """The key that is called by the surest of some names, of those under which most values fit."""
    ranks: dict[Key, int] = {}
    for path in {path for item in items for path in item}:
        rank = rank_of(path, names)
        other = set(path) & {*LENGTH} or (names is START and rank_of(path, END) is not None)
        if rank is not None and not other and fits([item[path] for item in items if path in item]):
            ranks[path] = rank
    return min(ranks, key=lambda path: (ranks[path], len(path), path), default=None)


def _is_text(values: list) -> bool:
    return all(isinstance(one, str) for one in values) and any(words(one) and _time(one) is None for one in values)


def _is_time(values: list) -> bool:
    return bool(values) and all(_time(one) is not None for one in values)


def _speaker(items: list[dict]) -> Key | None:
    """The key that tells who speaks: called by a usual word, with a few short values that come again."""
    told: dict[Key, tuple] = {}
    for path in {path for item in items for path in item}:
        values = [item[path] for item in items if path in item and item[path] != ""]
        rank = rank_of(path, (*SPEAKER, *sorted(lists()["column_speaker"])))
        numbers = [one for one in values if isinstance(one, float) or (isinstance(one, str) and ALONE.fullmatch(one))]
        if rank is None or numbers or set(path) & {*LENGTH} or len(set(values)) < 2:
            continue
        signs = all(isinstance(one, int) or one.isdigit() for one in values)
        if (signs and len(set(values)) > len(values) / 2 > 2) or any(words(str(one)) > PEOPLE for one in values):
            continue
        told[path] = ("around" in path, rank, not set(path) & {*NAMED}, signs, len(path), path)
    return min(told, key=lambda path: told[path], default=None)


def _time(value: Any) -> float | None:
    """A number, a clock, `1.5s`, `15000t` or `PT1.5S`, in the file's own unit; None of anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    value = value.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?[st]?", value):
        return float(value.rstrip("st"))
    if (period := PERIOD.fullmatch(value)) and any(period.groups()):
        return sum(float(part or 0) * worth for part, worth in zip(period.groups(), (3600, 60, 1), strict=True))
    return seconds(value) if ALONE.fullmatch(value) else None


def _plain(text: str) -> str:
    """A text without the tags of a page, which messages are kept in."""
    return tidy(html.unescape(re.sub(r"<[^>]+>", " ", text))) if PAGE.search(text) else text


# ---- beside the talk


def _beside(content: Any, said: list[Said], candidates: list[list[Said]]) -> list[Aside]:
    """Texts of the file that say something else than the talk: summaries, titles, comments; those of a list may be
    talk that was not taken."""
    listed = {tidy(one.text) for other in candidates if len(other) >= LISTED for one in other}
    talk = set(words_of(said))
    texts = dict.fromkeys(tidy(_plain(one)) for one in within(content) if isinstance(one, str) and " " in one.strip())
    other = {one: [word not in talk for word in WORD.findall(one.lower())] for one in texts}
    new = [one for one, unsaid in other.items() if len(unsaid) >= TOLD and sum(unsaid) > NEW * len(unsaid)]
    return [Aside(one, "heads" if one in listed else "remarks") for one in new]


def _otherwise(content: Any, where: str) -> list[Passage | Grid]:
    """A file without a list of what was said: rows of a table, lines, or a text or page in one piece."""
    from pipeline.notes import documents, text_files

    rows = max((one for one in within(content) if isinstance(one, list) and len(one) > 2), key=_fullness, default=[])
    heads: list[list[str]] = []
    if rows and all(isinstance(row, dict) for row in rows):
        heads = [list(dict.fromkeys(key for row in rows for key in row))]
        rows = [[row.get(key) for key in heads[0]] for row in rows]
    elif rows and all(isinstance(row, list) for row in rows):
        heads = [one for one in within(content) if isinstance(one, list) and len(one) == len(rows[0])
                 and not any(one is row for row in rows) and all(isinstance(cell, str) for cell in one)]  # fmt: skip
    if rows and all(isinstance(row, list) and len(row) > 1 for row in rows):
        cells = [[str(cell) if isinstance(cell, Scalar) else "" for cell in row] for row in rows]
        return [grid_of_rows([*(head for head in heads[:1] if head_of(head) or sided(head)), *cells])]
    if rows and all(isinstance(row, str) for row in rows):
        return [*text_files.passages([line for row in rows for line in row.splitlines()])]
    written = max((one for one in within(content) if isinstance(one, str)), key=len, default="")
    if PAGE.search(written):  # the page that an editor of transcripts kept
        return documents.read_page(written, where)
    if "\n" in written.strip():
        return [*text_files.passages(written.splitlines())]
    raise StudyError(where, "nothing in it that was said", "a list of what was said, with `text` in each item")


def _fullness(rows: list) -> int:
    """How many words stand in the rows of a list themselves."""
    cells = [[*row.values()] if isinstance(row, dict) else row if isinstance(row, list) else [row] for row in rows]
    return sum(words(cell) for row in cells for cell in row if isinstance(cell, str))


def _names(content: Any, speakers: set[str]) -> dict[str, str]:
    """The names that another list or mapping of the file gives all speakers whom the talk has by a sign only."""
    told = []
    for one in within(content):
        if isinstance(one, list):
            people = [item for item in one if isinstance(item, dict)]
            named = [(item, name) for item in people if (name := _own_name(item))]
            told.append(
                {
                    str(sign): name
                    for item, name in named
                    for sign in item.values()
                    if isinstance(sign, str | int) and sign != name
                }
            )
        if isinstance(one, dict):
            told.append({key: value for key, value in one.items() if isinstance(value, str)})
    return next(
        (names for names in told if speakers and speakers <= set(names) and all(map(str.strip, names.values()))), {}
    )


def _own_name(item: dict) -> str | None:
    """The name in an object, a text or an object with one."""
    low = {"".join(key_words(key)): value for key, value in item.items()}
    told = (low[name] for name in NAMES if name in low)
    return next((text for one in told if (text := text_of(one[0] if isinstance(one, list) and one else one))), None)


def _scaled(time: float | None, scale: float) -> float | None:
    return round(time / scale, 3) if time is not None else None
