"""What stands before and after the talk: titles, dates, facts, lists of those present, remarks on how it went."""

import itertools
import re
from collections import Counter

from pipeline.notes import labels
from pipeline.notes.note_facts import FACT, is_fact
from pipeline.notes.passages import SENTENCE_END, TITLE_WORDS, Aside, Passage, words

DATED = re.compile(
    r"(?:\w+,?\s+)?(?:\w+\.?\s+)?\d{1,4}(?:st|nd|rd|th|er)?[\s./,-]+(?:\w+\.?|\d{1,2})[\s./,-]+\d{2,4}\b.{0,30}|"
    r"(?:\d+\s*(?:h|m|min|s|sec)\b\.?\s*)+",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\d{1,2}\s?[:h.]\s?\d{2}\b")  # `Time ended: 3:42 p.m.`
FOOT = 6  # lines at the end of a note that may tell about it


def head(passages: list[Passage]) -> list[Aside]:
    """Why each line before the first speaker is no turn; `before` where nothing says so and a person should look."""
    found: list[Aside] = []
    listing = False
    for passage, after in itertools.zip_longest(passages, passages[1:]):
        text = passage.text
        fact = FACT.fullmatch(text)
        if is_list_head(passage):
            listing = not is_section_head(passage)
            found.append(Aside(text, "heads"))
        elif fact and (is_fact(fact["key"]) or (words(fact["value"]) <= TITLE_WORDS and not text.endswith("?"))):
            listing = False
            found.append(Aside(text, "facts"))
        elif (
            listing
            or passage.heading
            or DATED.fullmatch(text)
            or (words(text) <= TITLE_WORDS and not SENTENCE_END.search(text) and not _goes_on(after))
        ):
            found.append(Aside(text, "heads"))
        else:
            found.append(Aside(text, "before"))
    return found


def _goes_on(after: Passage | None) -> bool:
    """Whether a line only ends where the page or the cue does: the next one goes on in small letters."""
    beside = after is not None and (not after.opens_paragraph or after.start_s is not None)
    return after is not None and beside and after.text[:1].islower()


def is_list_head(passage: Passage) -> bool:
    """Whether a line only says that a list about the note follows: `SPEAKERS`, `Mots clés :`."""
    return passage.speaker is None and labels.plain(passage.text).strip(" :*_#") in (
        labels.lists()["list_heads"] | labels.lists()["section_heads"]
    )


def is_section_head(passage: Passage) -> bool:
    """Whether a line says that the talk itself follows: `Transcript`, `Verbatim`."""
    return labels.plain(passage.text).strip(" :*_#") in labels.lists()["section_heads"]


def listed(passages: list[Passage]) -> set[int]:
    """Places of the lines that list something about a note: the head, the line after it, and what goes on."""
    found: set[int] = set()
    keys = [labels.plain(match["key"]) if (match := FACT.fullmatch(p.text)) else "" for p in passages]
    again = Counter(filter(None, keys))
    spoken = {n for n, key in enumerate(keys) if again[key] > 1 and SENTENCE_END.search(passages[n].text)}
    for place, passage in enumerate(passages):
        if not is_list_head(passage):
            continue
        found.add(place)
        if is_section_head(passage):
            continue
        after = place + 1
        while after < len(passages) and (after == place + 1 or not passages[after].opens_paragraph):
            if passages[after].start_s is not None or is_section_head(passages[after]) or after in spoken:
                break
            found.add(after)
            after += 1
    return found


def head_length(passages: list[Passage]) -> int:
    """How many lines at the top of a note without labels are about it: titles, dates, facts, lists."""
    about = head(passages)
    return next((n for n, aside in enumerate(about) if aside.reason == "before"), len(about))


def foot(passages: list[Passage]) -> int:
    """How many lines at the end are facts about the note (`Transcriber: MO`)."""
    spoken = labels.lists()["spoken_keys"]
    count = 0
    for passage in reversed(passages[-FOOT:]):
        fact = FACT.fullmatch(passage.text)
        key = labels.plain(fact["key"]) if fact else ""
        if not fact or not is_fact(key) or words(fact["value"]) > TITLE_WORDS:
            break
        if set(key.split()) & spoken and not CLOCK.match(fact["value"]):
            break
        if passage.speaker is not None or passage.text.endswith("?") or labels.usual_role(fact["key"]):
            break
        count += 1
    return count


def closing(passages: list[Passage]) -> int:
    """Place from which somebody tells about the talk, below a heading or key (`Field notes`); else the end."""
    pattern = labels.lists()["lines"]["closing"]
    for place, passage in enumerate(passages):
        key, _, said = passage.text.partition(":")
        alone = passage.opens_paragraph and passage.speaker is None and not SENTENCE_END.search(key)
        title = labels.plain(key).strip(" *_#[]()")
        told = pattern.fullmatch(title) or (passage.heading and title in labels.lists()["told_afterwards"])
        if alone and told and (said or place + 1 < len(passages)):
            return place
    return len(passages)


def afterwards(passages: list[Passage]) -> list[Aside]:
    """What stands from `closing` on: its heading, and remarks."""
    return [Aside(p.text, "remarks" if n or words(p.text) > TITLE_WORDS else "heads") for n, p in enumerate(passages)]
