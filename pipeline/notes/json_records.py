"""The objects in a JSON file, list by list, with their values under the words of their keys, whatever the file's shape.

A file is taken apart into its lists of objects; lists at the same place in each of several objects are one.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.notes.passages import words
from pipeline.study import StudyError

# Words that keys of what was said are made of, the surest first.
TEXT = ("text", "transcript", "content", "utterance", "display", "sentence", "punctuated", "word", "value", "body",
        "message", "utf", "said", "annotation", "p", "txt", "line", "phrase", "token", "form")  # fmt: skip
READINGS = ("alternatives", "nbest")  # several of the same words, the best one first

Key = tuple[str, ...]  # `startTimeMs` -> start, time, ms
Scalar = str | int | float


@dataclass
class Record:
    """An object of a list: its own values, and those of the objects around it."""

    own: dict[Key, Scalar]
    around: dict[Key, Scalar]
    parts: list[Any] = field(default_factory=list)  # the fullest list in it


def records(content: Any) -> list[list[Record]]:
    """The objects of each list, the file's order kept."""
    groups: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    _gather(content, (), {}, groups)
    return list(groups.values())


def parsed(text: str, where: str) -> Any:
    """The content of a JSON text, or of one with an object a line. Raises StudyError for what is none."""
    try:
        return shaped(json.loads(text))
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            if len(lines) > 1:
                return shaped([json.loads(line) for line in lines])
        except (json.JSONDecodeError, RecursionError):
            pass
        place = f"{where}, line {error.lineno}"
        raise StudyError(place, f"no JSON ({error.msg})", "a transcript as JSON", "Export it again.") from error
    except RecursionError as error:
        raise StudyError(where, "lists in lists without end", "a transcript as JSON", "Export it again.") from error


def shaped(content: Any) -> Any:
    """The same content with lists of objects in place of what stands for one: objects by number or by column, rows
    of a word with its times, an object of one key for each turn."""
    if isinstance(content, dict):
        inner = {key: shaped(_best(key, value)) for key, value in content.items()}
        values = list(inner.values())
        if len(values) > 1 and (columns := _columns(inner)):
            return columns
        alike = len(values) > 1 and all(isinstance(one, dict) and one for one in values)
        return values if alike and len({frozenset(one) for one in values}) == 1 else inner
    if not isinstance(content, list):
        return content
    if content and all(_is_timed_word(one) for one in content):
        return [{"text": word, "start": start, "end": end} for word, start, end in content]
    single = [
        one for one in content if isinstance(one, dict) and len(one) == 1 and isinstance(next(iter(one.values())), str)
    ]
    if len(single) == len(content) > 2 and 1 < len({key for one in single for key in one}) <= len(content) / 2:
        return [{"speaker": key, "text": value} for one in single for key, value in one.items()]
    return [shaped(one) for one in content]


def _best(key: str, value: Any) -> Any:
    """A value, and of several readings of the same words the first one alone."""
    return value[:1] if key.lower() in READINGS and isinstance(value, list) else value


def _columns(content: dict) -> list[dict]:
    """The rows of a table that is written by its columns; none where it is none."""
    cells = [list(one.values()) if isinstance(one, dict) else one for one in content.values()]
    if not all(isinstance(one, list) and len(one) == len(cells[0]) > 2 for one in cells):
        return []
    if not all(isinstance(cell, Scalar | None) for one in cells for cell in one):
        return []
    if not any(rank_of(key_words(key), TEXT) is not None for key in content):
        return []
    return [dict(zip(content, row, strict=True)) for row in zip(*cells, strict=True)]


def _is_timed_word(one: Any) -> bool:
    return (
        isinstance(one, list) and len(one) == 3 and isinstance(one[0], str)
        and all(isinstance(time, int | float) for time in one[1:])
    )  # fmt: skip


@cache
def key_words(key: str) -> Key:
    """`startTimeMs` -> start, time, ms."""
    return tuple(part.lower() for part in re.findall(r"[^\W\d_]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|\d+", key))


def _gather(content: Any, place: tuple[str, ...], around: dict, groups: dict[tuple[str, ...], list[Record]]) -> None:
    """Each object of each list, under the keys that lead to it."""
    if isinstance(content, dict):
        around = around | dict(values_of(content))
        for key, value in content.items():
            _gather(value, (*place, key), around, groups)
    elif isinstance(content, list):
        for one in content:
            if isinstance(one, dict):
                groups[place].append(Record(dict(values_of(one)), around, _parts(one)))
            _gather(one, (*place, "[]"), around, groups)


def values_of(item: dict, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    """The single values of an object and of the objects in it, by the words of their keys; a text in pieces is one."""
    for key, value in item.items():
        path = (*before, *key_words(key))
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            value = value[0]
        if isinstance(value, dict):
            yield from values_of(value, path)
        elif isinstance(value, list) and any(isinstance(one, str) and words(one) for one in value):
            yield path, joined([one if isinstance(one, str) else text_of(one) for one in value])
        elif isinstance(value, list) and len(value) == 2 and all(isinstance(one, int | float) for one in value):
            yield from (((*path, side), one) for side, one in zip(("start", "end"), value, strict=True))
        elif isinstance(value, Scalar) and not isinstance(value, bool):
            yield path, value


def _parts(item: dict) -> list[Any]:
    """The list in an object, or in the objects in it, that holds most words."""
    found = [_parts(one) if isinstance(one, dict) else one for one in item.values() if isinstance(one, dict | list)]
    return max(found, key=lambda parts: words(joined([text_of(one) for one in parts])), default=[])


def text_of(item: Any) -> str:
    """The words of an object: its own, else those of its parts."""
    if not isinstance(item, dict):
        return item if isinstance(item, str) else ""
    told = [(rank, value) for path, value in values_of(item) if isinstance(value, str)
            and (rank := rank_of(path, TEXT)) is not None and path[-1] != "type"]  # fmt: skip
    if told:
        return min(told, key=lambda one: one[0])[1]
    return joined([text_of(one) for one in _parts(item)])


def joined(texts: list[str]) -> str:
    """Pieces of a text as one: with blanks between them, where they have none of their own."""
    own = sum(text != text.strip() or not text for text in texts) * 3 > len(texts)
    text = "".join(texts) if own else " ".join(text for text in texts if text)
    return re.sub(r"\s+([.,;:?!…])", r"\1", text)


def within(content: Any) -> Iterator[Any]:
    """It, and everything in it, from the top down."""
    yield content
    for value in content.values() if isinstance(content, dict) else content if isinstance(content, list) else []:
        yield from within(value)


@cache
def rank_of(path: Key, names: tuple[str, ...]) -> int | None:
    """How sure a name of a list is among the words of a key; None where none is."""
    return min((names.index(word) for word in path if word in names), default=None)
