"""No names: the form of paragraphs tells who speaks. One side is indented, quoted, an item of a list, in another style,
colour or place than the other."""

import itertools
from collections import Counter

from pipeline.notes import labels
from pipeline.notes.heads_and_feet import head, head_length
from pipeline.notes.layouts.layout_base import Reading, Turn, say_by_role
from pipeline.notes.passages import Passage

NAME = "one side set apart"
FAR_MORE = 0.5  # of its turns end in a question, more than of the other side's
LEAST = 2  # turns of each side
NEARLY_ALL = 0.9  # of the lines from the first of a side to the last
SET_IN = "set in"


def read(passages: list[Passage]) -> Reading | None:
    """Turns of the two sides that the form of paragraphs tells, where its name says who asks or one asks far more."""
    if any(passage.speaker for passage in passages):
        return None
    told = [_told_by_form(passage) for passage in passages]
    signs = sorted({sign for parts in told for sign in parts} - {SET_IN})
    found = [_by(sign, passages, [parts.get(sign, "") for parts in told]) for sign in [SET_IN, *signs]]
    return max(filter(None, found), key=lambda reading: reading.fit, default=None)


def _told_by_form(passage: Passage) -> dict[str, str]:
    """What sets a paragraph apart: `{"style": "question", "color": "#ff0000"}`."""
    parts = dict(part.split(": ", 1) for part in passage.form.split("; ")) if passage.form else {}
    return parts | ({SET_IN: "yes"} if passage.set_in else {})


def _by(sign: str, passages: list[Passage], values: list[str]) -> Reading | None:
    """`read` by one sign, of which each passage has its value."""
    sides = [value for value, _ in Counter(values).most_common(2)]
    if len(sides) < 2:
        return None
    apart = [n for n, value in enumerate(values) if value in sides and value]
    first = min(head_length(passages), apart[0]) if sign == SET_IN else _first_of_both(values, sides)
    turns: list[Turn] = []
    for passage, value in zip(passages[first:], values[first:], strict=True):
        if passage.style != "heading" and value in sides:
            say_by_role(turns, value, passage.text, passage.start_s, passage.end_s)
    own = {side: [turn for turn in turns if turn.side == side] for side in sides}
    if min(map(len, own.values())) < LEAST:
        return None
    share = {side: sum(turn.text.endswith("?") for turn in said) / len(said) for side, said in own.items()}
    named = {labels.usual_role(word): side for side in sides for word in side.split()[-1:]}
    if "interviewer" in named or "participant" in named:
        asks = named.get("interviewer") or next(side for side in sides if side != named["participant"])
    elif abs(share[sides[0]] - share[sides[1]]) < FAR_MORE:
        return None
    else:
        asks = max(sides, key=lambda side: share[side])
    for turn in turns:
        turn.role = "interviewer" if turn.side == asks else "participant"
    while turns[0].role == "participant":  # an answer needs a question
        first += len(turns.pop(0).words)
    others = [
        passage for passage, value in zip(passages[first:], values[first:], strict=True)
        if passage.style == "heading" or value not in sides
    ]  # fmt: skip
    if len(others) > (1 - NEARLY_ALL) * len(passages[first:]) and sign != SET_IN:
        return None
    taken = sum(a.role != b.role for a, b in itertools.pairwise(turns)) / max(1, len(turns) - 1)
    return Reading(NAME, turns, head(passages[:first]) + head(others), fit=0.82 * taken)


def _first_of_both(values: list[str], sides: list[str]) -> int:
    """Where the talk begins: at the first of the sides that the other one follows next."""
    places = [n for n, value in enumerate(values) if value in sides]
    return next((a for a, b in itertools.pairwise(places) if values[a] != values[b]), places[0])
