"""The clean table as a workbook that a person can read: answers in words, and a sheet that says what each column is."""

from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.study import save_workbook
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.tables import DataFrame
from pipeline.tables.survey import Respondents

MOST_RECORDS = 10_000  # beyond, a workbook takes minutes to write and to open: the .sav file holds them


def write_xlsx(path: Path, respondents: DataFrame[Respondents], codebook: SurveyCodebook, language: str) -> None:
    """Sheets `data` (a record a row, labels in `language`) and `variables` (name, label, question, answers)."""
    import openpyxl

    book = openpyxl.Workbook()
    data = book.active
    data.title = "data"
    variables = [variable for variable in codebook.variables if variable.name in respondents]
    data.append([variable.name for variable in variables])
    data.append([variable.label[language] for variable in variables])
    if len(respondents) <= MOST_RECORDS:
        columns = [
            _cells(respondents[variable.name], codebook.values(variable.name), language) for variable in variables
        ]
        for row in zip(*columns, strict=True):
            data.append(list(row))
    else:
        data.append([f"{len(respondents)} > {MOST_RECORDS}: respondents.{language}.sav"])
    data.freeze_panes = "B3"
    about = book.create_sheet("variables")
    about.append(["name", "label", "question", "answers"])
    for variable in variables:
        values = codebook.values(variable.name).items()
        answers = "; ".join(f"{code_text(code)} = {label[language]}" for code, label in values)
        about.append([variable.name, variable.label[language], variable.question[language], answers])
    about.freeze_panes = "A2"
    for sheet in (data, about):
        for number in range(1, sheet.max_column + 1):
            sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width = 24
    save_workbook(book, path)


def _cells(values: pd.Series, labels: dict, language: str) -> list[Any]:
    """Cells of one column: labels of codes, numbers as numbers, dates and texts as texts; blank where missing."""
    if labels:
        words = {code_text(code): label[language] for code, label in labels.items()}
        return mapped(values, lambda value: words.get(code_text(value), code_text(value))).tolist()
    if pd.api.types.is_numeric_dtype(values):
        return [None if pd.isna(value) else value.item() if hasattr(value, "item") else value for value in values]
    return mapped(values, code_text).tolist()
