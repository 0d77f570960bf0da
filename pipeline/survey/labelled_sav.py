"""The clean table as a labelled SPSS file, the same bytes every time."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.cleaning.entries import Text as Label
from pipeline.study import fixed_moment
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import AnyVariable
from pipeline.tables import DataFrame
from pipeline.tables.survey import Respondents

CREATED = 92  # offset of the creation date (9 bytes) and time (8) in the header of a system file
MEASURES = {"number": "scale", "amount": "scale", "duration": "scale", "weight": "scale", "date": "scale"}
FORMATS = {"amount": "F8.2", "duration": "F8.2", "weight": "F12.6", "date": "DATETIME20"}
CALENDAR = 12_219_379_200  # seconds from 14 October 1582, from which SPSS counts, to 1970
SYSTEM_MISSING = -sys.float_info.max  # as SPSS stores it; of NaN pyreadstat would ask pandas cell by cell
LONGEST_LABEL = 120  # bytes of a value label that every version of SPSS reads


def write_sav(path: Path, respondents: DataFrame[Respondents], codebook: SurveyCodebook, language: str) -> None:
    """`respondents` with labels of variables and values in `language`; the creation time is SOURCE_DATE_EPOCH."""
    import pyreadstat

    variables = [variable for variable in codebook.variables if variable.name in respondents]
    frame = pd.DataFrame({_name(variable): _column(respondents[variable.name]) for variable in variables})
    values = {
        _name(variable): _of_its_kind(codebook.values(variable.name), frame[_name(variable)]) for variable in variables
    }
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label=codebook.title[language],
        column_labels={_name(variable): _label(variable, language) for variable in variables},
        variable_value_labels={
            name: {code: _cut(label[language]) for code, label in labels.items()}
            for name, labels in values.items()
            if labels
        },
        variable_measure={_name(variable): MEASURES.get(variable.kind, "nominal") for variable in variables},
        variable_format={
            _name(v): FORMATS.get(v.kind, "F8.0") for v in variables if frame[_name(v)].dtype.kind in "if"
        },
    )
    _fix_time(path)


def _name(variable: AnyVariable) -> str:
    """The variable's name; SPSS wants a letter first (`1_village` is `v_1_village`)."""
    return variable.name if variable.name[:1].isalpha() else f"v_{variable.name}"


def _column(values: pd.Series) -> pd.Series:
    """Numbers as floats (missing: SYSTEM_MISSING), texts as str (missing: empty), dates as SPSS counts them: given as
    dates, pyreadstat would turn each into a number of its own, which takes longer than all the rest of the row."""
    if pd.api.types.is_datetime64_any_dtype(values):
        seconds = values.astype("datetime64[ms]").astype("int64").astype("float64") / 1000 + CALENDAR
        return seconds.where(values.notna(), SYSTEM_MISSING)
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("float64").fillna(SYSTEM_MISSING)
    return values.fillna("").astype("object")


def _of_its_kind(labels: Mapping[Any, Label], column: pd.Series) -> dict[Any, Label]:
    """The labels that SPSS can give in this column: of numbers in one of numbers, of texts in one of texts."""
    is_text = column.dtype == "object"
    return {code: label for code, label in labels.items() if isinstance(code, str) == is_text}


def _label(variable: AnyVariable, language: str) -> str:
    """Question and, where they differ, the variable's own label, which says how it is coded."""
    label, question = variable.label[language], variable.question[language]
    return label if label == question else f"{label} | {question}"


def _cut(label: str) -> str:
    return label.encode("utf-8")[:LONGEST_LABEL].decode("utf-8", errors="ignore")


def _fix_time(path: Path) -> None:
    moment = fixed_moment()
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    stamp = f"{moment.day:02d} {months[moment.month - 1]} {moment.year % 100:02d}{moment:%H:%M:%S}"
    with path.open("r+b") as file:
        file.seek(CREATED)
        file.write(stamp.encode("ascii"))
