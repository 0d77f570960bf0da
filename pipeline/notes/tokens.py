"""Words of a text with their places, as names need them: initials stay with the name that follows them."""

import re
from dataclasses import dataclass

from pipeline.notes.lexicon import plain, word_list

ABBREVIATED = (
    r"(?:(?<=\bSt)|(?<=\bSte)|(?<=\bMt)|(?<=\bDr)|(?<=\bMr)|(?<=\bMrs)|(?<=\bMs)|(?<=\bProf)|(?<=\bM)|(?<=\bMme))"
)
_LETTER = r"(?:[^\W_][\u0300-\u036f]*)"  # with the marks of letters that have no composed form (`kʷəy̓əm`)
_PLAIN = rf"{_LETTER}+(?:(?:[-’'.](?=[^\W\d_])|(?<=[^\W\d_]):(?=[a-zà-ÿ])){_LETTER}+)*(?:{ABBREVIATED}\.(?= ))?"
JOINED_INITIALS = r"\b[A-ZÀ-Þ]\.-[A-ZÀ-Þ]\.(?!\w)"  # `J.-P.`, who is somebody
INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?){1,3}(?=[A-ZÀ-Þ][^\W\d_]*['’a-zà-ÿ])")
WORD = re.compile(rf"{JOINED_INITIALS}|{_PLAIN}")
ELISION = re.compile(r"(?i)^(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’](?=\w)")
SUFFIX = re.compile(r"['’](?:s|re|ve|ll|d|m|t)$", re.IGNORECASE)
OPENS = set('.!?…:;([{«»“”"—–|•*')


@dataclass(frozen=True)
class Word:
    """A word of a text with its place; elided articles and possessive endings are not part of it."""

    text: str
    start: int
    end: int
    opens: bool  # first of a sentence, quotation or bracket: its capital says nothing


def words(text: str) -> list[Word]:
    """Words of `text` in order. `J. P. Roy` is one; `Plan B. We` is not."""
    found: list[Word] = []
    last = 0
    for match in _matches(text):
        between = text[last : match[0]]
        opens = not found or any(sign in OPENS for sign in between) or between.startswith(("'", " '", "‘", " ‘"))
        last, start, word = match[1], match[0], text[match[0] : match[1]]
        elided = ELISION.match(word)
        name = word[0] == "D" and elided and word[elided.end()].isupper()  # `D'Angelo`, where it opens a sentence too
        if elided and not name and (word[0].islower() or opens or word[elided.end()].islower()):
            start += elided.end()
            opens = opens and not word[elided.end()].isupper()
            word = word[elided.end() :]
        suffix = SUFFIX.search(word)
        word = word[: suffix.start()] if suffix else word
        if word:
            found.append(Word(word, start, start + len(word), opens))
    return found


def _matches(text: str) -> list[tuple[int, int]]:
    """(start, end) of each word, elisions and endings included."""
    spans, place = [], 0
    while match := WORD.search(text, place):
        start, end = match.span()
        initials = INITIALS.match(text, start) if len(match[0].split(".")[0]) == 1 else None
        if initials and initials.end() >= end - 1 and initials[0] != "M. ":
            after = WORD.match(text, initials.end())
            if after and plain(after[0].split("'")[0].split("’")[0]) not in word_list("openers"):
                end = after.end()
        spans.append((start, end))
        place = end
    return spans
