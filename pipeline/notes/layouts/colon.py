"""`Name: talk`, the colon also after a remark or time, alone on its line, in bold, between stars, after an arrow."""

import re

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage

NAME = "name: talk"
OPENS = r"(?:#\s?\d{1,4}\s|[\[(]\d{1,4}[\])]\s|[>»*_#•‣▪\-–—→\s]|->|=>|From\s|De\s|\d{1,3}[.)]\s)*"
LINE = re.compile(
    rf"(?P<opens>{OPENS})(?P<label>[^:：]{{1,{labels.LONGEST}}}?)\s*[*_]*\s*[:：](?!//)[*_]*\s*(?P<said>.*)"
)
CLEAR = re.compile(r"\s*[#№]?\s?\d{1,2}\s?:\s+\D")
TO = re.compile(r"\s+(?:to|à)\s+(?:everyone|tous|tout le monde|all|me|moi)\b.*$", re.IGNORECASE)


def header(passage: Passage) -> Header | None:
    match = LINE.fullmatch(passage.text)
    if not match:
        return None
    if match["label"].isdigit() and not CLEAR.match(passage.text):  # `9:30` is a time
        return None
    label = TO.sub("", match["label"]) if match["opens"] else match["label"]
    return Header(label, match["said"]) if labels.could_be(label) else None
