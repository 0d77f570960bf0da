"""No names: where lines begin tells who speaks. One side is indented, quoted or an item of a list, the other is not."""

import itertools

from pipeline.notes.heads_and_feet import head, head_length
from pipeline.notes.layouts.layout_base import Reading, Turn, say_by_role
from pipeline.notes.passages import Passage

NAME = "one side indented"
FAR_MORE = 0.5  # of its turns end in a question, more than of the other side's
LEAST = 2  # turns of each side


def read(passages: list[Passage]) -> Reading | None:
    """Turns of the two sides that the beginnings of lines tell apart, where one of them asks far more."""
    first = min(head_length(passages), next((n for n, passage in enumerate(passages) if passage.set_in), 0))
    if any(passage.speaker for passage in passages):
        return None
    turns: list[Turn] = []
    for passage in passages[first:]:
        if passage.style != "heading":
            say_by_role(turns, "set in" if passage.set_in else "plain", passage.text, passage.start_s, passage.end_s)
    sides = {side: [turn for turn in turns if turn.side == side] for side in ("set in", "plain")}
    if min(map(len, sides.values())) < LEAST:
        return None
    share = {side: sum(turn.text.endswith("?") for turn in own) / len(own) for side, own in sides.items()}
    asks = max(sides, key=lambda side: share[side])
    if abs(share["set in"] - share["plain"]) < FAR_MORE:
        return None
    for turn in turns:
        turn.role = "interviewer" if turn.side == asks else "participant"
    while turns[0].role == "participant":  # an answer needs a question
        first += len(turns.pop(0).words)
    aside = head(passages[:first]) + head([p for p in passages[first:] if p.style == "heading"])
    taken = sum(a.role != b.role for a, b in itertools.pairwise(turns)) / max(1, len(turns) - 1)
    return Reading(NAME, turns, aside, fit=0.82 * taken)
