"""Which cells may be printed: small ones are suppressed, and others with them, so that none can be worked out.

The overall figure is always printed. So the groups of a breakdown that are hidden, together with respondents whose
group is unknown, can be had by subtraction: at least two of them have to be hidden, with the threshold's base together
(complementary suppression; Hundepool et al. 2012, Statistical Disclosure Control, ch. 4).
"""

import numpy as np


def suppressed(bases: np.ndarray, threshold: int, unknown: float = 0) -> np.ndarray:
    """Which groups of one breakdown to hide. bases: (G,) respondents a group; `unknown` in no group of it."""
    hidden = bases < threshold
    while True:
        counts = [*bases[hidden & (bases > 0)], *([unknown] if unknown > 0 else [])]
        safe = not counts or (sum(counts) >= threshold and (len(counts) > 1 or counts[0] >= threshold))
        if safe or hidden.all():
            return hidden
        hidden = hidden.copy()
        open_ = np.flatnonzero(~hidden)
        hidden[open_[np.argmin(bases[open_])]] = True
