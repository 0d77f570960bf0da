"""What a table declares of a column, and values in the declared type, or the first rule that they break."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_origin

import numpy as np
import pandas as pd

Kind = TypeVar("Kind")
RULES: dict[str, Callable[[pd.Series, Any], pd.Series]] = {  # rule of a column: whether each value keeps it
    "isin": lambda values, allowed: values.isin(allowed),
    "ge": lambda values, least: values >= least,
    "gt": lambda values, below: values > below,
    "le": lambda values, most: values <= most,
    "str_matches": lambda values, pattern: values.str.match(pattern),
    "str_endswith": lambda values, end: values.str.endswith(end),
}


class TableError(Exception):
    """A table that breaks its declaration; the message says which column, what was found, and in which rows."""


class Series(Generic[Kind]):
    """The annotation of a column, by the type of its values: `Series[str]`; `| None` of one that may be absent."""


@dataclass(frozen=True)
class Column:
    """The declaration of one column; with `alias`, of every column whose name matches that pattern."""

    dtype: Any = None
    nullable: bool = False
    unique: bool = False
    alias: str = ""
    required: bool = True
    rules: tuple[tuple[str, Any], ...] = ()  # names of RULES, each with what it asks

    def of(self, frame: pd.DataFrame) -> list[str]:
        """The columns of `frame` that this declares, but for its own name."""
        return [name for name in frame.columns if re.match(self.alias, name)]

    def taken(self, name: str, values: pd.Series) -> pd.Series:
        """The values in the declared type. Raises TableError for the first broken rule."""
        if values.dtype != self.dtype:
            values = self._coerced(name, values)
        if not self.nullable and values.hasnans:
            raise _broken(name, "not empty", values, values.isna())
        if self.unique and values.duplicated().any():
            raise _broken(name, "unique", values, values.duplicated(keep=False))
        said = values.dropna() if self.rules and values.hasnans else values
        for rule, asked in self.rules:
            kept = RULES[rule](said, asked).to_numpy(dtype=bool)
            if not kept.all():
                raise _broken(name, f"{rule} {asked!r}", said, ~kept)
        return values

    def _coerced(self, name: str, values: pd.Series) -> pd.Series:
        try:
            return (values.astype("object") if empty(values) else values).astype(self.dtype)
        except (TypeError, ValueError, OverflowError):
            raise _broken(name, str(self.dtype), values, [not self._is_one(value) for value in values]) from None

    def _is_one(self, value: object) -> bool:
        try:
            pd.Series([value]).astype(self.dtype)
        except (TypeError, ValueError, OverflowError):
            return False
        return True


def Field(nullable: bool = False, unique: bool = False, alias: str = "", **rules: Any) -> Any:
    """What holds for the column it is given to, beside its type; `rules` as in RULES."""
    return Column(None, nullable, unique, alias, rules=tuple(rules.items()))


class Table:
    """A table: an annotation a column. Types are coerced; columns beyond the declared ones are kept."""

    @classmethod
    @cache
    def columns(cls) -> dict[str, Column]:
        """The declared columns in their order, by name, or by the pattern of their names."""
        found = {}
        for model in reversed(cls.__mro__):
            for name, kind in getattr(model, "__annotations__", {}).items():
                declared = model.__dict__.get(name, Column())
                asked, required = get_args(kind)[0], get_origin(kind) is Series
                dtype = _dtype(asked if required else get_args(asked)[0])
                found[declared.alias or name] = replace(declared, dtype=dtype, required=required)
        return found

    @classmethod
    def declared_in(cls, frame: pd.DataFrame) -> Iterator[tuple[str, Column]]:
        """The columns of `frame` that the table declares. Raises TableError for an absent one, or one twice."""
        for key, column in cls.columns().items():
            names = column.of(frame) if column.alias else [key] if key in frame.columns else []
            if column.required and not names:
                raise TableError(f"column {key}: it is not there")
            yield from ((name, column) for name in names)


class DataFrame(pd.DataFrame, Generic[Kind]):
    """The annotation of a frame that keeps the declaration of a table: `DataFrame[Segments]`."""


def accepted(model: type[Table], frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with the types that the model declares. Raises TableError for the first broken rule."""
    if not frame.columns.is_unique:
        raise TableError(f"column {frame.columns[frame.columns.duplicated()][0]}: it stands twice")
    taken = {name: (frame[name], column.taken(name, frame[name])) for name, column in model.declared_in(frame)}
    return frame.assign(**{name: now for name, (before, now) in taken.items() if now is not before})


def empty(values: pd.Series) -> bool:
    """Whether every cell is missing: a CSV gives such a column as numbers, whatever is declared."""
    return bool(values.isna().all())


def _dtype(kind: type) -> Any:
    if issubclass(kind, pd.api.extensions.ExtensionDtype):
        return kind()
    return pd.StringDtype(na_value=np.nan) if kind is str else np.dtype(kind)


def _broken(name: str, rule: str, values: pd.Series, wrong: Any) -> TableError:
    failures = values[wrong]
    rows = ", ".join(map(str, failures.index[:5]))
    first = failures.iloc[0]
    found = repr(first.item() if isinstance(first, np.generic) else first)
    return TableError(f"column {name}: {found} breaks {rule} in rows {rows} ({len(failures)} failures)")
