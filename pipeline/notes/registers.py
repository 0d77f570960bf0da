"""Organisations that registers (administrative data) name: one pseudonym each, in notes and registers alike."""

import pandas as pd

from pipeline.notes.pseudonyms import Key
from pipeline.study import Study

NAMES = "admin/named/names"
NAMED, OPEN = "admin/named/", "admin/"
LOG = "cleaning_log"


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


def open_tables(study: Study, names: pd.DataFrame, key: Key) -> dict[str, pd.DataFrame]:
    """The registers' tables and their log with pseudonyms for names, by the table's name."""
    there = sorted({path.stem for path in (study.processed / NAMED).glob("*.parquet")} - {"names"})
    naming = list(dict.fromkeys(names["table"]))  # in the codebook's order, in which pseudonyms are given
    opened = {}
    for table in sorted(there, key=lambda one: (one == LOG, naming.index(one) if one in naming else len(naming))):
        frame = study.table(NAMED + table)
        opened[OPEN + table] = open_log(frame, names, key) if table == LOG else open_table(frame, table, names, key)
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


def open_log(log: pd.DataFrame, names: pd.DataFrame, key: Key) -> pd.DataFrame:
    """The log: what stood in such a column is masked by its kind, what stands there now is the pseudonym."""
    log = log.copy()
    for (table, variable, kind), rows in names.groupby(["table", "variable", "kind"], sort=False):
        known = dict(zip(rows["name"], rows["stands_for"], strict=True))
        mine = log["table"].eq(table) & log["variable"].eq(variable)
        log.loc[mine & log["raw"].notna(), "raw"] = f"[{kind}]"
        log.loc[mine, "clean"] = [
            key.pseudonym(kind, known[name], short=name) if name in known else name for name in log.loc[mine, "clean"]
        ]
    return log
