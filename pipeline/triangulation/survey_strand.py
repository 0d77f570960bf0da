"""The survey's part: what each indicator of each finding says, for one weighting of the respondents or for many."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.study import StudyError
from pipeline.survey.codebook import Indicator, SurveyCodebook
from pipeline.triangulation.codebook import EvaluationCodebook, IndicatorTie
from pipeline.triangulation.convergence import Reading, of_parts

SHARES = ("share", "top_box", "distribution")


@dataclass(frozen=True)
class SurveyStrand:
    """All ties of findings to indicators. R respondents, T ties, F findings."""

    record_ids: list[str]
    weights: np.ndarray  # (R,)
    ties: list[tuple[int, IndicatorTie]]  # position of the finding, and the tie
    counted: np.ndarray  # (R, T) bool: in the numerator
    base: np.ndarray  # (R, T) bool: gave a valid answer, and in the group
    rows: pd.DataFrame  # the T rows of survey/indicators; suppressed rows say nothing
    findings: int

    @property
    def owner(self) -> np.ndarray:
        return np.array([finding for finding, _ in self.ties], dtype=int)

    def read(self, weights: np.ndarray, move: float = 0.0) -> Reading:
        """What the survey says on each finding, for respondent weights (S, R); see `parts`."""
        if not self.ties:
            return Reading.silent(self.findings)
        return of_parts(*self.parts(weights, move), self.owner, self.findings)

    def parts(self, weights: np.ndarray, move: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Meaning and strength of each tie, both (S, T), for weights (S, R); thresholds raised in rigour by `move`
        points.

        Strong where the 95 % score interval (Wilson 1927) lies wholly on one side of the threshold; its base is the
        one that weighting leaves: the squared sum of weights over the sum of their squares (Kish 1965, Survey
        Sampling).
        """
        from statsmodels.stats.proportion import proportion_confint

        weighted_base = weights @ self.base
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(weighted_base > 0, (weights @ self.counted) / weighted_base, np.nan)
            effective = weighted_base**2 / (weights**2 @ self.base)
            low, high = proportion_confint(share * effective, effective, method="wilson")
        sign = np.array([tie.sign for _, tie in self.ties])
        threshold = np.array([tie.value for _, tie in self.ties]) / 100 + sign * move / 100
        meaning = np.where((share - threshold) * sign >= -1e-12, 1.0, -1.0)
        meaning[np.isnan(share) | self.rows["suppressed"].to_numpy(dtype=bool)[None, :]] = np.nan
        return meaning, (low > threshold) | (high < threshold)


def gather(
    matrix: EvaluationCodebook, survey: SurveyCodebook, respondents: pd.DataFrame, indicators: pd.DataFrame, where: str
) -> SurveyStrand:
    """Raises StudyError for an indicator or group that is not measured, no share, or at odds with the records."""
    table = indicators.set_index(["indicator", "breakdown", "group"])
    ties = [(at, tie) for at, finding in enumerate(matrix.findings) for tie in finding.indicators]
    counted = np.zeros((len(respondents), len(ties)), dtype=bool)
    base = counted.copy()
    rows = []
    for column, (at, tie) in enumerate(ties):
        place = f"{where}, finding {matrix.findings[at].id}"
        key = (tie.indicator, tie.breakdown, tie.group)
        if key not in table.index:
            found, known = f"the indicator {tie.indicator!r} is not measured", set(indicators["indicator"])
            if tie.indicator in known:
                found = f"{tie.indicator!r} is not measured for {tie.breakdown} {tie.group!r}"
                known = set(indicators.loc[indicators["indicator"] == tie.indicator, "breakdown"])
            raise StudyError(place, found, "one of " + ", ".join(sorted(known)), "Correct it there.")
        counted[:, column], base[:, column] = membership(survey, respondents, tie, place)
        row = table.loc[key]
        found = (int(counted[:, column].sum()), int(base[:, column].sum()))
        if not row["suppressed"] and found != (round(row["numerator"]), round(row["denominator"])):
            raise StudyError(
                "processed/survey/indicators.csv",
                f"{tie.indicator} stands at {row['numerator']:g} of {row['denominator']:g}",
                f"{found[0]} of {found[1]}, as in processed/survey/respondents",
                "Run `python -m pipeline measure` again.",
            )
        rows.append(row)
    frame = pd.DataFrame(rows, columns=table.columns).reset_index(drop=True)
    return SurveyStrand(
        respondents["record_id"].tolist(),
        respondents["weight"].to_numpy(dtype=float),
        ties,
        counted,
        base,
        frame.assign(suppressed=frame["suppressed"].astype(bool)),
        len(matrix.findings),
    )


def membership(
    survey: SurveyCodebook, respondents: pd.DataFrame, tie: IndicatorTie, place: str
) -> tuple[np.ndarray, np.ndarray]:
    """Who is counted and who is in the base: two bool arrays. `NAME:CODE` is one answer of a distribution."""
    name, _, answer = tie.indicator.partition(":")
    indicator = next((one for one in survey.indicators if one.name == name), None)
    if indicator is None or indicator.kind not in SHARES:
        kind = "declared" if indicator is None else f"a share but a {indicator.kind}"
        raise StudyError(place, f"the indicator {tie.indicator!r} is not {kind}", "a share, a top box or `NAME:CODE`")
    values = respondents[indicator.variables[0]]
    base = values.notna().to_numpy()
    counted = _in(values, _counts(indicator, answer)) & base
    if tie.breakdown != "overall":
        breakdown = next(one for one in survey.breakdowns if one.name == tie.breakdown)
        inside = _in(respondents[breakdown.variable], [tie.group])
        base, counted = base & inside, counted & inside
    return counted, base


def _counts(indicator: Indicator, answer: str) -> list:
    return [answer] if indicator.kind == "distribution" else list(indicator.counts)


def _in(values: pd.Series, codes: list) -> np.ndarray:
    """Codes are compared as they are written: `1`, `1.0` and `'1'` are one code."""
    return values.map(_text).isin({_text(code) for code in codes}).to_numpy()


def _text(code: object) -> str:
    return f"{code:g}" if isinstance(code, (int, float, np.number)) and not pd.isna(code) else str(code)
