"""Texts as people write them: encoding repair, tidying, and keys under which different spellings meet."""

import re
import unicodedata

from pydantic import Field
from rapidfuzz import fuzz, process

from pipeline.cleaning.entries import Code, Text
from pipeline.study import StrictModel, bare
from pipeline.study.accents import NOT_WORD

# Signs that nobody sees: zero-width blanks, byte order marks, soft hyphens, marks of direction.
# (A soft hyphen after one of these two letters is half of an accented letter read in a wrong encoding.)
INVISIBLE = re.compile(r"(?<![ÃÂ])\u00ad|[\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
JOINERS = re.compile(r"(?<![^\x00-\u024f])[\u200c\u200d]+(?![^\x00-\u024f])")  # other scripts and emoji need them
PARTED = re.compile(r"\s*[;|\n]\s*")  # between several answers or codes in a cell: marks that no answer holds
LINE_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")


class SpellingValue(StrictModel):
    clean: Code
    label: Text
    spellings: list[str]


class SpellingTable(StrictModel):
    """Spellings of the same thing; case, accents, punctuation and blanks make no difference."""

    values: list[SpellingValue]
    missing: list[str] = []
    near: float | None = Field(None, ge=70, le=100)  # accept an unlisted spelling this similar (0 to 100), and log it


def normal(text: str) -> str:
    """The text in composed characters (NFC) and without signs that nobody sees: what all reading begins with."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", JOINERS.sub("", INVISIBLE.sub("", text)))


def repaired(text: str) -> str:
    """The text with its UTF-8 mended where it was read as Latin-1 or Windows-1252; all other text is left as it is."""
    if text.isascii():
        return text
    import ftfy  # stages that clean nothing do without

    return ftfy.fix_encoding(text)


def tidied(text: str) -> str:
    """The text without blanks at its ends (non-breaking ones included); a line break becomes one blank."""
    return LINE_BREAKS.sub(" ", text).strip()


class Speller:
    """A spelling table ready for look-up."""

    def __init__(self, table: SpellingTable):
        self.near = table.near
        self.missing = {bare(spelling) for spelling in table.missing}
        self.clean: dict[str, Code] = {}
        for value in table.values:
            for spelling in [str(value.clean), *value.spellings]:
                self.clean[bare(spelling)] = value.clean
        # Short spellings (abbreviations) are too easily like each other to be found by similarity.
        self.long = [spelling for spelling in self.clean if len(spelling) >= 6]

    def listed(self, text: str) -> Code | None:
        """The clean value of a spelling that the table lists, or None."""
        return self.clean.get(bare(text))

    def look_up(self, text: str) -> tuple[Code | None, str]:
        """(clean value or None, how): how is `listed`, `near`, `missing` or `unknown`."""
        wanted = bare(text)
        if not wanted or wanted in self.missing:
            return None, "missing"
        if wanted in self.clean:
            return self.clean[wanted], "listed"
        # A longer text in whose words exactly one of the things stands ("Toronto, Ontario").
        words = [bare(word) for word in NOT_WORD.split(text)]
        runs = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
        values = {self.clean[run] for run in runs & set(self.long)}
        if len(values) == 1:
            return values.pop(), "near"
        if self.near and len(wanted) >= 6:
            found = process.extract(wanted, self.long, scorer=fuzz.ratio, score_cutoff=self.near, limit=5)
            values = {self.clean[spelling] for spelling, *_ in found}
            if len(values) == 1:
                return values.pop(), "near"
        return None, "unknown"
