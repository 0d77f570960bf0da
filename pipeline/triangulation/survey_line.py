"""The survey as a line of evidence: the shares and differences that findings rest on, with their effective bases."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.study import StudyError, did_you_mean
from pipeline.survey.indicators import OVERALL, groupings, measures
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.tables import DataFrame
from pipeline.tables.survey import Indicators, Respondents
from pipeline.triangulation.evaluation import (
    DifferenceTie,
    EvaluationCodebook,
    Finding,
    IndicatorTie,
    SurveyDesign,
    Threshold,
)
from pipeline.triangulation.pairs import corrected_p
from pipeline.triangulation.rule.evidence import DifferenceItem, Evidence, ShareItem


@dataclass(frozen=True)
class Cell:
    """One indicator in one group (or all) of R respondents."""

    counted: np.ndarray  # (R,) bool: in the numerator
    base: np.ndarray  # (R,) bool: gave a valid answer, and in the group
    row: pd.Series  # of survey/indicators

    def share(self, weights: np.ndarray) -> tuple[float, float]:
        """Weighted share (0 to 1) and effective base, (Σw)²/Σw² (Kish 1965, Survey Sampling)."""
        own = weights[self.base]
        if own.sum() == 0:
            return 0.0, 0.0
        return float(weights[self.counted].sum() / own.sum()), float(own.sum() ** 2 / (own**2).sum())


@dataclass(frozen=True)
class SurveyLine:
    record_ids: list[str]
    weights: np.ndarray  # (R,)
    cells: dict[tuple[str, str, str], Cell]  # by indicator, breakdown, group
    p_values: dict[tuple[str, str, str, str], float]  # of differences: indicator, breakdown, higher, lower
    design: SurveyDesign

    def items(self, finding: Finding, weighted: bool = True, without: str | None = None) -> list[Evidence]:
        """The finding's shares and differences as the rule takes them; suppressed ones say nothing."""
        weights = self.weights if weighted else np.ones_like(self.weights)
        ties = [tie for tie in finding.of_survey if tie.indicator != without and not self.is_suppressed(tie)]
        return [self.item(tie, weights) for tie in ties]

    def cells_of(self, tie: IndicatorTie | DifferenceTie) -> list[Cell]:
        """What a piece of evidence rests on: the cell of a share, the two of a difference, the higher first."""
        groups = [tie.group] if isinstance(tie, IndicatorTie) else [tie.higher, tie.lower]
        return [self.cells[tie.indicator, tie.breakdown, group] for group in groups]

    def is_suppressed(self, tie: IndicatorTie | DifferenceTie) -> bool:
        return any(cell.row["suppressed"] for cell in self.cells_of(tie))

    def item(self, tie: IndicatorTie | DifferenceTie, weights: np.ndarray) -> ShareItem | DifferenceItem:
        """One share or difference as the rule takes it; weights (R,)."""
        cells = self.cells_of(tie)
        shares, answers = [cell.share(weights) for cell in cells], int(sum(cell.base.sum() for cell in cells))
        common = self._common(tie, answers)
        if isinstance(tie, IndicatorTie):
            ((share, base),) = shares
            return ShareItem(share=share, base=base, **scaled(tie), **common)
        (share1, base1), (share2, base2) = shares
        p = self.p_values[tie.indicator, tie.breakdown, tie.higher, tie.lower]
        return DifferenceItem(share1=share1, base1=base1, share2=share2, base2=base2, corrected_p=p, **common)

    def _common(self, tie: IndicatorTie | DifferenceTie, answers: int) -> dict:
        invited = self.design.invited
        return {
            "line": "survey",
            "source": self.design.source,
            "bearing": tie.bearing,
            "limits": tie.limits,
            "other_period": tie.other_period,
            "respondents": answers,
            "response": None if invited is None else len(self.record_ids) / invited,
            "self_selected": self.design.self_selected,
        }


def scaled(tie: Threshold) -> dict[str, Any]:
    """The threshold of a share, from per cent to 0 to 1."""
    between = None if tie.between is None else (tie.between[0] / 100, tie.between[1] / 100)
    return {
        "at_least": None if tie.at_least is None else tie.at_least / 100,
        "at_most": None if tie.at_most is None else tie.at_most / 100,
        "between": between,
    }


def gather(
    matrix: EvaluationCodebook,
    survey: SurveyCodebook,
    respondents: DataFrame[Respondents],
    indicators: DataFrame[Indicators],
    where: str,
) -> SurveyLine:
    """Raises StudyError for an indicator or group that is not measured, no share, or at odds with the records."""
    values = {measure.name: measure for measure in measures(respondents, survey)}
    inside = {groups.name: groups for groups in groupings(respondents, survey)}
    table = indicators.set_index(["indicator", "breakdown", "group"])
    cells: dict[tuple[str, str, str], Cell] = {}
    p_values = {}
    for finding in matrix.findings:
        wanted = [(tie.indicator, tie.breakdown, tie.group) for tie in finding.indicators]
        for gap in finding.differences:
            wanted += [(gap.indicator, gap.breakdown, group) for group in (gap.higher, gap.lower)]
        for key in wanted:
            _refuse_unmeasured(key, indicators, f"{where}, finding {finding.id}")
            cells[key] = _cell(key, values, inside, table.loc[key])
        for gap in finding.differences:
            p_values[gap.indicator, gap.breakdown, gap.higher, gap.lower] = corrected_p(gap, indicators)
    weights = respondents["weight"].to_numpy(dtype=float)
    return SurveyLine(respondents["record_id"].tolist(), weights, cells, p_values, matrix.survey)


def _cell(key: tuple[str, str, str], values: dict, inside: dict, row: pd.Series) -> Cell:
    indicator, breakdown, group = key
    own = values[indicator].values
    base = ~np.isnan(own)
    if breakdown != OVERALL:
        base = base & (inside[breakdown].of == inside[breakdown].codes.index(group))
    counted = base & (own == 1)
    found = (int(counted.sum()), int(base.sum()))
    if not row["suppressed"] and found != (round(row["numerator"]), round(row["denominator"])):
        raise StudyError(
            "processed/survey/indicators.csv",
            f"{indicator} stands at {row['numerator']:g} of {row['denominator']:g}",
            f"{found[0]} of {found[1]}, as in processed/survey/respondents",
            "Run `python -m pipeline measure` again.",
        )
    return Cell(counted, base, row)


def _refuse_unmeasured(key: tuple[str, str, str], indicators: DataFrame[Indicators], place: str) -> None:
    indicator, breakdown, group = key
    own = indicators[indicators["indicator"] == indicator]
    shares = indicators.loc[(indicators["breakdown"] == OVERALL) & indicators["percent"].notna(), "indicator"]
    if own.empty or indicator not in set(shares):
        what = "is not measured" if own.empty else "is not a share"
        expected = "a share of processed/survey/indicators.csv"
        todo = did_you_mean(indicator, shares, "Correct it there.")
        raise StudyError(place, f"the indicator {indicator!r} {what}", expected, todo)
    if not ((own["breakdown"] == breakdown) & (own["group"].astype(str) == group)).any():
        known = sorted({f"{row.breakdown} {row.group}" for row in own.itertuples()})
        raise StudyError(
            place, f"{indicator!r} is not measured for {breakdown} {group!r}", "one of " + ", ".join(known)
        )
