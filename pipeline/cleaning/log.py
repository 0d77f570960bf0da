"""The cleaning log: one row a dropped record or changed cell; raw + log = clean."""

import pandas as pd

COLUMNS = ["record_id", "variable", "raw", "clean", "rule", "detail"]
DROP = "drop:"  # before the reason


def dropped(records: pd.Series, reasons: pd.Series, details: pd.Series) -> pd.DataFrame:
    """Rows for the records dropped. `reasons`: "" for a record that is kept; `details`: "" for none; indexed alike."""
    gone = reasons.index[reasons.ne("")]
    return pd.DataFrame(
        {
            "record_id": records[gone],
            "variable": None,
            "raw": None,
            "clean": None,
            "rule": DROP + reasons[gone],
            "detail": details[gone].where(details[gone].ne(""), None),
        }
    )


def changed(records: pd.Series, variable: str, before: pd.Series, after: pd.Series, rules: pd.Series) -> pd.DataFrame:
    """Rows for the cells of one variable whose text differs; all of one index, missing as ""."""
    there = before.ne(after)
    clean = after[there]
    return pd.DataFrame(
        {
            "record_id": records[there],
            "variable": variable,
            "raw": before[there],
            "clean": clean.where(clean.ne(""), None),
            "rule": rules[there],
            "detail": None,
        }
    )


def in_order(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts of a log as one, in the order of their index (the export's), then of the parts."""
    parts = [part.astype(dict.fromkeys(COLUMNS, "str")) for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    return pd.concat(parts).sort_index(kind="stable")[COLUMNS]
