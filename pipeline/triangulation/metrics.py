"""metrics/triangulation.json: what `dvc metrics diff` sets against the last commit.

The label of each finding stands there by name, so that a coder who changes a definition sees which findings move; the
counts by theme, and how many findings agree, say how much.
"""

import pandas as pd

from pipeline.tables import CONVERGENCE, VERDICTS
from pipeline.triangulation.convergence import RULE_VERSION
from pipeline.triangulation.robustness import Strands


def summary(matrix: pd.DataFrame, robustness: pd.DataFrame, published: pd.DataFrame | None, strands: Strands) -> dict:
    """`base`: notes read and respondents kept, 0 where the study lacks the strand."""
    return {
        "rule_version": RULE_VERSION,
        "findings": len(matrix),
        "base": {
            "notes": len(strands.notes.notes) if strands.notes else 0,
            "respondents": len(strands.survey.record_ids) if strands.survey else 0,
        },
        "labels": _counts(matrix["convergence"], CONVERGENCE),
        "labels_by_theme": {
            theme: _counts(rows["convergence"], CONVERGENCE) for theme, rows in matrix.groupby("theme", sort=True)
        },
        "standing": _counts(matrix["standing"], ["borne out", "open", "contradicted"]),
        "robustness": {
            "mean": round(float(matrix["robustness"].mean()), 4),
            "lowest": round(float(matrix["robustness"].min()), 4),
            "by_theme": {
                theme: round(float(v), 4) for theme, v in matrix.groupby("theme")["robustness"].mean().items()
            },
            "by_check": {check: round(float(v), 4) for check, v in robustness.groupby("check")["share"].mean().items()},
        },
        "published": _counts(published["verdict"], VERDICTS) if published is not None else {},
        "finding": {row.finding_id: f"{row.convergence}, {row.standing}" for row in matrix.itertuples()},
        "agrees": {row.finding_id: int(row.convergence == "agreement") for row in matrix.itertuples()},
    }


def _counts(values: pd.Series, names: list[str]) -> dict[str, int]:
    """With the zeros, so that a label lost is a difference and not a hole."""
    return {name.replace(" ", "_"): int((values == name).sum()) for name in names}
