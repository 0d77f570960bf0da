"""Numbers that count the questions of a note, not its people: `Q1`, `R1`, `Q2`, `R2`; `1.` before each question."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.notes import labels
from pipeline.notes.layouts import LABELLED, numbered_questions
from pipeline.notes.layouts.layout_base import Header, Turn
from pipeline.notes.passages import Aside, Passage

NUMBERED = re.compile(r"\W*(?:[^\W\d_]+[\s.#°-]*){1,2}\d{1,3}\b")
COUNT = re.compile(r"(?P<count>[\[(#]?(?P<number>\d{1,4})[\])]?(?:[.:|–—-]\s*|\s+))(?P<word>[^\W\d_]\S*)")
QUESTIONS = 3  # numbered in order, from which the numbers are theirs
MOST = 0.5  # of the asking turns


def counting(passages: Sequence[Passage]) -> frozenset[str]:
    """The words of labels whose numbers count turns: those who ask are numbered in order, each number once; of those
    who answer, where each has the number of the question above.

    >>> talk = ("Q1: So?", "R1: No.", "Q2: Why?", "R2: Hm.", "Q3: And?", "R3: So.")
    >>> sorted(counting([Passage(line) for line in talk]))
    ['q', 'r']
    """
    asked: dict[str, list[int]] = defaultdict(list)
    answered: dict[str, list[bool]] = defaultdict(list)
    question = 0
    for stem, number in filter(None, map(_stem_and_number, passages)):
        if labels.side_of(stem) == "interviewer":
            asked[stem].append(number)
            question = number
        else:
            answered[stem].append(number == question)
    counted = {
        stem for stem, numbers in asked.items()
        if len(numbers) >= QUESTIONS and all(b == a + 1 for a, b in itertools.pairwise(numbers)) and numbers[0] <= 1
    }  # fmt: skip
    if not counted:
        return frozenset()
    return frozenset(counted | {stem for stem, same in answered.items() if len(same) >= QUESTIONS and all(same)})


def _stem_and_number(passage: Passage) -> tuple[str, int] | None:
    """The word and the number of a usual label that opens a line, in any layout's form."""
    if not NUMBERED.match(passage.speaker or passage.text):
        return None
    for form in LABELLED:
        if found := form.header(passage):
            stem, number = labels.stem_and_number(found.label)
            if stem and number.isdigit():
                return stem, int(number)
    return None


def uncounted(header: Header, stems: frozenset[str]) -> Header:
    """A label without its number, where numbers of its word count turns: `Q` of `Q1`."""
    match = labels.NUMBER.search(header.label) if stems else None
    if match is None or labels.stem_and_number(header.label)[0] not in stems:
        return header
    return Header(header.label[: match.start()], header.said)


def without_counts(passages: list[Passage]) -> tuple[list[Passage], list[Aside]]:
    """Passages without the numbers that count the turns, in order, before words of which few come again and again.

    >>> talk = ("001 Q So?", "002 A No.", "003 Q Why?", "004 A Hm.", "005 Q And?", "006 A So.")
    >>> [passage.text for passage in without_counts([Passage(line) for line in talk])[0]][:2]
    ['Q So?', 'A No.']
    """
    found = {n: match for n, passage in enumerate(passages) if (match := COUNT.match(passage.text))}
    counts = [int(match["number"]) for match in found.values()]
    opening = Counter(match["word"] for match in found.values())
    if any(b != a + 1 for a, b in itertools.pairwise(counts)) or len(counts) < 2 * QUESTIONS:
        return passages, []
    if len(opening) < 2 or len(opening) > MOST * len(counts):
        return passages, []
    kept = [
        replace(passage, text=passage.text[found[n].start("word") :], opens_paragraph=True) if n in found else passage
        for n, passage in enumerate(passages)
    ]
    return kept, [Aside(match["count"].strip(), "labels") for match in found.values()]


def without_numbers(turns: list[Turn]) -> list[Aside]:
    """The numbers that open most of the turns of a side that asks and has no label, taken off them."""
    asked = [turn for turn in turns if turn.role == "interviewer" and turn.speaker is None and turn.words]
    numbered = [(turn, match) for turn in asked if (match := numbered_questions.LINE.fullmatch(turn.words[0]))]
    if len(numbered) < 2 or len(numbered) <= MOST * len(asked):
        return []
    for turn, match in numbered:
        turn.words[0] = match["said"]
    return [Aside(match["number"], "labels") for _, match in numbered]
