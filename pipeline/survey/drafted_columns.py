"""A column of an export as it is drafted, before it stands in a codebook."""

import re
from dataclasses import dataclass, field

from pipeline.cleaning.cells import code_text
from pipeline.cleaning.entries import Text
from pipeline.study import without_accents
from pipeline.survey.scales import Point


@dataclass(frozen=True)
class Answer:
    """A drafted answer: code of the export, clean code, labels."""

    raw: object
    clean: object
    label: Text
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column and the kind of its variable; `extra` are further entries of the codebook's variable."""

    name: str
    kind: str
    answers: tuple[Answer, ...] = ()
    extra: dict = field(default_factory=dict)
    formats: tuple[str, ...] = ()  # of dates
    tick: object = None  # the clean code of a tick, in a question with several answers
    question: str = ""  # of a tick, where the column's name and wording do not say so
    parts: tuple[str, ...] = ()  # choices that stand together in one cell
    units: tuple[str, ...] = ()  # the words of an amount's unit
    remark: str = ""


def coded(text: str) -> object:
    """A code that has no label, as the type it has in the file."""
    return int(text) if text.lstrip("-").isdecimal() and code_text(int(text)) == text else text


def both(text: str) -> Text:
    """A label for each language: the two halves of `English / French`, else the same text twice."""
    halves = [half.strip() for half in str(text).split(" / ")]
    en, fr = halves if len(halves) == 2 and all(halves) else (str(text), str(text))
    return Text(en=en, fr=fr)


def variable_name(heading: str, otherwise: str = "variable") -> str:
    """A heading, or its code, as the name of a clean variable."""
    return re.sub(r"\W+", "_", without_accents(heading)).strip("_").lower()[:60] or otherwise


def scale_answer(point: Point) -> Answer:
    raw, *others = point.written or (point.en,)
    return Answer(
        raw,
        point.clean,
        Text(en=point.en, fr=point.fr),
        tuple(text for text in others if text not in (point.en, point.fr)),
    )
