"""How alike two texts are: the mean of four views, each a kernel, so that small training sets go far.

- meaning: cosine of sentence vectors, centred on the study's own texts;
- words and letters: cosine of TF-IDF over words with their neighbours, and over character n-grams (inflection,
  misspelling);
- words by meaning: a soft cosine (Sidorov et al. 2014, Computación y Sistemas 18) over TF-IDF, where two words are
  alike as their vectors are, so that an English example speaks for a French turn.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

WEIGHTS = {"meaning": 1.0, "words": 1.0, "letters": 1.0, "words by meaning": 2.0}
VOCABULARY = 7000  # words of the soft cosine, the most frequent first: its memory grows with the square
SQUARED = 2  # times the cosine of two words is squared: near-synonyms count, loosely related words hardly


class TextKernel:
    """Kernel over texts. `encode` gives unit vectors of texts, shape (texts, dimensions), as `embed.Encoder.encode`."""

    def __init__(self, encode: Callable[[list[str]], np.ndarray]):
        self.encode = encode

    def fit(self, texts: list[str]) -> "TextKernel":
        """Learn vocabularies, document frequencies and the mean vector from `texts` (no labels)."""
        shared = {"sublinear_tf": True, "strip_accents": "unicode", "dtype": np.float32}
        rarely = 2 if len(texts) > 50 else 1
        self._centre = self.encode(texts).mean(axis=0)
        self._words = _fitted(TfidfVectorizer(ngram_range=(1, 2), min_df=rarely, **shared), texts)
        self._letters = _fitted(TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=rarely, **shared), texts)
        self._single = _fitted(TfidfVectorizer(max_features=VOCABULARY, sublinear_tf=True, dtype=np.float32), texts)
        self._affinity = None
        if self._single is not None:
            vectors = self.encode(self._single.get_feature_names_out().tolist())
            vectors = _unit_rows(vectors - vectors.mean(axis=0))
            self._affinity = vectors @ vectors.T
            for _ in range(SQUARED):
                self._affinity *= self._affinity
        return self

    def represent(self, texts: list[str]) -> dict[str, object]:
        """Each view's features of `texts`, for `between`."""
        features: dict[str, object] = {"meaning": _unit_rows(self.encode(texts) - self._centre)}
        for name, vectorizer in (("words", self._words), ("letters", self._letters), ("single", self._single)):
            width = len(vectorizer.vocabulary_) if vectorizer else 1
            features[name] = (
                vectorizer.transform(texts) if vectorizer and texts else sparse.csr_matrix((len(texts), width))
            )
        return features

    def between(self, left: dict[str, object], right: dict[str, object]) -> np.ndarray:
        """Similarity of each left with each right text, ndarray of shape (left, right), about 0 to 1."""
        views = {"meaning": left["meaning"] @ right["meaning"].T}
        for name in ("words", "letters"):
            views[name] = (left[name] @ right[name].T).toarray()
        views["words by meaning"] = self._soft_cosine(left["single"], right["single"])
        return sum(WEIGHTS[name] * view for name, view in views.items()) / sum(WEIGHTS.values())

    def _soft_cosine(self, left: sparse.csr_matrix, right: sparse.csr_matrix) -> np.ndarray:
        if self._affinity is None:
            return np.zeros((left.shape[0], right.shape[0]))
        spread = right @ self._affinity  # each right text's words and the words like them
        length_right = np.sqrt(np.maximum(np.asarray(right.multiply(spread).sum(axis=1)).ravel(), 1e-9))
        length_left = np.sqrt(np.maximum(self._norms(left), 1e-9))
        return np.asarray(left @ spread.T) / length_left[:, None] / length_right[None, :]

    def _norms(self, matrix: sparse.csr_matrix) -> np.ndarray:
        """Squared soft length of each row, from its own words only."""
        norms = np.zeros(matrix.shape[0])
        for row in range(matrix.shape[0]):
            own = slice(matrix.indptr[row], matrix.indptr[row + 1])
            words, weights = matrix.indices[own], matrix.data[own]
            norms[row] = weights @ self._affinity[np.ix_(words, words)] @ weights
        return norms


def _fitted(vectorizer: TfidfVectorizer, texts: list[str]) -> TfidfVectorizer | None:
    """None where no text has a word (texts of one character)."""
    try:
        return vectorizer.fit(texts)
    except ValueError:
        return None


def _unit_rows(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
