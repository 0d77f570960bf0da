"""Tables that plainly keep their declaration, told without an account of what is wrong, of which there is nothing.

pandera works that account out for every column of every table, right or wrong, which takes five times as long: a third
of the stages of a small study. Here the same types, columns and checks are asked in order; whatever is not plainly
right goes to pandera.
"""

import re

import pandas as pd
import pandera.pandas as pa


def accepted(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame | None:
    """`frame` with its types coerced, as `schema.validate` gives it; None where pandera has to look."""
    of_the_whole = (schema.checks, schema.unique, schema.parsers, schema.index, schema.dtype, schema.strict)
    if any(of_the_whole) or schema.ordered or not frame.columns.is_unique:
        return None
    coerced: dict[str, pd.Series] = {}
    for key, column in schema.columns.items():
        names = [name for name in frame.columns if (re.match(key, name) if column.regex else name == key)]
        if column.parsers or (column.required and not names):
            return None
        for name in names:
            values = frame[name]
            found = _kept(column, values)
            if found is None:
                return None
            if found is not values:
                coerced[name] = found
    return frame.assign(**coerced)


def _kept(column: pa.Column, values: pd.Series) -> pd.Series | None:
    """The values in the declared type; None where one breaks the declaration."""
    if column.dtype is not None and values.dtype != column.dtype.type:
        try:
            values = column.dtype.coerce(values.astype("object") if empty(values) else values)
        except (TypeError, ValueError, OverflowError):
            return None
        if values.dtype != column.dtype.type:
            return None
    if (not column.nullable and values.hasnans) or (column.unique and values.duplicated().any()):
        return None
    return values if all(check(values).check_passed for check in column.checks) else None


def empty(values: pd.Series) -> bool:
    """Whether every cell is missing: a CSV gives such a column as numbers, whatever is declared."""
    return bool(values.isna().all())
