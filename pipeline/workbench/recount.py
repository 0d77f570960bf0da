"""What the session's decisions do to the findings: the notes' strand counted anew, and the convergence rule applied.

The full stage also tests robustness; here only what decisions can move at once is told: how many notes speak for and
against each finding, and its convergence label.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.decisions.standing import standing_of
from pipeline.tables import CONVERGENCE
from pipeline.triangulation import notes_strand, settings, tables_read
from pipeline.triangulation.convergence import converge
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.robustness import Strands
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
        matrix, strands, codings, rules = self._base()
        before = _read(matrix, strands)
        notes = strands.notes.notes if strands.notes else pd.DataFrame(columns=["note_id", "stakeholder", "region"])
        recoded = notes_strand.gather(matrix, notes, overlaid(codings, self.store), rules.balance, rules.prominent)
        after = _read(matrix, replace(strands, notes=recoded))
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

    def _base(self) -> tuple:
        """The strands as the last run had them; read again when the pipeline ran."""
        study = self.store.study

        def load() -> tuple:
            matrix = study.codebook("evaluation", EvaluationCodebook)
            rules, found = settings.read(study), tables_read.load(study)
            strands, _ = tables_read.gather(study, matrix, found, rules)
            return matrix, strands, found.codings, rules

        return self.store.derived("findings", load)


def overlaid(codings: pd.DataFrame, store: Store) -> pd.DataFrame:
    """What stands now (segment_id, note_id, turn, code, stance): what people's decisions come to at this moment, and
    what the machine assigned in the last run where people have not spoken.

    People outrank the machine: where somebody is through with a unit, what nobody assigned does not stand, and what is
    open does not either.
    """
    people, segments = store.people, store.segments
    rows = [
        (one.unit_id, one.code, one.stance)
        for unit_id in people.units
        for one in standing_of(unit_id, people.reading(unit_id))
        if one.standing == "assigned"
    ]
    for row in codings[codings["origin"] == "machine"].itertuples():
        reading = people.reading(row.segment_id)
        if not reading.complete and row.code not in reading.named:
            rows.append((row.segment_id, row.code, row.stance))
    table = [
        (key, segments[key].source, segments[key].turn, code, stance) for key, code, stance in rows if key in segments
    ]
    return pd.DataFrame(table, columns=["segment_id", "note_id", "turn", "code", "stance"])


def _read(matrix: EvaluationCodebook, strands: Strands) -> list[Count]:
    labels = converge(*strands.readings())[0][0]
    sides = strands.notes.sides if strands.notes else np.full((0, len(matrix.findings)), np.nan)
    return [
        Count(CONVERGENCE[labels[at]], *(int((sides[:, at] == side).sum()) for side in (1, -1, 0)))
        for at in range(len(matrix.findings))
    ]
