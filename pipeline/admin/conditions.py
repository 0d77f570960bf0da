"""Tests on the cells of a clean column, of which the rules for rows and the figures are made."""

import pandas as pd
from pydantic import model_validator

from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.entries import Code
from pipeline.study import StrictModel


class Test(StrictModel):
    """A test on one clean column: exactly one comparison. A missing value passes none."""

    column: str
    is_: list[Code] | None = None
    starts: list[str] | None = None  # in any case
    after: str | None = None  # of an ISO date or a period
    until: str | None = None  # that day or period included
    below: float | None = None
    above_column: str | None = None
    filled: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def words(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        return {("is_" if name == "is" else name): value for name, value in values.items()}

    @model_validator(mode="after")
    def one_comparison(self) -> "Test":
        if len(self.model_fields_set - {"column"}) != 1:
            raise ValueError("give exactly one of `is`, `starts`, `after`, `until`, `below`, `above_column`, `filled`")
        return self

    def holds(self, table: pd.DataFrame) -> pd.Series:
        """Where the test is passed; booleans on the index of `table`."""
        values = table[self.column]
        if self.is_ is not None:
            return mapped(values, code_text).isin([code_text(code) for code in self.is_])
        if self.starts is not None:
            return (
                mapped(values, code_text).str.casefold().str.startswith(tuple(word.casefold() for word in self.starts))
            )
        if self.after is not None:
            return mapped(values, code_text).gt(self.after)
        if self.until is not None:
            texts = mapped(values, code_text)
            return texts.le(self.until) & texts.ne("")
        if self.below is not None:
            return values.lt(self.below).fillna(False).astype(bool)
        if self.above_column is not None:
            return values.gt(table[self.above_column]).fillna(False).astype(bool)
        return values.notna() if self.filled else values.isna()


def all_hold(tests: list[Test], table: pd.DataFrame) -> pd.Series:
    """Where all tests are passed; everywhere without tests."""
    passed = pd.Series(True, index=table.index)
    for test in tests:
        passed &= test.holds(table)
    return passed


def any_holds(tests: list[Test], table: pd.DataFrame) -> pd.Series:
    """Where one of the tests is passed."""
    passed = pd.Series(False, index=table.index)
    for test in tests:
        passed |= test.holds(table)
    return passed
