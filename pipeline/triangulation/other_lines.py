"""Administrative figures and figures in print as lines of evidence."""

from typing import Any

import pandas as pd

from pipeline.study import StudyError
from pipeline.triangulation.evaluation import ClaimTie, EvaluationCodebook, FigureTie, Finding
from pipeline.triangulation.precision import PERCENT
from pipeline.triangulation.rule.evidence import CountItem, Evidence, PrintItem, ShareItem
from pipeline.triangulation.survey_line import scaled

SHARE_UNITS = (PERCENT, "share", "%")


def keyed(table: pd.DataFrame) -> pd.DataFrame:
    """admin/indicators by indicator, breakdown and group."""
    return table.assign(group=table["group"].astype(str)).set_index(["indicator", "breakdown", "group"])


def figures(finding: Finding, table: pd.DataFrame) -> list[Evidence]:
    """The administrative figures of a finding; `table` as of `keyed`. A group under three partners is empty."""
    rows = [(tie, table.loc[(tie.figure, tie.breakdown, tie.group)]) for tie in finding.figures]
    return [figure(tie, row) for tie, row in rows if tie.is_set and pd.notna(row["value"])]


def figure(tie: FigureTie, row: pd.Series) -> CountItem:
    """One administrative figure as the rule takes it."""
    value, is_share = float(row["value"]), str(row["unit"]) in SHARE_UNITS
    own = scaled(tie) if is_share else {"at_least": tie.at_least, "at_most": tie.at_most, "between": tie.between}
    return CountItem(
        line="admin", source="admin", bearing=tie.bearing, limits=tie.limits, other_period=tie.other_period,
        value=value / 100 if is_share else value, coverage=tie.coverage, is_share=is_share, due=tie.due,
        as_of=tie.as_of, **own,
    )  # fmt: skip


def claims(finding: Finding, table: pd.DataFrame) -> list[Evidence]:
    """The figures in print of a finding, by claim: those of the study itself only restate."""
    return [claim(tie, table.loc[tie.claim]) for tie in finding.claims if tie.bearing != "context"]


def claim(tie: ClaimTie, row: pd.Series) -> Evidence:
    """One figure in print as the rule takes it."""
    common: dict[str, Any] = {
        "line": "print", "source": tie.claim, "bearing": tie.bearing, "limits": tie.limits,
        "other_period": tie.other_period, "outside": tie.outside,
    }  # fmt: skip
    if tie.base is None or not tie.is_set or row["unit"] != PERCENT:
        return PrintItem(**common)
    return ShareItem(share=row["published"] / 100, base=tie.base, **scaled(tie), **common)


def check_figures(matrix: EvaluationCodebook, table: pd.DataFrame | None, where: str) -> None:
    """Raises StudyError for an administrative figure that is not measured; a study without admin data is silent."""
    if table is None:
        return
    known = {(row.indicator, row.breakdown, str(row.group)) for row in table.itertuples()}
    for finding in matrix.findings:
        for tie in finding.figures:
            if (tie.figure, tie.breakdown, tie.group) not in known:
                raise StudyError(
                    f"{where}, finding {finding.id}",
                    f"the figure {tie.figure!r} ({tie.breakdown}, {tie.group}) is not in admin/indicators.csv",
                    "a figure of that table",
                    "Correct it there.",
                )


def check_claims(matrix: EvaluationCodebook, table: pd.DataFrame | None, where: str) -> None:
    """Raises StudyError for a claim that is not among the figures in print."""
    if table is None:
        return
    known = set(table["claim"])
    for finding in matrix.findings:
        for tie in finding.claims:
            if tie.claim not in known:
                raise StudyError(
                    f"{where}, finding {finding.id}",
                    f"the claim {tie.claim!r} is not among the published figures",
                    "a claim id of raw/published",
                    "Correct it there.",
                )
