"""Where further figures come from: administrative figures, context in print, differences between groups, derived ones.

admin.NAME[.BREAKDOWN.GROUP]   an administrative figure      context.KEY   a figure of raw/published/context.csv
comparison.INDICATOR.BREAKDOWN a difference between groups   derived.NAME  a figure worked out from others
comparison.count               how many were compared        finding.ID.GROUP  notes of a group that raise a finding
"""

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.findings.declared import worked_out
from pipeline.findings.evidence_ids import cell_id, cell_of, id_of, parts_of
from pipeline.findings.provenance_entry import Entry
from pipeline.findings.sources import Sources
from pipeline.triangulation.evidence_tables import difference_id, figure_id, share_id

if TYPE_CHECKING:
    from pipeline.findings.provenance import Provenance

STEPS = {
    "admin": ("clean-admin", "measure-admin", "report"),
    "context": ("raw", "report"),
    "comparison": ("clean", "measure", "report"),
    "group": ("transcribe", "deidentify", "code", "triangulate", "report"),
}


def numbers_of(sources: Sources, finding: str) -> dict[str, str]:
    """Evidence id of each number of a finding, by its id in processed/triangulation/evidence.csv."""
    book = sources.evaluation
    one = book.finding(finding) if book else None
    if one is None:
        return {}
    shares = {share_id(one, tie): cell_id("survey", tie.indicator, tie.breakdown, tie.group) for tie in one.indicators}
    gaps = {difference_id(one, gap): id_of("comparison", gap.indicator, gap.breakdown) for gap in one.differences}
    figures = {figure_id(one, tie): cell_id("admin", tie.figure, tie.breakdown, tie.group) for tie in one.figures}
    return shares | gaps | figures


def admin(sources: Sources, evidence_id: str, rest: str) -> Entry:
    """Raises KeyError where there is no such figure, or it is not to be printed."""
    name, breakdown, value = cell_of(rest)
    row = sources.admin.loc[(name, breakdown, value)]
    if row["suppressed"]:
        raise KeyError(evidence_id)
    where = f"indicator={name}, breakdown={breakdown}, group={value}"
    return Entry(
        evidence_id,
        "admin",
        name,
        value=row["value"],
        base=row["base"],
        low=row["low"],
        high=row["high"],
        table="processed/admin/indicators.csv",
        row=where,
        raw=sources.admin_files.get(name, ("raw/admin",)),
        steps=STEPS["admin"],
        codebook=sources.codebook_version("admin"),
        unit=row["unit"],
    )


def context(sources: Sources, evidence_id: str, key: str) -> Entry:
    """Raises KeyError where there is no such figure."""
    row = sources.context.loc[key]
    value = pd.to_numeric(row["value"], errors="coerce")
    path = f"raw/published/context.csv, line {row['line']}"
    return Entry(
        evidence_id,
        "context",
        key,
        value=None if pd.isna(value) else float(value),
        table="raw/published/context.csv",
        row=f"key={key}",
        raw=(path,),
        steps=STEPS["context"],
        unit=row["unit"],
    )


def passage(sources: Sources, evidence_id: str, unit: str) -> Entry:
    """A paragraph of a document that stands beside talk, `quote.DOC#paragraph`. Raises KeyError where there is none."""
    row = sources.passages.loc[unit]
    return Entry(
        evidence_id,
        "quote",
        unit,
        table="processed/documents/passages.csv",
        row=f"unit_id={unit}",
        raw=(f"raw/{row['file']}",),
        steps=("read-documents", "deidentify", "report"),
        turns=(unit,),
    )


def answer(sources: Sources, evidence_id: str, segment: str) -> Entry:
    """An answer to an open question, `answer.RECORD#question`. Raises IndexError where there is none."""
    row = sources.open_answers[sources.open_answers["segment_id"] == segment].iloc[0]
    return Entry(
        evidence_id,
        "answer",
        segment,
        table="processed/survey/open_answers.csv",
        row=f"segment_id={segment}",
        raw=(sources.export,),
        steps=("clean", "deidentify", "report"),
        records=((str(row["record_id"]), True),),
    )


def comparison(sources: Sources, evidence_id: str, rest: str) -> Entry:
    """Raises KeyError where it was not compared."""
    raw = (sources.export,)
    if rest == "count":
        return Entry(
            evidence_id,
            "comparison",
            rest,
            value=float(len(sources.comparisons)),
            table="processed/survey/comparisons.csv",
            row="one row each",
            raw=raw,
            steps=STEPS["comparison"],
        )
    indicator, by = parts_of(rest, 2)
    row = sources.comparisons.loc[(indicator, by)]
    return Entry(
        evidence_id,
        "comparison",
        indicator,
        value=row["difference"],
        base=row["base"],
        low=row["ci_low"],
        high=row["ci_high"],
        table="processed/survey/comparisons.csv",
        row=f"indicator={indicator}, breakdown={by}",
        raw=raw,
        steps=STEPS["comparison"],
        codebook=sources.codebook_version("survey"),
        records=sources.records_behind(indicator),
        unit="points",
    )


def derived(provenance: "Provenance", evidence_id: str, name: str) -> Entry:
    """Raises KeyError for a name that is not declared, ValueError where a part has no value."""
    declared = provenance.sources.derived[name]
    parts = {key: provenance.entry(part) for key, part in declared.parts.items()}
    values = {key: entry.value for key, entry in parts.items() if entry.value is not None}
    if len(values) < len(parts):
        raise ValueError(f"{evidence_id}: a part has no value")
    raw = tuple(dict.fromkeys(path for entry in parts.values() for path in entry.raw))
    shown = ", ".join(f"{key}={part}" for key, part in declared.parts.items())
    return Entry(
        evidence_id,
        "derived",
        name,
        value=worked_out(declared.formula, values),
        table="reports/chapters/derived.yaml",
        row=f"{declared.formula}; {shown}",
        raw=raw,
        steps=(*dict.fromkeys(step for entry in parts.values() for step in entry.steps[:-1]), "report"),
        unit=declared.unit,
        findings=tuple(declared.parts.values()),
    )


def group(sources: Sources, evidence_id: str, finding: str, stakeholder: str) -> Entry:
    """The notes of one stakeholder group that raise a finding. Raises KeyError for a group too small to print."""
    own = sources.notes[sources.notes["stakeholder"] == stakeholder]
    if len(own) < sources.threshold:
        raise KeyError(evidence_id)
    rows = sources.quotable.get(finding, sources.evidence.iloc[:0])
    rows = rows[rows["note_id"].isin(own["note_id"])]
    return Entry(
        evidence_id,
        "group",
        finding,
        value=float(rows["note_id"].nunique()),
        base=float(len(own)),
        table="processed/triangulation/evidence.csv",
        row=f"finding_id={finding}, stakeholder={stakeholder}",
        raw=sources.files(rows["note_id"]),
        steps=STEPS["group"],
        codebook=sources.codebook_version("evaluation"),
        turns=tuple(dict.fromkeys(rows["source"])),
    )
