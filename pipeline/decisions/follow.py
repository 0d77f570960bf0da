"""Decisions follow what has changed since they were made: corrected transcripts, and codes renamed, merged or split.

Nothing here changes what people wrote; what can not count any more stays in the table and says why.
"""

from dataclasses import dataclass, field, replace

import pandas as pd
from rapidfuzz import process

from pipeline.decisions.record import CodingDecision
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import StudyError, did_you_mean, folded
from pipeline.tables import DataFrame
from pipeline.tables.notes import Corrections


@dataclass(frozen=True)
class Follower:
    """codebook; the units as they are now with the fingerprint of their words; what became of corrected turns."""

    codebook: ThemesCodebook
    units: dict[str, str]
    corrected: dict[str, tuple[str, str]]  # unit as it was coded -> state (unchanged, changed, gone), unit now
    not_read: frozenset[str] = frozenset()  # notes that wait to be read, or were withdrawn
    questions: dict[str, str] = field(default_factory=dict)  # what an open question is called (folded) -> variable
    records: dict[str, str] = field(default_factory=dict)  # record -> why there is no unit: no answer, record dropped

    def __call__(self, one: CodingDecision) -> list[CodingDecision]:
        """What a decision is now: itself, itself set aside, or one row for each part of a code that was split.

        Raises StudyError for a code or a unit that is not there.
        """
        if not one.counts:
            return [one]
        found = [code for part in [self._moved(one)] for code in (self._coded(part) if part.counts else [part])]
        return [self._placed(part) if part.counts else part for part in found]

    def _moved(self, one: CodingDecision) -> CodingDecision:
        """After a correction: on an unchanged turn it follows the turn; on a changed one it waits for review; with a
        turn that is gone it goes.

        A decision that tells the fingerprint of the unit as it is now was made after the correction, and stands.
        """
        if one.fingerprint and one.fingerprint == self.units.get(one.unit_id):
            return one
        state, now = self.corrected.get(one.unit_id, ("unchanged", one.unit_id))
        if state == "gone":
            return replace(one, set_aside="turn gone")
        if state == "unchanged":
            return replace(one, unit_id=now)
        if not one.code:  # that there was nothing (more) to code is not said of the new words
            return replace(one, unit_id=now, set_aside="text changed")
        return replace(one, unit_id=now, decision="review", whole=False, waits="text changed")

    def _coded(self, one: CodingDecision) -> list[CodingDecision]:
        """Former ids become those in use; each part of a split code waits for review, or is rejected with it."""
        if not one.code:
            return [one]
        code = self.codebook.current(one.code)
        if code is None:
            near = process.extractOne(one.code, [other.id for other in self.codebook.codes])
            raise StudyError(
                one.place,
                f"code {one.code!r}",
                f"a code of codebooks/themes.yaml (nearest: {near[0]})",
                "Correct the cell, or add the code (or `renamed_from`) to the codebook.",
            )
        if code.split_into and one.decision == "rejected":
            return [replace(one, code=part) for part in code.split_into]
        if code.split_into:
            return [replace(one, code=part, decision="review", waits="code split") for part in code.split_into]
        if not code.is_active:
            return [replace(one, code="", set_aside="code retired")]
        return [replace(one, code=code.id, stance=one.stance or code.usual_stance)]

    def _placed(self, one: CodingDecision) -> CodingDecision:
        """The decision, if its unit is there. Set aside are notes that wait to be read or were withdrawn, records that
        were dropped, and questions that a person left empty."""
        if not self.units or one.unit_id in self.units:
            return one
        source, _, place = one.unit_id.partition("#")
        variable = self.questions.get(folded(place))
        if variable and f"{source}#{variable}" in self.units:
            return replace(one, unit_id=f"{source}#{variable}")
        if source in self.not_read:
            return replace(one, set_aside="note not read")
        near = [unit.rpartition("#")[2] for unit in self.units if unit.rpartition("#")[0] == source]
        if source in self.records and (variable or place in self.questions.values()):
            return replace(one, set_aside=self.records[source])
        if source in self.records:
            asked = sorted(set(self.questions.values()))
            todo = did_you_mean(place, asked, "Correct the cell.")
            raise StudyError(one.place, f"question {place!r}", f"an open question ({', '.join(asked)})", todo)
        if not near:
            raise StudyError(one.place, f"note {source!r}", "a note of the manifest", "Correct the cell.")
        raise StudyError(
            one.place,
            f"turn {place} of {source}" if place.isdecimal() else f"turn {place!r} of {source}",
            f"one of its participants' turns ({', '.join(near)})",
            "The count includes the interviewer's turns and starts at 1.",
        )


def corrected_units(corrections: DataFrame[Corrections]) -> dict[str, tuple[str, str]]:
    """notes/corrections by unit as it was coded: its state, and the unit it is now."""
    known = corrections.dropna(subset=["turn_old"])
    return {
        f"{row.note_id}#{int(row.turn_old)}": (
            row.state,
            "" if pd.isna(row.turn_new) else f"{row.note_id}#{int(row.turn_new)}",
        )
        for row in known.itertuples()
    }
