"""Texts as the eye reads them: what hides in them would part a name from what looks for it."""

import html
import re
import unicodedata

# Marks that are never seen (Unicode's default ignorable code points: direction, joining, byte order, variants, tags)
# say nothing; a soft hyphen only marks where a line could break.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff"
)
SEEN = {  # ligatures; a hyphen that may not end a line is one all the same
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    "\u2010": "-", "\u2011": "-",
}  # fmt: skip
# Letters printed as a Latin one, from Unicode's list of confusable characters: Cyrillic, and the Greek ones that no
# spelling with Latin letters uses (`χ` is a letter of Salish languages). Typed on another keyboard, or read in a scan.
ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTYXaesijopcyxdqwhABEZHIKMNOPTYXo",
)
_FOREIGN = re.compile(f"[{''.join(map(chr, ALIKE))}]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_OTHER = re.compile(r"[\u0370-\u052f]")  # Greek and Cyrillic
HIDDEN = re.compile(f"[{INVISIBLE}{''.join(SEEN)}]")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def visible(text: str) -> str:
    """`text` in composed characters, without invisible marks, each word in one alphabet, and with the letters that
    entities of web pages stand for, which survey programs leave in their exports (`d&#39;accord`)."""
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text if text.isascii() else _one_alphabet(unicodedata.normalize("NFC", HIDDEN.sub(_seen, text)))


def as_read(text: str) -> str:
    """As `visible`, and letters of any width and fount as plain ones: what two texts are compared by."""
    return text if text.isascii() else _one_alphabet(unicodedata.normalize("NFKC", HIDDEN.sub(_seen, text)))


def _one_alphabet(text: str) -> str:
    """A word of Latin letters and some that only look so in Latin letters; words of another alphabet stay."""
    return _WORD.sub(_latin, text) if _FOREIGN.search(text) else text


def _latin(word: re.Match) -> str:
    latin = word[0].translate(ALIKE)
    return latin if _LATIN.search(word[0]) and not _OTHER.search(latin) else word[0]


def _seen(found: re.Match) -> str:
    return SEEN.get(found[0], "")
