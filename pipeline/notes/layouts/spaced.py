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
        return Header(capitals["label"], capitals["said"])
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


def _subject(label: str, said: str) -> bool:
    """Whether a word for many is what its sentence is about: `Everybody agreed`, `Participants found it long`."""
    many = labels.plain(label)
    return said[:1].islower() and not label.isupper() and (many.endswith("s") or many in MANY)
