"""Does an edited quotation say what was said? The words in their order, cuts marked, nothing turned, nobody given away.

An edited form may leave words out where an ellipsis stands, mend a slip of the pen (one letter), and put words of the
editor's in square brackets, in a mask's stead or to make a cut readable. Everything else is told.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from pipeline.notes.patterns import PATTERNS
from pipeline.study import folded

ELLIPSIS = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.")
MASK = re.compile(r"\[(?P<kind>[a-z][a-z -]*?) \d+\]")
BRACKETED = 6  # words that an editor's bracket may stand for
SHORTEST_MENDED = 5  # letters of a word in which one may be mended: `not` is no slip of `now`
_TOKEN = re.compile(rf"(?P<gap>{ELLIPSIS.pattern})|(?P<bracket>\[[^\]]*\])|(?P<word>[\w'’]+)")
_CONTACT = ("e-mail", "link", "handle", "phone")


def _tokens(text: str) -> list[tuple[str, str]]:
    """(kind, text) of each ellipsis, bracket and word, words without case, accents and apostrophes."""
    found = []
    for match in _TOKEN.finditer(text):
        word = folded(match.group()).replace("'", "").replace("’", "")
        if word or match.lastgroup != "word":
            found.append((str(match.lastgroup), word))
    return found


def same_word(said: str, printed: str) -> bool:
    """The same word, or one letter of it mended; a letter before a word can turn it (`typical`, `atypical`).

    >>> same_word("sustainble", "sustainable"), same_word("typical", "atypical"), same_word("now", "not")
    (True, False, False)
    """
    if said == printed:
        return True
    turned = said.endswith(printed) or printed.endswith(said)
    return not turned and min(len(said), len(printed)) >= SHORTEST_MENDED and OSA.distance(said, printed) == 1


def first_not_said(edited: str, said: str) -> str:
    """The first word of `edited` that does not stand in `said` at its place; "" where all do."""
    spoken = _tokens(said)
    places = set(range(len(spoken) + 1))
    for kind, word in _tokens(edited):
        if kind == "gap":
            reached = set(range(min(places), len(spoken) + 1))
        elif kind == "bracket":
            reached = {at + step for at in places for step in range(BRACKETED + 1) if at + step <= len(spoken)}
        else:
            reached = {at + 1 for at in places if at < len(spoken) and same_word(spoken[at][1], word)}
        if not reached:
            return word
        places = reached
    return ""


def is_cut(edited: str, said: str) -> bool:
    """Were words of a turn left out, at the ends too?"""
    marked = any(kind == "gap" for kind, _ in _tokens(edited))
    return marked or len(_tokens(edited)) < len(_tokens(said))


def concessions_cut(edited: str, said: str, words: Iterable[str]) -> list[str]:
    """The concessions (`but`, `though`: `words`) that were said more often than they are printed."""
    kept, spoken = (f" {' '.join(word for kind, word in _tokens(text) if kind == 'word')} " for text in (edited, said))
    listed = [folded(word).strip() for word in words]
    return [word for word in listed if spoken.count(f" {word} ") > kept.count(f" {word} ")]


@lru_cache(maxsize=4096)  # a quotation is asked for at each place that prints it
def contact_in(text: str) -> str:
    """The first e-mail address, link, handle or phone number in `text`; "" where there is none."""
    for kind in _CONTACT:
        for pattern in PATTERNS[kind]:
            if match := pattern.search(text):
                return match.group()
    return ""
