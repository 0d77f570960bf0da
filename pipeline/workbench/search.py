"""Finding words in the notes: every word of the query, in any order, whatever their accents or capitals."""

import re
import unicodedata
from dataclasses import dataclass

from pipeline.workbench.store import Segment, Store


@dataclass(frozen=True)
class Hit:
    segment: Segment
    marks: list[tuple[int, int]]  # where the words stand in the segment's text


def fold(text: str) -> str:
    """Lower case without accents, one character for each, so that positions stay."""
    return "".join(_fold(character) for character in text)


def _fold(character: str) -> str:
    if character.isascii():
        return character.lower()
    plain = unicodedata.normalize("NFKD", character)[0].lower()[:1]
    return {"’": "'", "œ": "o", "æ": "a"}.get(character, plain)


def search(store: Store, query: str) -> list[Hit]:
    """Segments in the order of the notes."""
    words = [fold(word) for word in query.split()]
    if not words:
        return []
    segments = store.segments
    folded = store.derived("folded", lambda: {key: fold(one.text) for key, one in segments.items()})
    return [
        Hit(segments[key], _marks(text, words)) for key, text in folded.items() if all(word in text for word in words)
    ]


def _marks(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Stretches that do not overlap, in order."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return [found.span() for found in pattern.finditer(text)]
