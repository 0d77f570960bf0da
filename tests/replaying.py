"""A cleaning log set against the raw file: raw + log = clean, the promise of docs/survey.md and docs/admin.md."""

import pandas as pd

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.clean_admin import clean_columns
from pipeline.admin.columns import FromCell
from pipeline.cleaning.log import DROP
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import OpenAnswer, Variable


def replayed(raw: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """`raw` as texts, by clean name, index: record_id; without those dropped, with the changes."""
    table = raw.drop(index=log.loc[log["rule"].str.startswith(DROP), "record_id"])
    changes = log[log["variable"].isin(list(table.columns))]
    for variable, rows in changes.groupby("variable"):
        table.loc[rows["record_id"], variable] = rows["clean"].fillna("").to_numpy()
    return table


def replayed_survey(raw: pd.DataFrame, log: pd.DataFrame, codebook: SurveyCodebook) -> pd.DataFrame:
    """Open answers are left out, since the log does not hold their words."""
    columns = {
        variable.name: variable.raw
        for variable in codebook.variables
        if isinstance(variable, Variable) and not isinstance(variable, OpenAnswer)
    }
    table = pd.DataFrame({name: raw[column] for name, column in columns.items()})
    table.index = raw[codebook.identifier.raw].str.strip()
    return replayed(table, log)


def replayed_register(file: pd.DataFrame, name: str, log: pd.DataFrame, codebook: AdminCodebook) -> pd.DataFrame:
    """The table `name`, index: the row in the file, as text."""
    raw = {column.name: column.raw for column in codebook.tables[name].columns if isinstance(column, FromCell)}
    columns = clean_columns(name, codebook)
    table = pd.DataFrame({column: file[raw[column]] if column in raw else "" for column in columns}, index=file.index)
    table.index = table.index.astype("str")
    return replayed(table, log[log["table"].eq(name)])
