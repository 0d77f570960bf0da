"""What is not independent: lines that come from the same people, and findings that rest on the same notes."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.notes_line import NotesLine
from pipeline.triangulation.rule.evidence import Evidence

COLUMNS = ["finding_id", "other", "notes", "other_notes", "both", "share", "same"]
FEWEST = 5  # notes of each: two findings of three notes each share them by chance


def one_voice(matrix: EvaluationCodebook, least: float) -> dict[str, str]:
    """By source, the source it is read under: instruments of which `least` of the smaller's people answered both."""
    source_of = {"survey": matrix.survey.source, "open answers": matrix.survey.source}
    joint: dict[str, str] = {}
    for overlap in matrix.overlaps:
        if overlap.share >= least:
            one, other = (source_of.get(line, line) for line in overlap.lines)
            into, gone = joint.get(one, one), joint.get(other, other)
            joint |= dict.fromkeys([one, other, *(key for key, now in joint.items() if now == gone)], into)
    return joint


def joined(evidence: Sequence[Evidence], joint: dict[str, str]) -> list[Evidence]:
    """The evidence with the sources of `one_voice`."""
    return [replace(one, source=joint[one.source]) if one.source in joint else one for one in evidence]


def shared_notes(
    matrix: EvaluationCodebook, notes: NotesLine | None, columns: list[list[int]], least: float
) -> pd.DataFrame:
    """triangulation/shared_notes: pairs of findings of which notes speak to both, and whether they rest on the same.

    `share` is the notes that speak to both over those that speak to either; from `least` on the two are the same voices
    and not two findings that bear each other out. `columns`: by finding, its columns of `notes` that are read.
    """
    if notes is None:
        return pd.DataFrame(columns=COLUMNS)
    speak = [(notes.side[:, own] >= 0).any(axis=1) for own in columns]
    rows = []
    for (at, one), (beside, other) in combinations(enumerate(speak), 2):
        both, either = int((one & other).sum()), int((one | other).sum())
        if both and min(one.sum(), other.sum()) >= FEWEST:
            names = (matrix.findings[at].id, matrix.findings[beside].id)
            share = both / either
            rows.append((*names, int(one.sum()), int(other.sum()), both, round(share, 4), bool(share >= least)))
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.astype({"share": np.float64, "same": bool})


def same_notes(shared: pd.DataFrame, finding: str) -> list[str]:
    """The findings that rest on the same notes as this one."""
    same = shared[shared["same"].astype(bool)]
    pairs = zip(same["finding_id"], same["other"], strict=True)
    return [other if one == finding else one for one, other in pairs if finding in (one, other)]
