"""Finding words in the notes: every word of the query, in any order, whatever their accents or capitals."""

import re
from dataclasses import dataclass

from pipeline.study import folded_in_place
from pipeline.workbench.store import Segment, Store


@dataclass(frozen=True)
class Hit:
    segment: Segment
    marks: list[tuple[int, int]]  # where the words stand in the segment's text
    likeness: float | None = None  # cosine, where it was found by meaning


def search(store: Store, query: str) -> list[Hit]:
    """Segments in the order of the notes."""
    words = [folded_in_place(word) for word in query.split()]
    if not words:
        return []
    segments = store.segments
    folded = store.derived("folded", lambda: {key: folded_in_place(one.text) for key, one in segments.items()})
    return [
        Hit(segments[key], _marks(text, words)) for key, text in folded.items() if all(word in text for word in words)
    ]


def _marks(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Stretches that do not overlap, in order."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return [found.span() for found in pattern.finditer(text)]
