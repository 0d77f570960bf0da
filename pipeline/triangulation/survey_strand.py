"""The survey's part: what each indicator of each finding says, for one weighting of the respondents or for many."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.study import StudyError, did_you_mean
from pipeline.survey.estimates import wilson
from pipeline.survey.indicators import OVERALL, groupings, measures
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.triangulation.convergence import Reading, of_parts
from pipeline.triangulation.evaluation import EvaluationCodebook, IndicatorTie


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

    def read(self, draws: np.ndarray | None = None, weighted: bool = True, move: float = 0.0) -> Reading:
        """What the survey says on each finding; see `parts`."""
        if not self.ties:
            return Reading.silent(self.findings)
        return of_parts(*self.parts(draws, weighted, move), self.owner, self.findings)

    def parts(
        self, draws: np.ndarray | None = None, weighted: bool = True, move: float = 0.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """Meaning and strength of each tie, both (S, T).

        `draws`: how often each respondent is drawn, (S, R), once each if left out; `move`: points by which each
        threshold is made harder to meet. Strong where the 95 % score interval (Wilson 1927) lies wholly on one side of
        the threshold; its base is the one that weighting leaves, the squared sum of weights over the sum of squares
        (Kish 1965, Survey Sampling).
        """
        draws = np.ones((1, len(self.weights))) if draws is None else draws
        weights = self.weights if weighted else np.ones_like(self.weights)
        weighted_base = (draws * weights) @ self.base
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(weighted_base > 0, ((draws * weights) @ self.counted) / weighted_base, np.nan)
            effective = weighted_base**2 / ((draws * weights**2) @ self.base)
            low, high = wilson(share * effective, effective)
        sign = np.array([tie.sign for _, tie in self.ties])
        threshold = np.array([tie.value for _, tie in self.ties]) / 100 + sign * move / 100
        meaning = np.where((share - threshold) * sign >= -1e-12, 1.0, -1.0)
        meaning[np.isnan(share) | self.rows["suppressed"].to_numpy(dtype=bool)[None, :]] = np.nan
        return meaning, (low > threshold) | (high < threshold)


def gather(
    matrix: EvaluationCodebook, survey: SurveyCodebook, respondents: pd.DataFrame, indicators: pd.DataFrame, where: str
) -> SurveyStrand:
    """Raises StudyError for an indicator or group that is not measured, no share, or at odds with the records."""
    values = {measure.name: measure for measure in measures(respondents, survey)}
    inside = {groups.name: groups for groups in groupings(respondents, survey)}
    table = indicators.set_index(["indicator", "breakdown", "group"])
    ties = [(at, tie) for at, finding in enumerate(matrix.findings) for tie in finding.indicators]
    counted = np.zeros((len(respondents), len(ties)), dtype=bool)
    base, rows = counted.copy(), []
    for column, (at, tie) in enumerate(ties):
        _refuse_unmeasured(tie, indicators, f"{where}, finding {matrix.findings[at].id}")
        own = values[tie.indicator].values
        base[:, column] = ~np.isnan(own)
        if tie.breakdown != OVERALL:
            groups = inside[tie.breakdown]
            base[:, column] &= groups.of == groups.codes.index(tie.group)
        counted[:, column] = base[:, column] & (own == 1)
        row = table.loc[(tie.indicator, tie.breakdown, tie.group)]
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


def _refuse_unmeasured(tie: IndicatorTie, indicators: pd.DataFrame, place: str) -> None:
    own = indicators[indicators["indicator"] == tie.indicator]
    shares = indicators.loc[(indicators["breakdown"] == OVERALL) & indicators["percent"].notna(), "indicator"]
    if own.empty or tie.indicator not in set(shares):
        what = "is not measured" if own.empty else "is not a share"
        todo = did_you_mean(tie.indicator, shares, "Correct it there.")
        expected = "a share of processed/survey/indicators.csv"
        raise StudyError(place, f"the indicator {tie.indicator!r} {what}", expected, todo)
    if not ((own["breakdown"] == tie.breakdown) & (own["group"].astype(str) == tie.group)).any():
        known = sorted({f"{row.breakdown} {row.group}" for row in own.itertuples()})
        raise StudyError(
            place, f"{tie.indicator!r} is not measured for {tie.breakdown} {tie.group!r}", "one of " + ", ".join(known)
        )
