"""What the language models read of a text: the sentences that hold a stretch that may be a name, one by one.

Elsewhere nothing is asked of them, and what a word is, the words of its own sentence tell.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.notes.spans import Spans
from pipeline.notes.tokens import words

LONGEST = 32  # words of a sentence that are read together: about as many as those have that the weights are fitted on
STOP = re.compile(r"[.!?…][\"”»’')\]]*$")


def readings(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(start, end) of the sentences of `text` that hold any of `spans`, in order; of a longer sentence the parts of
    LONGEST words that do, none ending within a span."""
    chunks = [match.span() for match in re.finditer(r"\S+", text)]
    opening = Spans((word.start, word.end) for word in words(text) if word.opens)
    by_place = Spans(spans)
    first = 0
    for number, (_, end) in enumerate(chunks, start=1):
        if number < len(chunks):
            long = number - first >= LONGEST
            ended = STOP.search(text, *chunks[number - 1]) and opening.overlapping(*chunks[number])
            if not (long or ended) or by_place.around(end - 1, end + 1):
                continue
        if by_place.overlapping(chunks[first][0], end):
            yield chunks[first][0], end
        first = number
