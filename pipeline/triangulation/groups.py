"""Where stakeholder groups and regions stand on each finding: two lists, never one sentence."""

import numpy as np
import pandas as pd

from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.triangulation.notes_line import NotesLine
from pipeline.triangulation.rule.groups import GroupNotes, position
from pipeline.triangulation.rule.notes import counted

KINDS = ["stakeholder", "region"]
COLUMNS = [
    "finding_id", "kind", "group", "notes", "raised", "supports", "contradicts", "mixed", "position", "kept",
    "interested", "suppressed",
]  # fmt: skip
FIGURES = ["raised", "supports", "contradicts", "mixed"]


def table(material: EvidenceBase) -> pd.DataFrame:
    """triangulation/groups: one row a finding and group, stakeholder groups before regions.

    Figures of groups of fewer notes than the rule names are empty: such a group is not named, not as silent either.
    """
    notes = material.notes
    if notes is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = [
        row
        for at in range(len(material.matrix.findings))
        for column in material.columns(at)[:1]  # the codes that bear on it most directly
        for kind in KINDS
        for row in _of_kind(material, notes, at, column, kind)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame[FIGURES] = frame[FIGURES].astype(float).where(~frame["suppressed"].astype(bool))
    return frame


def _of_kind(material: EvidenceBase, notes: NotesLine, at: int, column: int, kind: str) -> list[dict]:
    finding, rule = material.matrix.findings[at], material.book.rule
    of_notes = notes.notes[kind].to_numpy(dtype=str)
    read = notes.counts[:, column]
    overall = (read & (notes.side[:, column] >= 0)).sum() / max(1, read.sum())
    rows = []
    for group in np.unique(of_notes):
        own = of_notes == group
        n = int((own & read).sum())
        right = notes.right(column)
        tally = counted(notes.tally(column, own, False), notes.tally(column, own, True), right)
        said = GroupNotes(n, *(round(one) for one in tally))
        held = position(said, float(overall), rule)
        rows.append(
            {
                "finding_id": finding.id,
                "kind": kind,
                "group": group,
                "notes": n,
                "raised": said.for_ + said.reserved + said.against,
                "supports": said.for_,
                "contradicts": said.against,
                "mixed": said.reserved,
                "position": held.position,
                "kept": held.kept,
                "interested": group in material.matrix.interested,
                "suppressed": n < rule.group_notes,
            }
        )
    return rows
