"""Pseudonyms: `[person 3]`, `[organisation 12]`, stable over the study; what undoes them stays behind the gate."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.study import StudyError, read_csv

COLUMNS = ["pseudonym", "kind", "name"]


class Key:
    """Names and their pseudonyms.

    Names of an earlier run keep their number, so that a new note renumbers nothing. A name that stands nowhere any more
    (a note was withdrawn) leaves the key; its number is not given to anybody else.
    """

    def __init__(self, rows: Sequence[tuple[str, str, str]] = ()):
        self.earlier = {(kind, name): pseudonym for pseudonym, kind, name in reversed(rows) if name}
        self.last: dict[str, int] = {}
        for pseudonym, kind, _ in rows:
            self.last[kind] = max(self.last.get(kind, 0), int(pseudonym.strip("[]").split()[-1]))
        self.used: dict[tuple[str, str, str], None] = {}  # in order of appearance
        self.stands_for: dict[tuple[str, str], str] = {}  # a name of somebody that has another as well

    @classmethod
    def read(cls, path: Path) -> "Key":
        """The key at `path`; an empty one where there is none yet. Raises StudyError for one that is damaged."""
        if not path.exists():
            return cls()
        try:
            return cls(list(read_csv(path).fillna("").astype(str)[COLUMNS].itertuples(index=False, name=None)))
        except (StudyError, KeyError, ValueError, IndexError) as error:
            todo = "Put back a copy of it; or delete it, and every pseudonym is given anew."
            raise StudyError(path, "the key of pseudonyms is damaged", f"columns {', '.join(COLUMNS)}", todo) from error

    def frame(self) -> pd.DataFrame:
        """Columns pseudonym, kind, name: a row for each name replaced; short and long forms share a pseudonym.

        The highest number of each kind stands there without a name if nobody has it any more.
        """
        given = {pseudonym for pseudonym, _, _ in self.used}
        highest = [(f"[{kind} {last}]", kind, "") for kind, last in sorted(self.last.items())]
        return pd.DataFrame([*self.used, *(row for row in highest if row[0] not in given)], columns=COLUMNS)

    def link(self, kind: str, name: str, stands_for: str) -> None:
        """Let two names of one thing share the pseudonym that the first of them gets."""
        self.stands_for[kind, name] = stands_for

    def pseudonym(self, kind: str, name: str, short: str | None = None) -> str:
        """The pseudonym of `name`, a new one where it has none. short: the form of it that stands in the text."""
        forms = [self.stands_for.get((kind, name)), name, short]
        found = next((self.earlier[kind, form] for form in forms if form and (kind, form) in self.earlier), None)
        if found is None:
            self.last[kind] = self.last.get(kind, 0) + 1
            found = f"[{kind} {self.last[kind]}]"
        for form in filter(None, forms):
            self.earlier.setdefault((kind, form), found)
        for form in filter(None, (name, short)):
            self.used[found, kind, form] = None
        return found
