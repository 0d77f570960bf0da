"""`INTERVIEWER talk`, `P1 talk`: only capitals, bold letters or a usual label stand out from the talk."""

import re

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage

NAME = "name talk"
FIRST = re.compile(r"(?P<label>[^\W\d_][^\s:]*(?:\s+(?:n[o°]\.?\s*)?\d{1,3}\b)?)(?<!,)\s+(?P<said>\S.*)")
CAPITALS = re.compile(
    r"(?P<label>[A-ZÀ-Þ][A-ZÀ-Þ0-9.'’·_-]+(?:\s+(?:[A-ZÀ-Þ0-9][A-ZÀ-Þ0-9.'’·_-]*))*)\s+(?P<said>\S.*)"
)

# A sign between label and talk: another layout's.
MARKED = re.compile(
    r"[^\W\d_][^\s:]*(?:\s+(?:n[o°]\.?\s*)?(?:\d{1,3}|[A-Z]))?(?:\s*[(\[][^()\[\]]{1,20}[)\]])?\s*[:：.)\]–—|>=-]"
)
ONE_LETTER = {"I", "A", "À", "Y", "Ô", "O"}  # words of one letter that begin sentences
MANY = {"all", "everyone", "everybody", "several", "various", "group", "groupe", "ensemble"}


def header(passage: Passage) -> Header | None:
    text = passage.text
    lead = passage.lead.strip()
    if lead and len(lead) < len(text) and labels.could_be(lead.rstrip(" :：")) and len(lead.split()) <= 6:
        return Header(lead.rstrip(" :："), text[len(passage.lead) :].lstrip(" \t:：–—-"))
    if MARKED.match(text):
        return None
    capitals = CAPITALS.fullmatch(text)
    if capitals and len(capitals["label"]) >= 2 and labels.could_be(capitals["label"]):
        return _without_first_word(Header(capitals["label"], capitals["said"]))
    if labels.usual_role(text) and len(text.split()) <= 3:
        return None  # nothing but the label
    first = FIRST.fullmatch(text)
    if (
        first
        and passage.style != "heading"  # `Employer interview`
        and first["label"][0].isupper()
        and labels.usual_role(first["label"])
        and (not labels.letter_only(first["label"]) or any(sign.isdigit() for sign in first["label"]))
        and not _subject(first["label"], first["said"])
    ):
        return Header(first["label"], first["said"])
    return None


def _without_first_word(header: Header) -> Header:
    """A label in capitals without the `I` or `À` that begins what is said: `IRIS I would`."""
    label, _, last = header.label.rpartition(" ")
    begins = label and last in ONE_LETTER and not labels.usual_role(label) and header.said[:1].islower()
    return Header(label, f"{last} {header.said}") if begins else header


def _subject(label: str, said: str) -> bool:
    """Whether a word for many is what its sentence is about: `Everybody agreed`, `Participants found it long`."""
    many = labels.plain(label)
    return said[:1].islower() and not label.isupper() and (many.endswith("s") or many in MANY)
