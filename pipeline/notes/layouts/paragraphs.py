"""No names and no marks: each paragraph is a turn, the short ones that end in a question mark are questions."""

import itertools
from collections import Counter
from dataclasses import replace

from pipeline.notes import labels
from pipeline.notes.heads_and_feet import head, head_length
from pipeline.notes.layouts import brackets, colon
from pipeline.notes.layouts.layout_base import Reading, Turn
from pipeline.notes.passages import SENTENCE_END, Aside, Passage, unparted

NAME = "paragraphs in turn"
QUESTION_WORDS = 60
MOST = 0.6  # of the paragraphs


def read(passages: list[Passage]) -> Reading | None:
    """Turns where questions and answers take turns, in paragraphs or in sentences of subtitles."""
    by_lines = unparted(passages) and sum(bool(SENTENCE_END.search(p.text)) for p in passages) >= MOST * len(passages)
    if by_lines:
        passages = [replace(passage, opens_paragraph=True) for passage in passages]  # each on a line of its own
    first = head_length(passages)
    if first and not any(_asks(p.text, p.style) for p in passages[first:]):
        first = 0
    first += _before_the_first_question(passages[first:])
    paragraphs = paragraphs_of(passages[first:])
    if _named([text for text, *_ in paragraphs]):
        return None
    titles = [text for text, style, *_ in paragraphs if style == "heading" and not _asks(text, style)]
    turns = [
        Turn(None, [text], start, end, "interviewer" if _asks(text, style) else "participant")
        for text, style, start, end in paragraphs
        if style != "heading" or _asks(text, style)
    ]
    asked = [turn.role == "interviewer" for turn in turns]
    if not turns or sum(asked) < 2 or all(asked):
        return None
    answered = sum(a and not b for a, b in itertools.pairwise(asked)) / sum(asked)
    share = sum(asked) / len(turns)
    addressed = sum(_addresses(turn.text) for turn in turns if turn.role == "interviewer") / sum(asked)
    third = sum(_reports(turn.text) for turn in turns if turn.role == "participant") / max(1, len(turns) - sum(asked))
    if not asked[0] and not (len(asked) > 1 and asked[1]):
        share /= 2
    fit = 0.35 * answered + 0.3 * min(1.0, share * 2.5) + 0.15 * addressed - 0.4 * third - 0.05 * by_lines
    aside = head(passages[:first]) + [Aside(title, "heads") for title in titles]
    return Reading(NAME, turns, aside, fit=max(0.0, fit))


def _before_the_first_question(passages: list[Passage]) -> int:
    """How many lines stand above the first question, in other letters than the answers: they are about the note."""
    asked = next((n for n, p in enumerate(passages) if _asks(p.text, p.style)), 0)
    styles = {p.style for p in passages[asked:] if not _asks(p.text, p.style)}
    return asked if all(p.style not in styles for p in passages[:asked]) else 0


def paragraphs_of(passages: list[Passage]) -> list[tuple[str, str, float | None, float | None]]:
    found: list[tuple[str, str, float | None, float | None]] = []
    timed = bool(passages) and all(passage.start_s is not None for passage in passages)
    for passage in passages:
        open_sentence = bool(found) and timed and found[-1][0].rstrip()[-1:] not in set('.?!…»"”')
        same = not timed or (bool(found) and passage.start_s == found[-1][2])  # a timed line stands for itself
        if found and (open_sentence or (not passage.opens_paragraph and same)):
            text, style, start, end = found[-1]
            found[-1] = (f"{text} {passage.text}", style, start, passage.end_s if timed else end)
        else:
            found.append((passage.text, passage.style, passage.start_s, passage.end_s))
    return found


def _named(paragraphs: list[str]) -> bool:
    """Whether two labels or more, each again and again, open most paragraphs: somebody is named, whoever it is."""
    forms = (colon, brackets)
    opened = [found.label for text in paragraphs for form in forms if (found := form.header(Passage(text)))]
    again = [count for count in Counter(opened).values() if count > 1]
    return len(again) > 1 and sum(again) >= MOST * len(paragraphs)


def _asks(text: str, style: str) -> bool:
    return text.rstrip(' »"”').endswith("?") and (style in ("heading", "bold") or len(text.split()) <= QUESTION_WORDS)


def _addresses(text: str) -> bool:
    return bool(labels.lists()["speech"]["address"].search(labels.plain(text)))


def _reports(text: str) -> bool:
    """Whether a paragraph tells of somebody who was asked (`she said`, `il nous a dit`)."""
    return bool(labels.lists()["speech"]["report"].search(labels.plain(text)))
