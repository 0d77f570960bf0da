"""What each part of the coder brings: the table that `python -m bench.corpora FOLDER... --parts` prints.

The coder is measured whole, then with one part taken away at a time; what a part brings is the mean kappa that is lost
without it. A part that brings nothing to one corpus may bring much to another: look at several.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from unittest.mock import patch

import numpy as np
import pandas as pd

from pipeline.coding.coder import Coder
from pipeline.coding.cuts import LEAST_LIKELY, best_cuts
from pipeline.coding.features import CHANNELS, Evidence, EvidenceModel
from pipeline.coding.scores import mean_kappa
from pipeline.coding.text_kernel import CodingMaterial

Run = tuple[str, np.ndarray, np.ndarray]  # a condition; the units coded and the units tested, booleans, (units,)


@contextmanager
def _without_scores(*channels: str) -> Iterator[None]:
    """The coder sees zeros in the place of these scores."""
    whole, gone = EvidenceModel.evidence, [CHANNELS.index(one) for one in channels]

    def evidence(self: EvidenceModel, with_logits: bool = True) -> Evidence:
        found = whole(self, with_logits)
        found.units[:, :, gone] = 0
        found.rehearsed[:, :, gone] = 0
        return found

    with patch.object(EvidenceModel, "evidence", evidence):
        yield


def _no_priors(groups: np.ndarray, notes: np.ndarray, targets: np.ndarray, learn: np.ndarray) -> np.ndarray:
    return np.zeros((*targets.shape, 2))


PARTS: dict[str, Callable[[], AbstractContextManager]] = {
    "ridge on turns": lambda: _without_scores("text"),
    "balanced logistic on turns": lambda: _without_scores("logit"),
    "best sentence": lambda: _without_scores("sentence_best", "sentence_mean"),
    "labels and definitions": lambda: _without_scores("label", "label_best"),
    "questions": lambda: _without_scores("question", "question_as_text"),
    "how usual a code is, by group": lambda: patch("pipeline.coding.coder.priors", _no_priors),
    "fixed weights beside few coded units": lambda: patch("pipeline.coding.coder.UNTAUGHT", 0),
    "less sure of few coded units": lambda: patch("pipeline.coding.coder._less_sure", lambda found, n: found),
}


def parts_table(both: CodingMaterial, quick: CodingMaterial, truth: np.ndarray, runs: list[Run]) -> pd.DataFrame:
    """`part`, `condition`, `kappa` without that part, and what it `brings`; the whole coder first.

    both, quick: the material as both encoders read it, and as the quick one alone; truth (units, codes).
    """

    def kappa(material: CodingMaterial, run: Run, cuts: Callable[[np.ndarray], np.ndarray] = best_cuts) -> float:
        _, learn, test = run
        decided = np.repeat(learn[:, None], truth.shape[1], axis=1)
        found = Coder().fit(material, truth * decided.astype(float), decided, learn).probabilities_
        return mean_kappa(truth[test], (found >= cuts(found))[test])

    rows = []
    for run in runs:
        whole = kappa(both, run)
        without = {
            "(whole coder)": whole,
            "second encoder": kappa(quick, run),
            "a cut for each code": kappa(both, run, one_cut),
        }
        for part, taken_away in PARTS.items():
            with taken_away():
                without[part] = kappa(both, run)
        rows += [(part, run[0], left, whole - left) for part, left in without.items()]
    return pd.DataFrame(rows, columns=["part", "condition", "kappa", "brings"])


def one_cut(probabilities: np.ndarray) -> np.ndarray:
    """One cut for all codes, (codes,), where the expected micro-F1 is greatest."""
    falling = -np.sort(-probabilities.ravel())
    expected = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    return np.full(probabilities.shape[1], max(falling[expected.argmax()], LEAST_LIKELY))
