"""Every piece of evidence for or against each finding, with an id that stays as long as the piece does.

`E-FINDING-S-INDICATOR` is a share of the survey, `E-FINDING-N-NOTE#turn-CODE` a segment of a note,
`E-FINDING-P-CLAIM` a figure in print, `E-FINDING-O-RECORD#variable-CODE` an open answer of the survey (shown, never
counted with the notes).
"""

import numpy as np
import pandas as pd

from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.notes_strand import tie
from pipeline.triangulation.published_strand import PublishedStrand
from pipeline.triangulation.survey_strand import SurveyStrand

COLUMNS = [
    "evidence_id", "finding_id", "strand", "kind", "source", "detail", "value_or_quote", "direction", "clear",
    "note_id", "stakeholder", "region", "language", "stance", "origin", "score",
]  # fmt: skip
DIRECTION = {1.0: "supports", 0.0: "mixed", -1.0: "contradicts"}


def of_survey(matrix: EvaluationCodebook, strand: SurveyStrand, source: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row for each indicator of each finding, and its respondents (evidence_records); none for a suppressed one."""
    rows, records = [], []
    meaning, strong = strand.parts() if strand.ties else (np.empty((1, 0)), np.empty((1, 0)))
    ids = np.array(strand.record_ids, dtype=object)
    for at, (finding, one) in enumerate(strand.ties):
        if np.isnan(meaning[0, at]):
            continue
        group = "" if one.breakdown == "overall" else f"-{one.breakdown}-{one.group}"
        evidence_id = f"E-{matrix.findings[finding].id}-S-{one.indicator}{group}"
        rows.append(
            {
                "evidence_id": evidence_id,
                "finding_id": matrix.findings[finding].id,
                "strand": "survey",
                "kind": "indicator",
                "source": source,
                "detail": one.indicator + (f" ({one.breakdown}: {one.group})" if group else ""),
                "value_or_quote": share_text(strand.rows.iloc[at]),
                "direction": DIRECTION[meaning[0, at]],
                "clear": bool(strong[0, at]),
            }
        )
        base = strand.base[:, at]
        records.append(
            pd.DataFrame({"evidence_id": evidence_id, "record_id": ids[base], "counted": strand.counted[base, at]})
        )
    return pd.DataFrame(rows, columns=COLUMNS), joined(records)


def share_text(row: pd.Series) -> str:
    """`62.9 % (44/70), 95 % CI 51.2-73.3, weighted 61.0 %`: the same in both languages."""
    text = f"{row['percent']:.1f} % ({row['numerator']:.0f}/{row['denominator']:.0f})"
    text += f", 95 % CI {row['ci_low']:.1f}-{row['ci_high']:.1f}"
    return text if pd.isna(row["weighted_percent"]) else text + f", weighted {row['weighted_percent']:.1f} %"


def of_notes(matrix: EvaluationCodebook, codings: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """A row for each coded segment of each finding, with the segment's de-identified text."""
    tied = tie(matrix, codings).merge(
        segments[["segment_id", "stakeholder", "region", "language", "text"]], on="segment_id", validate="m:1"
    )
    return _segments(matrix, tied, "notes", "segment", "N")


def of_open_answers(
    matrix: EvaluationCodebook, codings: pd.DataFrame, answers: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row for each coded open answer, and the respondent behind each."""
    tied = tie(matrix, codings).merge(answers[["segment_id", "record_id", "language", "text"]], on="segment_id")
    rows = _segments(matrix, tied, "survey", "open answer", "O")
    records = pd.DataFrame(
        {"evidence_id": rows["evidence_id"], "record_id": tied["record_id"].to_numpy(), "counted": True}
    )
    return rows.drop(columns="note_id"), records


def _segments(matrix: EvaluationCodebook, tied: pd.DataFrame, strand: str, kind: str, letter: str) -> pd.DataFrame:
    finding = tied["finding"].map({at: one.id for at, one in enumerate(matrix.findings)}).astype(object)
    return tied.assign(
        evidence_id="E-" + finding + f"-{letter}-" + tied["segment_id"] + "-" + tied["code"],
        finding_id=finding,
        strand=strand,
        kind=kind,
        source=tied["segment_id"],
        detail=tied["code"],
        value_or_quote=tied["text"],
        clear=pd.NA,
    ).reindex(columns=COLUMNS)


def of_published(matrix: EvaluationCodebook, strand: PublishedStrand) -> pd.DataFrame:
    """A row for each figure in print of each finding; `clear` is false where the figure was found inconsistent."""
    return pd.DataFrame(
        [
            {
                "evidence_id": f"E-{matrix.findings[one.finding].id}-P-{one.claim}",
                "finding_id": matrix.findings[one.finding].id,
                "strand": "published",
                "kind": "figure",
                "source": one.claim,
                "detail": one.row.get("indicator"),
                "value_or_quote": f"{one.row['published']:.10g} ({one.row['statement']}; {one.row['verdict']})",
                "direction": one.direction,
                "clear": one.strong,
            }
            for one in strand.figures
        ],
        columns=COLUMNS,
    )


def negative_cases(evidence: pd.DataFrame) -> pd.DataFrame:
    """Segments that speak against a finding, all of them, the strongest first; then those with reservations.

    Strength: against before with reservations, coded by a person before coded by a machine, then the machine's score.
    """
    rows = evidence[(evidence["strand"] == "notes") & evidence["direction"].isin(["contradicts", "mixed"])].copy()
    rows["machine"] = rows["origin"] == "machine"
    rows["order"] = pd.Categorical(rows["finding_id"], evidence["finding_id"].unique())
    rows = rows.sort_values(
        ["order", "direction", "machine", "score", "evidence_id"], ascending=[True, True, True, False, True]
    )
    rows["rank"] = rows.groupby("finding_id").cumcount() + 1
    columns = ["finding_id", "rank", "evidence_id", "source", "note_id", "stakeholder", "region", "language", "detail"]
    return rows[[*columns, "stance", "direction", "origin", "score", "value_or_quote"]].reset_index(drop=True)


READABLE = 200  # characters: about three lines


def best_quote(rows: pd.DataFrame, directions: list[str], language: str) -> pd.Series | None:
    """Of one finding's segments the one that speaks most plainly; None where none has one of the directions.

    In `language` if there is one, by the first direction, by a person's coding, by score, of readable length.
    """
    rows = rows[rows["direction"].isin(directions)]
    if rows.empty:
        return None
    order = pd.DataFrame(
        {
            "direction": rows["direction"].map(directions.index),
            "other_language": rows["language"] != language,
            "machine": rows["origin"] == "machine",
            "score": -rows["score"].astype(float),
            "length": (rows["value_or_quote"].str.len() - READABLE).abs(),
            "id": rows["evidence_id"],
        }
    )
    return rows.loc[order.sort_values(list(order.columns)).index[0]]


def together(matrix: EvaluationCodebook, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All evidence, finding by finding in the order of the matrix; survey, notes, print within each."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat(parts, ignore_index=True)
    order = rows["finding_id"].map({finding.id: at for at, finding in enumerate(matrix.findings)})
    return rows.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def joined(records: list[pd.DataFrame]) -> pd.DataFrame:
    """triangulation/evidence_records."""
    parts = [part for part in records if len(part)]
    return (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["evidence_id", "record_id", "counted"])
    )
