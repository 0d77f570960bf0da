"""`Name – talk`, `Name > talk`, `Name | talk`: a sign with white space between label and talk."""

import re

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage

NAME = "name – talk"
LINE = re.compile(
    r"[*_]*(?P<label>[^–—|>→=~»]{1,60}?)[*_]*(?:\s*(?:[—–→|~]|>+|=>|->|»)\s*|\s+(?:-+|=|/+|-+>)\s+)(?P<said>\S.*)?"
)


# `Q- Talk`, no `Part- and full-time`.
CLOSE = re.compile(r"(?P<label>[A-ZÀ-Þ][^\W_]{0,14}(?:\s?\d{1,2})?)-\s+(?P<said>[^a-zà-ÿ].*)")


def header(passage: Passage) -> Header | None:
    close = CLOSE.fullmatch(passage.text)
    if close and labels.usual_role(close["label"]):
        return Header(close["label"], close["said"])
    match = LINE.fullmatch(passage.text)
    if not match or not labels.could_be(match["label"]) or len(match["label"].split()) > 5:
        return None
    return Header(match["label"].strip(), match["said"] or "")
