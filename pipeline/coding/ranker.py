"""From evidence to the probability that a code applies: one ranker shared by all codes, over pairs of unit and code.

Because it is shared, a code nobody has used yet profits from what was learned about the others. It learns from pairs
people decided (scored by models that had not seen their note) and, with a small weight, from the codebook's example
turns. A logistic regression is enough: boosted trees beside it agreed no better with people, and said less well how
sure they were.
"""

from typing import Self

import numpy as np
from scipy.stats import rankdata
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDS = 6
PRIOR_STRENGTH = 10  # coded turns: how much of a group's own share of a code to believe
FEWEST_NOTES = 12  # coded, before shares of codes tell anything: with fewer, they say mostly what the note left out was


def pair_features(scores: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Features of every pair: the channels, each against the best other code of the unit, and how usual the code is.

    scores (rows, codes, channels) as in `features.CHANNELS`; prior (rows, codes, 2); result (rows, codes, features).
    """
    text, question, question_as_text, sentence_best, _, logit, label, _ = np.moveaxis(scores, 2, 0)
    together = text + 0.4 * question + 0.3 * question_as_text
    features = [*np.moveaxis(scores, 2, 0)]
    features += [one - best_other(one) for one in (text, question, together, sentence_best, logit, label)]
    features += [np.maximum(question, 0) * text, best_other(together)]
    features += [_place(together), _place(logit), *np.moveaxis(prior, 2, 0)]
    return np.stack(features, axis=2)


def _place(scores: np.ndarray) -> np.ndarray:
    """The place of each code in its unit, 0 for the first, falling with the logarithm."""
    return -np.log1p(rankdata(-scores, method="ordinal", axis=1) - 1)


def best_other(scores: np.ndarray) -> np.ndarray:
    """For each unit and code, the highest score of another code (its own score where there is only one)."""
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    top = -np.sort(-scores, axis=1)[:, :2]
    return np.where(scores >= top[:, :1], top[:, 1:], top[:, :1])


def priors(groups: np.ndarray, notes: np.ndarray, targets: np.ndarray, learn: np.ndarray) -> np.ndarray:
    """How usual a code is, and how much likelier in the unit's group than overall: logarithms, from other notes.

    Coded notes are read in FOLDS parts, each from the others. A note by itself would leave a hole in the counts that
    tells what was in it: so too where few notes are coded, and nothing is told.

    groups, notes, learn (units,); targets (units, codes); result (units, codes, 2), 0 where nothing is known.
    """
    found = np.zeros((*targets.shape, 2))
    coded = np.flatnonzero(learn)
    if len(np.unique(notes[coded])) < FEWEST_NOTES:
        return found
    parts = [(coded, np.flatnonzero(~learn))]
    parts += [(coded[kept], coded[out]) for kept, out in GroupKFold(FOLDS).split(coded, groups=notes[coded])]
    for seen, scored in parts:
        overall = (targets[seen].sum(axis=0) + 0.5) / (len(seen) + 15)
        found[scored, :, 0] = np.log(overall)
        for group in sorted(set(groups[scored])):
            alike, own = seen[groups[seen] == group], scored[groups[scored] == group]
            share = (targets[alike].sum(axis=0) + PRIOR_STRENGTH * overall) / (len(alike) + PRIOR_STRENGTH)
            found[own, :, 1] = np.log(share / overall)
    return found


class PairRanker(ClassifierMixin, BaseEstimator):
    """Probabilities over pairs, by logistic regression on standardised features."""

    def __init__(self, C: float = 1.0):
        self.C = C

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Self:
        """X (pairs, features); y (pairs,) of 0 and 1; sample_weight (pairs,). With one class only, that is what
        `predict_proba` says."""
        self.classes_ = np.array([0, 1])
        self.constant_ = float(y.mean()) if len(y) else 0.0
        self.model_ = None
        if 0 < self.constant_ < 1:
            self.model_ = make_pipeline(StandardScaler(), LogisticRegression(C=self.C, max_iter=1000))
            self.model_.fit(X, y, logisticregression__sample_weight=sample_weight)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """(pairs, 2), 0 to 1."""
        if self.model_ is None:
            return np.tile([1 - self.constant_, self.constant_], (len(X), 1))
        return self.model_.predict_proba(X)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """(pairs,) of 0 and 1."""
        return (self.predict_proba(X)[:, 1] >= 0.5).astype(int)
