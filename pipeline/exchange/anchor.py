"""Finding a selection made in another program's text in ours, by its words.

Where the texts are the same, positions carry over. Where they differ (another export, an edited transcript, names not
yet replaced), the two texts are aligned word by word (Levenshtein), and what alignment can't place is looked for by its
words alone. What is found in two places, or nowhere, is not guessed: the reason is given back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.exchange.transcripts import Transcript, Turn

ALIGNED = 0.6  # share of a selection's words that must have their counterpart
ALIKE = 85  # rapidfuzz partial ratio, 0 to 100, from which words count as found
WORD = re.compile(r"\[[^\[\]\n]{1,60}\]|\w+")  # the mark of a name that was replaced, `[person 7]`, is one word
MAX_WORDS = 40_000  # longer documents are not aligned as a whole (the matrix has words x words bits)


@dataclass(frozen=True)
class Place:
    """Part of a turn, or all of it (`start` and `end` None)."""

    turn: Turn
    start: int | None
    end: int | None
    how: str  # exact, aligned, by content

    @property
    def quote(self) -> str:
        return "" if self.start is None else self.turn.text[self.start : self.end]


class Anchor:
    """Places selections of one source (`text`, None where the file has none) in one transcript."""

    def __init__(self, text: str | None, transcript: Transcript, masked: Callable[[str], str] = str):
        """`masked`: words of the other text with names replaced as they are in ours."""
        self.text, self.transcript, self.masked = text, transcript, masked

    def place(self, start: int | None, end: int | None, words: str) -> tuple[list[Place], str]:
        """The turns a selection stands on, and the reason where there are none."""
        if self.text is not None and start is not None and end is not None:
            if self.text == self.transcript.text:
                return self._cut(start, end, "exact"), "it covers no word of a participant"
            if (span := self._aligned(start, end)) and (places := self._cut(*span, "aligned")):
                return places, ""
        return self._by_content(words)

    def _cut(self, start: int, end: int, how: str) -> list[Place]:
        """The part of each turn between two positions of our text; a turn all of whose words are in is taken whole."""
        places = []
        for turn in self.transcript.turns_between(start, end):
            first, last = max(start - turn.start, 0), min(end - turn.start, len(turn.text))
            inside = turn.text[first:last]
            if not re.search(r"\w", inside):
                continue
            first += len(inside) - len(inside.lstrip())
            last -= len(inside) - len(inside.rstrip())
            whole = not re.search(r"\w", turn.text[:first] + turn.text[last:])
            places.append(Place(turn, None if whole else first, None if whole else last, how))
        return places

    @cached_property
    def _words(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]], dict[int, int]]:
        """Places of the words of the source and of ours, and which word of the source is which of ours."""
        theirs = [(one.start(), one.end()) for one in WORD.finditer(self.text or "")]
        ours = [(one.start(), one.end()) for one in WORD.finditer(self.transcript.text)]
        if not theirs or max(len(theirs), len(ours)) > MAX_WORDS:
            return theirs, ours, {}
        a = [(self.text or "")[slice(*span)].casefold() for span in theirs]
        b = [self.transcript.text[slice(*span)].casefold() for span in ours]
        pairs: dict[int, int] = {}
        for operation in Levenshtein.opcodes(a, b):
            if operation.tag == "equal":
                shift = operation.dest_start - operation.src_start
                pairs |= {index: index + shift for index in range(operation.src_start, operation.src_end)}
        return theirs, ours, pairs

    def _aligned(self, start: int, end: int) -> tuple[int, int] | None:
        theirs, ours, pairs = self._words
        chosen = [index for index, (first, last) in enumerate(theirs) if first < end and last > start]
        met = [index for index in chosen if index in pairs]
        if not met or len(met) < ALIGNED * len(chosen):
            return None
        first, last = pairs[met[0]], pairs[met[-1]]
        if last - first + 1 > 1.5 * len(chosen) + 5:  # its words are scattered over the note
            return None
        # Words before the first (or after the last) counterpart differ in our text but belong to the selection.
        taken = set(pairs.values())
        for _ in range(met[0] - chosen[0]):
            first -= 1 if first > 0 and first - 1 not in taken else 0
        for _ in range(chosen[-1] - met[-1]):
            last += 1 if last + 1 < len(ours) and last + 1 not in taken else 0
        return self._with_signs(start, end, theirs[chosen[0]][0], theirs[chosen[-1]][1], ours[first][0], ours[last][1])

    def _with_signs(self, start: int, end: int, word: int, word_end: int, ours: int, ours_end: int) -> tuple[int, int]:
        """Quotation marks, full stops and the like at the ends of a selection, where our text has them too."""
        text, other = self.text or "", self.transcript.text
        before, after = text[start:word], text[word_end:end]
        if before and other[:ours].endswith(before):
            ours -= len(before)
        if after and other[ours_end:].startswith(after):
            ours_end += len(after)
        return ours, ours_end

    def _by_content(self, words: str) -> tuple[list[Place], str]:
        wanted = " ".join(self.masked(words).split()).strip('…. «»“”"')
        if len(wanted.split()) < 3:
            return [], "too few words to look for" if wanted else "the file does not give its words"
        inside = [turn for turn in self.transcript.turns if len(turn.text.split()) >= 3]
        scored = [(self._likeness(wanted, turn), turn) for turn in inside]
        if len(wanted) > 1.2 * max((len(turn.text) for turn in inside), default=0):  # more than a turn: each turn in it
            found = [Place(turn, None, None, "by content") for score, turn in scored if score >= ALIKE]
            return found, "" if found else "its words are not in the note"
        scored.sort(key=lambda pair: -pair[0])
        if not scored or scored[0][0] < ALIKE:
            said = fuzz.partial_ratio(_flat(wanted), _flat(self.transcript.text)) >= ALIKE
            return [], "its words are those of who asks" if said else "its words are not in the note"
        alike = [turn for score, turn in scored if score >= ALIKE and score > scored[0][0] - 3]
        if places := self._in_a_row(wanted, alike):
            return places, ""
        if len(alike) > 1:
            return [], f"its words fit {scored[0][1].segment_id} and {scored[1][1].segment_id} equally well"
        turn = scored[0][1]
        part = fuzz.partial_ratio_alignment(_flat(wanted), _flat(turn.text))
        if part is None or len(wanted) >= len(turn.text):
            return [Place(turn, None, None, "by content")], ""
        return [self._part(turn, part.dest_start, part.dest_end)], ""

    def _in_a_row(self, wanted: str, alike: list[Turn]) -> list[Place]:
        """Turns one after the other that hold together what is looked for: one answer, typed in several paragraphs."""
        order = sorted(self.transcript.turns.index(turn) for turn in alike)
        follow = len(order) > 1 and order[-1] - order[0] == len(order) - 1
        if not follow or sum(len(turn.text) for turn in alike) > 1.2 * len(wanted):
            return []
        return [Place(self.transcript.turns[at], None, None, "by content") for at in order]

    @staticmethod
    def _likeness(wanted: str, turn: Turn) -> float:
        return fuzz.partial_ratio(_flat(wanted), _flat(turn.text))

    @staticmethod
    def _part(turn: Turn, start: int, end: int) -> Place:
        """From character positions of an alignment to whole words."""
        end = min(end, len(turn.text))
        for one in WORD.finditer(turn.text):
            start = one.start() if one.start() < start < one.end() else start
            end = one.end() if one.start() < end < one.end() else end
        whole = not re.search(r"\w", turn.text[:start] + turn.text[end:])
        return Place(turn, None if whole else start, None if whole else end, "by content")


def _flat(text: str) -> str:
    """In lower case, unless that would move positions (a few letters become two)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text
