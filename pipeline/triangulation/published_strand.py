"""The part of the figures in print: what each says on each finding, and whether it counts as a voice of its own."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.study import StudyError
from pipeline.triangulation.convergence import Reading, of_parts
from pipeline.triangulation.evaluation import EvaluationCodebook


@dataclass(frozen=True)
class Figure:
    """One figure in print tied to one finding."""

    finding: int  # position
    claim: str
    row: dict  # of triangulation/published
    meaning: float  # 1 bears out, -1 contradicts, NaN stands as context
    counts: bool  # takes part in the comparison: has a threshold and does not come from the survey
    strong: bool  # not found inconsistent

    @property
    def direction(self) -> str:
        return "neutral" if np.isnan(self.meaning) else "supports" if self.meaning > 0 else "contradicts"


@dataclass(frozen=True)
class PublishedStrand:
    figures: list[Figure]
    findings: int

    def read(self) -> Reading:
        voices = [one for one in self.figures if one.counts]
        if not voices:
            return Reading.silent(self.findings)
        return of_parts(
            np.array([[one.meaning for one in voices]]),
            np.array([[one.strong for one in voices]]),
            np.array([one.finding for one in voices]),
            self.findings,
        )


def gather(matrix: EvaluationCodebook, published: pd.DataFrame, where: str) -> PublishedStrand:
    """Figures in the order of the matrix. A claim without a threshold takes that of the finding's indicator it
    measures.

    A figure the survey itself gives (`from_survey`) is no second voice; where the survey is missing it speaks for
    itself. Raises StudyError for a claim that is not among the figures in print.
    """
    rows = {row["claim"]: row for row in published.to_dict("records")}
    figures = []
    for at, finding in enumerate(matrix.findings):
        thresholds = {tie.indicator: tie for tie in finding.indicators if tie.breakdown == "overall"}
        for tie in finding.claims:
            if tie.claim not in rows:
                raise StudyError(
                    f"{where}, finding {finding.id}",
                    f"the claim {tie.claim!r} is not among the published figures",
                    "a claim id of raw/published",
                    "Correct it there.",
                )
            row = rows[tie.claim]
            bar = tie if tie.value is not None else thresholds.get(row.get("indicator"))
            meaning = np.nan if bar is None else 1.0 if (row["published"] - bar.value) * bar.sign >= 0 else -1.0
            counts = bar is not None and not bool(row["from_survey"])
            figures.append(Figure(at, tie.claim, row, meaning, counts, row["verdict"] != "inconsistent"))
    return PublishedStrand(figures, len(matrix.findings))
