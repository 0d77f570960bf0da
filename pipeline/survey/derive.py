"""Clean variables made from other clean variables: durations, groups, flags."""

import pandas as pd

from pipeline.cleaning.cells import code_text
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Duration, Lookup, Speed, StraightLine


def lookup(values: pd.Series, variable: Lookup) -> pd.Series:
    """`values` grouped; a value in no group is missing."""
    groups = {code_text(value): group.clean for group in variable.groups for value in group.values}
    clean = {value: groups.get(code_text(value)) for value in values.dropna().unique()}
    dtype = "Int64" if all(isinstance(group.clean, int) for group in variable.groups) else "str"
    return values.map(clean).astype("object").where(values.notna(), None).astype(dtype)


def duration(clean: pd.DataFrame, variable: Duration) -> pd.Series:
    """Minutes from start to end; missing where either is, or where the end lies before the start."""
    seconds = (clean[variable.end] - clean[variable.start]).dt.total_seconds()
    return (seconds.where(seconds >= 0) / 60).round(variable.decimals).astype("float64")


def straight_line(raw: pd.DataFrame, variable: StraightLine) -> pd.Series:
    items = raw[variable.raw]
    first = items.iloc[:, 0]
    return (items.eq(first, axis=0).all(axis=1) & first.ne("")).astype("Int64")


def speed(kept: pd.DataFrame, variable: Speed) -> pd.Series:
    """1 or 0 against the median of the records kept, or against a fixed number; 0 where the duration is unknown."""
    values = kept[variable.variable].astype("float64")
    flagged = pd.Series(False, index=kept.index)
    if variable.under_share_of_median is not None:
        flagged |= values < values.median() * float(variable.under_share_of_median)
    if variable.over is not None:
        flagged |= values > variable.over
    return flagged.astype("Int64")


def derived_before_drops(clean: pd.DataFrame, codebook: SurveyCodebook) -> pd.DataFrame:
    for variable in codebook.variables:
        if isinstance(variable, Lookup):
            clean[variable.name] = lookup(clean[variable.variable], variable)
        elif isinstance(variable, Duration):
            clean[variable.name] = duration(clean, variable)
    return clean


def flags(kept: pd.DataFrame, raw: pd.DataFrame, broken: pd.Series, codebook: SurveyCodebook) -> pd.DataFrame:
    """The flag columns of the kept records. `broken`: an answer was set aside by skip logic."""
    for variable in codebook.variables:
        if isinstance(variable, StraightLine):
            kept[variable.name] = straight_line(raw, variable)
        elif isinstance(variable, Speed):
            kept[variable.name] = speed(kept, variable)
        elif variable.kind == "skip_broken":
            kept[variable.name] = broken.astype("Int64")
    return kept
