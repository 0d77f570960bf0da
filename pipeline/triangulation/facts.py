"""What is known about one finding once the rule has been applied: tables and sentences are made from it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.tables import DataFrame
from pipeline.tables.notes import Segments
from pipeline.triangulation.dependence import same_notes
from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.triangulation.robustness import weakest
from pipeline.triangulation.rule.confidence import Check
from pipeline.triangulation.rule.judge import Judgement
from pipeline.triangulation.rule.lines import Line


@dataclass(frozen=True)
class Sides:
    """Notes for, with reservations, against; as they count, by people only, and by the machine only."""

    for_: int = 0
    reserved: int = 0
    against: int = 0

    @property
    def speak(self) -> int:
        return self.for_ + self.reserved + self.against


@dataclass(frozen=True)
class Facts:
    """Everything the tables and sentences of one finding are made from."""

    judgement: Judgement
    check: Check | None  # the weakest
    people: Sides
    machine: Sides
    outsiders: Sides  # people's and the machine's, without interested groups
    groups: int  # stakeholder groups that raise it
    participants: int  # people who speak in these notes: a focus group is several
    notes_read: int
    notes_counted: int  # of these, notes whose coding counts
    one_sided: bool
    searched: int
    accepted: int
    same_notes: list[str]  # findings that rest on the same notes
    positions: list[tuple[str, str, str]]  # kind of group, group, position

    def held(self, position: str, kind: str | None = None) -> list[str]:
        return [group for one, group, held in self.positions if held == position and kind in (None, one)]

    def line(self, name: str) -> Line | None:
        """The line of this name; the one that bears directly before the one in part."""
        own = [line for line in self.judgement.lines if line.name == name]
        return min(own, key=lambda line: line.bearing != "direct", default=None)

    @property
    def said(self) -> Sides:
        """All notes that raise it, whoever coded them."""
        return Sides(
            self.people.for_ + self.machine.for_,
            self.people.reserved + self.machine.reserved,
            self.people.against + self.machine.against,
        )


def collect(
    material: EvidenceBase, survived: pd.DataFrame, positions: pd.DataFrame, segments: DataFrame[Segments] | None
) -> dict[str, Facts]:
    """The facts of each finding, in the order of the matrix."""
    speakers = {} if segments is None else segments.groupby("note_id")["speaker"].nunique().to_dict()
    held: dict[str, list[tuple[str, str, str]]] = {}
    for row in positions.itertuples():
        held.setdefault(row.finding_id, []).append((row.kind, row.group, row.position))
    found = {}
    for at, finding in enumerate(material.matrix.findings):
        check = weakest(survived[survived["finding_id"] == finding.id], material.book.rule)
        search = material.search(at)
        found[finding.id] = Facts(
            judgement=material.judge(at, weakest=check),
            check=check,
            searched=search.judged,
            accepted=len(search.accepted),
            same_notes=same_notes(material.shared_notes, finding.id),
            positions=held.get(finding.id, []),
            **_of_notes(material, at, speakers),
        )
    return found


def _of_notes(material: EvidenceBase, at: int, speakers: dict[str, int]) -> dict:
    notes, none = material.notes, Sides()
    columns = material.columns(at)[:1]  # the codes that bear on it most directly
    if notes is None or not columns:
        empty = {"people": none, "machine": none, "outsiders": none, "groups": 0, "participants": 0, "one_sided": False}
        read = 0 if notes is None else len(notes.notes)
        return empty | {
            "notes_read": read,
            "notes_counted": 0 if notes is None else int(notes.notes["by_people"].sum()),
        }
    column = columns[0]
    raised = notes.side[:, column] >= 0
    everyone = raised | ~raised

    def sides(keep: np.ndarray, machine: bool) -> Sides:
        return Sides(*(int(one) for one in notes.tally(column, keep, machine)))

    outside = [sides(~notes.interested, machine) for machine in (False, True)]
    ids = notes.notes.loc[raised, "note_id"]
    return {
        "people": sides(everyone, False),
        "machine": sides(everyone, True),
        "outsiders": Sides(*(a + b for a, b in zip(*((s.for_, s.reserved, s.against) for s in outside), strict=True))),
        "groups": notes.notes.loc[raised, "stakeholder"].nunique(),
        "participants": int(sum(speakers.get(note, 1) for note in ids)),
        "one_sided": column in material.one_sided,
        "notes_read": len(notes.notes),
        "notes_counted": int(notes.counts[:, column].sum()),
    }
