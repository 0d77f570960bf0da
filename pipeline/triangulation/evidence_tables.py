"""Every piece of evidence for or against each finding, with an id that stays as long as the piece does.

`E-FINDING-S-INDICATOR` is a share of the survey, `E-FINDING-N-NOTE#turn-CODE` a segment of a note (`-negative` in place
of the code: a passage that a person found to speak against it), `E-FINDING-A-FIGURE` an administrative figure,
`E-FINDING-P-CLAIM` a figure in print, `E-FINDING-D-DOC#paragraph-CODE` a passage of a document,
`E-FINDING-O-RECORD#variable-CODE` an open answer of the survey (shown, never counted with the notes).
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from pipeline.tables import BEARINGS, MACHINE, DataFrame
from pipeline.tables.coding import Codings
from pipeline.tables.notes import Segments
from pipeline.tables.survey import OpenAnswers
from pipeline.tables.triangulation import Evidence
from pipeline.triangulation import other_lines
from pipeline.triangulation.evaluation import (
    DifferenceTie,
    EvaluationCodebook,
    FigureTie,
    Finding,
    IndicatorTie,
)
from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.triangulation.judgements import Search
from pipeline.triangulation.notes_line import overruled, tie_codings
from pipeline.triangulation.rule.lines import read
from pipeline.triangulation.rule.reading import Reading
from pipeline.triangulation.rule.settings import Rule
from pipeline.triangulation.survey_line import Cell, SurveyLine

COLUMNS = [
    "evidence_id", "finding_id", "strand", "kind", "bearing", "source", "detail", "value_or_quote", "direction",
    "reading", "clear", "note_id", "stakeholder", "region", "language", "stance", "origin", "score",
]  # fmt: skip
DIRECTION = {"for": "supports", "against": "contradicts", "divided": "mixed", "silent": "neutral"}


def share_id(finding: Finding, tie: IndicatorTie) -> str:
    return f"E-{finding.id}-S-{tie.indicator}{_group(tie)}"


def difference_id(finding: Finding, gap: DifferenceTie) -> str:
    return f"E-{finding.id}-S-{gap.indicator}-{gap.breakdown}-{gap.higher}-{gap.lower}"


def figure_id(finding: Finding, tie: FigureTie) -> str:
    return f"E-{finding.id}-A-{tie.figure}{_group(tie)}"


def _group(tie: IndicatorTie | FigureTie) -> str:
    """`-region-north`; empty for all."""
    return "" if tie.breakdown == "overall" else f"-{tie.breakdown}-{tie.group}"


def of_survey(material: EvidenceBase, line: SurveyLine, source: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row for each share and difference of each finding, and its respondents (evidence_records); none for a
    suppressed one."""
    rows, records = [], []
    for finding in material.matrix.findings:
        for tie in finding.of_survey:
            if line.is_suppressed(tie):
                continue
            cells, reading = line.cells_of(tie), read(line.item(tie, line.weights), material.book.rule)
            if isinstance(tie, IndicatorTie):
                evidence_id, kind = share_id(finding, tie), "indicator"
                detail = tie.indicator + (f" ({tie.breakdown}: {tie.group})" if _group(tie) else "")
            else:
                evidence_id, kind = difference_id(finding, tie), "difference"
                detail = f"{tie.indicator} ({tie.breakdown}: {tie.higher} over {tie.lower})"
            rows.append(_number(evidence_id, finding.id, "survey", kind, tie.bearing, source, detail, reading)
                        | {"value_or_quote": " / ".join(share_text(cell.row) for cell in cells)})  # fmt: skip
            records.append(_records(evidence_id, line, cells))
    return pd.DataFrame(rows, columns=COLUMNS), joined(records)


def _records(evidence_id: str, line: SurveyLine, cells: list[Cell]) -> pd.DataFrame:
    ids = pd.Series(line.record_ids)
    parts = [pd.DataFrame({"record_id": ids[cell.base], "counted": cell.counted[cell.base]}) for cell in cells]
    return pd.concat(parts).assign(evidence_id=evidence_id)[["evidence_id", "record_id", "counted"]]


def _number(
    evidence_id: str, finding: str, strand: str, kind: str, bearing: str, source: str, detail: str, reading: Reading
) -> dict:
    return {
        "evidence_id": evidence_id,
        "finding_id": finding,
        "strand": strand,
        "kind": kind,
        "bearing": bearing,
        "source": source,
        "detail": detail,
        "direction": "neutral" if bearing == "context" else DIRECTION[reading.meaning],
        "reading": None if bearing == "context" else str(reading),
        "clear": None if bearing == "context" else reading.clear,
    }


def share_text(row: pd.Series) -> str:
    """`62.9 % (44/70), 95 % CI 51.2-73.3, weighted 61.0 %`: the same in both languages."""
    text = f"{row['percent']:.1f} % ({row['numerator']:.0f}/{row['denominator']:.0f})"
    text += f", 95 % CI {row['ci_low']:.1f}-{row['ci_high']:.1f}"
    return text if pd.isna(row["weighted_percent"]) else text + f", weighted {row['weighted_percent']:.1f} %"


def of_notes(
    matrix: EvaluationCodebook,
    codings: DataFrame[Codings],
    segments: DataFrame[Segments],
    searches: Mapping[str, Search],
) -> pd.DataFrame:
    """A row for each coded segment of each finding, with the segment's de-identified text; without what the machine
    made of passages that a person judged to speak against the finding."""
    tied = tie_codings(matrix, codings).merge(
        segments[["segment_id", "stakeholder", "region", "language", "text"]], on="segment_id", validate="m:1"
    )
    without = overruled(matrix, searches)
    refuted = [pair in without for pair in zip(tied["finding"], tied["segment_id"], strict=True)]
    tied = tied[~(tied["origin"].eq(MACHINE) & np.array(refuted, dtype=bool))]
    return _segments(matrix, tied, "notes", "segment", "N")


def behind_tally(evidence: DataFrame[Evidence], finding: str) -> pd.DataFrame:
    """The coded segments of notes behind a finding's printed tally: those whose codes bear most directly on it."""
    own = evidence[(evidence["finding_id"] == finding) & (evidence["kind"] == "segment")]
    own = own[(own["direction"] != "neutral") & (own["bearing"] != "context")]
    first = min(own["bearing"], key=BEARINGS.index, default=None)
    return own[own["bearing"] == first]


def of_negative_cases(material: EvidenceBase, segments: DataFrame[Segments]) -> pd.DataFrame:
    """A row for each passage that a person judged to speak against a finding."""
    texts = segments.set_index("segment_id")
    rows = []
    for finding in material.matrix.findings:
        for unit, direction in material.searches[finding.id].accepted if finding.id in material.searches else ():
            if unit not in texts.index:
                continue
            segment = texts.loc[unit]
            rows.append(
                {
                    "evidence_id": f"E-{finding.id}-N-{unit}-negative", "finding_id": finding.id, "strand": "notes",
                    "kind": "negative case", "bearing": "direct", "source": unit, "value_or_quote": segment["text"],
                    "direction": direction, "note_id": unit.split("#")[0], "stakeholder": segment["stakeholder"],
                    "region": segment["region"], "language": segment["language"], "origin": "person", "score": 1.0,
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def of_documents(matrix: EvaluationCodebook, codings: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """A row for each coded passage of each finding. What the machine coded, and documents that are context, count
    nothing."""
    texts = passages[["unit_id", "document", "document_kind", "language", "text"]]
    texts = texts.rename(columns={"unit_id": "segment_id"}).assign(stakeholder="", region="")
    tied = tie_codings(matrix, codings).merge(texts, on="segment_id", validate="m:1")
    shown = tied["document"].isin(matrix.documents.context) | tied["document_kind"].isin(matrix.documents.context)
    tied["bearing"] = tied["bearing"].mask(shown, "context")
    return _segments(matrix, tied, "documents", "passage", "D")


def of_open_answers(
    matrix: EvaluationCodebook, codings: DataFrame[Codings], answers: DataFrame[OpenAnswers]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row for each coded open answer, and the respondent behind each."""
    tied = tie_codings(matrix, codings).merge(answers[["segment_id", "record_id", "language", "text"]], on="segment_id")
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
        reading=None,
        clear=pd.NA,
    ).reindex(columns=COLUMNS)


def of_numbers(material: EvidenceBase) -> pd.DataFrame:
    """A row for each administrative figure and each figure in print of each finding, context included."""
    matrix, rule, rows = material.matrix, material.book.rule, []
    if material.admin is not None:
        admin = other_lines.keyed(material.admin)
        rows += [row for finding in matrix.findings for row in _figures(finding, admin, rule)]
    if material.published is not None:
        published = material.published.set_index("claim")
        rows += [row for finding in matrix.findings for row in _claims(finding, published, rule)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _figures(finding: Finding, admin: pd.DataFrame, rule: Rule) -> Iterator[dict]:
    """The administrative figures of a finding but for those of too small a group; `admin` as of other_lines.keyed."""
    for tie in finding.figures:
        row = admin.loc[(tie.figure, tie.breakdown, tie.group)]
        if pd.notna(row["value"]):
            number = _number(figure_id(finding, tie), finding.id, "admin", "figure", tie.bearing,
                             "processed/admin/indicators.csv", tie.figure + _group(tie),
                             read(other_lines.figure(tie, row), rule))  # fmt: skip
            yield number | {"value_or_quote": f"{row['value']:.10g} {row['unit']}"}


def _claims(finding: Finding, published: pd.DataFrame, rule: Rule) -> Iterator[dict]:
    """The figures in print of a finding; `published` by claim."""
    for tie in finding.claims:
        row = published.loc[tie.claim]
        number = _number(f"E-{finding.id}-P-{tie.claim}", finding.id, "published", "figure", tie.bearing, tie.claim,
                         str(row.get("indicator")), read(other_lines.claim(tie, row), rule))  # fmt: skip
        yield number | {"value_or_quote": f"{row['published']:.10g} ({row['statement']}; {row['verdict']})"}


def negative_cases(evidence: DataFrame[Evidence]) -> pd.DataFrame:
    """Segments that speak against a finding, all of them, the strongest first; then those with reservations.

    Strength: against before with reservations, coded by a person before coded by a machine, then the machine's score.
    """
    rows = evidence[(evidence["strand"] == "notes") & evidence["direction"].isin(["contradicts", "mixed"])].copy()
    rows["machine"] = rows["origin"] == MACHINE
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
    columns = ("direction", "language", "origin", "score", "value_or_quote", "evidence_id")
    order = [
        (directions.index(direction), spoken != language, origin == MACHINE,
         float("inf") if pd.isna(score) else -float(score), abs(len(str(text)) - READABLE), evidence_id)
        for direction, spoken, origin, score, text, evidence_id in zip(*(rows[name] for name in columns), strict=True)
    ]  # fmt: skip
    return rows.iloc[order.index(min(order))]


def together(matrix: EvaluationCodebook, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All evidence, finding by finding in the order of the matrix; survey, notes, print within each."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)
    order = rows["finding_id"].map({finding.id: at for at, finding in enumerate(matrix.findings)})
    return rows.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def joined(records: list[pd.DataFrame]) -> pd.DataFrame:
    """triangulation/evidence_records."""
    parts = [part for part in records if len(part)]
    return (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["evidence_id", "record_id", "counted"])
    )
