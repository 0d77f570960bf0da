"""From evidence to the probability that a code applies: one ranker shared by all codes, over pairs of unit and code.

Because it is shared, a code nobody has used yet profits from what was learned about the others. It learns from pairs
people decided (scored by models that had not seen their note) and, with a small weight, from the codebook's example
turns. A logistic regression is enough: boosted trees beside it agreed no better with people, and said less well how
sure they were.
"""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

PRIOR_STRENGTH = 10  # coded turns: how much of a group's own share of a code to believe


def pair_features(scores: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Features of every pair: the channels, each against the best other code of the unit, and what the group talks
    about.

    scores (rows, codes, channels) as in `evidence.CHANNELS`; prior (rows, codes); result (rows, codes, features).
    """
    text, question, question_as_text, sentence_best = (scores[:, :, i] for i in range(4))
    together = text + 0.4 * question + 0.3 * question_as_text
    features = [scores[:, :, i] for i in range(scores.shape[2])]
    features += [one - _best_other(one) for one in (text, question, together, sentence_best)]
    features += [np.maximum(question, 0) * text, _best_other(together)]
    features += [-np.log1p((-together).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")), prior]
    return np.stack(features, axis=2)


def _best_other(scores: np.ndarray) -> np.ndarray:
    """For each unit and code, the highest score of another code (its own score where there is only one)."""
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    top = -np.sort(-scores, axis=1)[:, :2]
    return np.where(scores >= top[:, :1], top[:, 1:], top[:, :1])


def group_prior(groups: np.ndarray, notes: np.ndarray, targets: np.ndarray, learn: np.ndarray) -> np.ndarray:
    """How much likelier than in its group a code is than overall: log share in the unit's group, from other notes.

    groups, notes, learn (units,); targets (units, codes); result (units, codes), 0 where nothing is known.
    """
    prior = np.zeros_like(targets)
    for note in sorted(set(notes)):
        own = notes == note
        seen = learn & ~own
        if not seen.any():
            continue
        overall = (targets[seen].sum(axis=0) + 0.5) / (seen.sum() + 15)
        alike = seen & (groups == groups[own][0])
        share = (targets[alike].sum(axis=0) + PRIOR_STRENGTH * overall) / (alike.sum() + PRIOR_STRENGTH)
        prior[own] = np.log(share)
    return prior


class PairRanker:
    """Probabilities over pairs, by logistic regression; scikit-learn conventions."""

    def fit(self, features: np.ndarray, applies: np.ndarray, weights: np.ndarray) -> "PairRanker":
        """features (pairs, features); applies (pairs,) of 0 and 1; weights (pairs,)."""
        self.constant_ = None
        if applies.min() == applies.max():  # nothing to tell apart: one code, or no example at all
            self.constant_ = float(applies.mean()) if len(applies) else 0.0
            return self
        self.model_ = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
        self.model_.fit(features, applies, logisticregression__sample_weight=weights)
        return self

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """(pairs,), 0 to 1."""
        if self.constant_ is not None:
            return np.full(len(features), self.constant_)
        return self.model_.predict_proba(features)[:, 1]
