"""Beside turns that have labels: titles, remarks in italics, a cut beginning, answers without label, what is below."""

import itertools
import re
from collections import Counter
from dataclasses import replace

from pipeline.notes import heads_and_feet, labels
from pipeline.notes.layouts.layout_base import Seen, Turn
from pipeline.notes.note_facts import FACT
from pipeline.notes.passages import SELDOM, SENTENCE_END, TITLE_WORDS, Aside, Passage, unparted, words

COUNTED = re.compile(r"(?:[A-Z]|\d{1,2}|[IVX]{1,4})\s?[.):–—-]\s")  # `B. Costs`
CUT = re.compile(r"\.{3}|…|[a-zà-ÿ]")  # how a sentence begins whose start is missing
STOPPED = 0.8  # share of a note's turns that end in a stop, from which a line without one is no part of a turn
ENOUGH = 4  # turns that tell how a note's turns are set


def titles_between(passages: list[Passage], opened: dict[int, Seen], first: int, last: int) -> set[int]:
    """Places of the titles of an interview's parts, where the letters do not tell them: short lines without a stop,
    each alone between a turn that ended and the next, more than once in a note whose turns end in a stop."""
    gapless = unparted(passages)
    found = {
        n for n in range(first + 1, last - 1)
        if n not in opened and n + 1 in opened and (passages[n].opens_paragraph or gapless)
        and not passages[n].title and not passages[n].speaker
        and SENTENCE_END.search(passages[n - 1].text) and not SENTENCE_END.search(passages[n].text)
        and words(passages[n].text) <= TITLE_WORDS and not passages[n].text[:1].islower()
    }  # fmt: skip
    ends = [n - 1 if n - 1 in found else n for n in range(first + 1, last) if n + 1 in opened or n + 1 == last]
    stopped = sum(bool(SENTENCE_END.search(passages[n - 1 if n in found else n].text)) for n in ends)
    return found if len(found) > 1 and stopped >= STOPPED * len(ends) else set()


def alike(titles: list[str]) -> bool:
    """Whether titles have one form: a number or letter before each, a key (`Theme: costs`), or capitals."""
    keys = {match["key"] for title in titles if (match := FACT.fullmatch(title))}
    return all(map(COUNTED.match, titles)) or all(map(str.isupper, titles)) or len(keys) == 1


def remarks_in_italics(passages: list[Passage], opened: dict[int, Seen], first: int, last: int) -> set[int]:
    """Places of the lines between turns that alone are in italics, and ask nothing: what the typist saw."""
    found = {
        n for n in range(first + 1, last)
        if n not in opened and passages[n].style == "italic" and passages[n].opens_paragraph
        and not passages[n].speaker and not passages[n].text.endswith("?")
    }  # fmt: skip
    italic = sum(passage.style == "italic" for passage in passages[first:last])
    return found if italic == len(found) and italic <= SELDOM * (last - first) else set()


def cut_off_at_the_start(aside: list[Aside], turns: list[Turn]) -> bool:
    """Whether a note begins inside a turn (`...and then I left.`): of two who take turns, that of the one who does not
    speak next. It is moved from `aside` to `turns`."""
    order = [turn.speaker for turn in turns if turn.text]
    first = [one for one in aside if one.reason == "before"]
    others = sorted({who for who in order if who} - {order[0]}) if order else []
    taken = sum(a != b for a, b in itertools.pairwise(order)) >= STOPPED * (len(order) - 1)
    if len(first) != 1 or len(others) != 1 or not taken or not CUT.match(first[0].text):
        return False
    aside.remove(first[0])
    turns.insert(0, Turn(others[0], [first[0].text]))
    return True


def answers_without_label(turns: list[Turn]) -> tuple[list[Turn], int]:
    """Turns, and of how many a label had been left out: where two take turns, a question of a turn that goes on below
    as hardly any other does is answered there, when the next turn is again of who asked."""
    people = Counter(turn.speaker for turn in turns)
    sides = {labels.usual_role(speaker or ""): speaker for speaker in people}
    goes_on = [n for n, turn in enumerate(turns) if len(turn.words) > 1]
    if len(people) != 2 or set(sides) != {"interviewer", "participant"} or len(goes_on) > SELDOM * len(turns):
        return turns, 0
    found: list[Turn] = []
    for n, turn in enumerate(turns):
        again = n + 1 < len(turns) and turns[n + 1].speaker == turn.speaker == sides["interviewer"]
        if n in goes_on and again and turn.words[0].rstrip().endswith("?"):
            found.append(replace(turn, words=turn.words[:1]))
            turn = replace(turn, speaker=sides["participant"], words=turn.words[1:])
        found.append(turn)
    return found, len(found) - len(turns)


def alone_goes_on(passages: list[Passage], opened: dict[int, Seen], last: int) -> bool:
    """Whether one turn alone goes on in a paragraph of its own, in a line below a full stop, in any line of a note that
    has next to no stops, or in its last line alone, which had room on the one above."""
    more = [
        n for n in range(min(opened), last)
        if n not in opened and not passages[n].speaker and not passages[n].title
        and (n - 1 not in opened or opened[n - 1].header.said)
    ]  # fmt: skip
    stopped = [n for n in more if SENTENCE_END.search(passages[n - 1].text)]
    kinds = [[n for n in stopped if passages[n].opens_paragraph], stopped if len(stopped) == len(more) else []]
    ends = sum(bool(SENTENCE_END.search(passage.text)) for passage in passages[min(opened) : last])
    kinds += [more] if ends <= SELDOM * len(opened) else []
    widest = max(len(passage.text) for passage in passages)
    early = [n for n in stopped if len(passages[n - 1].text) + 1 + len(passages[n].text.split()[0]) <= widest]
    kinds += [early] if early == [last - 1] and len(more) >= ENOUGH else []
    turns = [{max(place for place in opened if place < n) for n in kind} for kind in kinds]
    return len(opened) >= ENOUGH and any(len(kind) == 1 for kind in turns)


def below_the_talk(passages: list[Passage], first: int, start: int) -> tuple[int, list[Aside]]:
    """Where the turns end, and what stands below: what was told afterwards, else facts about the note.

    first: place of the first turn; start: the place after the last label.
    """
    end = start + heads_and_feet.closing(passages[start:])
    thanks = labels.lists()["lines"]["thanks"]
    last = len(passages) - 1
    if end > last > start and passages[last].opens_paragraph and thanks.match(labels.plain(passages[last].text)):
        return last, [Aside(passages[last].text, "heads")]
    if end < len(passages):
        return end, heads_and_feet.afterwards(passages[end:])
    italic = [passage.style == "italic" for passage in passages[first:]]
    if end > start and all(italic[start - first :]) and sum(italic) <= SELDOM * len(italic):  # `Closed with a song.`
        return start, [Aside(passage.text, "remarks") for passage in passages[start:]]
    end = max(start, end - heads_and_feet.foot(passages[first:]))
    return end, [Aside(passage.text, "facts") for passage in passages[end:]]


def below_a_title(passages: list[Passage]) -> int:
    """How many of the lines below the last label stand under a heading: they may be nobody's talk."""
    titled = [passage.title for passage in passages]
    return titled[titled.index(True) :].count(False) if any(titled) else 0
