"""The name on a line of its own (with its time, as a heading, in bold), the talk below it."""

import re

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage

DESCRIBED = re.compile(r"[A-ZÀ-Þ][^\W\d_]{2,}(?: [^\W\d_]{3,}){1,2}")  # `Care worker`, if it comes again
NAME = "name on its own line"


def header(passage: Passage) -> Header | None:
    text = passage.text.strip()
    if (
        text[-1:] in set(".?!…,;")
        and not passage.timed_label
        and not _abbreviated(text)
        and not labels.ends_in_initial(text)
    ):
        return None
    named = labels.like_a_name(text.rstrip(" :：")) or DESCRIBED.fullmatch(text.rstrip(" :："))
    if not named and not (passage.timed_label and labels.could_be(text)):
        return None
    return Header(text.rstrip(" :："), "")


def _abbreviated(text: str) -> bool:
    """Whether a usual label is cut short by its stop (`Int.`, `Resp. 2`); `The mentor.` is an answer."""
    first, _, rest = text.partition(".")
    return len(first) <= 5 and (not rest.strip(" .") or rest.strip(" .").isdigit()) and bool(labels.usual_role(text))
