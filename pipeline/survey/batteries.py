"""Which columns belong to one question: the items of a battery, the boxes of a question with several answers."""

import re
from collections import defaultdict
from itertools import groupby

from pipeline.survey.export_files import Export

# How tools write an item behind its question: the question, then the item.
ITEMS = (
    re.compile(
        r"^(?P<stem>[^\W\d_]\w*)\[\w+\]\.\s.*\[(?P<item>[^\[\]]+)\]$"
    ),  # LimeSurvey, code and text: q3[a]. Which? [Bus]
    re.compile(r"^(?P<stem>.+?)___?(?P<item>\w+)$"),  # REDCap: tools___1
    re.compile(r"^(?P<stem>.+?)\s*\(choice=(?P<item>.+)\)$"),  # REDCap with labels
    re.compile(r"^(?P<stem>.+?)\s*\[(?P<item>[^\[\]]+)\]$"),  # LimeSurvey, Google Forms
    re.compile(r"^(?P<stem>.+)/(?P<item>[^/]+)$"),  # Kobo
    re.compile(r"^[^\W\d_]+\d\w*:\s(?P<stem>.+?)\s[-–—]\s(?P<item>[^?]+)$"),  # Q7r1: Which? - Bus
    re.compile(r"^(?P<stem>.+?)\s[-–—]\s(?P<item>[^?]+)$"),  # SurveyMonkey, wording of Qualtrics
    re.compile(r"^(?P<stem>\S+\s.+\?)\s+(?P<item>[^\s?][^?]*)$"),  # Which of these? Bus
    re.compile(r"^(?P<stem>\w*?\d+)_(?P<item>\d+)$"),  # Qualtrics: Q7_2
    re.compile(r"^(?P<stem>[^.]+)\.(?P<item>[^.]+)$"),  # Microsoft Forms: Rate.The staff
    re.compile(r"^(?P<stem>[^\W\d]+)_?(?P<item>\d+)$"),  # sat1, sat2; aaaa_1
    re.compile(r"^(?P<stem>[^\W\d_]*_?\d+)_?(?P<item>[a-z])$", re.IGNORECASE),  # q5a, q5_b
)
CHECKED = [
    ({"0", "1"}, "1"),
    ({"checked", "unchecked"}, "checked"),
    ({"coché", "non coché"}, "coché"),
    ({"y", "n"}, "y"),
    ({"y"}, "y"),
    ({"true", "false"}, "true"),
    ({"selected", "not selected"}, "selected"),
    ({"mentioned", "not mentioned"}, "mentioned"),
    ({"mentionné", "non mentionné"}, "mentionné"),
    ({"x"}, "x"),
]
BY_NAME = re.compile(r"(?P<stem>[^\W\d_]{2,}(?:_[^\W_]+)*)_[^\W\d_]+")  # services_food
SIDE_BY_SIDE = 3  # columns from which a beginning in common is that of a question

OTHER = re.compile(r"other|autres?|comments?|commentaires?", re.IGNORECASE)  # items that people write themselves
SEVERAL = re.compile(
    r"(select|check|tick|choose|mark)\s(all|as\smany|any)|all\sthat\sapply|plusieurs\sr[ée]ponses|coche[zr]|"
    r"tou(s|tes)\s(ceux|celles|les\sr[ée]ponses)|choix\smultiples?",
    re.IGNORECASE,
)


def stem_and_item(name: str) -> tuple[str, str] | None:
    """(question, item) of a column's name; None where it has no item."""
    for pattern in ITEMS:
        found = pattern.match(name)
        if found:
            return found["stem"].strip(), found["item"].strip()
    return None


def batteries(export: Export) -> dict[str, list[str]]:
    """Question -> its columns, for questions with two columns or more, in the order of the file."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in export.frame:
        parts = stem_and_item(name)
        if parts:
            found[parts[0]].append(name)
    return {stem: columns for stem, columns in found.items() if len(columns) > 1}


def boxes_by_name(names: list[str], cells: dict[str, set[str]]) -> dict[str, list[str]]:
    """Beginning of the name -> columns side by side that share it and hold but 0 and 1 (`services_food`).

    cells: the distinct texts of each column, blank ones aside.
    """

    def stem(name: str) -> str:
        found = BY_NAME.fullmatch(name)
        return found["stem"] if found and cells[name] and cells[name] <= {"0", "1"} else ""

    runs = {beginning: [*run] for beginning, run in groupby(names, key=stem) if beginning}
    return {beginning: run for beginning, run in runs.items() if len(run) >= SIDE_BY_SIDE}


def item_label(name: str, wording: str) -> str:
    """What one item is about: the part of the wording after the question, else of the name."""
    parts = stem_and_item(wording) if wording and wording != name else None
    parts = parts or stem_and_item(name)
    return parts[1] if parts else wording or name


def ticks(values: set[str], item: str) -> str | None:
    """The text that stands for a tick in a column with these distinct values; None where it holds no ticks."""
    lower = {value.casefold(): value for value in values}
    for known, tick in CHECKED:
        if lower and set(lower) <= known and (tick in lower or set(lower) <= known - {tick}):
            return lower.get(tick, tick if tick == "1" else tick.capitalize())
    if len(values) == 1 and next(iter(lower)) == item.casefold():
        return next(iter(values))
    return None
