"""Pseudonyms: `[person 3]`, `[organisation 12]`, stable over the study; the key that undoes them stays behind the gate."""

from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd

from pipeline.notes.names import words
from pipeline.study import read_csv

COLUMNS = ["pseudonym", "kind", "name"]


class Key:
    """Name -> pseudonym. Old entries keep their number, so that a new note renumbers nothing."""

    def __init__(self, rows: list[dict[str, str]] = ()):
        self.known = {(row["kind"], row["name"]): row["pseudonym"] for row in rows}
        self.count: Counter[str] = Counter()
        for row in rows:
            self.count[row["kind"]] = max(self.count[row["kind"]], int(row["pseudonym"].strip("[]").split()[-1]))

    @classmethod
    def read(cls, path: Path) -> "Key":
        return cls(read_csv(path).to_dict("records") if path.exists() else [])

    def frame(self) -> pd.DataFrame:
        rows = [(pseudonym, kind, name) for (kind, name), pseudonym in self.known.items()]
        return pd.DataFrame(rows, columns=COLUMNS)

    def number(self, kind: str, name: str, same_as: str | None = None) -> str:
        """The pseudonym of `name`; `same_as`: another name of the same person or organisation."""
        if (kind, name) not in self.known:
            if same_as is not None and (kind, same_as) in self.known:
                self.known[kind, name] = self.known[kind, same_as]
            else:
                self.count[kind] += 1
                self.known[kind, name] = f"[{kind} {self.count[kind]}]"
        return self.known[kind, name]


def same_names(names: dict[str, str]) -> dict[str, str]:
    """Short form -> the one long form it stands for (`Denise` -> `Denise Harlow-Pike`), where there is only one."""
    longer: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, kind in names.items():
        parts = [word.text for word in words(name)]
        if len(parts) > 1:
            longer[kind, parts[0]].add(name)
            if kind == "person":
                longer[kind, parts[-1]].add(name)
    return {
        name: next(iter(longer[kind, name]))
        for name, kind in names.items()
        if kind in ("person", "organisation") and len(longer.get((kind, name), ())) == 1
    }
