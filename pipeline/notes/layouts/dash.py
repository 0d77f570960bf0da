"""`Name – talk`, `Name > talk`, `Name | talk`: a sign with white space between label and talk."""

import re

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage

NAME = "name – talk"
LINE = re.compile(
    r"[*_]*(?P<label>[^–—|>→=~»•]{1,60}?)\.?[*_]*(?:\s*(?:[—–→|~]|>+|=>|->|»)\s*|\s+(?:-+|=|/+|-+>|[·•])\s+)(?P<said>\S.*)?"
)


# `Q- Talk`, `q- talk`, no `Part- and full-time`.
CLOSE = re.compile(
    r"(?P<label>[A-ZÀ-Þ][^\W_]{0,14}(?:\s?\d{1,2})?)-\s+(?P<said>[^a-zà-ÿ].*)|(?P<letter>[^\W\d_])-\s+(?P<typed>\S.*)"
)


def header(passage: Passage) -> Header | None:
    close = CLOSE.fullmatch(passage.text)
    label = close and (close["label"] or close["letter"])
    if close and label and labels.usual_role(label):
        return Header(label, close["said"] or close["typed"])
    match = LINE.fullmatch(passage.text)
    if not match or not labels.could_be(match["label"]) or len(match["label"].split()) > 5:
        return None
    label, stop = match["label"].strip(), match["label"] + "."
    initial = passage.text.startswith(stop) and labels.ends_in_initial(stop)  # `S. C. – talk`
    return Header(stop if initial else label, match["said"] or "")
