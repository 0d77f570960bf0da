"""Words that open the turns again and again, whatever they are and whatever parts them from the talk."""

import itertools
from collections import defaultdict
from collections.abc import Callable
from types import SimpleNamespace

from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage, unparted

NAME = "words that recur"
LONGEST = 3  # words of what may be a label
TURNS = 6  # lines of which it can be learned
NEARLY_ALL = 0.85  # of the lines from the first label to the last
BEGIN = 0.8  # of what follows the labels, that begins as sentences do
CHANGES = 0.6  # of one label to another, from line to line
SIGNS = " -–—|>/=~»•:"  # that part a label from the talk
INSIDE = ".,;!?'’\"”)…-"  # signs that end words of a sentence, too
MOST_PEOPLE = 14


def learned(passages: list[Passage]) -> SimpleNamespace | None:
    """The layout of a note nearly all of whose lines open with one of a few beginnings that take turns; None of others.

    The longest beginning of which that holds is the label, so that `Mme Roy` and `Mme Lee` are two.
    """
    gapless = unparted(passages)
    lines = [p.text for p in passages if (p.opens_paragraph or gapless) and p.speaker is None]
    for length in range(LONGEST, 0, -1):
        parted = [_parted(line, length) for line in lines]
        said: dict[str, set[str]] = defaultdict(set)
        for label, rest in parted:
            said[label].add(rest)
        labels = {label for label, after in said.items() if len(after) > 1 and any(map(str.isalpha, label))}
        places = [n for n, (label, _) in enumerate(parted) if label in labels]
        if len(places) < TURNS or not 2 <= len(labels) <= MOST_PEOPLE:
            continue
        order = [parted[n][0] for n in places]
        changes = sum(a != b for a, b in itertools.pairwise(order))
        signed = len({label[-1] for label in labels if not label[-1].isalnum()} - set(INSIDE)) == 1
        begun = sum(signed or not parted[n][1][:1].islower() for n in places)
        among = places[-1] - places[0] + 1
        if len(places) >= NEARLY_ALL * among and changes >= CHANGES * len(order) and begun >= BEGIN * len(places):
            return SimpleNamespace(NAME=NAME, header=_opening(frozenset(labels), length))
    return None


def _parted(line: str, length: int) -> tuple[str, str]:
    """The first words of a line, and the rest; nothing where there is no rest."""
    words = line.split(maxsplit=length)
    return (" ".join(words[:length]), words[length]) if len(words) > length else ("", line)


def _opening(labels: frozenset[str], length: int) -> Callable[[Passage], Header | None]:
    def header(passage: Passage) -> Header | None:
        label, said = _parted(passage.text, length)
        taken = label in labels and passage.speaker is None
        return Header(label.strip(SIGNS), said.lstrip(SIGNS)) if taken else None

    return header
