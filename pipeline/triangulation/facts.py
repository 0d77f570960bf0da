"""What is known about one finding once the strands are read: the sentences and the tables are made from it."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.tables import CONVERGENCE
from pipeline.triangulation.convergence import Reading
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.explain import PHRASES
from pipeline.triangulation.precision import PERCENT
from pipeline.triangulation.published_strand import Figure
from pipeline.triangulation.robustness import Strands
from pipeline.triangulation.wording import number, percent

STRAND_NAMES = ["survey", "notes", "published"]


@dataclass(frozen=True)
class Facts:
    """Everything the sentences of one finding are made from."""

    label: str
    standing: int
    readings: dict[str, tuple[int, bool]]  # strand -> meaning and strength; silent strands are absent
    missing: list[str]  # strands the study does not have at all
    shares: list[pd.Series] = field(default_factory=list)  # rows of survey/indicators
    sides: tuple[int, int, int] = (0, 0, 0)  # notes for, against, between
    raised: int = 0  # notes that raise it
    notes: int = 0  # notes read
    groups: int = 0  # stakeholder groups that raise it
    figures: dict[str, list[str]] = field(default_factory=dict)  # by language, `F2 93%`: the figures that count
    doubtful: list[str] = field(default_factory=list)  # figures found inconsistent
    echoes: dict[str, list[str]] = field(default_factory=dict)  # the same, of figures that come from the survey
    context: dict[str, list[str]] = field(default_factory=dict)  # the same, of figures that stand beside the finding
    carried: list[str] = field(default_factory=list)
    contested: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    everyone: bool = False  # every group and region carries it
    robustness: float = 1.0

    @property
    def overclaimed(self) -> bool:
        """The notes bear out what the survey does not, or leave open what it clearly contradicts."""
        return self._further(1)

    @property
    def underclaimed(self) -> bool:
        """The notes contradict what the survey does not, or leave open what it clearly bears out."""
        return self._further(-1)

    def _further(self, way: int) -> bool:
        if "notes" not in self.readings or "survey" not in self.readings:
            return False
        notes, (survey, clear) = self.readings["notes"][0] * way, self.readings["survey"]
        return notes > survey * way and (notes == 1 or clear)


def collect(
    matrix: EvaluationCodebook,
    strands: Strands,
    readings: tuple[Reading, Reading, Reading],
    converged: tuple[np.ndarray, np.ndarray],
    positions: pd.DataFrame | None,
    survived: pd.DataFrame,
) -> dict[str, Facts]:
    """The facts of each finding, in the order of the matrix.

    `converged`: labels and standings, each (1, findings); `positions`: as groups.positions; `survived`: the
    robustness table.
    """
    label, standing = converged
    missing = [name for name in STRAND_NAMES if getattr(strands, name) is None]
    robust = survived.groupby("finding_id")["share"].mean()
    held = {} if positions is None else dict(list(positions.groupby("finding_id")))
    return {
        finding.id: Facts(
            label=CONVERGENCE[label[0, at]],
            standing=int(standing[0, at]),
            readings={
                strand: (int(reading.meaning[0, at]), bool(reading.strong[0, at]))
                for strand, reading in zip(STRAND_NAMES, readings, strict=True)
                if not np.isnan(reading.meaning[0, at])
            },
            missing=missing,
            shares=_shares(strands, at),
            robustness=round(float(robust.get(finding.id, 1.0)), 4),
            **_of_notes(strands, at, held.get(finding.id)),
            **_of_print(strands, at),
        )
        for at, finding in enumerate(matrix.findings)
    }


def _shares(strands: Strands, at: int) -> list[pd.Series]:
    if strands.survey is None:
        return []
    rows = [row for _, row in strands.survey.rows.iterrows()]
    return [rows[tie] for tie, owner in enumerate(strands.survey.owner) if owner == at and not rows[tie]["suppressed"]]


def _of_notes(strands: Strands, at: int, held: pd.DataFrame | None) -> dict:
    if strands.notes is None or held is None:
        return {}
    side, raised = strands.notes.sides[:, at], strands.notes.raised[:, at]
    groups = {
        field: held.loc[held["position"] == position, "group"].tolist()
        for field, position in (("carried", "carries"), ("contested", "contests"), ("ignored", "ignores"))
    }
    return groups | {
        "sides": tuple(int((side == value).sum()) for value in (1, -1, 0)),
        "raised": int(raised.sum()),
        "notes": len(raised),
        "groups": strands.notes.notes.loc[raised, "stakeholder"].nunique(),
        "everyone": bool((held["position"] == "carries").all()),
    }


def _of_print(strands: Strands, at: int) -> dict:
    figures = [one for one in (strands.published.figures if strands.published else []) if one.finding == at]
    shown = {
        "figures": [one for one in figures if one.counts],
        "echoes": [one for one in figures if one.row["from_survey"]],
        "context": [one for one in figures if not one.counts and not one.row["from_survey"]],
    }
    texts = {
        field: {language: [_shown(one, language) for one in ones] for language in ("en", "fr")} if ones else {}
        for field, ones in shown.items()
    }
    return texts | {"doubtful": [one.claim for one in figures if one.counts and not one.strong]}


def _shown(figure: Figure, language: str) -> str:
    """`F1 91%`, `F2 more than 93%`."""
    value = figure.row["published"]
    decimals = 0 if float(value).is_integer() else 1
    form = percent if figure.row.get("unit") == PERCENT else number
    phrase = PHRASES[figure.row["precision"]][language == "fr"]
    return f"{figure.claim} {phrase.format(form(value, language, decimals))}"
