"""metrics/triangulation.json: what `dvc metrics diff` sets against the last commit.

The standing of each finding stands there by name, so that a coder who changes a definition sees which findings move;
the counts by theme, and how many findings agree, say how much.
"""

import pandas as pd

from pipeline.tables import CONFIDENCE, CONVERGENCE, STANDINGS, VERDICTS, DataFrame
from pipeline.tables.triangulation import Matrix
from pipeline.triangulation.evidence_base import EvidenceBase

RULE_VERSION = 3


def summary(matrix: DataFrame[Matrix], robustness: pd.DataFrame, material: EvidenceBase) -> dict:
    """`base`: notes read, notes whose coding counts and respondents kept, 0 where the study lacks the line."""
    notes, published = material.notes, material.published
    return {
        "rule_version": RULE_VERSION,
        "findings": len(matrix),
        "base": {
            "notes": len(notes.notes) if notes else 0,
            "notes_counted": int(notes.counts.all(axis=1).sum()) if notes else 0,
            "respondents": len(material.survey.record_ids) if material.survey else 0,
        },
        "labels": _counts(matrix["convergence"], CONVERGENCE),
        "standing": _counts(matrix["standing"], STANDINGS),
        "standing_by_theme": {
            theme: _counts(rows["standing"], STANDINGS) for theme, rows in matrix.groupby("theme", sort=True)
        },
        "confidence": _counts(matrix["confidence"], CONFIDENCE),
        "robustness": {
            "mean": round(float(matrix["robustness"].mean()), 4),
            "lowest": round(float(matrix["robustness"].min()), 4),
            "by_check": {check: round(float(v), 4) for check, v in robustness.groupby("check")["share"].mean().items()},
        },
        "published": _counts(published["verdict"], VERDICTS) if published is not None else {},
        "finding": {
            row.finding_id: row.standing + (f", {row.confidence}" if isinstance(row.confidence, str) else "")
            for row in matrix.itertuples()
        },
    }


def _counts(values: pd.Series, names: list[str]) -> dict[str, int]:
    """With the zeros, so that a label lost is a difference and not a hole."""
    return {name.replace(" ", "_"): int((values == name).sum()) for name in names}
