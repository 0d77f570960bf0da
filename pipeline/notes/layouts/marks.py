"""Marks before the turns, no names: `>>` and `>`, a dash for each new speaker."""

import re

from pipeline.notes.heads_and_feet import head, head_length
from pipeline.notes.layouts.layout_base import Reading, Turn, say_by_role
from pipeline.notes.passages import Passage, words

NAME = "marks before the turns"
FAR_MORE = 0.5  # of the turns
LINE = re.compile(r"(?P<mark>>{1,3}|[-–—•*→»+]|->|=>)\s*(?P<said>[^\s>].*)")


def read(passages: list[Passage]) -> Reading | None:
    """Turns where lines begin with a mark; two marks are two sides, one mark is a change of speaker."""
    found = [LINE.fullmatch(passage.text) for passage in passages]
    marked = [match for match in found if match]
    if len(marked) < 2 or passages[0].speaker is not None:
        return None
    first = next(n for n, match in enumerate(found) if match)
    marks = {match["mark"] for match in marked}
    if len(marks) == 1 and (told := _one_side_marked(passages, found, quoted=marks == {">"})):
        return told
    sides = len(marks)
    asked = [match["said"].rstrip().endswith("?") for match in marked]
    if sides > 2 or not any(asked):
        return None
    turns = _marked_turns(passages[first:], found[first:], sides)
    if not _give_roles(turns, sides):
        return None
    aside = head(passages[:first])
    before = sum(words(one.text) for one in aside if one.reason == "before")
    total = sum(words(turn.text) for turn in turns) + before
    lines = len(marked) / max(1, sum(passage.opens_paragraph for passage in passages[first:]))
    if marks == {">>"}:  # in captions: somebody else speaks, on as many lines as it takes
        lines = 1.0
    both = {turn.role for turn in turns} == {"interviewer", "participant"}
    return Reading(NAME, turns, aside, fit=(1 - before / max(1, total)) * min(1.0, lines) * (0.8 if both else 0.3))


def _marked_turns(passages: list[Passage], found: list[re.Match | None], sides: int) -> list[Turn]:
    """A turn a mark, with the lines below it that have none; `side` is the mark where there are two."""
    turns: list[Turn] = []
    for passage, match in zip(passages, found, strict=True):
        if match:
            side = match["mark"] if sides == 2 else ""
            turns.append(Turn(None, [match["said"]], passage.start_s, passage.end_s, side=side))
        else:
            turns[-1].words.append(passage.text)
            turns[-1].end_s = passage.end_s if passage.end_s is not None else turns[-1].end_s
    return turns


def _give_roles(turns: list[Turn], sides: int) -> bool:
    """Who asks, put into `turns`: the mark that asks more, one of two who take turns, or each turn that is a question.

    False where the two marks ask alike: they are no two sides.
    """
    if sides == 2:
        share = {mark: _asking([turn for turn in turns if turn.side == mark]) for mark in {turn.side for turn in turns}}
        if len(set(share.values())) == 1:
            return False
        asking = max(share, key=lambda mark: share[mark])
        asks = [turn.side == asking for turn in turns]
    elif (asks_first := _by_turns(turns)) is not None:
        asks = [(n % 2 == 0) == asks_first for n in range(len(turns))]
    else:
        asks = [turn.text.endswith("?") for turn in turns]
    for turn, is_question in zip(turns, asks, strict=True):
        turn.role = "interviewer" if is_question else "participant"
    return True


def _by_turns(turns: list[Turn]) -> bool | None:
    """Whether the first of two who take turns asks, where one of them asks far more; None where that is not so."""
    first, second = _asking(turns[::2]), _asking(turns[1::2])
    return first > second if abs(first - second) >= FAR_MORE else None


def _one_side_marked(passages: list[Passage], found: list[re.Match | None], quoted: bool) -> Reading | None:
    """Turns where one side has a mark and the other none, and one of them asks; None where they mostly do not.

    quoted: the mark is that of a mail's quoted lines, which ask; what stands below each answers.
    """
    first = next(n for n, match in enumerate(found) if match)
    plain = [n for n in range(min(first, head_length(passages)), len(passages)) if not found[n]]
    asks = _share_asked([match["said"] for match in found if match]) - _share_asked([passages[n].text for n in plain])
    if not plain or (not quoted and abs(asks) < FAR_MORE):
        return None
    start = first if quoted or asks > 0 else plain[0]
    turns: list[Turn] = []
    for passage, match in zip(passages[start:], found[start:], strict=True):
        role = "interviewer" if bool(match) == (quoted or asks > 0) else "participant"
        say_by_role(turns, role, match["said"] if match else passage.text)
    asked = [turn for turn in turns if turn.role == "interviewer"]
    if len(asked) < 2 or len(asked) == len(turns) or _asking(asked) <= FAR_MORE:
        return None
    return Reading(NAME, turns, head(passages[:start]), fit=0.8)


def _share_asked(lines: list[str]) -> float:
    return sum(line.rstrip().endswith("?") for line in lines) / max(1, len(lines))


def _asking(turns: list[Turn]) -> float:
    return sum("?" in turn.text[-30:] for turn in turns) / len(turns)
