"""One variable's distribution, safe to print: what the codebook document and the DDI file show."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.disclosure import suppressed
from pipeline.cleaning.entries import Text
from pipeline.language import phrase
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Date, Identifier, OpenAnswer, ShortText
from pipeline.tables import DataFrame
from pipeline.tables.survey import Respondents

BINS = 10


@dataclass(frozen=True)
class Bar:
    """One category or interval; `count` is None where it may not be printed."""

    code: str  # empty for an interval
    label: Text
    count: int | None
    percent: float | None  # of the valid base


@dataclass(frozen=True)
class Distribution:
    valid: int
    missing: int
    bars: list[Bar]
    mean: float | None = None
    deviation: float | None = None
    quartiles: tuple[float, float, float] | None = None


def distributions(
    respondents: DataFrame[Respondents], codebook: SurveyCodebook, threshold: int
) -> dict[str, Distribution]:
    """For each variable of the codebook that `respondents` have."""
    names = [variable.name for variable in codebook.variables if variable.name in respondents]
    return {name: distribution(respondents[name], name, codebook, threshold) for name in names}


def distribution(values: pd.Series, name: str, codebook: SurveyCodebook, threshold: int) -> Distribution:
    """Counts by category, or by interval for numbers; smallest and largest value are never printed.

    Categories under the threshold are hidden where they say who somebody is (and a second one with them, lest it follow
    from the base); how all respondents answered always stands. Intervals are joined until each reaches the threshold.
    Texts, identifiers and weights have no bars.
    """
    variable = codebook.variable(name)
    valid = values.dropna()
    missing = int(len(values) - len(valid))
    if not (pd.api.types.is_numeric_dtype(valid) or pd.api.types.is_datetime64_any_dtype(valid)):
        valid = valid[valid.astype("str").ne("")]
    labels = codebook.values(name)
    flag = variable.kind in ("straight_line", "speed", "skip_broken")
    if flag:
        labels = {code: phrase("survey", key, codebook.languages) for code, key in enumerate(("flag.no", "flag.yes"))}
    if labels:
        least = threshold if codebook.is_background(name) else 0
        return Distribution(len(valid), missing, _categories(valid, labels, least))
    if isinstance(variable, Date):
        return Distribution(len(valid), missing, _weeks(valid, threshold, codebook.languages))
    if isinstance(variable, (Identifier, OpenAnswer, ShortText)) or not pd.api.types.is_numeric_dtype(values):
        return Distribution(len(valid), missing, [])
    numbers = valid.to_numpy(dtype=float)
    if len(numbers) < threshold:
        return Distribution(len(valid), missing, [])
    low, middle, high = (float(number) for number in np.percentile(numbers, [25, 50, 75]))
    deviation = float(numbers.std(ddof=1)) if len(numbers) > 1 else None
    bars = [] if variable.kind == "weight" else _intervals(numbers, threshold, codebook.languages)
    return Distribution(len(valid), missing, bars, float(numbers.mean()), deviation, (low, middle, high))


def _categories(valid: pd.Series, labels: dict, threshold: int) -> list[Bar]:
    counts = mapped(valid, code_text).value_counts()
    bases = np.array([int(counts.get(code_text(code), 0)) for code in labels])
    hidden = suppressed(bases, threshold)
    return [
        Bar(code_text(code), label, None, None)
        if hide
        else Bar(code_text(code), label, int(base), 100 * base / len(valid) if len(valid) else None)
        for (code, label), base, hide in zip(labels.items(), bases, hidden, strict=True)
    ]


def _weeks(dates: pd.Series, threshold: int, languages: list[str]) -> list[Bar]:
    """Records by week, named by its Monday."""
    mondays = dates.dt.to_period("W-SUN").dt.start_time.dt.strftime("%Y-%m-%d")
    weeks = {week: phrase("survey", "week_of", languages, day=week) for week in sorted(mondays.unique())}
    return [replace(bar, code="") for bar in _categories(mondays, weeks, threshold)]


def _intervals(numbers: np.ndarray, threshold: int, languages: list[str]) -> list[Bar]:
    """Intervals from low to high: single whole numbers where these are few, else tenths of the base; sparse: joined."""
    whole = bool((numbers == numbers.round()).all())
    if whole and numbers.max() - numbers.min() <= BINS:
        edges = np.arange(numbers.min(), numbers.max() + 2)
    else:
        edges = np.unique(np.percentile(numbers, np.linspace(0, 100, BINS + 1)).round(0 if whole else 2))
        edges[0], edges[-1] = min(edges[0], numbers.min()), max(edges[-1], numbers.max())
        edges[-1] = edges[-1] + 1 if whole else np.nextafter(edges[-1], np.inf)
    counts = np.histogram(numbers, bins=edges)[0] if len(edges) > 1 else np.array([len(numbers)])
    groups, current = [], []
    for number in range(len(counts)):
        current.append(number)
        if counts[current].sum() >= threshold:
            groups.append(current)
            current = []
    if current and groups:
        groups[-1] += current
    bars = []
    for group in groups:
        low, high = edges[group[0]], edges[group[-1] + 1]
        count = int(((numbers >= low) & (numbers < high)).sum())
        label = _interval(low, high, whole, group is groups[0], group is groups[-1], languages)
        bars.append(Bar("", label, count, 100 * count / len(numbers)))
    return bars


def _interval(low: float, high: float, whole: bool, first: bool, last: bool, languages: list[str]) -> Text:
    """An interval in words; the first and the last are open, so that they tell no single respondent's number."""
    top = high - 1 if whole else high
    if whole and top - low < 1:
        key = "interval.one"
    elif first and last:
        key = "interval.all"
    elif last:
        key = "interval.from"
    elif first:
        key = "interval.up_to" if whole else "interval.under"
    else:
        key = "interval.to" if whole else "interval.to_under"
    return phrase("survey", key, languages, low=float(low), top=float(top), high=float(high))
