"""The header of a table: how many rows it takes, the name of each column, the wording of each question.

Survey tools write up to three rows on top: names, wording, and an identifier of their own (Qualtrics), or questions
with the choices of each below (SurveyMonkey). A row belongs to the header by what stands in it, not by its place.
"""

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from pipeline.study import StudyError
from pipeline.survey.tools import Tool, own_name, tool_of

NAME = re.compile(r"[\w.\[\]/#$@-]{1,40}")  # as programs name columns
CODE = re.compile(r"[^\W\d_][\w.\[\]/#$@-]{0,39}")  # as questions are numbered or named, beginning with a letter
ITEM = re.compile(r"[^\W\d_]+\d+\w*|\w+[_\[]\w+\]?")  # Q1, q12a, sat_2, Q1[SQ001]
NUMBER = re.compile(r"[-+−]?\d[\d\s.,]*%?")
UNIT = re.compile(
    r"[(\[].{1,18}[)\]]|[$€%]|k\$|ans?|ann[ée]es?|years?|yrs?|mois|months?|jours?|days?|h|hrs?|heures?|hours?|min|minutes?|"
    r"km|m|cm|mm|kg|g|ha|n|nb|no\.?|oui/non|yes/no|\w{1,4}/\w{1,8}|[01]\s?[/=–-].{1,20}|\d+\s?(-|–|à|to)\s?\d+",
    re.IGNORECASE,
)
IMPORT_ID = re.compile(r"""^\{\s*["']+ImportId["']+\s*:""")
DATE_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d+(\.\d+)?$")


@dataclass(frozen=True)
class Header:
    """`names` are distinct and not blank; `wording` is the question of each column, as far as the file has it;
    `written`: names of columns of which the header says that people wrote there in their own words."""

    names: list[str]
    wording: list[str]
    depth: int
    tool: str = ""
    remarks: list[str] = field(default_factory=list)
    written: frozenset[str] = frozenset()


def tidy_name(text: str) -> str:
    """A column's name with every run of blanks (line breaks, no-break spaces) as one."""
    return " ".join(str(text).split())


def recognised(rows: list[list[str]], rows_below: int | None, path: Path) -> Header:
    """The header of a table. `rows_below`: how many rows below the first belong to it, where a codebook says so.

    Raises StudyError where there is none.
    """
    top = [[tidy_name(cell) for cell in row] for row in rows[:4]]
    if not top or not any(top[0]):
        raise StudyError(path, "there is no header", "a first line with the names of the columns")
    # A cell merged over both rows stands in each of them.
    if len(top) > 1 and any(below and not above for above, below in zip(top[0], top[1], strict=False)):
        top[1] = [below if below != above else "" for above, below in zip_longest(top[0], top[1], fillvalue="")]
    tool = tool_of(top[0])
    found = _rows_below(top, tool)
    codes_below = not found and _has_codes_below(rows)
    grouped = not (found or codes_below or tool) and _has_names_below_groups(rows)
    if grouped or codes_below or (not (found or tool) and (_has_questions_below(rows) or _has_units_below(rows))):
        found = 1
    below = found if rows_below is None else rows_below
    if below and below == found and (grouped or _has_choices_below(top, tool)):
        names, wording = _questions_and_choices(top[0], top[1], tool)
    elif below == 1 and codes_below:
        names, wording, tool = top[1], top[0], tool_of(top[1])
    else:
        names, wording = top[0], top[1] if below and len(top) > 1 else top[0]
        if below and _has_units_below(rows):
            wording = [f"{name} {unit}".strip() for name, unit in zip(names, wording, strict=False)]
        wording = [*wording, *[""] * (len(names) - len(wording))][: len(names)]
    remarks: list[str] = []
    if rows_below is None and codes_below:
        remarks.append("The first row holds questions, the second the names of the columns; records begin below.")
    elif rows_below is None and found:
        remarks.append(f"{found} rows below the first hold texts of questions, not records.")
    distinct = _distinct(names, remarks)
    return Header(
        distinct,
        [text or name for text, name in zip(wording, distinct, strict=True)],
        1 + below,
        tool.name if tool else "",
        remarks,
        _written(distinct, top[1], tool) if below and len(top) > 1 else frozenset(),
    )


def _written(names: list[str], below: list[str], tool: Tool | None) -> frozenset[str]:
    """The columns below whose question the tool says that people wrote there (`Open-Ended Response`)."""
    words = set(tool.open_words) if tool else set()
    return frozenset(name for name, cell in zip(names, below, strict=False) if cell.casefold() in words)


def _rows_below(top: list[list[str]], tool: Tool | None) -> int:
    """How many rows below the first belong to the header."""
    for number, row in enumerate(top[1:3], start=1):
        filled = [cell for cell in row if cell]
        if filled and sum(bool(IMPORT_ID.match(cell)) for cell in filled) * 2 > len(filled):
            return number
    if len(top) > 1 and (_has_choices_below(top, tool) or _has_wording_below(top, tool)):
        return 1
    return 0


def _has_choices_below(top: list[list[str]], tool: Tool | None) -> bool:
    """Do questions stand in the first row and their choices in the second?

    Then the second row fills what the first leaves blank, and is itself blank where the tool's own columns stand.
    """
    if len(top) < 2 or len(top[1]) < len(top[0]) or top[0][0] == "" or top[1][0] != "":
        return False
    first, second = [*top[0], *[""] * (len(top[1]) - len(top[0]))], top[1]
    under_blank = [below for above, below in zip(first, second, strict=True) if not above]
    words = {*tool.answer_words, *tool.open_words} if tool else set()
    named = any(cell.casefold() in words for cell in second)
    return all(under_blank) and (named or (bool(under_blank) and not any(DATE_LIKE.search(c) for c in second if c)))


def _has_wording_below(top: list[list[str]], tool: Tool | None) -> bool:
    """Does the second row repeat the tool's own columns in words (`StartDate` above `Start Date`)?"""
    if not tool or len(top[1]) != len(top[0]):
        return False
    pairs = [(a, b) for a, b in zip(top[0], top[1], strict=True) if own_name(a) in tool.columns and b]
    known = [b.casefold().replace(" ", "") == a.casefold() or b.casefold() in tool.wordings for a, b in pairs]
    return bool(pairs) and 2 * sum(known) > len(pairs)


def _has_questions_below(rows: list[list[str]]) -> bool:
    """Do short names stand in the first row and questions in the second, though no tool is known?

    Then nothing of the second row is a number, though records below have numbers there, or most of it are questions.
    """
    if len(rows) < 3 or len(rows[1]) != len(rows[0]) or not all(NAME.fullmatch(tidy_name(name)) for name in rows[0]):
        return False
    below = [tidy_name(cell) for cell in rows[1]]
    filled = [cell for cell in below if cell]
    if len(filled) < 0.8 * len(below) or any(DATE_LIKE.search(cell) or NUMBER.fullmatch(cell) for cell in filled):
        return False
    if 2 * sum(" " in cell for cell in filled) < len(filled) or max(cell.count(" ") for cell in filled) < 2:
        return False
    asked = sum(cell.endswith("?") for cell in filled)
    return 2 * asked > len(filled) or _numbers_under(rows, below) > 0


def _has_codes_below(rows: list[list[str]]) -> bool:
    """Do questions stand in the first row and the columns' names in the second (LimeSurvey's VV export)?

    Then the second row has a name of its own in each cell, none comes back as an answer below it, and most columns
    have numbers or dates under it or a name as questions are numbered.
    """
    if len(rows) < 3 or len(rows[1]) != len(rows[0]):
        return False
    above, below = [tidy_name(cell) for cell in rows[0]], [tidy_name(cell) for cell in rows[1]]
    if not all(map(CODE.fullmatch, below)) or len(set(below)) < len(below):
        return False
    if 2 * sum(" " in cell for cell in above) < len(above) or max(cell.count(" ") for cell in above) < 2:
        return False
    columns = [{row[place].strip() for row in rows[2:] if place < len(row)} - {""} for place in range(len(below))]
    if any(cell in column for cell, column in zip(below, columns, strict=True)):
        return False
    typed = [bool(c) and all(NUMBER.fullmatch(cell) or DATE_LIKE.match(cell) for cell in c) for c in columns]
    named = [number or bool(ITEM.fullmatch(cell)) for number, cell in zip(typed, below, strict=True)]
    return any(typed) and 2 * sum(named) >= len(below)


def _has_names_below_groups(rows: list[list[str]]) -> bool:
    """Do names of groups stand in the first row, each above its first column, and in the second the columns' names?

    Then the second row fills each gap of the first with a word that no record has below it, over numbers in some.
    """
    if len(rows) < 3 or len(rows[1]) != len(rows[0]):
        return False
    above, below = [tidy_name(cell) for cell in rows[0]], [tidy_name(cell) for cell in rows[1]]
    gaps = [place for place, cell in enumerate(above) if not cell]
    if not (len(gaps) > 1 and all(below[place] for place in gaps)) or any(map(NUMBER.fullmatch, filter(None, below))):
        return False
    again = any(below[place] == tidy_name(row[place]) for row in rows[2:] for place in gaps if place < len(row))
    in_gaps = [below[place] if place in gaps else "" for place in range(len(below))]
    return not again and _numbers_under(rows, in_gaps) > 0


def _has_units_below(rows: list[list[str]]) -> bool:
    """Does the second row say in which unit the numbers below it are (`(ans)`, `$`, `min`)? Its first cell is blank."""
    if len(rows) < 3 or len(rows[1]) != len(rows[0]) or not all(map(str.strip, rows[0])):
        return False
    below = [tidy_name(cell) for cell in rows[1]]
    filled = [cell for cell in below if cell]
    return not below[0] and bool(filled) and all(map(UNIT.fullmatch, filled)) and _numbers_under(rows, below) > 0


def _numbers_under(rows: list[list[str]], below: list[str]) -> int:
    """In how many columns all records hold numbers under a cell of the second row that is none."""
    columns = [[row[place].strip() for row in rows[2:] if place < len(row)] for place in range(len(below))]
    records = [[cell for cell in column if cell] for column in columns]
    return sum(
        bool(cell and found and all(map(NUMBER.fullmatch, found))) for cell, found in zip(below, records, strict=True)
    )


def _questions_and_choices(first: list[str], second: list[str], tool: Tool | None) -> tuple[list[str], list[str]]:
    """Names and wording: a question that goes over several columns stands before each of its choices."""
    words = {*tool.answer_words, *tool.open_words} if tool else set()
    names, question = [], ""
    above = [*first, *[""] * (len(second) - len(first))]
    for top, below in zip(above, second, strict=True):
        question = top or question
        whole = not below or below.casefold() in words
        names.append(question if whole else " - ".join(filter(None, (question, below))))
    return names, names


def _distinct(names: list[str], remarks: list[str]) -> list[str]:
    """Each name once: later ones of a kind get a number, blank ones their place; both are told."""
    taken, distinct = set(names), []
    seen: set[str] = set()
    for place, name in enumerate(names, start=1):
        new = name or f"(column {place})"
        number = 2
        while new in seen or (new != name and new in taken):
            new = f"{name or f'(column {place})'} ({number})"
            number += 1
        if name and new != name:
            remarks.append(f"Two columns are named {name!r}: column {place} is called {new!r} here.")
        elif not name:
            remarks.append(f"Column {place} has no name: it is called {new!r} here.")
        seen.add(new)
        distinct.append(new)
    return distinct


def records(rows: list[list[str]], header: Header, path: Path) -> tuple[pd.DataFrame, set[str]]:
    """(records as text, names left out because neither header nor records have anything there).

    A row that repeats one of the header's is no record; that is told. Raises StudyError for a record with more or fewer
    cells than the header; blank ones too many are passed over.
    """
    width = len(header.names)
    tops = [[tidy_name(cell) for cell in row] for row in rows[: header.depth]]
    cells, again = [], 0
    for number, row in enumerate(rows[header.depth :], start=1):
        if width > 1 and [tidy_name(cell) for cell in row] in tops:  # exports put under each other
            again += 1
            continue
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            row = row[:width]
        if len(row) != width:
            todo = "The file may be cut off, or a text may hold the delimiter without quotes."
            raise StudyError(f"{path}, record {number}", f"{len(row)} cells", f"{width}, as in the header", todo)
        cells.append(row)
    if again:
        header.remarks.append(f"{again} rows among the records repeat the header and were left out.")
    frame = pd.DataFrame(cells, columns=header.names, dtype="str")
    blank = [tidy_name(cell) == "" for cell in [*rows[0], *[""] * (width - len(rows[0]))]]
    empty = {
        name
        for name, no_name in zip(header.names, blank, strict=True)
        if no_name and name.startswith("(column ") and frame[name].str.strip().eq("").all()
    }
    header.remarks[:] = [text for text in header.remarks if not any(f"{name!r}" in text for name in empty)]
    return frame.drop(columns=sorted(empty)), empty
