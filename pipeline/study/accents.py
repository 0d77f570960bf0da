"""Texts without accents and case, so that spellings of one thing meet."""

import re
import unicodedata

NOT_WORD = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"})
_ONE_LETTER = {"’": "'", "œ": "o", "æ": "a", "Œ": "o", "Æ": "a", "ø": "o", "ł": "l"}


def without_accents(text: str) -> str:
    """`Évaluée` gives `Evaluee`; compatibility characters (ligatures, full width) as plain ones. Case stays."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(character for character in plain if not unicodedata.combining(character))


def folded(text: str) -> str:
    """Without accents and case: `ÉTÉ` and `été` are one, and so are `Straße` and `STRASSE`."""
    return without_accents(text).casefold()


def bare(text: str) -> str:
    """Folded, without punctuation and blanks: `C.-B.` and `cb` are one."""
    return NOT_WORD.sub("", folded(text))


def folded_in_place(text: str) -> str:
    """Folded with one character for each character, so that positions in the text stay."""
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    if character.isascii():
        return character.lower()
    if character in _ONE_LETTER:
        return _ONE_LETTER[character]
    return unicodedata.normalize("NFKD", character)[0].lower()[:1]
