"""Pseudonyms: `[person 3]`, `[organisation 12]`, stable over the study; what undoes them stays behind the gate."""

from collections import Counter
from pathlib import Path

import pandas as pd

from pipeline.study import read_csv

COLUMNS = ["pseudonym", "kind", "name"]


class Key:
    """Names and their pseudonyms. Entries of an earlier run keep their number, so that a new note renumbers nothing."""

    def __init__(self, rows: list[dict[str, str]] = ()):
        self.rows = {(str(row["kind"]), str(row["name"])): str(row["pseudonym"]) for row in reversed(rows)}
        self.more = [tuple(str(row[column]) for column in COLUMNS) for row in rows]
        self.last: Counter[str] = Counter()
        for pseudonym, kind, _ in self.more:
            self.last[kind] = max(self.last[kind], int(pseudonym.strip("[]").split()[-1]))

    @classmethod
    def read(cls, path: Path) -> "Key":
        """The key at `path`; an empty one where there is none yet."""
        return cls(read_csv(path).to_dict("records") if path.exists() else [])

    def frame(self) -> pd.DataFrame:
        """Columns pseudonym, kind, name: a row for each name replaced; short and long forms share a pseudonym."""
        return pd.DataFrame(list(dict.fromkeys(self.more)), columns=COLUMNS)

    def pseudonym(self, kind: str, name: str, short: str | None = None) -> str:
        """The pseudonym of `name`, a new one where it has none. short: the form of it that stands in the text."""
        if (kind, name) not in self.rows:
            own = self.rows.get((kind, short)) if short else None
            if own is None:
                self.last[kind] += 1
                own = f"[{kind} {self.last[kind]}]"
            self._note(own, kind, name)
        found = self.rows[kind, name]
        if short is not None:
            self._note(found, kind, short)
        return found

    def _note(self, pseudonym: str, kind: str, name: str) -> None:
        self.rows.setdefault((kind, name), pseudonym)
        self.more.append((pseudonym, kind, name))
