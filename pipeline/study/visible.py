"""Texts as the eye reads them: what hides in them would part a name from what looks for it."""

import html
import re
import unicodedata

# Marks that are never seen (Unicode's default ignorable code points: direction, joining, byte order, variants, tags)
# say nothing; a soft hyphen only marks where a line could break.
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x180F), *range(0x200B, 0x2010),
     *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0,
     *range(0xE0000, 0xE1000)]
)  # fmt: skip
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
HYPHENS = {0x2010: "-", 0x2011: "-"}  # one that may not end a line is one all the same
UNSEEN = INVISIBLE | LIGATURES | HYPHENS
HIDDEN = re.compile(f"[{''.join(map(chr, UNSEEN))}]")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def visible(text: str) -> str:
    """`text` in composed characters, without invisible marks, and with the letters that entities of web pages stand
    for, which survey programs leave in their exports (`d&#39;accord`)."""
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text if text.isascii() else unicodedata.normalize("NFC", HIDDEN.sub(_seen, text))


def as_read(text: str) -> str:
    """As `visible`, and letters of any width and fount as plain ones: what two texts are compared by."""
    return text if text.isascii() else unicodedata.normalize("NFKC", HIDDEN.sub(_seen, text))


def _seen(found: re.Match) -> str:
    return UNSEEN[ord(found[0])] or ""
