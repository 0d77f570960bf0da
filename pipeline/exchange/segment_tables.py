"""Tables of coded segments as coding programs write them (a row a segment, or a segment and code), as a `Project`.

MAXQDA's list of coded segments, ATLAS.ti's quotations, Taguette's highlights, Dedoose's excerpts, and tables of anybody
with a column for the document, one for the code and one for the words. Numbers of paragraphs, pages and shares say
nothing about where words stand; the words do.
"""

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pandas as pd

from pipeline.exchange.headings import named, parts
from pipeline.exchange.project import CodeNode, Mark, Project, Selection, Source, User, guid
from pipeline.exchange.refi_xml import moment
from pipeline.study.ticks import GIVEN

APPLIED = re.compile(r"^code:?\s+(?P<code>.+?)\s+applied$", re.IGNORECASE)  # Dedoose: a column a code
FURTHER = re.compile(
    r"^(?!.*(group|categor|parent|system|colou?r|memo|comment|weight)).*\b(code|codes|tag|tags|kode|código|nœud|node)\b"
    r"|\bcodes?[\s_]?\d",
    re.IGNORECASE,
)
NEEDED = {"document", "words"}


def is_segments(frame: pd.DataFrame) -> bool:
    """Whether a sheet is a table of coded segments: document, words, and codes in some form."""
    columns = set(named(frame, "segments").columns)
    return columns >= NEEDED and ("code" in columns or any(APPLIED.match(str(name)) for name in frame.columns))


def read_segments(sheets: dict[str, pd.DataFrame], name: str, is_known: Callable[[str], bool]) -> Project:
    """All coded segments of `sheets`; `is_known`: whether the study has a code of that name, for cells of several."""
    users: dict[str, User] = {}
    codes: dict[str, CodeNode] = {}
    sources: dict[str, Source] = {}
    selections, bare = [], 0
    unread: dict[str, None] = {}
    for title, sheet in sheets.items():
        frame = named(sheet, "segments")
        further = _further_codes(frame, is_known)
        unread |= dict.fromkeys(str(one) for one in frame if one not in (*parts("segments"), *further))
        applied = {column: match["code"] for column in sheet.columns if (match := APPLIED.match(str(column)))}
        unread = {column: None for column in unread if column not in applied}
        for number, row in zip(frame.index, frame.to_dict("records"), strict=True):
            cells = {str(key): str(value).strip() for key, value in row.items()}
            source, cells["words"] = cells["document"], html.unescape(cells["words"])  # some escape what they export
            if not cells["words"] and not source:
                continue
            sources.setdefault(source, Source(guid("table", name, "source", source), source))
            user = cells.get("user", "")
            if user:
                users.setdefault(user, User(guid("table", name, "user", user), user))
            marks = []
            for path in dict.fromkeys(_codes(cells, applied, further, is_known)):
                label = " > ".join(path)
                node = codes.setdefault(label, CodeNode(guid("table", name, "code", label), path[-1], path))
                by = users[user].guid if user else ""
                marks.append(
                    Mark(guid("table", name, title, number, label), node.guid, by, _when(cells), cells.get("memo", ""))
                )
            bare += not marks
            place = guid("table", name, title, number)
            selections.append(Selection(place, sources[source].guid, words=cells["words"], marks=tuple(marks)))
    notices = [f"{bare} segments carry no code"] if bare else []
    notices += [f"columns not read: {', '.join(unread)}"] if unread else []
    return Project(
        name,
        users=tuple(users.values()),
        codes=tuple(codes.values()),
        sources=tuple(sources.values()),
        selections=tuple(selections),
        notices=tuple(notices),
    )


def _further_codes(frame: pd.DataFrame, is_known: Callable[[str], bool]) -> list[str]:
    """Columns of further codes (`Code 2`, `Second code`): named so, and all that stands in them are codes."""
    given = {code for cell in frame.get("code", []) for code in split_codes(str(cell), is_known)}
    found = []
    for column in map(str, frame):
        cells = [cell for cell in frame[column].astype(str).str.strip() if cell]
        if column in parts("segments") or not FURTHER.search(column) or not cells:
            continue
        if all(code in given or is_known(code) for cell in cells for code in split_codes(cell, is_known)):
            found.append(column)
    return found


def _codes(
    cells: dict[str, str], applied: dict[str, str], further: list[str], is_known: Callable[[str], bool]
) -> Iterator[tuple[str, ...]]:
    """Paths of the codes of a row: in columns of their own, or in one cell, with the parent where there is a column."""
    if applied:
        yield from ((code,) for column, code in applied.items() if cells.get(column, "").lower() in GIVEN)
        return
    parent = cells.get("parent", "")
    for code in split_codes(cells.get("code", ""), is_known):
        yield (parent, code) if parent else (code,)
    for column in further:
        yield from ((code,) for code in split_codes(cells[column], is_known))


def split_codes(cell: str, is_known: Callable[[str], bool]) -> list[str]:
    """The codes of a cell: one a line or between semicolons; between commas or bars where the whole cell is no code.

    >>> split_codes("Cost; Time\\nPlace", lambda name: True)
    ['Cost', 'Time', 'Place']
    >>> split_codes("Cost, time and place", lambda name: name == "Cost, time and place")
    ['Cost, time and place']
    >>> split_codes("Cost | Time", lambda name: name in ("Cost", "Time"))
    ['Cost', 'Time']
    """
    parts = [part.strip() for part in re.split(r"[\n;]+", cell) if part.strip()]
    found: list[str] = []
    for part in parts:
        smaller = [one.strip() for one in re.split("[,|]", part) if one.strip()]
        apart = len(smaller) > 1 and not is_known(part) and any(is_known(one) for one in smaller)
        found += smaller if apart else [part]
    return list(dict.fromkeys(found))


def _when(cells: dict[str, str]) -> str:
    """The moment of a coding where it is written in a way that can be read in one way only."""
    text = cells.get("when", "")
    if when := moment(text):
        return when
    if match := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:,? +(\d{1,2}):(\d{2})(?::(\d{2}))?)?", text):
        day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
        if day > 12 >= month:  # the order of day and month is known
            return datetime(year, month, day, hour, minute, second).isoformat()
    return ""
