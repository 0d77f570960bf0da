"""The notes' part: which notes speak to a finding, on which side, for one choice of notes or for many.

A note counts once, whatever the number of its segments: it bears a statement out where, of its segments that take a
side, those for it outweigh those against it by more than a third of all (params: `balance`), contradicts it in the
reverse case, and stands between otherwise. Shares of segments are never read as if segments were a sample of people.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.triangulation.convergence import Reading
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.settings import Prominent

DIRECTIONS = ["supports", "contradicts", "mixed", "neutral"]


@dataclass(frozen=True)
class NotesStrand:
    """N notes, F findings. `notes` has the columns note_id, stakeholder, region, one row for each note read."""

    notes: pd.DataFrame
    segments: np.ndarray  # (N, F, 4) segments of each note by direction, in the order of DIRECTIONS
    balance: float
    prominence: Prominent

    @cached_property
    def raised(self) -> np.ndarray:
        """(N, F) bool: the note has a coded segment on the finding, whatever its stance."""
        return self.segments.sum(axis=2) > 0

    @cached_property
    def sides(self) -> np.ndarray:
        """(N, F) 1 for, -1 against, 0 between; NaN where no segment takes a side."""
        return sides(self.segments, self.balance)

    def read(self, weights: np.ndarray | None = None) -> Reading:
        """What the notes say, for note weights (S, N), all 1 if left out: 0 leaves a note out, 2 counts it twice."""
        weights = np.ones((1, len(self.notes))) if weights is None else weights
        side = self.sides
        speaks = ~np.isnan(side)
        counts = [weights @ (side == value) for value in (1, -1, 0)]
        groups = self.notes["stakeholder"].to_numpy()
        speaking_groups = sum(((weights * (groups == one)) @ speaks > 0).astype(int) for one in np.unique(groups))
        return self._reading(*counts, speaking_groups, weights.sum(axis=1, keepdims=True))

    def read_without_each(self) -> Reading:
        """As `read` with each note left out in turn (N scenarios), in time proportional to the notes."""
        side = self.sides
        speaks = ~np.isnan(side)
        counts = [(side == value).sum(axis=0) - (side == value) for value in (1, -1, 0)]
        groups, position = np.unique(self.notes["stakeholder"].to_numpy(), return_inverse=True)
        by_group = np.zeros((len(groups), side.shape[1]), dtype=int)
        np.add.at(by_group, position, speaks)
        alone = speaks & (by_group[position] == 1)  # the only note of its group to speak
        return self._reading(*counts, (by_group > 0).sum(axis=0) - alone, np.full((len(side), 1), len(side) - 1))

    def _reading(self, supports, contradicts, mixed, groups, notes) -> Reading:
        speaking = supports + contradicts + mixed
        with np.errstate(invalid="ignore", divide="ignore"):
            tilt = (supports - contradicts) / speaking
        meaning = np.where(tilt > self.balance, 1.0, np.where(tilt < -self.balance, -1.0, 0.0))
        meaning[speaking == 0] = np.nan
        least = np.maximum(self.prominence.notes, self.prominence.share * notes)
        return Reading(meaning, (speaking >= least) & (groups >= self.prominence.groups))


def sides(segments: np.ndarray, balance: float) -> np.ndarray:
    """The side each note takes: (N, F) from segments by direction (N, F, 4)."""
    supports, contradicts, mixed = segments[..., 0], segments[..., 1], segments[..., 2]
    speaking = supports + contradicts + mixed
    with np.errstate(invalid="ignore", divide="ignore"):
        tilt = (supports - contradicts) / speaking
    side = np.where(tilt > balance, 1.0, np.where(tilt < -balance, -1.0, 0.0))
    side[speaking == 0] = np.nan
    return side


def tie(matrix: EvaluationCodebook, codings: pd.DataFrame) -> pd.DataFrame:
    """One row a coding and finding: the codings' own columns, `finding` (its position) and `direction`."""
    ties = pd.DataFrame(
        [
            (at, code.code, stance, code.direction(stance))
            for at, finding in enumerate(matrix.findings)
            for code in finding.codes
            for stance in ("supportive", "critical", "mixed", "neutral")
        ],
        columns=["finding", "code", "stance", "direction"],
    )
    return codings.merge(ties, on=["code", "stance"]).sort_values(["finding", "note_id", "turn", "code"])


def gather(
    matrix: EvaluationCodebook, notes: pd.DataFrame, codings: pd.DataFrame, balance: float, prominence: Prominent
) -> NotesStrand:
    """The strand from `notes` (note_id, stakeholder, region) and assigned codings of notes. A note without codings is
    kept: it was read, and said nothing on the codebook's matters."""
    notes = notes.sort_values("note_id", ignore_index=True)
    tied = tie(matrix, codings).drop_duplicates(["segment_id", "finding", "direction"])
    position = pd.Series(notes.index, index=notes["note_id"])
    tied = tied[tied["note_id"].isin(position.index)]
    segments = np.zeros((len(notes), len(matrix.findings), len(DIRECTIONS)), dtype=int)
    at = (
        position[tied["note_id"]].to_numpy(dtype=int),
        tied["finding"].to_numpy(dtype=int),
        pd.Index(DIRECTIONS).get_indexer(tied["direction"]),
    )
    np.add.at(segments, at, 1)
    return NotesStrand(notes, segments, balance, prominence)
