"""Several hearings of the same speech put together: word by word, what most of them heard.

After Fiscus (1997), "A post-processing system to yield reduced word error rates: recognizer output voting error
reduction (ROVER)": hearings that were got in different ways go wrong in different places.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True)
class Word:
    """A word as heard: seconds from the start of the recording, text with its space and punctuation."""

    start_s: float
    end_s: float
    text: str

    @cached_property
    def folded(self) -> str:
        """What is compared: small letters and digits, no punctuation."""
        return re.sub(r"[\W_]+", "", self.text.lower())


def agreed(hearings: list[list[Word]]) -> list[Word]:
    """The words most hearings share, in order; where there is no majority, those of the most typical hearing.

    hearings: the words of one stretch of speech, a list for each hearing. The most typical one is that with the fewest
    changes from all others (the first of equals). A hearing without any word has failed and has no vote.
    """
    hearings = [hearing for hearing in hearings if hearing]
    if not hearings:
        return []
    folded = [[word.folded for word in hearing] for hearing in hearings]
    changes = [sum(Levenshtein.distance(one, other) for other in folded) for one in folded]
    typical = changes.index(min(changes))
    columns = [_columns(folded[typical], words, hearing) for words, hearing in zip(folded, hearings, strict=True)]
    columns.insert(0, columns.pop(typical))  # its words win a tie, and are the ones written
    return [word for said in zip(*columns, strict=True) for word in _most(said)]


def whole(words: list[Word]) -> list[Word]:
    """Words as they are written: what follows without a space (`d` + `'une`) belongs to the one before."""
    found: list[Word] = []
    for word in words:
        if found and not word.text.startswith(" "):
            before = found.pop()
            word = Word(before.start_s, word.end_s, before.text + word.text)
        found.append(word)
    return found


def _columns(typical: list[str], folded: list[str], hearing: list[Word]) -> list[tuple[Word, ...]]:
    """`hearing` laid beside the typical one: what it has before each of its words, in place of each, and at the end."""
    columns: list[list[Word]] = [[] for _ in range(2 * len(typical) + 1)]
    at = 0
    for step in Levenshtein.opcodes(typical, folded):
        for offset in range(step.dest_end - step.dest_start):
            before = 2 * step.src_start if step.tag == "insert" else 2 * (step.src_start + offset) + 1
            columns[before].append(hearing[at])
            at += 1
    return [tuple(column) for column in columns]


def _most(said: tuple[tuple[Word, ...], ...]) -> tuple[Word, ...]:
    """What most hearings have at one place; of equals, and of different spellings, the first."""
    spelled = [tuple(word.folded for word in words) for words in said]
    return said[spelled.index(Counter(spelled).most_common(1)[0][0])]
