"""The coder: learns from the codebook, and from what people coded, the probability that each code applies to each
unit."""

import numpy as np
from scipy.special import expit, logit
from sklearn.base import BaseEstimator
from sklearn.model_selection import GroupKFold

from pipeline.coding.cold_start import cold_start
from pipeline.coding.features import CoderSettings, Evidence, EvidenceModel, parts_of
from pipeline.coding.ranker import PairRanker, pair_features, priors
from pipeline.coding.text_kernel import CodingMaterial

DECIMALS = 4  # of every probability: far above the noise of the arithmetic
UNTAUGHT = 20  # coded units that the fixed weights are worth, beside what is learned without an example
UNSEEN = 1e-4  # no probability is taken to be nearer to 0 or 1
AT_ONCE = 4096  # units ranked together
CLEAR = 2.0  # the more errors a first reading is expected to hold, the less the second learns from it


class Coder(BaseEstimator):
    """fit, then `probabilities_`, ndarray (units, codes). Units people coded are scored as if their note were unseen.

    What it learns from depends on what there is:
    - people coded: from their units, and from the codebook's examples if it has any (if not, the fixed weights below
      have a voice too, the smaller the more was coded);
    - nobody coded, the codebook has examples: from these as if somebody had said them, in two readings. What the first
      makes of the study's units the second learns from too, with a small weight (self-training, Scudder 1965, IEEE
      Transactions on Information Theory 11), so that the study's own way of speaking counts;
    - neither: nothing can be learned, and fixed weights turn likeness to the labels into probabilities (`cold_start`).

    >>> coder = Coder().fit(material, targets, decided, learn)  # doctest: +SKIP
    >>> coder.probabilities_.round(2)  # doctest: +SKIP
    """

    def __init__(self, settings: CoderSettings | None = None, folds: int = 6):
        self.settings, self.folds = settings, folds

    def fit(self, material: CodingMaterial, targets: np.ndarray, decided: np.ndarray, learn: np.ndarray) -> "Coder":
        """Learn from the codebook and from the units in `learn`.

        targets (units, codes), 0 to 1: the share of coders who assigned the code; decided (units, codes): people said
        whether it applies; learn (units,): units decided as a whole, whose decisions may be read.
        """
        notes, groups = material.units["note_id"].to_numpy(), material.units["stakeholder"].to_numpy()
        usable = decided & (learn | ~decided.all(axis=1))[:, None]
        settings = self.settings or CoderSettings()
        parts = parts_of(notes, np.asarray(usable.any(axis=1)))
        self.model_ = EvidenceModel(settings).fit(material, targets, learn.astype(float), parts)
        evidence = self.model_.evidence()
        self.scores_ = evidence.units
        bare = not material.prompts.spoken.any()
        if bare and not usable.any():
            self.probabilities_ = cold_start(evidence.units).round(DECIMALS)
            return self
        prior = priors(groups, notes, targets, learn)
        self.probabilities_ = self._rank(evidence, prior, targets, usable, parts, settings)
        if bare:
            n_coded = usable.any(axis=1).sum()
            learned, untaught = self.probabilities_, cold_start(evidence.units)
            mixed = (n_coded * learned + UNTAUGHT * untaught) / (n_coded + UNTAUGHT)
            self.probabilities_ = _less_sure(mixed, n_coded).round(DECIMALS)
        elif not usable.any():
            first = self.probabilities_
            trust = settings.second_reading * np.exp(-CLEAR * np.minimum(first, 1 - first).sum(axis=1))
            again = EvidenceModel(settings).fit(material, first, trust, parts).evidence(with_logits=False)
            self.probabilities_ = self._rank(again, prior, targets, usable, parts, settings)
        return self

    def _rank(
        self,
        evidence: Evidence,
        prior: np.ndarray,
        targets: np.ndarray,
        usable: np.ndarray,
        parts: np.ndarray,
        settings: CoderSettings,
    ) -> np.ndarray:
        """Probabilities of all pairs; those of coded notes by rankers that have not seen them."""
        weight = settings.rehearsed_weight
        usual = np.median(prior[usable], axis=0) if usable.any() else np.zeros(2)
        rehearsed = pair_features(evidence.rehearsed, np.broadcast_to(usual, (*evidence.rehearsed.shape[:2], 2)))
        n_features = rehearsed.shape[2]
        coded = np.flatnonzero(usable.any(axis=1))
        n_parts = len(np.unique(parts[coded]))
        of_coded = pair_features(evidence.units[coded], prior[coded])

        def learned(rows: np.ndarray) -> PairRanker:
            pairs = usable[coded[rows]]
            return PairRanker().fit(
                np.vstack([of_coded[rows][pairs], rehearsed.reshape(-1, n_features)]),
                np.r_[targets[coded[rows]][pairs] >= 0.5, evidence.rehearsed_targets.ravel() > 0].astype(int),
                np.r_[np.ones(pairs.sum()), np.full(evidence.rehearsed_targets.size, weight)],
            )

        def scored(ranker: PairRanker, features: np.ndarray) -> np.ndarray:
            return ranker.predict_proba(features.reshape(-1, n_features))[:, 1].reshape(len(features), -1)

        ranker, probabilities = learned(np.arange(len(coded))), np.zeros(usable.shape)
        for start in range(0, len(parts), AT_ONCE):  # so that memory holds the features of so many units, not of all
            some = slice(start, start + AT_ONCE)
            probabilities[some] = scored(ranker, pair_features(evidence.units[some], prior[some]))
        if n_parts > 1 and self.folds > 1:
            for kept, out in GroupKFold(min(self.folds, n_parts)).split(coded, groups=parts[coded]):
                probabilities[coded[out]] = scored(learned(kept), of_coded[out])
        return probabilities.round(DECIMALS)


def _less_sure(probabilities: np.ndarray, n_coded: int) -> np.ndarray:
    """What few coded units say of other notes, without the excess of certainty: logits by 1 - 1 / sqrt(n_coded).

    The pairs that the ranker learns from are not independent of each other, and it cannot tell how far other notes
    differ; a slope fitted on as few units was no better than none. The order of units and codes stays.
    """
    clipped = np.clip(probabilities, UNSEEN, 1 - UNSEEN)
    return expit((1 - 1 / np.sqrt(max(n_coded, 2))) * logit(clipped))
