"""Data quality: why values are missing, who was dropped, what a person should look at; as tables and as a report."""

from typing import Any

import pandas as pd

from pipeline.cleaning.cells import code_text
from pipeline.survey.codebook_document import render
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Date, Variable

UNREAD = ["amount:unread", "date:unread", "spelling:unknown", "not_a_number"]
SHOWN = 200  # rows of a list in the report; all are in the tables
LOOK_AT = ["spelling:near", "amount:words", "undeclared", "skip", "ticked:unlisted", *UNREAD]


def item_nonresponse(clean: pd.DataFrame, rules: dict[str, pd.Series], codebook: SurveyCodebook) -> pd.DataFrame:
    """The table `survey/item_nonresponse` of the kept records; `rules`: the rule behind each cell, by variable."""
    rows = []
    for variable in codebook.variables:
        if not isinstance(variable, Variable) or variable.kind == "identifier":
            continue
        missing = clean[variable.name].isna()
        reasons = rules[variable.name].loc[clean.index][missing].value_counts()
        not_asked = [f"missing:{code_text(entry.code)}" for entry in codebook.missing_codes if entry.not_asked]
        declared = [name for name in reasons.index if name.startswith("missing:") and name not in not_asked]
        declared += ["amount:none", "spelling:missing"]
        row: dict[str, Any] = {
            "variable": variable.name,
            "valid": int((~missing).sum()),
            "declared_missing": _sum(reasons, declared),
            "not_asked": _sum(reasons, [*not_asked, "skip"]),
            "undeclared": _sum(reasons, ["undeclared"]),
            "unread": _sum(reasons, UNREAD),
        }
        row["blank"] = len(clean) - sum(value for name, value in row.items() if name != "variable")
        rows.append(row)
    columns = ["variable", "valid", "blank", "declared_missing", "not_asked", "undeclared", "unread"]
    return pd.DataFrame(rows, columns=columns)


def _sum(counts: pd.Series, names: list[str]) -> int:
    return int(counts.reindex(names, fill_value=0).sum())


def by_day(dates: pd.DataFrame, kept: pd.Series, codebook: SurveyCodebook) -> list[tuple[str, int, int]]:
    """(day, kept, dropped) for the first date variable, days without records included; unknown days last as ""."""
    first = next((variable.name for variable in codebook.variables if isinstance(variable, Date)), None)
    if first is None:
        return []
    days = dates[first].dt.strftime("%Y-%m-%d").fillna("")
    counts = pd.crosstab(days, kept).reindex(columns=[True, False], fill_value=0)
    known = [day for day in counts.index if day]
    # A test years before the launch would fill the report with empty days.
    if known and len(span := pd.date_range(known[0], known[-1]).strftime("%Y-%m-%d")) <= 366:
        counts = counts.reindex([*span, *(day for day in counts.index if not day)], fill_value=0)
    counts = counts.loc[[*(day for day in counts.index if day), *(day for day in counts.index if not day)]]
    return [(day, int(row[True]), int(row[False])) for day, row in counts.iterrows()]


def quality_html(
    codebook: SurveyCodebook,
    metrics: dict,
    days: list[tuple[str, int, int]],
    nonresponse: pd.DataFrame,
    log: pd.DataFrame,
    near: pd.DataFrame,
    clean: pd.DataFrame,
    language: str,
) -> str:
    """The data-quality report in one language; no raw value that identifies somebody."""
    flags = [variable for variable in codebook.variables if variable.name in metrics["flagged"]]
    look_at = log[log["rule"].isin(LOOK_AT)]
    return render(
        "quality.html.jinja",
        language,
        codebook=codebook,
        metrics=metrics,
        days=days,
        most=max([kept + dropped for _, kept, dropped in days], default=1),
        nonresponse=nonresponse.to_dict("records"),
        labels={variable.name: variable.label[language] for variable in codebook.variables},
        look_at=look_at.head(SHOWN).fillna("").to_dict("records"),
        look_at_all=len(look_at),
        near=near.head(SHOWN).to_dict("records"),
        near_all=len(near),
        flags=[(flag, list(clean.loc[clean[flag.name] == 1, "record_id"].head(SHOWN))) for flag in flags],
    )
