"""How alike two texts are: the mean of four views, each a kernel, so that small training sets go far.

- meaning: cosine of sentence vectors, centred on the study's own texts;
- words and letters: cosine of TF-IDF over words with their neighbours, and over character n-grams (inflection,
  misspelling);
- words by meaning: a soft cosine (Sidorov et al. 2014, Computación y Sistemas 18) over TF-IDF, where two words are
  alike as their vectors are, so that an English example speaks for a French turn.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.coding.letters import LetterVectorizer

WEIGHTS = {"words": 1.0, "letters": 1.0, "words by meaning": 2.0}
MEANING = {1: 1.0, 2: 3.0}  # the weight of the meaning, by how many encoders read it
VOCABULARY = 7000  # words of the soft cosine, the most frequent first: its memory grows with the square
AT_ONCE = 4096  # rows of a table of similarities worked out together
SQUARED = 2  # times the cosine of two words is squared: near-synonyms count, loosely related words hardly

Encode = Callable[[list[str]], np.ndarray]
Views = dict[str, Any]  # ndarray or scipy sparse matrix; view -> features, (texts, features of the view)


def select(views: Views, positions: np.ndarray) -> Views:
    """The features of some of the texts."""
    return {name: features[positions] for name, features in views.items()}


class TextKernel:
    """Kernel over texts. Each of `encoders` gives unit vectors of texts, (texts, dimensions), as
    `embed.Encoder.encode`; the first is quick enough for single words too."""

    def __init__(self, encoders: Sequence[Encode]):
        self.encoders = encoders

    def fit_transform(self, texts: list[str]) -> Views:
        """Learn vocabularies, document frequencies and the mean vector from `texts` (no labels); their features."""
        shared = {"sublinear_tf": True, "dtype": np.float32}
        rarely = 2 if len(texts) > 50 else 1
        self._centres = [encode(texts).mean(axis=0) for encode in self.encoders]
        self._vectorizers = {
            "words": TfidfVectorizer(ngram_range=(1, 2), min_df=rarely, strip_accents="unicode", **shared),
            "letters": LetterVectorizer(min_df=rarely),
            "single": TfidfVectorizer(max_features=VOCABULARY, **shared),
        }
        features: Views = {"meaning": self._meaning(texts)}
        for name, vectorizer in list(self._vectorizers.items()):
            try:
                features[name] = vectorizer.fit_transform(texts)
            except ValueError:  # no text has a word (texts of one character)
                self._vectorizers[name] = None
                features[name] = _nothing(texts)
        self._affinity = None
        if self._vectorizers["single"] is not None:
            vectors = self.encoders[0](self._vectorizers["single"].get_feature_names_out().tolist())
            vectors = _unit_rows(vectors - vectors.mean(axis=0))
            self._affinity = vectors @ vectors.T
            for _ in range(SQUARED):
                self._affinity *= self._affinity
        return self._with_lengths(features)

    def transform(self, texts: list[str], quick: bool = False) -> Views:
        """Features of other texts, for `between`; quick: their meaning as the first encoder reads it alone."""
        features: Views = {"meaning": self._quick_meaning(texts) if quick else self._meaning(texts)}
        for name, vectorizer in self._vectorizers.items():
            features[name] = vectorizer.transform(texts) if vectorizer and texts else _nothing(texts, vectorizer)
        return self._with_lengths(features)

    def _meaning(self, texts: list[str]) -> np.ndarray:
        """Side by side, so that a product is the mean of the encoders' cosines; (texts, dimensions)."""
        vectors = [
            _unit_rows(encode(texts) - centre) for encode, centre in zip(self.encoders, self._centres, strict=True)
        ]
        return np.hstack(vectors) / np.sqrt(len(vectors)).astype(np.float32)

    def _quick_meaning(self, texts: list[str]) -> np.ndarray:
        """As `_meaning`, so that a product with it is the first encoder's cosine."""
        vectors = _unit_rows(self.encoders[0](texts) - self._centres[0])
        others = sum(len(centre) for centre in self._centres[1:])
        return np.hstack([vectors, np.zeros((len(texts), others), np.float32)]) * np.float32(len(self.encoders) ** 0.5)

    def spread(self, views: Views) -> Views:
        """Features as the right side of `between` needs them: turned, so that no product has to lay them out anew, and
        of each text its words and the words like them."""
        right = {"meaning": views["meaning"]} | {
            f"{name} turned": views[name].T.tocsr() for name in ("words", "letters")
        }
        if self._affinity is not None:
            right |= {"spread": np.ascontiguousarray((views["single"] @ self._affinity).T)}
            right |= {"soft length": views["soft length"]}
        return right

    def between(self, left: Views, right: Views) -> np.ndarray:
        """Similarity of each left with each right text, ndarray of shape (left, right), about 0 to 1. right: spread.

        Asks nothing of what was learned from texts: all is in their features.
        """
        n_left, n_right = left["meaning"].shape[0], right["meaning"].shape[0]
        found = np.zeros((n_left, n_right), np.float32)
        for start in range(0, n_left, AT_ONCE):  # so that memory holds one such table, not five
            rows = slice(start, start + AT_ONCE)
            found[rows] = self._between({name: features[rows] for name, features in left.items()}, right)
        return found

    def _between(self, left: Views, right: Views) -> np.ndarray:
        meaning = MEANING[len(self.encoders)]
        total = meaning * (left["meaning"] @ right["meaning"].T)
        for name in ("words", "letters"):
            total += WEIGHTS[name] * (left[name] @ right[f"{name} turned"]).toarray()
        if "spread" in right:
            alike = np.asarray(left["single"] @ right["spread"])
            alike /= left["soft length"][:, None]
            alike /= right["soft length"][None, :]
            total += WEIGHTS["words by meaning"] * alike
        return total / (meaning + sum(WEIGHTS.values()))

    def _with_lengths(self, features: Views) -> Views:
        """Features with the soft length of each text: how far its words go, counted with those like them."""
        if self._affinity is None:
            return features
        matrix = features["single"]
        squared = np.zeros(matrix.shape[0], np.float32)
        for row in range(matrix.shape[0]):
            own = slice(matrix.indptr[row], matrix.indptr[row + 1])
            words, weights = matrix.indices[own], matrix.data[own]
            squared[row] = weights @ self._affinity[np.ix_(words, words)] @ weights
        return features | {"soft length": np.sqrt(np.maximum(squared, 1e-9))}


def _nothing(texts: list[str], vectorizer: TfidfVectorizer | LetterVectorizer | None = None) -> sparse.csr_matrix:
    known = len(vectorizer.get_feature_names_out()) if vectorizer else 1
    return sparse.csr_matrix((len(texts), known), dtype=np.float32)


def _unit_rows(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
