"""What the codebook says of the codes beside their words: where each may be given, and which exclude each other."""

import numpy as np
import pandas as pd

from pipeline.decisions.scopes import in_scope
from pipeline.decisions.themes import ThemesCodebook


def fit_nowhere(codebook: ThemesCodebook, units: pd.DataFrame) -> set[str]:
    """Codes whose scope holds for none of the units (columns asked, material): the machine never gives them."""
    inside = in_scope([code.scope for code in codebook.active], units["asked"], units["material"])
    reached: np.ndarray = np.any(inside, axis=0)
    scoped = [bool(code.scope.asked or code.scope.materials) for code in codebook.active]
    return {
        code for code, is_scoped, there in zip(codebook.ids, scoped, reached, strict=True) if is_scoped and not there
    }


def compatible(codebook: ThemesCodebook, assigned: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """`assigned` (units, codes) without what cannot stand beside a likelier code: of two codes that exclude each other,
    and of all codes in a codebook of one code a unit, the likelier stays; of equals, the first in the codebook."""
    rivals = _rivals(codebook)
    if not rivals.any():
        return assigned
    kept = np.zeros_like(assigned)
    for unit in np.flatnonzero(assigned.any(axis=1)):
        for code in np.argsort(-probabilities[unit], kind="stable"):
            kept[unit, code] = assigned[unit, code] and not (kept[unit] & rivals[code]).any()
    return kept


def _rivals(codebook: ThemesCodebook) -> np.ndarray:
    """Codes that cannot stand on the same unit, booleans, (codes, codes)."""
    place = {code: i for i, code in enumerate(codebook.ids)}
    rivals = np.full((len(place), len(place)), codebook.one_code_only)
    for code in codebook.active:
        for other in code.excludes:
            if other in place:
                rivals[place[code.id], place[other]] = rivals[place[other], place[code.id]] = True
    np.fill_diagonal(rivals, False)
    return rivals
