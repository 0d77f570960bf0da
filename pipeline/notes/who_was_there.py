"""The people whom the head of a note names: who asked, who was there. The gate looks for them in all notes."""

import re
from collections.abc import Iterable

from pipeline.notes import labels, legends
from pipeline.notes.lexicon import Lexicon
from pipeline.notes.note_facts import facts
from pipeline.notes.passages import TAB, Aside

NO_NAMES = {"date", "duree", "duration", "lieu", "place", "time"}  # `Date of the interview` is no interviewer
LETTERS = 4  # of a label that a legend explains
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


def present(aside: list[Aside]) -> dict[str, list[str]]:
    """Who the facts at the head say `asks`, who came along with them (`beside`), who was `there`, and whom a list of
    the participants has (`listed`): names and labels as written."""
    found: dict[str, list[str]] = {"asks": [], "there": [], "beside": [], "listed": []}
    for one in aside:
        if one.reason != "facts":
            continue
        listed = legends.on_one_line(one.text) or legends.in_sentences(one.text)  # its colons make no facts
        meant = listed or legends.meanings(one.text)
        found["asks"] += [label.strip() for label, meaning in meant if legends.role_meant(meaning) == "interviewer"]
        for key, value in [] if listed else facts(one.text):
            if len(key) <= LETTERS and legends.role_meant(value) == "interviewer":
                found["asks"].append(key)  # `SC : Sylvie Caron, chercheuse`
                continue
            if TAB in one.text and labels.could_be(key):
                found["listed"].append(key)  # a row of a table: `P1<tab>35-44<tab>employed`
            if labels.helps(key):
                found["beside"] += listed_names(value)  # `Note taker: Pav`
                continue
            known = key_words(key)
            asks = known & labels.lists()["asking_keys"] and not known & NO_NAMES
            if known & labels.lists()["present_keys"]:
                found["asks"] += _who_asks(value)
            found["asks" if asks else "there"] += [name for name in listed_names(value) if labels.could_be(name)]
    return found


def _who_asks(value: str) -> list[str]:
    """Those of a list by role who ask: of `Mme Roy et M. Ouellet, évaluateurs; M. Gagnon, directeur` the first two."""
    asking = [part for part in value.split(";") if legends.role_meant(part) == "interviewer"]
    return [name for part in asking for name in listed_names(part.rpartition(",")[0])]


def key_words(key: str) -> set[str]:
    """The words of a fact's key, as `labels.plain` writes them."""
    return set(re.findall(r"[^\W_]+", labels.plain(key)))


def listed_names(value: str) -> list[str]:
    """The names of a fact's value, as written.

    >>> listed_names("Ann Roy, B. Lee & Chloé et Dan")
    ['Ann Roy', 'B. Lee', 'Chloé', 'Dan']
    """
    return [name.strip() for name in re.split(r"[,;/&]|\band\b|\bet\b", value) if name.strip()]


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
