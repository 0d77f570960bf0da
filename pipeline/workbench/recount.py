"""What the session's decisions do to the findings: the notes counted anew, and the rule of judgement applied.

The full stage also tests robustness; here only what decisions can move at once is told: how many notes speak for and
against each finding, and where it stands.
"""

from dataclasses import dataclass, replace

import pandas as pd

from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.coding import Codings
from pipeline.triangulation import notes_line, settings, tables_read
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.evidence_base import EvidenceBase
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
    before: Count
    after: Count

    @property
    def changed(self) -> bool:
        return self.before != self.after


class Recount:
    def __init__(self, store: Store):
        self.store = store

    @property
    def is_possible(self) -> bool:
        needed = ("triangulation/joint_display", "coding/codings", "coding/units")
        there = (self.store.study.codebooks / "evaluation.yaml").exists()
        return there and all(self.store.study.has_table(name) for name in needed)

    def rows(self, language: str) -> list[Row]:
        material, codings = self._base()
        matrix, before = material.matrix, _read(material)
        after = before
        if material.notes is not None:
            notes, prior = material.notes.notes, material.book.rule.machine_prior
            recoded = notes_line.gather(
                matrix, notes, overlaid(codings, self.store), material.notes.rates, prior, material.searches
            )
            after = _read(replace(material, notes=recoded))
        display = self.store.table("triangulation/joint_display")
        cells = {} if display is None else display.set_index("finding_id").fillna("").to_dict("index")
        return [
            Row(
                finding.id,
                finding.question,
                finding.statement[language],
                cells.get(finding.id, {}).get(f"survey_{language}", ""),
                cells.get(finding.id, {}).get(f"published_{language}", ""),
                before[at],
                after[at],
            )
            for at, finding in enumerate(matrix.findings)
        ]

    def _base(self) -> tuple[EvidenceBase, pd.DataFrame]:
        """The lines of evidence as the last run had them; read again when the pipeline ran."""
        study = self.store.study

        def load() -> tuple[EvidenceBase, pd.DataFrame]:
            matrix = study.codebook("evaluation", EvaluationCodebook)
            rules, found = settings.read(study), tables_read.load(study)
            return tables_read.gather(study, matrix, found, rules), found.codings

        return self.store.derived("findings", load)


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


def _read(material: EvidenceBase) -> list[Count]:
    counts = []
    for at in range(len(material.matrix.findings)):
        notes = material.notes
        sides = [] if notes is None else [notes.side[:, column] for column in material.columns(at)[:1]]
        told = [int(sum((side == value).sum() for side in sides)) for value in (0, 2, 1)]
        counts.append(Count(material.judge(at).standing, *told))
    return counts
