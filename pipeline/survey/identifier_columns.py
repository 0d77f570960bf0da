"""Which column, or which columns together, name a record of an export; which numbers name something."""

import itertools
import re

import pandas as pd

from pipeline.survey.export_files import Export
from pipeline.survey.tools import named, own_name

NAMED = re.compile(
    r"^_?(id|uuid|record[\s_]?id|respondent[\s_]?id|response[\s_]?id|case[\s_]?id|participant[\s_]?id|identifi(er|ant)|"
    r"num[ée]ro|no|subject|patient|participant|respondent|r[ée]pondant|case|record)$|(^|[\s_])id$|[a-z]Id$",
    re.IGNORECASE,
)
EVENT = re.compile(
    r"(^|_|\b)(wave|visit|event|round|session|phase|vague|visite|passage|instance|instrument|timepoint|time_?point|"
    r"occasion|semester|trimestre|semestre|year|ann[ée]e|month|mois|day|jour)(_?(no|nr|num|name|number))?$",
    re.IGNORECASE,
)

UNLIKE = 0.9  # share of distinct cells from which a column of numbers names what it is of
FEWEST = 20  # records, to tell so


def identifiers(export: Export, texts: pd.DataFrame) -> list[str]:
    """The column that identifies each record; else the keys that do so together; else none, so that its place does.

    `texts`: the cells as text.
    """
    tool = named(export.tool)
    names = list(texts)
    known = [name for wanted in (tool.identifier if tool else []) for name in names if own_name(name) == wanted]
    likely = [name for name in names if NAMED.search(name)]
    first = [name for name in names[:1] if not _measures(texts[name])]
    for name in [*known, *likely, *first]:
        if texts[name].is_unique and texts[name].str.strip().ne("").all():
            return [name]
    events = [name for name in names if (tool and own_name(name) in tool.event) or EVENT.search(name)]
    people = [name for name in [*known, *likely, *first] if texts[name].str.strip().ne("").all() and name not in events]
    for person in dict.fromkeys(people):
        own = [name for name in events if tool and own_name(name) in tool.event and texts[name].str.strip().any()]
        if own and not texts[[person, *own]].duplicated().any():
            return [person, *own]  # all of them, though fewer may do by chance in a small file
        for size in range(1, len(events) + 1):
            for keys in itertools.combinations(events, size):
                if not texts[[person, *keys]].duplicated().any():
                    return [person, *keys]
    return []


def repeated(name: str, valid: pd.Series) -> list[str]:
    """Numbers that stand twice, few of them, in a column that is called as those are that name records; else none."""
    cells = valid.str.strip()
    if not NAMED.search(name) or not cells.str.fullmatch(r"[A-Za-z]{0,4}[-_]?\d+").all():
        return []
    twice = sorted(cells[cells.duplicated()].unique())
    return twice if cells.nunique() >= UNLIKE * len(cells) else []


def number_somebody(valid: pd.Series) -> bool:
    """Long numbers of one length that hardly two records share: of cards, files or accounts, and no quantity."""
    cells = valid.str.strip()
    return (
        len(cells) >= FEWEST
        and bool(cells.str.fullmatch(r"\d{7,}").all())
        and cells.str.len().nunique() == 1
        and cells.nunique() >= UNLIKE * len(cells)
    )


def _measures(texts: pd.Series) -> bool:
    """Does a column hold times or decimal numbers, which name nobody even where none stands there twice?"""
    written = r"[^\W\d_]{3,9}\.?\s\d{1,2},?\s\d{4}|\d{1,2}\s[^\W\d_]{3,9}\.?\s\d{4}"  # Mar 5, 2024
    return bool(texts.str.contains(rf"\d[:.,]\d|\d{{4}}-\d{{2}}-\d{{2}}|\d/\d|{written}").mean() > 0.5)
