"""`Name<tab>talk`: a tab, or several spaces, between label and talk."""

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import TAB, Passage

NAME = "name, tab, talk"


def header(passage: Passage) -> Header | None:
    label, tab, said = passage.text.partition(TAB)
    if not tab or not labels.could_be(label) or len(label.split()) > 6:
        return None
    return Header(label.strip(), said.replace(TAB, " ").strip())
