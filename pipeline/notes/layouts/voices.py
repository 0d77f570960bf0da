"""The format itself tells who speaks: voice tags of subtitles, columns of a table, channels of a recording."""

from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage

NAME = "told by the format"


def header(passage: Passage) -> Header | None:
    return Header(passage.speaker, passage.text) if passage.speaker else None
