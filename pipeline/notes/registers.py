"""Organisations that registers (administrative data) name: one pseudonym each, in notes and registers alike."""

import re
from collections.abc import Collection
from functools import partial

import pandas as pd

from pipeline.cleaning.masked_cells import masked
from pipeline.notes.lexicon import Lexicon, lexicon
from pipeline.notes.pseudonyms import Key
from pipeline.study import Study, visible

NAMES = "admin/named/names"
NAMED, OPEN = "admin/named/", "admin/"
LOG = "cleaning_log"
AS_WRITTEN = r"unread|unknown|number:text|choice|pattern:none"  # rules of cells that hold more than a value, or another
WORD = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")
ACRONYM = 5  # letters


def register_names(study: Study) -> pd.DataFrame:
    """The table admin/named/names, empty where the study has no registers."""
    if not study.has_table(NAMES):
        return pd.DataFrame(columns=["table", "variable", "kind", "name", "stands_for"], dtype="str")
    return study.table(NAMES)


def told(names: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Name -> (kind, words to put for it: none, so a pseudonym), as the study's replace-list."""
    return {name: (kind, "") for name, kind in zip(names["name"], names["kind"], strict=True)}


def link(key: Key, names: pd.DataFrame) -> None:
    """Let names of one organisation (a former name, the other language) share a pseudonym from the first on."""
    for row in names[names["name"].ne(names["stands_for"])].itertuples():
        key.link(row.kind, row.name, row.stands_for)


def open_tables(study: Study, names: pd.DataFrame, key: Key, kept: Collection[str]) -> dict[str, pd.DataFrame]:
    """The registers' tables and their log with pseudonyms for names, by the table's name.

    kept: the names that stay in this study.
    """
    there = sorted({path.stem for path in (study.processed / NAMED).glob("*.parquet")} - {"names"})
    naming = list(dict.fromkeys(names["table"]))  # in the codebook's order, in which pseudonyms are given
    opened = {}
    for table in sorted(there, key=lambda one: (one == LOG, naming.index(one) if one in naming else len(naming))):
        frame = study.table(NAMED + table)
        if table == LOG:
            opened[OPEN + table] = open_log(frame, names, key, lexicon(study.cache / "notes"), kept)
        else:
            opened[OPEN + table] = open_table(frame, table, names, key)
    return opened


def open_table(frame: pd.DataFrame, table: str, names: pd.DataFrame, key: Key) -> pd.DataFrame:
    """One table; columns that name somebody hold pseudonyms, missing stays missing."""
    frame = frame.copy()
    mine = names[names["table"].eq(table)]
    for (variable, kind), rows in mine.groupby(["variable", "kind"], sort=False):
        known = dict(zip(rows["name"], rows["stands_for"], strict=True))
        frame[variable] = [
            key.pseudonym(kind, known[name], short=name) if name in known else name for name in frame[variable]
        ]
    return frame


def open_log(
    log: pd.DataFrame, names: pd.DataFrame, key: Key, listed: Lexicon, kept: Collection[str] = ()
) -> pd.DataFrame:
    """The log: what stood in such a column is masked by its kind, what stands there now is the pseudonym.

    In any other column a cell may hold what nobody expected there (`ask Ana Roy`): of what was not read as a value,
    names and addresses are masked.
    """
    log = log.copy()
    loose = log["raw"].notna() & log["rule"].str.contains(AS_WRITTEN)
    stays = partial(_is_nobody, listed=listed, kept=kept)
    log.loc[loose, "raw"] = [masked(visible(text), stays, words=WORD) for text in log.loc[loose, "raw"]]
    for (table, variable, kind), rows in names.groupby(["table", "variable", "kind"], sort=False):
        known = dict(zip(rows["name"], rows["stands_for"], strict=True))
        mine = log["table"].eq(table) & log["variable"].eq(variable)
        log.loc[mine & log["raw"].notna(), "raw"] = f"[{kind}]"
        log.loc[mine, "clean"] = [
            key.pseudonym(kind, known[name], short=name) if name in known else name for name in log.loc[mine, "clean"]
        ]
    return log


def _is_nobody(word: str, listed: Lexicon, kept: Collection[str]) -> bool:
    """Whether a word with a capital stays in this study, or is an acronym, or a word, that no list of names has."""
    if word in kept:
        return True
    if listed.first_name(word) or listed.family_name(word):
        return False
    return len(word) <= ACRONYM if word.isupper() else listed.kind(word) != "name"
