"""Probabilities where nothing was coded and the codebook has no example: likeness alone, turned by fixed weights.

There is nothing to learn them from, so the weights were found once, on other people's coded texts (`bench.corpora`),
and each can only raise the probability as likeness rises: a code is never ranked against its own label. How sure such
probabilities are of themselves in a new study is unknown until somebody has coded some of it.
"""

import numpy as np
from scipy.special import expit

from pipeline.coding.ranker import best_other

AS_TEXT = 0.6  # of the question before a unit, read with its words
LIKENESS, LEAD, CODES = 0.3, 0.18, -0.83


def cold_start(scores: np.ndarray) -> np.ndarray:
    """scores (units, codes, channels) as in `features.CHANNELS`; result (units, codes), 0 to 1."""
    likeness = scores[:, :, 0] + AS_TEXT * scores[:, :, 2]
    usual = likeness - likeness.mean(axis=0)  # a label in wide words is like everything
    unit = max(float(usual.std()), 1e-6)
    lead = likeness - best_other(likeness)
    n_codes = scores.shape[1]
    return expit(LIKENESS * usual / unit + LEAD * lead / unit + CODES * np.log(n_codes))
