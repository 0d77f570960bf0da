"""`[Name] talk`, `(Name) talk`, `<Name>: talk`."""

import re

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage

NAME = "[name] talk"
LINE = re.compile(
    r"[>*_\-–—\s]*(?:\[(?P<square>[^\[\]]+)\]|\((?P<round>[^()]+(?:\([^()]{1,12}\))?[^()]*)\)|<(?P<angle>[^<>]+)>|\{(?P<curly>[^{}]+)\}|(?P<sign>#|/|~|=+)(?P<between>[^#/~=\s][^#/~=]*)(?P=sign))[*_]*\s*[:：\-–—]?\s*(?P<said>.*)"
)


def header(passage: Passage) -> Header | None:
    match = LINE.fullmatch(passage.text)
    if not match:
        return None
    label = match["square"] or match["round"] or match["angle"] or match["curly"] or match["between"]
    return Header(label.strip(), match["said"]) if labels.could_be(label) else None
