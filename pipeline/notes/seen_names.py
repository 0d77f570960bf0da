"""Candidates of some texts with what the language models see of them.

A model is asked only where there is something to tell: of the sentences that hold a candidate which may be a name, and
the dearer one (sentence_layers.py) only where the features leave a doubt.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.notes.identify import names_nobody, scored
from pipeline.notes.language_models import Seen, read_all
from pipeline.notes.lexicon import Lexicon
from pipeline.notes.name_model import runs
from pipeline.notes.names import Candidate, candidates, seen
from pipeline.notes.sentence_layers import scores
from pipeline.notes.sentences_read import readings

SURE = 0.97  # probability of one kind, or of none, from which the layers would change no decision


@dataclass(frozen=True)
class Cased:
    """A text as a careful typist would case it (casing.py)."""

    text: str
    language: str
    question: bool  # an interviewer's turn
    typed: str  # as it was written, of the same length


def sighted(texts: Sequence[Cased], known: Lexicon) -> list[list[Candidate]]:
    """The candidates of each text, with the features of what the model of its language sees in their sentences."""
    found = [candidates(one.text, one.language, one.question, known, one.typed) for one in texts]
    asked: dict[str, list[tuple[int, int, int]]] = defaultdict(list)  # language -> text, start, end
    for number, (one, rows) in enumerate(zip(texts, found, strict=True)):
        asked[one.language] += [(number, *reading) for reading in readings(one.text, _open(rows))]
    sights: list[Seen] = [([], {}) for _ in texts]
    for language, parts in asked.items():
        read = read_all([texts[number].text[start:end] for number, start, end in parts], language)
        for (number, start, _), (labels, tags) in zip(parts, read, strict=True):
            sights[number][0].extend((start + begun, start + done, label) for begun, done, label in labels)
            sights[number][1].update((start + place, tag) for place, tag in tags.items())
    return [seen(rows, sight) for rows, sight in zip(found, sights, strict=True)]


def layered(texts: Sequence[str], found: Sequence[list[Candidate]]) -> list[list[Candidate]]:
    """The candidates of each text with the scores of the layers, where these may change what is decided."""
    asked = [_doubted(rows) for rows in found]
    told = scores(list(zip(texts, asked, strict=True)))
    of_spans = [dict(zip(spans, rows, strict=True)) for spans, rows in zip(asked, told, strict=True)]
    return [
        [replace(one, layers=layers.get((one.start, one.end), [])) for one in rows]
        for rows, layers in zip(found, of_spans, strict=True)
    ]


def _open(found: list[Candidate]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in found if not names_nobody(one)]


def _doubted(found: list[Candidate]) -> list[tuple[int, int]]:
    """(start, end) of candidates in runs where the features alone leave a doubt about any."""
    rows = [one for one in found if not names_nobody(one)]
    unsure = [max(shares.values()) < SURE for shares in scored(rows, Counter(), set())]
    spans = [(one.start, one.end) for one in rows]
    return [spans[n] for run in runs(spans) if any(unsure[n] for n in run) for n in run]
