"""A codebook written as a text: a list in Word of codes and what they mean, under headings that are their themes.

Each entry is a line `Label: meaning` or `Label – meaning`; its label is in bold, or the line is of a list. Where no
line is so, the headings that have text below them are the codes. A line of a list inside a list is a code below the
last one above it.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.text.paragraph import Paragraph

from pipeline.decisions.themes import code_id
from pipeline.study import StudyError

NUMBER = re.compile(r"^\s*(?:[-•–*]\s+|\(?(?:\d+(?:\.\d+)*|[A-Za-z])[.)]\s+)")  # typed by hand before a label
PARTING = re.compile(r"\s*:\s+|\s+[–—-]\s+")  # between a label and what it means
LONGEST_LABEL = 8  # words
HEADING = re.compile(r"(?:heading|titre|título|überschrift)\s*(\d)", re.IGNORECASE)
LIST = re.compile(r"(?:list|liste|lista)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A paragraph that says something: `level` of a heading (0: none), `depth` in a list (0: none)."""

    text: str
    bold: str  # what is in bold at its beginning
    level: int
    depth: int


def codes_in_list(path: Path) -> list[dict[str, str]]:
    """`label`, `definition`, `theme`, `parent` and `id` of each code; none where the text is no list of codes.

    Raises StudyError where the file cannot be read.
    """
    try:
        paragraphs = docx.Document(str(path)).paragraphs
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise StudyError(path, "not a Word file that can be read", todo="Save it again as .docx or .xlsx.") from error
    lines = [_line(one) for one in paragraphs if one.text.strip()]
    entries = list(_of_lines(lines)) or list(_of_headings(lines))
    return [{**entry, "id": code_id(entry["label"])} for entry in entries] if len(entries) > 1 else []


def _line(paragraph: Paragraph) -> Line:
    style = paragraph.style.name if paragraph.style is not None and paragraph.style.name else ""
    bold = ""
    for run in paragraph.runs:
        if run.text.strip() and not run.bold:
            break
        bold += run.text
    heading, numbered = HEADING.match(style), paragraph._p.find(".//{*}numPr")
    level = None if numbered is None else numbered.find("{*}ilvl")
    depth = 1 if LIST.match(style) or numbered is not None else 0
    if found := re.search(r"\d$", style if depth else ""):
        depth = int(found[0])
    if level is not None:
        depth = int(next(iter(level.values()))) + 1
    return Line(paragraph.text.strip(), bold.strip(), int(heading[1]) if heading else 0, depth)


def _of_lines(lines: list[Line]) -> Iterator[dict[str, str]]:
    """Entries of one line each, with the heading above them as their theme."""
    theme = ""
    above: dict[int, str] = {}
    for line in lines:
        if line.level:
            theme, above = line.text, {}
            continue
        label, definition = _parted(line)
        if not label:
            continue
        above = {depth: name for depth, name in above.items() if depth < line.depth}
        entry = {"label": label, "definition": definition, "theme": theme}
        if above and line.depth > 1:
            entry["parent"] = above[max(above)]
        above[line.depth] = label
        yield {key: text for key, text in entry.items() if text}


def _parted(line: Line) -> tuple[str, str]:
    """(label, meaning) of a line; empty where it is no entry."""
    text = NUMBER.sub("", line.text)
    bold = NUMBER.sub("", line.bold).rstrip(" :–—-")
    if bold and text.startswith(bold) and len(bold.split()) <= LONGEST_LABEL:
        return bold, text[len(bold) :].lstrip(" :–—-.\n\t")
    if not line.depth:
        return "", ""
    label, *rest = PARTING.split(text, maxsplit=1)
    return (label, rest[0]) if len(label.split()) <= LONGEST_LABEL else ("", "")


def _of_headings(lines: list[Line]) -> Iterator[dict[str, str]]:
    """The headings right above a text, which is what they mean; a heading above other headings is their theme."""
    theme = ""
    for place, line in enumerate(lines):
        below = lines[place + 1 :]
        if line.level and below and below[0].level > line.level:
            theme = line.text
        elif line.level and below and not below[0].level:
            end = next((at for at, one in enumerate(below) if one.level), len(below))
            entry = {"label": NUMBER.sub("", line.text), "definition": " ".join(one.text for one in below[:end])}
            yield entry | ({"theme": theme} if theme else {})
