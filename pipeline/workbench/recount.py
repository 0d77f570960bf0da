"""What the session's decisions do to the findings: the notes counted anew, and the rule of judgement applied.

A finding whose notes take the same sides as in the last run stands as the report says. The others are judged anew, with
the checks of robustness. How often the machine errs is as the last run found it.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.coding.roll_up import with_parents
from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.coding import Codings
from pipeline.tables.triangulation import Matrix
from pipeline.triangulation import lines_gathered, notes_line, robustness
from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.triangulation.notes_line import SIDES, NotesLine
from pipeline.workbench.standing_now import Coded, codes_of
from pipeline.workbench.store import Store


@dataclass(frozen=True)
class Count:
    """One finding, read once."""

    label: str
    notes_for: int
    notes_against: int
    notes_between: int


@dataclass(frozen=True)
class Row:
    """One finding: as the last run read it, and as it reads with the decisions made since."""

    finding_id: str
    question: str
    statement: str
    survey: str
    published: str
    admin: str
    before: Count
    after: Count

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class LastRun:
    """Its lines of evidence; assigned: rows of coding/codings; counted: see `as_if_drawn`; counts: as reported."""

    material: EvidenceBase
    assigned: pd.DataFrame
    counted: NotesLine | None
    counts: dict[str, Count]


class Recount:
    def __init__(self, store: Store):
        self.store = store

    @property
    def is_possible(self) -> bool:
        needed = ("triangulation/matrix", "triangulation/joint_display", "coding/codings", "coding/units")
        there = (self.store.study.codebooks / "evaluation.yaml").exists()
        return there and all(self.store.study.has_table(name) for name in needed)

    def rows(self, language: str) -> list[Row]:
        run, people = self._last_run(), self.store.people
        after = self.store.remembered("findings now", (run, people), lambda: self._counted_anew(run))
        display = self.store.table("triangulation/joint_display")
        cells = {} if display is None else display.set_index("finding_id").fillna("").to_dict("index")
        return [
            Row(
                finding.id,
                finding.question,
                finding.statement[language],
                cells.get(finding.id, {}).get(f"survey_{language}", ""),
                cells.get(finding.id, {}).get(f"published_{language}", ""),
                cells.get(finding.id, {}).get(f"admin_{language}", ""),
                run.counts.get(finding.id, now),
                now,
            )
            for finding, now in zip(run.material.matrix.findings, after, strict=True)
        ]

    def _last_run(self) -> LastRun:
        """Read again when the pipeline ran."""
        study = self.store.study

        def load() -> LastRun:
            gathered, codings = lines_gathered.gather(study), study.table("coding/codings")
            assigned = codings[codings["decision"] == "assigned"]
            return LastRun(
                gathered.material, assigned, gathered.counted, as_reported(study.table("triangulation/matrix"))
            )

        return self.store.derived("findings", load)

    def _counted_anew(self, run: LastRun) -> list[Count]:
        """Each finding with the decisions made since."""
        material, notes, coders, counted = run.material, run.material.notes, {}, run.counted
        if notes is not None:
            codings = with_parents(overlaid(run.assigned, self.store), self.store.codebook)
            found = notes_line.gather(material.matrix, notes.notes, codings, accepted=material.searches)
            material = replace(material, notes=notes.recoded(found))
            counted = None if counted is None else counted.recoded(found)
            people = {unit: self.store.people.reading(unit) for unit in self.store.people.units}
            coders = lines_gathered.by_each_coder(self.store.study, people, notes, material.matrix, codings)
        return [
            run.counts[finding.id]
            if finding.id in run.counts and same_sides(notes, material.notes, at)
            else judged(material, at, coders, counted)
            for at, finding in enumerate(material.matrix.findings)
        ]


def as_reported(matrix: DataFrame[Matrix]) -> dict[str, Count]:
    """By finding, what triangulation/matrix says of it."""
    return {
        row.finding_id: Count(row.standing, row.n_notes_for, row.n_notes_against, row.n_notes_between)
        for row in matrix.itertuples()
    }


def same_sides(before: NotesLine | None, now: NotesLine | None, at: int) -> bool:
    """Do the notes take the same sides on the finding at this position, by the same coders?"""
    if before is None or now is None:
        return before is now
    own = [column for column, one in enumerate(now.columns) if one.finding == at]
    return np.array_equal(before.side[:, own], now.side[:, own]) and np.array_equal(
        before.machine[:, own], now.machine[:, own]
    )


def judged(material: EvidenceBase, at: int, coders: dict[str, NotesLine], counted: NotesLine | None) -> Count:
    """The finding at this position by the rule, its checks of robustness among them."""
    rows = pd.DataFrame(robustness.rows_of(material, at, coders, counted), columns=robustness.COLUMNS)
    judgement = material.judge(at, weakest=robustness.weakest(rows, material.book.rule))
    notes, sides = material.notes, [0, 0, 0]
    if notes is not None:
        own = notes.side[:, material.columns(at)[:1]]  # the codes that bear on it most directly, as in the report
        sides = [int((own == SIDES.index(side)).sum()) for side in ("for", "against", "reserved")]
    return Count(judgement.standing, *sides)


def overlaid(codings: DataFrame[Codings], store: Store) -> pd.DataFrame:
    """What stands now (segment_id, note_id, turn, code, stance, origin): what people's decisions come to, and what the
    machine assigned in the last run where people have not spoken."""
    segments = store.segments
    assigned = codings[codings["origin"] == MACHINE].fillna({"stance": ""})
    machine: dict[str, list[Coded]] = {}
    for row in assigned.itertuples():
        machine.setdefault(row.segment_id, []).append(Coded(row.code, row.stance, 0.0, (MACHINE,)))
    decided = {unit: codes_of(store.people.reading(unit), unit, machine.get(unit, [])) for unit in store.people.units}
    rows = [
        (key, one.code, one.stance, MACHINE if one.by == (MACHINE,) else "people")
        for key, found in (machine | decided).items()
        for one in found
    ]
    table = [
        (key, segments[key].source, segments[key].turn, code, stance, origin)
        for key, code, stance, origin in rows
        if key in segments
    ]
    return pd.DataFrame(table, columns=["segment_id", "note_id", "turn", "code", "stance", "origin"])
