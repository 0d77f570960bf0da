"""Where further figures come from: administrative figures, context in print, differences between groups, derived ones.

admin.NAME[.BREAKDOWN.GROUP]   an administrative figure      context.KEY   a figure of raw/published/context.csv
comparison.INDICATOR.BREAKDOWN a difference between groups   derived.NAME  a figure worked out from others
comparison.count               how many were compared        finding.ID.GROUP  notes of a group that raise a finding
"""

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.findings.declared import worked_out
from pipeline.findings.evidence_ids import cell_id, cell_of, id_of, parts_of
from pipeline.findings.sources import Sources
from pipeline.triangulation.evidence_tables import difference_id, figure_id, share_id

if TYPE_CHECKING:
    from pipeline.findings.provenance import Entry, Provenance

STEPS = {
    "admin": ("clean-admin", "measure-admin", "report"),
    "context": ("raw", "report"),
    "comparison": ("clean", "measure", "report"),
    "derived": ("measure", "report"),
    "group": ("transcribe", "deidentify", "code", "triangulate", "report"),
}


def numbers_of(sources: Sources, finding: str) -> dict[str, str]:
    """Evidence id of each number of a finding, by its id in processed/triangulation/evidence.csv."""
    book = sources.evaluation
    one = next((one for one in book.findings if one.id == finding), None) if book else None
    if one is None:
        return {}
    shares = {share_id(one, tie): cell_id("survey", tie.indicator, tie.breakdown, tie.group) for tie in one.indicators}
    gaps = {difference_id(one, gap): id_of("comparison", gap.indicator, gap.breakdown) for gap in one.differences}
    figures = {figure_id(one, tie): cell_id("admin", tie.figure, tie.breakdown, tie.group) for tie in one.figures}
    return shares | gaps | figures


def admin(sources: Sources, evidence_id: str, rest: str) -> "Entry":
    """Raises KeyError where there is no such figure, or it is not to be printed."""
    from pipeline.findings.provenance import Entry

    name, breakdown, value = cell_of(rest)
    row = sources.admin.loc[(name, breakdown, value)]
    if row["suppressed"]:
        raise KeyError(evidence_id)
    where = f"indicator={name}, breakdown={breakdown}, group={value}"
    return Entry(
        evidence_id, "admin", name, row["value"], row["base"], row["low"], row["high"],
        "processed/admin/indicators.csv", where, ("raw/admin",), STEPS["admin"],
        sources.codebook_version("admin"), unit=row["unit"],
    )  # fmt: skip


def context(sources: Sources, evidence_id: str, key: str) -> "Entry":
    """Raises KeyError where there is no such figure."""
    from pipeline.findings.provenance import Entry

    row = sources.context.loc[key]
    value = pd.to_numeric(row["value"], errors="coerce")
    path = f"raw/published/context.csv, line {row['line']}"
    return Entry(
        evidence_id, "context", key, None if pd.isna(value) else float(value), None, None, None,
        "raw/published/context.csv", f"key={key}", (path,), STEPS["context"], unit=row["unit"],
    )  # fmt: skip


def passage(sources: Sources, evidence_id: str, unit: str) -> "Entry":
    """A paragraph of a document that stands beside talk, `quote.DOC#paragraph`. Raises KeyError where there is none."""
    from pipeline.findings.provenance import Entry

    row = sources.passages.loc[unit]
    return Entry(
        evidence_id, "quote", unit, None, None, None, None, "processed/documents/passages.csv", f"unit_id={unit}",
        (f"raw/{row['file']}",), ("read-documents", "deidentify", "report"), turns=(unit,),
    )  # fmt: skip


def answer(sources: Sources, evidence_id: str, segment: str) -> "Entry":
    """An answer to an open question, `answer.RECORD#question`. Raises IndexError where there is none."""
    from pipeline.findings.provenance import Entry

    row = sources.open_answers[sources.open_answers["segment_id"] == segment].iloc[0]
    return Entry(
        evidence_id, "answer", segment, None, None, None, None, "processed/survey/open_answers.csv",
        f"segment_id={segment}", (sources.export,), ("clean", "deidentify", "report"),
        records=((str(row["record_id"]), True),),
    )  # fmt: skip


def comparison(sources: Sources, evidence_id: str, rest: str) -> "Entry":
    """Raises KeyError where it was not compared."""
    from pipeline.findings.provenance import Entry

    raw = (sources.export,)
    if rest == "count":
        return Entry(
            evidence_id, "comparison", rest, float(len(sources.comparisons)), None, None, None,
            "processed/survey/comparisons.csv", "one row each", raw, STEPS["comparison"],
        )  # fmt: skip
    indicator, by = parts_of(rest, 2)
    row = sources.comparisons.loc[(indicator, by)]
    return Entry(
        evidence_id, "comparison", indicator, row["difference"], row["base"], row["ci_low"], row["ci_high"],
        "processed/survey/comparisons.csv", f"indicator={indicator}, breakdown={by}", raw, STEPS["comparison"],
        sources.codebook_version("survey"), sources.records_behind(indicator), unit="points",
    )  # fmt: skip


def derived(provenance: "Provenance", evidence_id: str, name: str) -> "Entry":
    """Raises KeyError for a name that is not declared, ValueError where a part has no value."""
    from pipeline.findings.provenance import Entry

    declared = provenance.sources.derived[name]
    parts = {key: provenance.entry(part) for key, part in declared.parts.items()}
    values = {key: entry.value for key, entry in parts.items() if entry.value is not None}
    if len(values) < len(parts):
        raise ValueError(f"{evidence_id}: a part has no value")
    raw = tuple(dict.fromkeys(path for entry in parts.values() for path in entry.raw))
    shown = ", ".join(f"{key}={part}" for key, part in declared.parts.items())
    return Entry(
        evidence_id, "derived", name, worked_out(declared.formula, values), None, None, None,
        "reports/chapters/derived.yaml", f"{declared.formula}; {shown}", raw, STEPS["derived"], unit=declared.unit,
        findings=tuple(declared.parts.values()),
    )  # fmt: skip


def group(sources: Sources, evidence_id: str, finding: str, stakeholder: str) -> "Entry":
    """The notes of one stakeholder group that raise a finding. Raises KeyError for a group too small to print."""
    from pipeline.findings.provenance import Entry

    own = sources.notes[sources.notes["stakeholder"] == stakeholder]
    if len(own) < sources.threshold:
        raise KeyError(evidence_id)
    rows = sources.quotable.get(finding, sources.evidence.iloc[:0])
    rows = rows[rows["note_id"].isin(own["note_id"])]
    return Entry(
        evidence_id, "group", finding, float(rows["note_id"].nunique()), float(len(own)), None, None,
        "processed/triangulation/evidence.csv", f"finding_id={finding}, stakeholder={stakeholder}",
        sources.files(rows["note_id"]), STEPS["group"], sources.codebook_version("evaluation"),
        turns=tuple(dict.fromkeys(rows["source"])),
    )  # fmt: skip
