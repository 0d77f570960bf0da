"""The codebook's indicators, overall and by group."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.disclosure import hidden_groups
from pipeline.cleaning.entries import Code, Text
from pipeline.language import colon, phrase
from pipeline.survey.drops import holds
from pipeline.survey.estimates import CELLS, by_group, figures, linearised
from pipeline.survey.survey_codebook import Breakdown, Indicator, SurveyCodebook
from pipeline.survey.variance import Design, design_of
from pipeline.tables import DataFrame
from pipeline.tables.survey import Respondents

OVERALL = "overall"
UNITS = {"mean": "mean", "net": "points", "count": "respondents"}  # everything else is in percent


@dataclass(frozen=True)
class Measure:
    """One figure to estimate: for a share 1 (counted), 0 (not) or NaN (not in the base); for a mean the value."""

    name: str
    label: Text
    indicator: Indicator
    values: np.ndarray

    @property
    def unit(self) -> str:
        return UNITS.get(self.indicator.kind, "percent")


@dataclass(frozen=True)
class Grouping:
    """Groups of one breakdown: codes (G,) as text, labels (G,), and each respondent's group (N,), -1 for none."""

    name: str
    variable: str
    codes: list[str]
    labels: list[Text]
    of: np.ndarray
    compare: bool


def measures(respondents: pd.DataFrame, codebook: SurveyCodebook) -> list[Measure]:
    """All figures of the codebook, in its order; a distribution or multiple response gives one for each answer."""
    found = []
    for indicator in codebook.indicators:
        inside = np.ones(len(respondents), dtype=bool)
        if indicator.among:
            inside = holds(indicator.among, respondents[[]], respondents).to_numpy(dtype=bool)
        for name, label, values in _values(respondents[indicator.variables], indicator, codebook):
            found.append(Measure(name, label, indicator, np.where(inside, values, np.nan)))
    return found


def _values(
    columns: pd.DataFrame, indicator: Indicator, codebook: SurveyCodebook
) -> Iterator[tuple[str, Text, np.ndarray]]:
    """(name, label, values) for each figure of an indicator."""
    name, label = indicator.name, indicator.label
    if indicator.kind == "count":
        yield name, label, np.ones(len(columns))
    elif indicator.kind == "mean":
        yield name, label, columns.iloc[:, 0].astype("float64").to_numpy()
    elif indicator.kind == "net":
        yield name, label, share(columns, indicator.counts) - share(columns, indicator.against)
    elif indicator.kind == "distribution":
        for code, answer in codebook.values(indicator.variables[0]).items():
            yield f"{name}:{code_text(code)}", _both(label, answer), share(columns, [code])
    elif indicator.kind == "multiple_response":
        answered = columns.notna().any(axis=1).to_numpy()
        for variable in indicator.variables:
            ticked = columns[variable].isin(indicator.counts).to_numpy(dtype=float)
            yield (
                f"{name}:{variable}",
                _both(label, codebook.variable(variable).label),
                np.where(answered, ticked, np.nan),
            )
    else:
        yield name, label, share(columns, indicator.counts)


def share(columns: pd.DataFrame, counts: list[Code]) -> np.ndarray:
    """1.0 where the one column's value counts, 0.0 where it does not, NaN where it is missing."""
    column = columns.iloc[:, 0]
    return np.where(column.notna(), column.isin(counts).to_numpy(dtype=float), np.nan)


def groupings(respondents: DataFrame[Respondents], codebook: SurveyCodebook) -> list[Grouping]:
    return [grouping(respondents, breakdown, codebook) for breakdown in codebook.breakdowns]


def grouping(respondents: DataFrame[Respondents], breakdown: Breakdown, codebook: SurveyCodebook) -> Grouping:
    """Declared values are groups even where nobody gave them; a variable without declared values: those that occur."""
    labels = {code_text(code): label for code, label in codebook.values(breakdown.variable).items()}
    texts = mapped(respondents[breakdown.variable], code_text)
    if not labels:
        labels = {text: Text(dict.fromkeys(codebook.languages, text)) for text in sorted(set(texts) - {""})}
    codes = list(labels)
    of = texts.map({code: number for number, code in enumerate(codes)}).fillna(-1).astype(int).to_numpy()
    return Grouping(breakdown.name, breakdown.variable, codes, list(labels.values()), of, breakdown.compare)


def hidden(measures: list[Measure], groupings: list[Grouping], threshold: int) -> dict[tuple[str, str], np.ndarray]:
    """For each (indicator, breakdown) which groups may not be printed; bases that are alike are worked out once."""
    if not groupings:
        return {}
    patterns, which = np.unique(np.stack([groups.of for groups in groupings], axis=1), axis=0, return_inverse=True)
    sizes = [len(groups.codes) for groups in groupings]
    by_base, result = {}, {}
    for measure in measures:
        inside = ~np.isnan(measure.values)
        base = inside.tobytes()
        if base not in by_base:
            counts = np.bincount(which[inside], minlength=len(patterns))
            by_base[base] = hidden_groups(patterns, counts, sizes, threshold)
        for groups, hide in zip(groupings, by_base[base], strict=True):
            result[measure.name, groups.name] = hide
    return result


def measured(
    measures: list[Measure],
    groupings: list[Grouping],
    hidden: dict[tuple[str, str], np.ndarray],
    weights: np.ndarray,
    design: Design | None = None,
) -> pd.DataFrame:
    """The table `survey/indicators`: every figure overall and by group; suppressed cells are empty.

    `design`: how the sample was drawn, where weighted intervals are to be linearised; none: by Kish's design effect.
    """
    languages = list(measures[0].label.root) if measures else ["en"]
    label = phrase("survey", "everyone", languages)
    everyone = Grouping(OVERALL, "", ["all"], [label], np.zeros(len(weights), dtype=int), False)
    cells, rows = [], []
    for measure in measures:
        for groups in [everyone, *groupings]:
            cell = by_group(measure.values, weights, groups.of, len(groups.codes))
            if design is not None and measure.unit != "respondents":
                cell = linearised(cell, measure.values, groups.of, design, measure.unit == "percent")
            cells.append(cell)
            hide = hidden.get((measure.name, groups.name), np.zeros(len(groups.codes), dtype=bool))
            rows += [
                (
                    measure.name,
                    groups.name,
                    code,
                    bool(hide[number]),
                    measure.unit,
                    measure.label,
                    groups.labels[number],
                )
                for number, code in enumerate(groups.codes)
            ]
    table = pd.DataFrame(
        rows, columns=["indicator", "breakdown", "group", "suppressed", "unit", "label", "group_label"]
    )
    numbers = figures(pd.DataFrame(np.concatenate([*cells, np.empty((0, len(CELLS)))]), columns=CELLS), table["unit"])
    numbers.loc[table["suppressed"]] = np.nan
    labels = {
        f"{name}_{language}": [text[language] for text in table[column]]
        for name, column in (("label", "label"), ("group", "group_label"))
        for language in languages
    }
    keys = table[["indicator", "breakdown", "group"]]
    return pd.concat([keys, numbers, table[["suppressed", "unit"]], pd.DataFrame(labels)], axis=1)


def sample_design(respondents: DataFrame[Respondents], codebook: SurveyCodebook) -> Design | None:
    """How the respondents were drawn, and the margins their weights meet; none unless `errors: linearised`."""
    rule = codebook.weighting
    if rule.errors != "linearised":
        return None

    def codes(name: str | None) -> np.ndarray | None:
        return mapped(respondents[name], code_text).to_numpy() if name else None

    margins = [pd.get_dummies(mapped(respondents[margin.variable], code_text)) for margin in codebook.margins]
    met = pd.concat(margins, axis=1).to_numpy(dtype=float) if margins else None
    return design_of(respondents["weight"].to_numpy(dtype=float), codes(rule.strata), codes(rule.cluster), margins=met)


def _both(first: Text, second: Text) -> Text:
    """`FIRST: SECOND` in each language of the first."""
    return Text({one: f"{text}{colon(one)}{second[one]}" for one, text in first.root.items()})
