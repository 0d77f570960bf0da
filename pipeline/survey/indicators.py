"""The codebook's indicators, overall and by group."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.survey.codebook import Breakdown, Code, Indicator, SurveyCodebook, Text
from pipeline.survey.codes import code_text
from pipeline.survey.disclosure import suppressed
from pipeline.survey.estimates import by_group, mean_interval, share_interval

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
    codes: list[str]
    labels: list[Text]
    of: np.ndarray
    compare: bool


def measures(respondents: pd.DataFrame, codebook: SurveyCodebook) -> list[Measure]:
    """All figures of the codebook, in its order; a distribution or multiple response gives one for each answer."""
    found = []
    for indicator in codebook.indicators:
        columns = respondents[indicator.variables]
        if indicator.kind == "count":
            found.append(Measure(indicator.name, indicator.label, indicator, np.ones(len(respondents))))
        elif indicator.kind == "mean":
            values = columns.iloc[:, 0].astype("float64").to_numpy()
            found.append(Measure(indicator.name, indicator.label, indicator, values))
        elif indicator.kind == "net":
            values = share(columns, indicator.counts) - share(columns, indicator.against)
            found.append(Measure(indicator.name, indicator.label, indicator, values))
        elif indicator.kind == "distribution":
            for code, label in codebook.values(indicator.variables[0]).items():
                name = f"{indicator.name}:{code_text(code)}"
                found.append(Measure(name, _both(indicator.label, label), indicator, share(columns, [code])))
        elif indicator.kind == "multiple_response":
            inside = columns.notna().any(axis=1).to_numpy()
            for variable in indicator.variables:
                values = np.where(inside, columns[variable].isin(indicator.counts).to_numpy(dtype=float), np.nan)
                label = _both(indicator.label, codebook.variable(variable).label)
                found.append(Measure(f"{indicator.name}:{variable}", label, indicator, values))
        else:
            found.append(Measure(indicator.name, indicator.label, indicator, share(columns, indicator.counts)))
    return found


def share(columns: pd.DataFrame, counts: list[Code]) -> np.ndarray:
    """1.0 where the one column's value counts, 0.0 where it does not, NaN where it is missing."""
    column = columns.iloc[:, 0]
    return np.where(column.notna(), column.isin(counts).to_numpy(dtype=float), np.nan)


def groupings(respondents: pd.DataFrame, codebook: SurveyCodebook) -> list[Grouping]:
    return [grouping(respondents, breakdown, codebook) for breakdown in codebook.breakdowns]


def grouping(respondents: pd.DataFrame, breakdown: Breakdown, codebook: SurveyCodebook) -> Grouping:
    """Declared values are groups even where nobody gave them; a variable without declared values: those that occur."""
    labels = {code_text(code): label for code, label in codebook.values(breakdown.variable).items()}
    texts = respondents[breakdown.variable].map(code_text)
    if not labels:
        labels = {text: Text(en=text, fr=text) for text in sorted(set(texts) - {""})}
    codes = list(labels)
    of = texts.map({code: number for number, code in enumerate(codes)}).fillna(-1).astype(int).to_numpy()
    return Grouping(breakdown.name, codes, list(labels.values()), of, breakdown.compare)


def measured(respondents: pd.DataFrame, codebook: SurveyCodebook, threshold: int) -> pd.DataFrame:
    """The table `survey/indicators`: every figure overall and by group; suppressed cells are empty."""
    weights = respondents["weight"].to_numpy(dtype=float)
    everyone = Grouping(
        OVERALL, ["all"], [Text(en="All respondents", fr="Ensemble des répondants")], np.zeros(len(weights), int), False
    )
    blocks = []
    for measure in measures(respondents, codebook):
        for groups in [everyone, *groupings(respondents, codebook)]:
            cells = by_group(measure.values, weights, groups.of, len(groups.codes))
            block = estimates(cells, measure.unit)
            block.insert(0, "indicator", measure.name)
            block.insert(1, "breakdown", groups.name)
            block.insert(2, "group", groups.codes)
            unknown = (~np.isnan(measure.values) & (groups.of < 0)).sum()
            hidden = suppressed(cells["base"].to_numpy(), threshold, unknown)
            block["suppressed"] = hidden & (groups.name != OVERALL)
            block.loc[block["suppressed"], FIGURES] = np.nan
            block["unit"] = measure.unit
            for language in ("en", "fr"):
                block[f"label_{language}"] = measure.label[language]
                block[f"group_{language}"] = [label[language] for label in groups.labels]
            blocks.append(block)
    return pd.concat(blocks, ignore_index=True)


FIGURES = [
    "numerator",
    "denominator",
    "percent",
    "ci_low",
    "ci_high",
    "weighted_percent",
    "estimate",
    "weighted_estimate",
    "weighted_ci_low",
    "weighted_ci_high",
    "weighted_base",
    "design_effect",
    "effective_base",
]


def estimates(cells: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The figures of one measure by group, from `estimates.by_group`."""
    base, effective = cells["base"], cells["effective_base"]
    factor = {"percent": 100.0, "points": 100.0}.get(unit, 1.0)
    out = pd.DataFrame({"numerator": cells["total"], "denominator": base})
    out["estimate"], out["weighted_estimate"] = cells["mean"] * factor, cells["weighted_mean"] * factor
    if unit == "percent":
        out["ci_low"], out["ci_high"] = share_interval(cells["total"], base)
        low, high = share_interval(cells["weighted_mean"] * effective, effective)
    elif unit == "respondents":
        out["estimate"], out["weighted_estimate"] = base, cells["weighted_base"]
        out["ci_low"] = out["ci_high"] = low = high = np.nan
    else:
        low, high = mean_interval(cells["mean"] * factor, cells["deviation"] * factor, base)
        out["ci_low"], out["ci_high"] = low, high
        low, high = mean_interval(cells["weighted_mean"] * factor, cells["weighted_deviation"] * factor, effective)
    out["percent"] = out["estimate"] if unit == "percent" else np.nan
    out["weighted_percent"] = out["weighted_estimate"] if unit == "percent" else np.nan
    out["weighted_ci_low"], out["weighted_ci_high"] = low, high
    for name in ("weighted_base", "design_effect", "effective_base"):
        out[name] = cells[name]
    return out[FIGURES]


def _both(first: Text, second: Text) -> Text:
    return Text(en=f"{first.en}: {second.en}", fr=f"{first.fr}\u00a0: {second.fr}")
