"""A table while it is cleaned: its raw cells, its clean cells so far, the rule behind each, and which rows are out."""

from dataclasses import dataclass, field

import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.log import changed, dropped, in_order


@dataclass
class Working:
    """All frames and series are indexed by the row in the file.

    raw: texts by clean name ("" for columns that no cell gives); clean: all columns, helpers included; rules: by clean
    name; reasons: "" for a row that stays; details: what was kept instead.
    """

    file: pd.DataFrame
    raw: pd.DataFrame
    clean: pd.DataFrame
    rules: dict[str, pd.Series] = field(default_factory=dict)
    reasons: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))
    details: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))

    @property
    def left(self) -> pd.Series:
        """True for rows that are not out."""
        return self.reasons.eq("")

    def drop(self, rows: pd.Index, reason: str, details: pd.Series | None = None) -> None:
        """Take rows out; those that are out already keep their reason."""
        rows = rows[self.left[rows].to_numpy()]
        self.reasons[rows] = reason
        if details is not None:
            self.details[rows] = details[rows]

    def add(self, name: str, values: pd.Series, rule: str) -> None:
        """A column that no cell gives."""
        self.raw[name], self.clean[name] = "", values
        self.rules[name] = pd.Series(rule, index=self.clean.index, dtype="str")

    def put(self, rows: pd.Index, name: str, value: object, rule: str) -> None:
        """Overrule cells."""
        self.clean.loc[rows, name] = value
        self.rules[name] = self.rules[name].where(~self.rules[name].index.isin(rows), rule)

    def log(self, columns: list[str]) -> pd.DataFrame:
        """The cleaning log of these columns (`pipeline/cleaning/log.py`); a record is the row in the file."""
        kept = self.clean.index[self.left]
        records = pd.Series(self.clean.index.astype("str"), index=self.clean.index)
        parts = [dropped(records, self.reasons, self.details)]
        for name in columns:
            before, after = self.raw.loc[kept, name], mapped(self.clean.loc[kept, name], code_text)
            parts.append(changed(records[kept], name, before, after, self.rules[name][kept]))
        return in_order(parts)

    def table(self, columns: list[str]) -> pd.DataFrame:
        return self.clean.loc[self.left, columns].reset_index()
