"""Probabilities where nothing was coded and the codebook has no example: likeness alone, turned by fixed weights.

There is nothing to learn them from, so the weights were found once, on other people's coded texts (`bench.corpora`),
and each can only raise the probability as likeness rises: a code is never ranked against its own label. Their level is
set so that a unit carries one code on average, as it does in most books. How sure such probabilities are of themselves
in a new study is unknown until somebody has coded some of it.
"""

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from pipeline.coding.ranker import best_other

AS_TEXT = 0.6  # of the question before a unit, read with its words
LIKENESS, LEAD = 0.65, 0.4
CODES_A_UNIT = 1.0  # expected; of a book of fewer than three codes, a third of them


def cold_start(scores: np.ndarray) -> np.ndarray:
    """scores (units, codes, channels) as in `features.CHANNELS`; result (units, codes), 0 to 1."""
    likeness = scores[:, :, 0] + AS_TEXT * scores[:, :, 2]
    usual = likeness - likeness.mean(axis=0)  # a label in wide words is like everything
    unit = max(float(usual.std()), 1e-6)
    lead = likeness - best_other(likeness)
    raised = LIKENESS * usual / unit + LEAD * lead / unit
    n_codes = scores.shape[1]
    return expit(raised + _level(raised, min(CODES_A_UNIT, n_codes / 3)))


def _level(raised: np.ndarray, codes_a_unit: float) -> float:
    """What to add to these logits (units, codes) for so many codes a unit on average."""
    if not raised.size:
        return 0.0
    most = float(np.abs(raised).max()) + 20
    return brentq(lambda level: expit(raised + level).sum(axis=1).mean() - codes_a_unit, -most, most)
