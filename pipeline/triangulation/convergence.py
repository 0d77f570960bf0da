"""The convergence rule, version 1. Set down in words in docs/triangulation.md; the two must say the same.

Each strand (survey, notes, figures in print) is read on two elements, after the triangulation protocol:

- meaning: does it bear the statement out (1), contradict it (-1), or neither (0)? Silent: NaN.
- prominence: does it say so clearly (strong), or could it as well be otherwise (weak)?

The strands that speak are then compared:

| strands that speak | label |
|---|---|
| fewer than two | silence |
| one clearly for the statement, one clearly against it | dissonance |
| all with the same meaning, all strong | agreement |
| anything else: same meaning but one weak, or meanings that differ in part | partial agreement |

Figures in print that come from the survey itself are shown, but do not count as a strand: they would agree with it by
birth.

Farmer, T., Robinson, K., Elliott, S. J., & Eyles, J. (2006). Developing and implementing a triangulation protocol for
qualitative health research. Qualitative Health Research, 16(3), 377-394. O'Cathain, A., Murphy, E., & Nicholl, J.
(2010). Three techniques for integrating data in mixed methods studies. BMJ, 341, c4587.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.tables import CONVERGENCE

RULE_VERSION = 1
AGREEMENT, PARTIAL, DISSONANCE, SILENCE = range(4)  # positions in tables.CONVERGENCE
assert CONVERGENCE == ["agreement", "partial agreement", "dissonance", "silence"]


@dataclass(frozen=True)
class Reading:
    """What one strand says on each finding, in one or many scenarios.

    `meaning`: float array (scenarios, findings) of 1, 0, -1, NaN where silent. `strong`: bool array of the same shape.
    """

    meaning: np.ndarray
    strong: np.ndarray

    @classmethod
    def silent(cls, findings: int) -> "Reading":
        return cls(np.full((1, findings), np.nan), np.zeros((1, findings), dtype=bool))


def converge(*strands: Reading) -> tuple[np.ndarray, np.ndarray]:
    """The label (position in tables.CONVERGENCE) and the standing of the statement (1, 0, -1) of each scenario and
    finding.

    Standing: 1 where some strand bears the statement out and none contradicts it, -1 the reverse, 0 otherwise.
    """
    meanings = [strand.meaning for strand in strands]
    speaking = sum((~np.isnan(one)).astype(int) for one in meanings)
    for_it, against = _any(meanings, 1), _any(meanings, -1)
    neither = _any(meanings, 0)
    clearly_for = _any([np.where(one.strong, one.meaning, np.nan) for one in strands], 1)
    clearly_against = _any([np.where(one.strong, one.meaning, np.nan) for one in strands], -1)
    weak = sum(((~np.isnan(one.meaning)) & ~one.strong).astype(int) for one in strands) > 0
    one_meaning = for_it.astype(int) + against + neither == 1

    label = np.full(speaking.shape, PARTIAL)
    label[one_meaning & ~weak] = AGREEMENT
    label[clearly_for & clearly_against] = DISSONANCE
    label[speaking < 2] = SILENCE
    standing = for_it.astype(int) * ~against - against.astype(int) * ~for_it
    return label, standing


def _any(meanings: list[np.ndarray], value: int) -> np.ndarray:
    return sum((one == value).astype(int) for one in meanings) > 0


def of_parts(meaning: np.ndarray, strong: np.ndarray, owner: np.ndarray, findings: int) -> Reading:
    """Readings of a strand's parts (scenarios, parts), put together by the finding that owns each part (parts,).

    Parts of one meaning give that meaning, parts of different meanings give 0; strong only where all parts that speak
    are.
    """
    scenarios = meaning.shape[0]
    together = Reading(np.full((scenarios, findings), np.nan), np.zeros((scenarios, findings), dtype=bool))
    for finding in np.unique(owner):
        own = owner == finding
        part, speaks = meaning[:, own], ~np.isnan(meaning[:, own])
        low = np.where(speaks, part, np.inf).min(axis=1)
        high = np.where(speaks, part, -np.inf).max(axis=1)
        some = speaks.any(axis=1)
        together.meaning[some, finding] = np.where(low == high, high, 0)[some]
        together.strong[:, finding] = some & (strong[:, own] | ~speaks).all(axis=1)
    return together
