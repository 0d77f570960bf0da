"""The people whom the head of a note names: who asked, who was there. The gate looks for them in all notes."""

import re
from collections.abc import Iterable

from pipeline.notes import labels
from pipeline.notes.lexicon import Lexicon
from pipeline.notes.passages import Aside
from pipeline.notes.surroundings import NO_NAMES, facts, key_words, listed_names

PARTICLE = 3  # letters of `de`, `van`, `bin`
MOST_WORDS = 5  # of a full name


def people(aside: list[Aside]) -> list[str]:
    """What the facts set aside from a note give as its people, as written."""
    lists, found = labels.lists(), []
    for key, value in (fact for one in aside if one.reason == "facts" for fact in facts(one.text)):
        known = key_words(key)
        if not known & NO_NAMES and (known & (lists["asking_keys"] | lists["present_keys"]) or labels.usual_role(key)):
            found += listed_names(value)
    return list(dict.fromkeys(found))


def names_of_people(present: Iterable[str], known: Lexicon) -> set[str]:
    """Those whose words are somebody's name."""
    return {name for name in present if is_name_of_somebody(name, known)}


def is_name_of_somebody(text: str, known: Lexicon) -> bool:
    """Is this somebody's first and last name, or first name alone, and no description (`Head Nurse`)?"""
    words = text.split()
    if len(words) == 1:
        return words[0][:1].isupper() and known.first_name(words[0]) and not labels.usual_role(text)
    capitals = all(any(map(str.isupper, word)) or len(word) <= PARTICLE for word in words)
    is_usual = labels.usual_role(text) or re.search(r"\d", text)
    if is_usual or not capitals or not 1 < len(words) <= MOST_WORDS:
        return False
    return known.first_name(words[0]) or all(known.kind(word) == "name" for word in words if len(word) > PARTICLE)
