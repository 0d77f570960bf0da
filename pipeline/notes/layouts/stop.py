"""`Q. talk`, `P1. talk`, `INT, talk`, `Q) talk`: a full stop, comma or bracket after a short label."""

import re

from pipeline.notes import labels
from pipeline.notes.layouts.base import Header
from pipeline.notes.passages import Passage

NAME = "name. talk"
LINE = re.compile(r"[*_]*(?P<label>[^\W\d_][^\s.:?!,;)]*(?:\s+[^\s.:?!,;)]+){0,2}(?:\s*n[o°]\.?\s*\d+)?)\s*[.,;)]+[*_]*\s+(?P<said>\S.*)")


def header(passage: Passage) -> Header | None:
    match = LINE.fullmatch(passage.text)
    if not match:
        return None
    label = match["label"]
    if labels.usual_role(label) or labels.INITIALS.fullmatch(label):
        return Header(label, match["said"])
    return None
