"""Notes that name who speaks: which labels of the head are facts about the note, and what tells an unnamed asker."""

import itertools
import re
from collections import Counter

from pipeline.notes import labels, legends
from pipeline.notes.heads_and_feet import is_list_head, is_section_head
from pipeline.notes.layouts import numbered_questions
from pipeline.notes.layouts.layout_base import Layout, Seen
from pipeline.notes.legends import MEANT
from pipeline.notes.note_facts import FACT, is_fact
from pipeline.notes.passages import SENTENCE_END, TITLE_WORDS, Passage, words

PARTED = re.compile(r"(?<=[.;,|])\s+|\s{2,}|\t")  # facts on one line
MOST_LETTERS = 4  # of a label whose meaning the head gives


def leave_out(passages: list[Passage], opened: dict[int, Seen], layout: Layout) -> None:
    """Take from `opened` the first labels that tell about the note or say who speaks, down to the last that does.

    Such lines stand together at the top, each short and without a stop, no label twice.
    """
    times = Counter(one.key for one in opened.values())
    listed = _listed_in_another_form(passages, opened, layout)
    last: int | None = None  # the last that is left out
    met: set[str] = set()
    for place, one in sorted(opened.items()):
        said = one.header.said
        if times[one.key] == 1 and not met and _opens_several_facts(passages[place]):
            last = place
            continue
        if passages[place].speaker or one.key in met or not said or not _is_short(said):
            break
        met.add(one.key)
        if place in listed or _says_who_speaks(one, passages, opened, last) or _is_fact(one, passages, opened, times):
            last = place
    for place in [place for place in opened if last is not None and place <= last]:
        del opened[place]


def _listed_in_another_form(passages: list[Passage], opened: dict[int, Seen], layout: Layout) -> set[int]:
    """Places of the first lines that only another layout's form opens, two or more, each of who speaks below in the
    note's own: `R1<tab>34<tab>cashier` above `R1: talk`."""
    own = {one.key for place, one in opened.items() if layout.header(passages[place])}
    listed = itertools.takewhile(lambda place: not layout.header(passages[place]), sorted(opened))
    found = {place for place in listed if opened[place].key in own}
    return found if len(found) > 1 else set()


def _opens_several_facts(passage: Passage) -> bool:
    """Whether a line tells several facts, in sentences or not: `Participants: 5 (one late). Moderator: in-house.`"""
    keys = [match["key"] for part in PARTED.split(passage.text) if (match := FACT.fullmatch(part))]
    return passage.speaker is None and len(keys) > 1 and all(map(is_fact, keys)) and "?" not in passage.text


def _is_short(text: str) -> bool:
    return words(text) <= TITLE_WORDS and not SENTENCE_END.search(text)


def _says_who_speaks(one: Seen, passages: list[Passage], opened: dict[int, Seen], last: int | None) -> bool:
    """Whether a line names those who speak below it (`Participants: Ann, Bo Li, You`), or says who one of them is:
    `E : enquêtrice`, then `L : locataire`; `STUDENT 1: civil` below `Present:`.

    last: place of the last line that did.
    """
    later = {other.key for place, other in opened.items() if place > one.place}
    names = [labels.key(name.strip()) for name in one.header.said.split(",")]
    if len(names) > 1 and set(names) <= later:
        return True
    above = passages[: one.place]
    heads = [n for n, passage in enumerate(above) if is_list_head(passage) and not is_section_head(passage)]
    goes_on = last == one.place - 1 and words(one.header.said) <= MEANT
    below_head = bool(heads) and all(FACT.fullmatch(passage.text) for passage in above[heads[-1] + 1 :])
    meant = len(one.header.label) <= MOST_LETTERS and legends.role_meant(one.header.said) is not None
    return one.key in later and (goes_on or below_head or meant)


def _is_fact(one: Seen, passages: list[Passage], opened: dict[int, Seen], times: Counter) -> bool:
    """Whether a label at the top is the key of a fact of the note (`Interviewer: A. Roy`, `Case: 17`)."""
    label, said = one.header.label, one.header.said
    usual, name = labels.usual_role(label) is not None, labels.like_a_name(said)
    below = passages[one.place + 1 : min((place for place in opened if place > one.place), default=len(passages))]
    among = any(
        _is_usual_fact(passage) for passage in [*passages[: one.place], *passages[one.place + 1 : one.place + 2]]
    )
    if among and (is_fact(label) or (usual and name)) and (name or words(said) <= 4 or said[0].isdigit()):
        return True
    if times[one.key] > 1:
        return False
    if below and _is_usual_fact(below[0]):
        return True
    if len(below) == 1 and is_fact(label) and is_section_head(below[0]):
        return True  # one fact alone, then `Verbatim`
    facts = [bool(FACT.fullmatch(passage.text)) and _is_short(passage.text) for passage in below]
    return not usual and len(opened) > 2 and all(facts) and (bool(facts) or any(sign.isdigit() for sign in said))


def _is_usual_fact(passage: Passage) -> bool:
    """Whether a line is a fact about a note by its key, or names who has a usual role: `Interviewé : Theo Pettipas`."""
    match = FACT.fullmatch(passage.text)
    if match is None:
        return False
    return is_fact(match["key"]) or (bool(labels.usual_role(match["key"])) and labels.like_a_name(match["value"]))


def asked_in_letters(passages: list[Passage], start: int, opened: dict[int, Seen]) -> set[int]:
    """Places of an interviewer's turns that only their letters or numbers tell: all in italics or bold, most of them
    questions, or numbered questions, where everybody else has a label and nobody's label asks."""
    if any(labels.usual_role(one.header.label) == "interviewer" for one in opened.values()):
        return set()
    numbered = {
        n for n, p in enumerate(passages, start)
        if n not in opened and not p.speaker and p.opens_paragraph and numbered_questions.LINE.fullmatch(p.text)
        and p.text.endswith("?")
    }  # fmt: skip
    if len(numbered) >= 2:
        return numbered
    if len({one.key for one in opened.values()}) == 1 and (above := _asked_above_answers(passages, start, opened)):
        return above
    for style in ("italic", "bold"):
        alone = [n for n, p in enumerate(passages, start) if p.style == style and n not in opened and not p.speaker]
        asked = [n for n in alone if passages[n - start].text.endswith("?")]
        if len(asked) >= 2 and 2 * len(asked) > len(alone):
            return set(alone)
    return set()


def _asked_above_answers(passages: list[Passage], start: int, opened: dict[int, Seen]) -> set[int]:
    """Places of questions without a label, each right above a turn of the only one who has one and does not ask."""
    bare = [n for n, p in enumerate(passages, start) if n not in opened and p.opens_paragraph and not p.speaker]
    asked = {n for n in bare if passages[n - start].text.endswith("?") and n + 1 in opened}
    asks_too = sum(one.header.said.endswith("?") for one in opened.values())
    return asked if len(asked) >= 2 and 2 * len(asked) > len(bare) and 2 * asks_too < len(opened) else set()
