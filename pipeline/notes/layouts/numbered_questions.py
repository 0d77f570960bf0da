"""`1. Question?`, `Q2) Question?`: numbered questions, the answer below each, no names."""

import re

from pipeline.notes import labels
from pipeline.notes.heads_and_feet import head
from pipeline.notes.layouts import brackets, colon, dash, spaced, stop, tab
from pipeline.notes.layouts.layout_base import Reading, Turn
from pipeline.notes.passages import Aside, Passage

NAME = "numbered questions"
FORMS = (colon, brackets, tab, dash, stop, spaced)
INITIALS = 1.4  # strength of a label that is a name's letters
LINE = re.compile(
    r"(?P<number>(?:Q(?:uestion)?\.?\s*)?(?:n[o°]\.?\s*)?\d{1,3}\s*[.):–—-]+)\s*(?P<said>[^\W\d_].*)", re.IGNORECASE
)


def read(passages: list[Passage]) -> Reading | None:
    """Turns where the numbered lines ask: what stands between two of them answers the first."""
    found = [LINE.fullmatch(passage.text) if passage.speaker is None else None for passage in passages]
    asked = [n for n, match in enumerate(found) if match and match["said"].rstrip().endswith("?")]
    if len(asked) < 2 or len(asked) < 0.7 * sum(match is not None for match in found):
        return None
    labelled = [n for n, p in enumerate(passages) if n not in asked and _usual(p)]
    if 2 * len(labelled) > len(asked):  # `A1:` below `Q1:` names who speaks
        return None
    turns: list[Turn] = []
    aside = head(passages[: asked[0]])
    for place in range(asked[0], len(passages)):
        passage, match = passages[place], found[place]
        if match and place in asked:
            aside.append(Aside(match["number"], "labels"))
            turns.append(Turn(None, [match["said"]], passage.start_s, passage.end_s, "interviewer"))
        elif passage.title:
            aside.append(Aside(passage.text, "heads"))
        elif turns[-1].role == "interviewer":
            turns.append(Turn(None, [passage.text], passage.start_s, passage.end_s))
        else:
            turns[-1].words.append(passage.text)
    answered = sum(turn.role == "participant" for turn in turns) / len(asked)
    unread = sum(one.reason == "before" for one in aside)
    return Reading(NAME, turns, aside, fit=0.9 * answered - 0.2 * (unread > 0))


def _usual(passage: Passage) -> bool:
    """Whether a usual label opens a line, or before a colon somebody's initials: `KT: talk`."""
    if any((found := form.header(passage)) and labels.usual_role(found.label) for form in FORMS):
        return True
    found = colon.header(passage)
    return found is not None and labels.strength(found.label, labels.Known()) >= INITIALS
