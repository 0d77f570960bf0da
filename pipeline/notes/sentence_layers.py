"""What a language model sees in and around a stretch of text, as evidence that it is a name.

The states of the stretch and of the words next to it (word_states.py) tell a surname from a job by the whole sentence,
in either language. name_layers.json holds how much each of their numbers speaks for each kind of name; it is fitted
together with name_model.json (bench/names_training.py).
"""

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.notes.spans import Spans
from pipeline.notes.tokens import words
from pipeline.notes.word_states import WIDTH, states

WEIGHTS = Path(__file__).with_name("name_layers.json")
PARTS = 4  # the stretch, the word before it, the word after it, its last word
WINDOW = 32  # words that are read together, at most: about as many as the sentences have that the weights are fitted on
DECIMALS = 3  # of a score: more would only be the last bits of sums
STOP = re.compile(r"[.!?…:;][\"”»’')\]]*$")


def scores(text: str, spans: Sequence[tuple[int, int]]) -> list[list[float]]:
    """How much the layers speak for each kind of name (name_model.KINDS) at each (start, end) of `text`."""
    if not spans:
        return []
    weights, constant = _weights()
    found = around(text, spans) @ weights + constant
    return [[round(float(value), DECIMALS) for value in row] for row in found]


def around(text: str, spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """The layers at each (start, end) of `text`: (spans, PARTS * WIDTH), nothing where there is no word."""
    rows = words(text)
    by_place = Spans((word.start, word.end) for word in rows)
    inside = [by_place.overlapping(start, end) for start, end in spans]
    found = np.zeros((len(spans), PARTS, WIDTH), np.float32)
    nothing = np.zeros(WIDTH, np.float32)
    read = list(windows(text, spans))
    begins = [start for start, _ in read]
    asked: dict[int, list[int]] = defaultdict(list)  # window -> spans
    for number, own in enumerate(inside):
        if own:
            asked[bisect_right(begins, rows[own[0]].start) - 1].append(number)
    for window, numbers in asked.items():
        start, end = read[window]
        near = {place for number in numbers for place in range(inside[number][0] - 1, inside[number][-1] + 2)}
        places = {n: (rows[n].start - start, rows[n].end - start) for n in near if 0 <= n < len(rows)}
        seen = _of_words(text[start:end], places)
        for number in numbers:
            own = inside[number]
            whole = np.mean([seen[place] for place in own], axis=0)
            found[number] = [whole, seen.get(own[0] - 1, nothing), seen.get(own[-1] + 1, nothing), seen[own[-1]]]
    return found.reshape(len(spans), PARTS * WIDTH)


def windows(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(start, end) of the parts of a text that are read one by one: WINDOW words at most, to the end of a sentence
    where the later half has one; never ending in a stretch."""
    chunks = [match.span() for match in re.finditer(r"\S+", text)]
    by_place = Spans(spans)
    first = 0
    while len(chunks) - first > WINDOW:
        later = range(first + WINDOW // 2, first + WINDOW + 1)
        free = [after for after in later if not by_place.around(chunks[after][0] - 1, chunks[after][0] + 1)]
        ended = [after for after in free if STOP.search(text, *chunks[after - 1])]
        after = max(ended or free or later)
        yield chunks[first][0], chunks[after][0]
        first = after
    if first < len(chunks):
        yield chunks[first][0], len(text)


def _of_words(text: str, rows: dict[int, tuple[int, int]]) -> dict[int, np.ndarray]:
    """The mean of the states of the pieces of each word (start, end) of `text`, nothing where it has none."""
    places, layers = states(text)
    by_place = Spans(places)
    own = {word: by_place.overlapping(start, end) for word, (start, end) in rows.items()}
    nothing = np.zeros(WIDTH, np.float32)
    return {word: np.mean(layers[pieces], axis=0) if pieces else nothing for word, pieces in own.items()}


@cache
def _weights() -> tuple[np.ndarray, np.ndarray]:
    """((PARTS * WIDTH, kinds), (kinds,)): weights of the layers, and what the mean of all stretches comes to."""
    kept = np.array(json.loads(WEIGHTS.read_text(encoding="utf-8")), dtype=np.float32)
    return kept[:-1], kept[-1]
