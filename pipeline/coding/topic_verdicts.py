"""Each topic against the codebook: is it covered by a code, does it refine one, or is it a candidate for a new code?

Two things speak: how the topic's segments are coded (by people, else by the machine, with its calibrated score), and
how near the topic's words are to the codes' definitions and examples.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from pipeline.coding.vectors import unit


@dataclass(frozen=True)
class Verdict:
    topic: int
    size: int
    nearest: int | None  # position of the nearest code; none for what the codebook says carries no code
    similarity: float  # cosine of the topic's centre to that code's vector
    share: float  # of the topic's segments that carry the nearest code
    verdict: str  # covered, refines, candidate
    exemplars: list[int]  # positions of segments


def judge(
    topics: np.ndarray,
    vectors: np.ndarray,
    meaning: np.ndarray,
    explained: np.ndarray,
    code_vectors: np.ndarray,
    silent_vector: np.ndarray | None,
    covered: float,
    candidate: float,
    silent_margin: float,
    n_exemplars: int,
) -> list[Verdict]:
    """A verdict for each topic, largest topic first.

    `topics`: (N,), -1 for none; `vectors`: (N, E), what the topics were found in; `meaning`: (N, D), the segments' own
    words, and `code_vectors`: (C, D), both as deviations from the same mean; `explained`: (N, C), how far each code
    explains each segment (0 to 1).

    A topic is *covered* where one code explains at least the share `covered` of it and no larger topic is that code's
    already; it *refines* a code that explains it as well beside a larger topic, or explains a part of it (at least
    `candidate`); below that it is a *candidate*, unless it is nearer (by `silent_margin`, a difference of cosines) to
    `silent_vector` (D,), the codebook's examples of what carries no code, than to any code: then the codebook covers
    it, with no code.
    """
    main: set[int] = set()  # codes that have their topic
    verdicts = []
    for topic in sorted(set(topics.tolist()) - {-1}):
        members = np.flatnonzero(topics == topic)
        centre = unit(meaning[members].mean(axis=0))
        likeness = unit(code_vectors) @ centre
        shares = explained[members].mean(axis=0)
        share = float(shares.max())
        best = int(shares.argmax() if share >= candidate else likeness.argmax())
        nearest: int | None = best
        similarity = float(likeness[best])
        if share >= covered and best not in main:
            word = "covered"
            main.add(best)
        elif share >= candidate:
            word = "refines"
        elif silent_vector is not None and unit(silent_vector) @ centre > likeness.max() + silent_margin:
            word, nearest, similarity = "covered", None, float(unit(silent_vector) @ centre)
        else:
            word = "candidate"
        exemplars = _exemplars(members, vectors, explained, None if word == "covered" else 1.0)[:n_exemplars]
        verdicts.append(Verdict(topic, len(members), nearest, similarity, share, word, exemplars))
    return verdicts


def _exemplars(members: np.ndarray, vectors: np.ndarray, explained: np.ndarray, weight: float | None) -> list[int]:
    """The topic's segments, most telling first: nearest to its centre and, for what is new, least explained."""
    likeness = unit(vectors[members]) @ unit(vectors[members].mean(axis=0))
    rank = (rankdata(-likeness, method="ordinal") - 1) / len(members)
    if weight:
        rank = rank + weight * explained[members].max(axis=1)
    return members[np.argsort(rank, kind="stable")].tolist()
