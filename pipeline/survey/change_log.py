"""The survey's cleaning log: what of it may be written down."""

import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.log import changed, dropped, in_order
from pipeline.cleaning.masked_cells import MASKED
from pipeline.survey.masking import Mask
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import OpenAnswer, Variable


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
    instead = reasons["instead"]
    parts = [dropped(records, reasons["reason"], ("kept " + instead).where(instead.ne(""), ""))]
    at = raw.index.get_indexer(clean.index)
    kept = records.take(at)
    for variable in codebook.variables:
        if not isinstance(variable, Variable):
            continue
        before, after = raw[variable.raw].take(at), clean_text(clean[variable.name])
        rows = changed(kept, variable.name, before, after, rules[variable.name].take(at))
        if isinstance(variable, OpenAnswer):
            rows["raw"], rows["clean"] = _size(rows["raw"]), _size(rows["clean"].fillna(""))
            rows["clean"] = rows["clean"].where(rows["clean"].ne(""), None)
        else:
            rows["raw"] = mapped(rows["raw"], Mask(variable, codebook))
        parts.append(rows)
    for column in codebook.set_aside:
        if column.personal:
            there = clean.index[raw.loc[clean.index, column.raw].str.strip().ne("")]
            row = {"variable": column.raw, "raw": MASKED, "clean": None, "rule": "personal", "detail": None}
            parts.append(pd.DataFrame({"record_id": records[there], **row}))
    return in_order(parts)


def clean_text(values: pd.Series) -> pd.Series:
    """Clean values as the log writes them: dates in ISO, whole numbers without a decimal point, missing as ""."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d %H:%M:%S").fillna("").astype("str")
    return mapped(values, code_text)


def _size(texts: pd.Series) -> pd.Series:
    return mapped(texts, lambda text: f"(open answer, {len(text)} characters)" if text else "")
