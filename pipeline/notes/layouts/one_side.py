"""Only one side has a label: `Q: Why?` and the answer bare below it, or bare questions with `R:` below them."""

import itertools
from collections import Counter

from pipeline.notes import labels
from pipeline.notes.heads_and_feet import head, head_length
from pipeline.notes.layouts import brackets, colon, dash, spaced, stop, tab
from pipeline.notes.layouts.layout_base import Header, Reading, Turn
from pipeline.notes.passages import Aside, Passage, words

NAME = "one side labelled"
FORMS = (colon, brackets, tab, dash, stop)
BARE_LABELS = 0.3  # lines shaped like a name's, for each labelled one: somebody else has a label after all


def read(passages: list[Passage]) -> Reading | None:
    """Turns where every usual label is of one side and lines without one stand between: the other side's."""
    found = {n: header for n, passage in enumerate(passages) if (header := _label(passage))}
    sides = {labels.usual_role(header.label) for header in found.values()}
    if len(found) < 2 or len(sides) != 1 or sides == {"either"}:
        return None
    side = next(iter(sides)) or ""
    first = min(found) if side == "interviewer" else min(head_length(passages), min(found))
    bare = [n for n in range(first, len(passages)) if n not in found]
    if not bare or _others_named([passages[n] for n in bare]) > BARE_LABELS * min(len(bare), len(found)):
        return None
    turns, aside = _turns(passages, found, first, side)
    roles = [turn.role for turn in turns]
    changes = sum(a != b for a, b in itertools.pairwise(roles)) / max(1, len(turns) - 1)
    asked = [turn.text for turn in turns if turn.role == "interviewer"]
    asking = sum("?" in text or bool(labels.lists()["speech"]["prompt"].search(labels.plain(text))) for text in asked)
    if not asked or asking < 0.6 * len(asked) or changes < 0.9:
        return None
    about = head(passages[:first])
    return Reading(NAME, turns, about + aside, fit=0.9 * changes - 0.1 * any(one.reason == "before" for one in about))


def _others_named(bare: list[Passage]) -> int:
    """How many of the other lines open with a name and a colon, or with a word that opens several of them."""
    opening = [[header for form in (*FORMS, spaced) if (header := form.header(passage))] for passage in bare]
    again = Counter(key for headers in opening for key in {labels.key(header.label) for header in headers})
    return sum(
        any(
            labels.like_a_name(one.label) or (again[labels.key(one.label)] > 1 and words(one.label) <= 3)
            for one in headers
        )
        for headers in opening
    )


def _turns(passages: list[Passage], found: dict[int, Header], first: int, side: str) -> tuple[list[Turn], list[Aside]]:
    other = "participant" if side == "interviewer" else "interviewer"
    turns: list[Turn] = []
    aside: list[Aside] = []
    for place in range(first, len(passages)):
        passage, header = passages[place], found.get(place)
        role = side if header else other
        if header:
            aside.append(Aside(header.label, "labels"))
        elif turns and turns[-1].role == side and _goes_on(turns[-1], passage, side):
            role = side
        text = header.said if header else passage.text
        if turns and turns[-1].role == role and not header:
            turns[-1].words.append(text)
        else:
            turns.append(Turn(None, [text], passage.start_s, passage.end_s, role))
    return turns, aside


def _goes_on(turn: Turn, passage: Passage, side: str) -> bool:
    """Whether a bare line still belongs to the labelled turn above: a question not asked yet, an answer so far."""
    if side == "interviewer":
        return not passage.opens_paragraph and not turn.text.rstrip().endswith(("?", ".", "!", "…"))
    return not passage.text.rstrip().endswith("?")


def _label(passage: Passage) -> Header | None:
    if passage.speaker is not None:
        return None
    headers = (form.header(passage) for form in FORMS)
    return next((header for header in headers if header and header.said and labels.usual_role(header.label)), None)
