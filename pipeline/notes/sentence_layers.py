"""What a language model sees in and around a stretch of text, as evidence that it is a name.

The states of the stretch and of the words next to it (word_states.py) tell a surname from a job by the whole sentence,
in either language. name_layers.json holds how much each of their numbers speaks for each kind of name; it is fitted
together with name_model.json (bench/names_training.py).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.notes.sentences_read import readings
from pipeline.notes.spans import Spans
from pipeline.notes.tokens import words
from pipeline.notes.word_states import WIDTH, states

WEIGHTS = Path(__file__).with_name("name_layers.json")
PARTS = 4  # the stretch, the word before it, the word after it, its last word
DECIMALS = 3  # of a score: more would only be the last bits of sums

Asked = tuple[str, Sequence[tuple[int, int]]]  # a text and (start, end) of stretches of it


def scores(texts: Sequence[Asked]) -> list[list[list[float]]]:
    """How much the layers speak for each kind of name (name_model.KINDS) at each stretch of each text."""
    if not any(spans for _, spans in texts):
        return [[] for _ in texts]
    weights, constant = _weights()
    return [
        [[round(float(value), DECIMALS) for value in row] for row in found @ weights + constant]
        for found in around(texts)
    ]


def around(texts: Sequence[Asked]) -> list[np.ndarray]:
    """The layers at each stretch of each text: (stretches, PARTS * WIDTH), nothing where there is no word."""
    found = [np.zeros((len(spans), PARTS, WIDTH), np.float32) for _, spans in texts]
    read = [(number, one) for number, (text, spans) in enumerate(texts) for one in _read(text, spans)]
    nothing = np.zeros(WIDTH, np.float32)
    told = states([(one.text, list(one.words.values())) for _, one in read])
    for (number, one), rows in zip(read, told, strict=True):
        seen = dict(zip(one.words, rows, strict=True))
        for stretch, own in one.inside.items():
            whole = np.mean([seen[word] for word in own], axis=0)
            before, after = seen.get(own[0] - 1, nothing), seen.get(own[-1] + 1, nothing)
            found[number][stretch] = [whole, before, after, seen[own[-1]]]
    return [rows.reshape(len(rows), PARTS * WIDTH) for rows in found]


@dataclass(frozen=True)
class _Reading:
    """A part of a text that is read by itself; words and stretches by their number in the text."""

    text: str
    words: dict[int, tuple[int, int]]  # (start, end) in this part of the words in and next to the stretches
    inside: dict[int, list[int]]  # the words of each stretch


def _read(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[_Reading]:
    rows = words(text)
    by_place, stretches = Spans((word.start, word.end) for word in rows), Spans(spans)
    for start, end in readings(text, spans):
        inside = {number: by_place.overlapping(*spans[number]) for number in stretches.overlapping(start, end)}
        inside = {number: own for number, own in inside.items() if own}
        near = {word for own in inside.values() for word in range(own[0] - 1, own[-1] + 2)}
        places = {n: (rows[n].start - start, rows[n].end - start) for n in sorted(near) if 0 <= n < len(rows)}
        yield _Reading(text[start:end], {n: at for n, at in places.items() if 0 <= at[0] < end - start}, inside)


@cache
def _weights() -> tuple[np.ndarray, np.ndarray]:
    """((PARTS * WIDTH, kinds), (kinds,)): weights of the layers, and what the mean of all stretches comes to."""
    kept = np.array(json.loads(WEIGHTS.read_text(encoding="utf-8")), dtype=np.float32)
    return kept[:-1], kept[-1]
