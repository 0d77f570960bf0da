"""What every reader gives: passages of a note in order, before anybody knows which of them are speech."""

import re
import unicodedata
from dataclasses import dataclass

# Invisible marks (direction, joining, byte order) say nothing; a soft hyphen only marks where a line could break.
INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


@dataclass(frozen=True)
class Passage:
    """A line, paragraph, table row or subtitle cue, with what its format says about it."""

    text: str
    speaker: str | None = None  # where the format itself tells speakers apart: table column, voice tag, channel
    start_s: float | None = None
    end_s: float | None = None
    opens_paragraph: bool = True  # False: goes on from the line before
    heading: bool = False  # a heading, or a paragraph set in bold


def visible(text: str) -> str:
    """`text` in composed characters, without invisible marks: what would part a name from the eye's reading of it."""
    return unicodedata.normalize("NFC", text.translate(INVISIBLE | LIGATURES))


def tidy(text: str) -> str:
    """`text` in composed characters, without invisible marks, white space folded to single spaces."""
    return re.sub(r"\s+", " ", visible(text)).strip()
