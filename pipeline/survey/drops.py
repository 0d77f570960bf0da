"""Which records are dropped, and why. Rules run in the codebook's order; the first that fits is the reason."""

import datetime as dt

import numpy as np
import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.survey.codes import declared_codes, number_reader
from pipeline.survey.rules import Duplicates
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.values import missing_codes
from pipeline.survey.variables import Condition, Number, RawColumn, Ticked


def drop_reasons(
    raw: pd.DataFrame, clean: pd.DataFrame, answered: pd.DataFrame, codebook: SurveyCodebook
) -> pd.DataFrame:
    """Columns `reason` ("" for a record that is kept) and `instead` (the record kept in place of a duplicate).

    `raw` holds text codes by column of the export, `clean` clean values by variable, `answered` what `answered_items`
    found; all indexed alike.
    """
    result = pd.DataFrame({"reason": "", "instead": ""}, index=raw.index)
    core = answered[codebook.core_items].sum(axis=1)
    for rule in codebook.drop:
        left = result["reason"].eq("")
        if rule.any:
            fits = pd.concat([holds(condition, raw, clean) for condition in rule.any], axis=1).any(axis=1)
        elif rule.duplicates:
            everything = answered[codebook.counted_items].sum(axis=1)
            instead = _duplicates(raw[left], clean[left], core[left], everything[left], rule.duplicates)
            names = raw[codebook.identifier.raw].str.strip()
            result.loc[instead.index, "instead"] = names.loc[instead].to_numpy()
            fits = pd.Series(raw.index.isin(instead.index), index=raw.index)
        else:
            fits = core < rule.fewer_core_answers_than
        result.loc[left & fits, "reason"] = rule.reason
    return result


def answered_items(raw: pd.DataFrame, codebook: SurveyCodebook) -> pd.DataFrame:
    """True where a respondent answered: a declared code, a number in range, any text, or a missing code that counts."""
    columns = {column.raw: column for column in codebook.columns}
    wanted = dict.fromkeys([*codebook.core_items, *codebook.counted_items])
    return pd.DataFrame({name: _answered(raw[name], columns[name], codebook) for name in wanted}, index=raw.index)


def _answered(raw: pd.Series, column: RawColumn, codebook: SurveyCodebook) -> pd.Series:
    missing = missing_codes(column, codebook)
    codes = declared_codes(column, codebook)
    reader = number_reader(raw, column) if isinstance(column, Number) else None

    def is_answer(text: str) -> bool:
        text = text.strip()
        if not text or text in missing:
            return text in missing and missing[text].answered
        if column.answers and not isinstance(column, Ticked):
            return codes.find(text) is not None
        return reader is None or reader.read(text)[0] is not None

    which, distinct = pd.factorize(raw)
    return pd.Series(np.array([is_answer(text) for text in distinct], dtype=bool)[which], index=raw.index)


def holds(condition: Condition, raw: pd.DataFrame, clean: pd.DataFrame) -> pd.Series:
    """Where the condition is true. A missing date is neither before nor after anything."""
    if condition.before is not None:
        return clean[condition.variable] < _moment(condition.before)
    if condition.after is not None:
        return clean[condition.variable] > _moment(condition.after)
    if condition.variable in raw:
        texts = raw[condition.variable].str.strip()
    else:
        texts = mapped(clean[condition.variable], code_text)
    if condition.starts_with is not None:
        return texts.str.lower().str.startswith(condition.starts_with.lower())
    if condition.in_list is not None:
        return texts.isin([code_text(code) for code in condition.in_list])
    if condition.equals is not None:
        return texts.eq(code_text(condition.equals))
    return texts.ne(code_text(condition.not_equals))


def _moment(day: dt.date | dt.datetime) -> pd.Timestamp:
    return pd.Timestamp(day)


def _duplicates(
    raw: pd.DataFrame, clean: pd.DataFrame, core: pd.Series, everything: pd.Series, rule: Duplicates
) -> pd.Series:
    """For each record to drop (index) the record (position) that is kept in its place."""
    order = pd.DataFrame({"key": raw[rule.key].str.strip().str.lower(), "position": raw.index}, index=raw.index)
    order = order[order["key"].ne("")]
    by, ascending = [], []
    for criterion in rule.keep:
        if criterion in ("most_core_answers", "most_answers"):
            order[criterion] = core if criterion == "most_core_answers" else everything
        else:
            order[criterion] = clean[rule.date]
        by.append(criterion)
        ascending.append(criterion == "earliest")
    best_first = order.sort_values([*by, "position"], ascending=[*ascending, True], na_position="last", kind="stable")
    kept = best_first.groupby("key")["position"].transform("first")
    return kept[kept != best_first["position"]].sort_index()
