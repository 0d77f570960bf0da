"""`Q. talk`, `P1. talk`, `INT, talk`, `Q) talk`, `Q/ talk`, `JEAN ROY. talk`: a stop or the like after a label."""

import re

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.lexicon import word_list
from pipeline.notes.passages import Passage

NAME = "name. talk"
TITLE = r"(?:(?:mrs?|ms|mme|mlle|m|dr|prof)\.?\s+)?"
LINE = re.compile(
    rf"[*_]*(?P<label>(?i:{TITLE})[^\W\d_](?:[^\s.:?!,;()/]|/(?=\S))*(?:\(\w{{1,6}}\))?(?:\s+[^\s.:?!,;)]+){{0,2}}(?:\s*n[o°]\.?\s*\d+)?)\s*(?P<sign>[.,;)/]+)[*_]*\s+(?P<said>\S.*)"
)
OTHERS = re.compile(r"(?:[A-ZÀ-Þ]\.[\s-]?){1,3}[:：–—|>-]|\d{1,3}[a-z]?\s*[:：–—|>-]|[–—-]\s")
DESCRIBED = re.compile(r"[^\W\d_A-ZÀ-Þ][^.?!:]{0,40}\s?:\s")
CAPITALS = re.compile(
    r"(?P<label>[A-ZÀ-Þ][A-ZÀ-Þ'’-]+(?:\s+(?:[A-ZÀ-Þ][A-ZÀ-Þ'’-]*\.?|\d{1,2})){0,3})\s*\.\s*[–—-]*\s+(?P<said>\S.*)"
)

STOPS = re.compile(r"(?P<label>(?:[A-ZÀ-Þ]\.){2,3})\s+(?P<said>\S.*)")  # `A.R. talk`


def header(passage: Passage) -> Header | None:
    if capitals := CAPITALS.fullmatch(passage.text):
        return Header(capitals["label"], capitals["said"])
    if stops := STOPS.fullmatch(passage.text):
        return Header(stops["label"], stops["said"])
    match = LINE.fullmatch(passage.text)
    if not match:
        return None
    label = match["label"]
    if OTHERS.match(match["said"]) or (match["sign"] == "," and DESCRIBED.match(match["said"])):
        # `Part. 1 : talk`, `Mme Roy. – talk`, `Mme Roy, parent : talk` are another layout's
        return None
    if match["sign"] == "," and label[0].islower() and len(label) > 1:
        return None  # `students, and their teachers`
    titled = labels.plain(label.split()[0]) in word_list("titles") and len(label.split()) > 1
    meant = match["sign"] == ";" and label[0].isupper()  # typed for a colon
    if labels.usual_role(label) or labels.INITIALS.fullmatch(label) or titled or meant:
        return Header(label, match["said"])
    return None
