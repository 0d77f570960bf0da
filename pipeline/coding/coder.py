"""The coder: learns from the codebook, and from what people coded, the probability that each code applies to each
unit."""

import numpy as np

from pipeline.coding.features import Evidence, EvidenceModel, Settings
from pipeline.coding.ranker import PairRanker, group_prior, pair_features
from pipeline.coding.text_kernel import Material

DECIMALS = 4  # of every probability: far above the noise of the arithmetic
CLEAR = 2.0  # the more errors a first reading is expected to hold, the less the second learns from it


class Coder:
    """fit, then `probabilities_`, ndarray (units, codes). Units people coded are scored as if their note were unseen.

    It reads twice: what the first reading made of the units nobody coded, the second learns from too, with a small
    weight (self-training, Scudder 1965, IEEE Transactions on Information Theory 11), so that the study's own way of
    speaking counts. Units people coded keep their first reading: in the second, what people said of their note would
    come back to them by what the machine made of others.

    >>> coder = Coder().fit(material, targets, decided, learn)  # doctest: +SKIP
    >>> coder.probabilities_.round(2)  # doctest: +SKIP
    """

    def __init__(self, settings: Settings | None = None, seed: int = 0, folds: int = 6):
        self.settings, self.seed, self.folds = settings or Settings(), seed, folds

    def fit(self, material: Material, targets: np.ndarray, decided: np.ndarray, learn: np.ndarray) -> "Coder":
        """Learn from the codebook and from the units in `learn`.

        targets (units, codes), 0 to 1: the share of coders who assigned the code; decided (units, codes): people said
        whether it applies; learn (units,): units decided as a whole, whose decisions may be read.
        """
        units = material.units
        notes, groups = units["note_id"].to_numpy(), units["stakeholder"].to_numpy()
        prior = group_prior(groups, notes, targets, learn)
        usable = decided & (learn | ~decided.all(axis=1))[:, None]

        self.model_ = EvidenceModel(self.settings).fit(material, targets, learn.astype(float))
        evidence = self.model_.evidence()
        self.scores_ = evidence.units
        first = self._rank(evidence, prior, targets, usable, notes)

        clear = np.exp(-CLEAR * np.minimum(first, 1 - first).sum(axis=1))
        trust = np.where(learn, 1.0, self.settings.second_reading * clear)
        said = np.where(learn[:, None], targets, first)
        again = EvidenceModel(self.settings).fit(material, said, trust).evidence()
        second = self._rank(again, prior, targets, usable, notes)
        self.probabilities_ = np.where(learn[:, None], first, second)
        return self

    def _rank(
        self, evidence: Evidence, prior: np.ndarray, targets: np.ndarray, usable: np.ndarray, notes: np.ndarray
    ) -> np.ndarray:
        """Probabilities of all pairs; those of coded notes by rankers that have not seen them."""
        features = pair_features(evidence.units, prior)
        rehearsed = pair_features(evidence.rehearsed, np.full(evidence.rehearsed.shape[:2], _usual(features, usable)))
        coded = np.unique(notes[usable.any(axis=1)])
        order = np.random.default_rng(self.seed).permutation(len(coded))
        parts = [coded[order[i :: self.folds]] for i in range(min(self.folds, len(coded)))] if len(coded) > 1 else []
        probabilities = np.zeros(targets.shape)
        for part in [np.array([], dtype=coded.dtype), *parts]:
            held_out = np.isin(notes, part)
            rows = usable & ~held_out[:, None]
            weights = np.r_[
                np.ones(rows.sum()), np.full(evidence.rehearsed_targets.size, self.settings.rehearsed_weight)
            ]
            ranker = PairRanker().fit(
                np.vstack([features[rows], rehearsed.reshape(-1, rehearsed.shape[2])]),
                np.r_[targets[rows] >= 0.5, evidence.rehearsed_targets.ravel() > 0].astype(int),
                weights,
            )
            scored = held_out if len(part) else np.ones(len(notes), bool)
            found = ranker.predict_proba(features[scored].reshape(-1, features.shape[2]))
            probabilities[scored] = found.reshape(scored.sum(), -1)
        return probabilities.round(DECIMALS)


def _usual(features: np.ndarray, usable: np.ndarray) -> float:
    """The group prior an example turn gets, which nobody in particular said: the middle of those seen."""
    seen = features[usable][:, -1]
    return float(np.median(seen)) if len(seen) else 0.0
