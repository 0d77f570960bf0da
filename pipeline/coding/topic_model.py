"""A topic model of the segments, all languages at once: BERTopic with parts that are small, fast and repeatable.

The vectors are multilingual, so that one topic holds every language. What each segment is coded as stands beside its
vector (semi-supervised): segments with the same code move together, and what no code explains forms topics of its own.
Principal components and Ward's clustering draw no random numbers, so that the same segments give the same topics.
"""

import os
import re
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.spatial.distance import cdist
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer

from pipeline.coding.ward import ward
from pipeline.notes import spacy_import
from pipeline.study import standing_in

os.environ.setdefault("TQDM_DISABLE", "1")

MENTIONS = 3  # segments in which a word must stand before it can be a topic's term
WORD = r"(?u)\b[^\W\d_]{3,}\b"
NOT_WORDS = re.compile(r"\[[^\]]*\]|n['’]t\b")  # what de-identification left in place of a name, and "n't"


class CodedSpace(TransformerMixin, BaseEstimator):
    """Dimension reduction: principal components of the vectors, with the codes beside them.

    `fit_transform(X, y)`: X (N, D) vectors, y (N, C) how far each code explains each segment (0 to 1), or None. Returns
    (N, components + C). `weight` says how much a shared code counts against a shared meaning; 0 leaves the codes out.
    """

    def __init__(self, components: int = 50, weight: float = 0.5):
        self.components, self.weight = components, weight

    def fit_transform(self, X: np.ndarray, y: np.ndarray | None = None) -> np.ndarray:
        self.pca_ = PCA(min(self.components, *X.shape), svd_solver="covariance_eigh").fit(X)
        return self.transform(X, y)

    def transform(self, X: np.ndarray, y: np.ndarray | None = None) -> np.ndarray:
        meaning = self.pca_.transform(X)
        return meaning if y is None or not self.weight else np.hstack([meaning, self.weight * y])


class WardClusters(ClusterMixin, BaseEstimator):
    """Clustering: Ward's tree cut into `n_clusters`; what stands nearly alone joins the nearest cluster, or none.

    A cluster with fewer than `min_size` members is dissolved; a member joins the nearest of the others if it is no
    farther from its centre than nearly all of that cluster's own members (95 %) are, else its label is -1.
    """

    def __init__(self, n_clusters: int, min_size: int = 3):
        self.n_clusters, self.min_size = n_clusters, min_size

    def fit(self, X: np.ndarray, y: object = None) -> "WardClusters":
        if len(X) < 2:
            self.labels_ = np.zeros(len(X), dtype=int)
            return self
        labels = ward(X, min(self.n_clusters, len(X)))
        sizes = np.bincount(labels)
        kept = np.flatnonzero(sizes >= min(self.min_size, sizes.max()))
        centres = np.array([X[labels == label].mean(axis=0) for label in kept])
        distance = cdist(X, centres)
        alone = ~np.isin(labels, kept)
        reach = np.array([np.quantile(distance[labels == label, i], 0.95) for i, label in enumerate(kept)])
        nearest = distance.argmin(axis=1)
        joined = distance[np.arange(len(X)), nearest] <= np.maximum(reach[nearest], np.median(reach))
        position = np.full(len(sizes), -1)
        position[kept] = np.arange(len(kept))
        self.labels_ = np.where(alone, np.where(joined, nearest, -1), position[labels])
        return self


def fit_topics(
    texts: list[str],
    vectors: np.ndarray,
    explained: np.ndarray,
    n_topics: int,
    components: int,
    weight: float,
    languages: Sequence[str],
) -> np.ndarray:
    """The topic of each segment, shape (N,), largest topic 0; -1 where it has none.

    `vectors`: (N, D), `explained`: (N, C), how far each code explains each segment (0 to 1);
    `languages`: those of the texts.
    """
    if len(texts) < 3:
        return np.zeros(len(texts), dtype=int)
    BERTopic, ClassTfidfTransformer = _bertopic()
    stops = sorted(set().union(*map(stop_words, languages)))
    vectorizer = CountVectorizer(token_pattern=WORD, stop_words=stops)
    said = [words(text) for text in texts]
    if len({word for text in said for word in vectorizer.build_analyzer()(text)}) < 2:
        return np.zeros(len(texts), dtype=int)  # nothing is said that could tell two topics apart
    model = BERTopic(
        umap_model=CodedSpace(components, weight),
        hdbscan_model=WardClusters(n_topics),
        vectorizer_model=vectorizer,
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )
    topics, _ = model.fit_transform(said, vectors.astype(float), y=explained)
    return np.array(topics)


def terms(
    texts: list[str], topics: np.ndarray, language: str, n_terms: int, spoken: Sequence[str] = ()
) -> dict[int, list[str]]:
    """The terms of each topic in one language, by class-based TF-IDF over the texts in that language.

    `topics`: (N,), aligned with `texts`, all of which are in `language`; `spoken`: the other languages people mix in. A
    topic without a text has no terms.
    """
    _, ClassTfidfTransformer = _bertopic()
    present = sorted(set(topics.tolist()) - {-1})
    if not present:
        return {}
    cleaned = [words(text) for text in texts]
    stops = sorted(stop_words(language).union(*map(stop_words, spoken)))  # people mix languages within a turn
    vectorizer = CountVectorizer(
        token_pattern=WORD,
        stop_words=stops,
        ngram_range=(1, 2),
        min_df=min(MENTIONS, len(texts)),
        max_df=0.2 if len(present) > 5 else 1.0,  # what every fifth segment says tells no topic apart
    )
    try:
        counts = vectorizer.fit_transform(cleaned)
    except ValueError:  # nothing but stop words, or nothing said twice
        return {topic: [] for topic in present}
    inside = np.flatnonzero(topics >= 0)
    place = (np.searchsorted(present, topics[inside]), inside)
    by_topic = csr_matrix((np.ones(len(inside), counts.dtype), place), (len(present), len(topics))) @ counts
    vocabulary = vectorizer.get_feature_names_out()
    if len(vocabulary) == 1:  # nothing to weigh it against, and BERTopic's transformer needs two terms
        scores = by_topic
    else:
        scores = csr_matrix(ClassTfidfTransformer(reduce_frequent_words=True).fit_transform(by_topic))
    return {topic: _top(scores[i].toarray()[0], vocabulary, n_terms) for i, topic in enumerate(present)}


def _top(scores: np.ndarray, vocabulary: np.ndarray, n_terms: int) -> list[str]:
    """The best terms, without a single word that a better pair already holds (or the other way about)."""
    chosen: list[str] = []
    for index in np.argsort(-scores, kind="stable"):
        if scores[index] <= 0 or len(chosen) == n_terms:
            break
        held = set(vocabulary[index].split())
        if not any(held & set(term.split()) for term in chosen):
            chosen.append(str(vocabulary[index]))
    return chosen


def _bertopic() -> tuple[type, type]:
    """BERTopic and its class-based TF-IDF, without the plots and the tagger that take most of its start-up."""
    with standing_in({"plotly": None, "spacy": None}):
        from bertopic import BERTopic
        from bertopic.vectorizers import ClassTfidfTransformer
    return BERTopic, ClassTfidfTransformer


def words(text: str) -> str:
    """The text without what is no word of its own; never empty, since BERTopic counts on a text."""
    return NOT_WORDS.sub(" ", text).strip() or "-"


def stop_words(language: str) -> set[str]:
    """spaCy's list for a language, in the words that terms are made of; empty where it has none."""
    return {part for word in spacy_import.stop_words(language) for part in re.findall(WORD, word)}
