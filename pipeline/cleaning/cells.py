"""Cells of a table as texts, the same from every format."""

from collections.abc import Callable
from typing import Any

import pandas as pd


def code_text(value: Any) -> str:
    """A clean value as the log writes it, the same from every format: `1.0` and `1` are "1", missing is ""."""
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "year") else value.isoformat()
    return str(value)


def mapped(series: pd.Series, function: Callable[[Any], str]) -> pd.Series:
    """`function` of each distinct value, as text, on the index of `series`; a missing value becomes ""."""
    codes, distinct = pd.factorize(series)
    texts = pd.array([*(function(value) for value in distinct.tolist()), ""], dtype="str")
    return pd.Series(texts.take(codes), index=series.index, name=series.name)
