"""The cleaning log: one row a dropped record or changed cell, from which the clean table can be rebuilt."""

import pandas as pd

from pipeline.survey.codes import code_text, mapped
from pipeline.survey.masking import MASKED, Mask
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import OpenAnswer, Variable

COLUMNS = ["record_id", "variable", "raw", "clean", "rule", "detail"]


def cleaning_log(
    raw: pd.DataFrame,
    clean: pd.DataFrame,
    reasons: pd.DataFrame,
    rules: dict[str, pd.Series],
    codebook: SurveyCodebook,
) -> pd.DataFrame:
    """Rows in the order of the export, then of the codebook. Raw values that identify somebody are masked.

    `raw` and `reasons` hold all records, `clean` those kept; `rules` the rule behind each cell, by variable.
    """
    records = raw[codebook.identifier.raw].str.strip()
    dropped = reasons[reasons["reason"].ne("")]
    parts = [
        pd.DataFrame(
            {
                "record_id": records[dropped.index],
                "variable": None,
                "raw": None,
                "clean": None,
                "rule": "drop:" + dropped["reason"],
                "detail": ("kept " + dropped["instead"]).where(dropped["instead"].ne(""), None),
            }
        )
    ]
    for variable in codebook.variables:
        if not isinstance(variable, Variable):
            continue
        before, after = raw.loc[clean.index, variable.raw], clean_text(clean[variable.name])
        changed = before.ne(after)
        before, after = before[changed], after[changed]
        if isinstance(variable, OpenAnswer):
            before, after = _size(before), _size(after)
        else:
            before = mapped(before, Mask(variable, codebook))
        parts.append(
            pd.DataFrame(
                {
                    "record_id": records[before.index],
                    "variable": variable.name,
                    "raw": before,
                    "clean": after.where(after.ne(""), None),
                    "rule": rules[variable.name][before.index],
                    "detail": None,
                }
            )
        )
    for column in codebook.set_aside:
        if column.personal:
            there = clean.index[raw.loc[clean.index, column.raw].str.strip().ne("")]
            row = {"variable": column.raw, "raw": MASKED, "clean": None, "rule": "personal", "detail": None}
            parts.append(pd.DataFrame({"record_id": records[there], **row}))
    parts = [part.astype(dict.fromkeys(COLUMNS, "str")) for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    return pd.concat(parts).sort_index(kind="stable")[COLUMNS]


def clean_text(values: pd.Series) -> pd.Series:
    """Clean values as the log writes them: dates in ISO, whole numbers without a decimal point, missing as ""."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d %H:%M:%S").fillna("").astype("str")
    return mapped(values, code_text)


def replay(raw: pd.DataFrame, log: pd.DataFrame, codebook: SurveyCodebook) -> pd.DataFrame:
    """raw + log = clean: the records that are not dropped, with the log's changes, as text; index: record_id.

    Open answers are left out, since the log does not hold their words.
    """
    columns = {
        variable.name: variable.raw
        for variable in codebook.variables
        if isinstance(variable, Variable) and not isinstance(variable, OpenAnswer)
    }
    table = pd.DataFrame({name: raw[column] for name, column in columns.items()})
    table.index = raw[codebook.identifier.raw].str.strip()
    table = table.drop(index=log.loc[log["rule"].str.startswith("drop:"), "record_id"])
    changes = log[log["variable"].isin(list(columns))]
    for variable, rows in changes.groupby("variable"):
        table.loc[rows["record_id"], variable] = rows["clean"].fillna("").to_numpy()
    return table


def _size(texts: pd.Series) -> pd.Series:
    return mapped(texts, lambda text: f"(open answer, {len(text)} characters)" if text else "")
