"""The order of common scales (`scales.toml`): agreement, frequency, satisfaction, in English and French."""

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.survey.answers import alike

MILD = re.compile(r"\b(somewhat|rather|fairly|tend|plutôt|assez)\b", re.IGNORECASE)  # agree, and somewhat agree
NOT_APPLICABLE = 97
MANY = 20  # answers from which a point that nobody chose may be one that was not offered


@dataclass(frozen=True)
class Point:
    """One answer of a scale: its clean code, its label in both languages, how this export writes it."""

    clean: int
    en: str
    fr: str
    written: tuple[str, ...]


def ordered(texts: Iterable[str], given: int) -> list[Point] | None:
    """The scale these distinct texts are of, with the points nobody chose; None where they are of none.

    `given`: how many answers there are. A middle point that nobody of many chose is taken not to have been offered.
    """
    texts = list(texts)
    scales, beside = _scales()
    substance = [text for text in texts if _plain(text) not in beside]
    if not substance:
        return None
    for name, points, without in scales:
        where = {
            word: number
            for number, point in enumerate(points)
            for words in point.values()
            for word in map(_plain, words)
        }
        places = [where.get(_plain(text)) for text in substance]
        if None in places or (len(set(places)) < len(places) and not _two_languages(substance, places, points)):
            continue
        if len(points) == 2 and len(set(places)) < 2 and given < 2:
            continue
        chosen = [number for number in range(len(points)) if number in places]
        dropped = (
            [number for number in without if number not in chosen]
            if given >= MANY and len(chosen) == len(points) - len(without)
            else []
        )
        kept = [number for number in range(len(points)) if number not in dropped]
        start = 0 if name == "no_yes" else 1
        found = [
            _point(
                clean, points[number], [text for text, place in zip(substance, places, strict=True) if place == number]
            )
            for clean, number in enumerate(kept, start=start)
        ]
        extra: dict[int, list[str]] = {}
        for text in texts:
            if _plain(text) in beside:
                extra.setdefault(beside[_plain(text)], []).append(text)
        words = _beside_words()
        return found + [_point(code, words[code], written) for code, written in sorted(extra.items())]
    return None


def beside_a_scale(texts: Iterable[str]) -> list[str]:
    """Those of these texts that stand beside a scale which the others are of and say that there is no answer; none
    where they are of none. That a question does not apply is an answer."""
    points = ordered(texts, MANY) or []
    return [
        text
        for point in points
        if point.clean in _beside_words() and point.clean != NOT_APPLICABLE
        for text in point.written
    ]


def points_of(texts: Sequence[str]) -> list[int]:
    """The place of each of these answers on the scale they are of, the lowest 1; 0 for what stands beside it, and for
    all where they are of none."""
    points = [point for point in ordered(texts, MANY) or [] if point.clean not in _beside_words()]
    place = {text: number for number, point in enumerate(points, start=1) for text in point.written}
    return [place.get(text, 0) for text in texts]


def in_both_languages(text: str) -> tuple[str, str]:
    """(English, French) of what stands beside scales; the text twice where it does not."""
    code = _scales()[1].get(_plain(text))
    if code is None:
        return text, text
    point = _point(code, _beside_words()[code], [text])
    return point.en, point.fr


def _two_languages(texts: list[str], places: list[int | None], points: list[dict]) -> bool:
    """Are texts with the same place the words of two languages (and not two points of a finer scale)?"""
    for number, point in enumerate(points):
        same = [_plain(text) for text, place in zip(texts, places, strict=True) if place == number]
        for words in point.values():
            if sum(text in {_plain(word) for word in words} for text in same) > 1:
                return False
    return True


def _point(clean: int, words: dict, written: list[str]) -> Point:
    """The point with the export's own words in their language, and the scale's in the other."""

    mild = any(MILD.search(text) for text in written)

    def label(language: str) -> str:
        known = {_plain(word) for word in words[language]}
        own = next((text for text in written if _plain(text) in known), None)
        as_mild = (word for word in words[language] if bool(MILD.search(word)) == mild)
        return own or next(as_mild, words[language][0])

    return Point(clean, label("en"), label("fr"), tuple(written))


def _plain(text: str) -> str:
    return alike(text).rstrip(".")


@functools.cache
def _content() -> dict:
    return tomllib.loads(Path(__file__).with_name("scales.toml").read_text(encoding="utf-8"))


def _beside_words() -> dict[int, dict]:
    return {int(code): words for code, words in _content()["beside"].items()}


@functools.cache
def _scales() -> tuple[list[tuple[str, list[dict], list[int]]], dict[str, int]]:
    scales = [(scale["name"], scale["points"], scale.get("without", [])) for scale in _content()["scales"]]
    beside = {
        _plain(word): code for code, words in _beside_words().items() for found in words.values() for word in found
    }
    return scales, beside
