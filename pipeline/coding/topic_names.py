"""What a topic is about, in the words of those who spoke: the phrases nearest in meaning to the topic's centre.

As KeyBERT does (Grootendorst 2020): phrases of the topic's own segments, first those that hold its terms, are embedded
by the encoder of the study and compared with the centre. A phrase that is near every topic names none: what counts is
how much nearer it is to this one than to the others.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from pipeline.coding.topic_model import stop_words, words
from pipeline.coding.vectors import unit

PHRASES = 2  # that name a topic
MOST = 30  # phrases looked at in one topic and language
LENGTHS = (3, 4, 2)  # words of a phrase
_PIECE = re.compile(r"[^.!?,;:…()«»“”\"–—]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def phrases(text: str, stops: set[str]) -> list[str]:
    """Runs of two to four words within a clause that begin and end with a word of meaning, in the order of the text."""
    found: dict[str, None] = {}
    for clause in _PIECE.findall(words(text)):
        tokens = _WORD.findall(clause)
        plain = [token.casefold() for token in tokens]
        stems = [re.split("['’]", token)[-1] for token in plain]  # `l'atelier` is a word of meaning, `it's` is none
        telling = [len(stem) > 3 and stem not in stops for stem in stems]
        for length in LENGTHS:
            for start in range(len(tokens) - length + 1):
                ends = (start, start + length - 1)
                if all(telling[end] for end in ends):
                    found.setdefault(" ".join(plain[start : start + length]))
    return list(found)


def names(
    texts: Sequence[Sequence[str]],
    terms: Sequence[Sequence[str]],
    centres: np.ndarray,
    named: Sequence[int],
    language: str,
    encode: Callable[[list[str]], np.ndarray],
    origin: np.ndarray,
) -> dict[int, str]:
    """A name for each topic of `named` (positions in `centres`, (T, D), deviations from `origin`, (D,)), from its
    `texts` and `terms` in `language`; a topic without a phrase has none."""
    stops = stop_words(language)
    found = {at: _most(texts[at], terms[at], stops) for at in named}
    every = list(dict.fromkeys(phrase for some in found.values() for phrase in some))
    vectors = dict(zip(every, unit(encode(every) - origin), strict=True)) if every else {}
    directions = unit(centres)
    named_as = {}
    for at, some in found.items():
        if some:
            likeness = np.array([vectors[phrase] for phrase in some]) @ directions.T
            worth = likeness[:, at] - likeness.mean(axis=1)
            named_as[at] = ", ".join(_best(some, worth))
    return named_as


def _most(texts: Sequence[str], terms: Sequence[str], stops: set[str]) -> list[str]:
    """Phrases of the texts, those with most of the topic's terms first, `MOST` at most."""
    held = {word for term in terms for word in term.split()}
    every = list(dict.fromkeys(phrase for text in texts for phrase in phrases(text, stops)))
    return sorted(every, key=lambda phrase: -len(held & set(re.split("[ '’]", phrase))))[:MOST]


def _best(some: list[str], worth: np.ndarray) -> list[str]:
    """The phrases of most worth that share no word with one chosen before."""
    chosen: list[str] = []
    for at in np.argsort(-worth.round(4), kind="stable"):
        held = {word for phrase in chosen for word in phrase.split()}
        if not held & set(some[at].split()):
            chosen.append(some[at])
        if len(chosen) == PHRASES:
            break
    return chosen
