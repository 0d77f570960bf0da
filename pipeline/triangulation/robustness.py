"""Does the standing of each finding survive when evidence is taken away, or counted otherwise?

A finding's robustness is its weakest check, named: the share of runs of that check which keep the standing. Thresholds
are not moved: the probabilities behind the readings do that. Nothing here is drawn at random, so other seeds change
nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.triangulation.evidence_base import AS_IT_STANDS, EvidenceBase, Variant
from pipeline.triangulation.notes_line import NotesLine
from pipeline.triangulation.rule.confidence import Check, fragile
from pipeline.triangulation.rule.settings import Rule

EACH_NOTE, EACH_GROUP, EACH_REGION = "without each note", "without each group", "without each region"
EACH_DOCUMENT = "without each document"
EACH_INDICATOR, EACH_CODER, UNWEIGHTED = "without each indicator", "one coder's codings", "weights left out"
MACHINE, MACHINE_COUNTED = "machine right less often", "machine's notes counted"
ABOVE = (MACHINE, MACHINE_COUNTED)  # what the machine may get wrong lowers the line itself, and not again
Runs = Iterator[tuple[str, list[str], list[Variant]]]


def checks(material: EvidenceBase, at: int, coders: dict[str, NotesLine], counted: NotesLine | None) -> Runs:
    """Each check that bears on the finding at this position: its name, the names of its runs, and their variants.

    `coders`: the notes by each coder's own codings; `counted`: the notes with the machine's, where these do not count.
    """
    finding = material.matrix.findings[at]
    if material.survey is not None and finding.of_survey:
        names = sorted({tie.indicator for tie in finding.of_survey if tie.bearing != "context"})
        if len(names) > 1:
            yield EACH_INDICATOR, names, [Variant(without_indicator=name) for name in names]
        yield UNWEIGHTED, ["unweighted"], [Variant(weighted=False)]
    notes, columns = material.notes, material.columns(at)
    if material.documents is not None and (names := material.documents.speaking(columns)):
        yield EACH_DOCUMENT, names, [Variant(without_document=name) for name in names]
    if notes is None or not columns:
        return
    speak = (notes.side[:, columns] >= 0).any(axis=1)
    ids = notes.notes["note_id"].to_numpy()
    yield EACH_NOTE, ids[speak].tolist(), [Variant(keep=ids != note) for note in ids[speak]]
    for name, column in ((EACH_GROUP, "stakeholder"), (EACH_REGION, "region")):
        of_notes = notes.notes[column].to_numpy(dtype=str)
        groups = np.unique(of_notes[speak])
        yield name, groups.tolist(), [Variant(keep=of_notes != group) for group in groups]
    if len(coders) > 1:
        yield EACH_CODER, list(coders), [Variant(notes=line) for line in coders.values()]
    if notes.rates is not None:
        yield MACHINE, ["10th percentile of its rates"], [replace(AS_IT_STANDS, cautious=True)]
    elif counted is not None:
        yield MACHINE_COUNTED, ["as if its checked notes had been drawn"], [Variant(notes=counted)]


def table(material: EvidenceBase, coders: dict[str, NotesLine], counted: NotesLine | None = None) -> pd.DataFrame:
    """triangulation/robustness: one row a finding and check."""
    findings = range(len(material.matrix.findings))
    rows = [row for at in findings for row in rows_of(material, at, coders, counted)]
    return pd.DataFrame(rows, columns=COLUMNS)


def rows_of(
    material: EvidenceBase, at: int, coders: dict[str, NotesLine], counted: NotesLine | None = None
) -> list[dict[str, Any]]:
    """The rows of triangulation/robustness of the finding at this position."""
    rows = []
    own = material.judge(at).standing
    for check, names, variants in checks(material, at, coders, counted):
        found = [material.judge(at, variant).standing for variant in variants]
        if not found:
            continue
        breaking = [name for name, one in zip(names, found, strict=True) if one != own]
        others = pd.Series([one for one in found if one != own], dtype=str).value_counts().sort_index()
        rows.append(
            {
                "finding_id": material.matrix.findings[at].id,
                "check": check,
                "runs": len(found),
                "survived": len(found) - len(breaking),
                "share": 1 - len(breaking) / len(found),
                "breaks": ";".join(breaking) or None,
                "becomes": others.idxmax() if len(others) else None,
                "counted_above": check in ABOVE,
            }
        )
    return rows


COLUMNS = ["finding_id", "check", "runs", "survived", "share", "breaks", "becomes", "counted_above"]


def weakest(rows: pd.DataFrame, rule: Rule) -> Check | None:
    """Of one finding's rows the check that takes most off its confidence, and keeps the standing least; None: none."""
    checks = [Check(row.check, row.share, row.runs, bool(row.counted_above)) for row in rows.itertuples()]
    below = [check for check in checks if not check.counted_above]
    return min(below, key=lambda check: (-fragile(check, rule), check.kept, check.name), default=None)
