"""People's own coding of a note never helps the machine to code that note: what it is measured by is what it had not
seen. On drawn numbers, since neither the ranker nor the prior looks at words."""

import numpy as np
import pytest

from pipeline.coding.coder import Coder
from pipeline.coding.features import CHANNELS, CoderSettings, Evidence
from pipeline.coding.ranker import FEWEST_NOTES, priors

CODES = 3


@pytest.fixture
def drawn() -> np.random.Generator:
    return np.random.default_rng(7)


def turned_round(targets: np.ndarray, own: np.ndarray) -> np.ndarray:
    return np.where(own[:, None], 1 - targets, targets)


def test_a_notes_ranker_has_not_learned_from_it(drawn):
    parts = np.repeat(np.arange(6), 5)
    scores = drawn.normal(size=(len(parts), CODES, len(CHANNELS)))
    targets = (scores[:, :, 0] + drawn.normal(scale=0.5, size=(len(parts), CODES)) > 0).astype(float)
    examples = drawn.normal(size=(4, CODES, len(CHANNELS)))
    evidence = Evidence(scores, examples, (examples[:, :, 0] > 0).astype(float))
    usable, prior = np.ones(targets.shape, bool), np.zeros((*targets.shape, 2))

    def read(said: np.ndarray) -> np.ndarray:
        return Coder(folds=6)._rank(evidence, prior, said, usable, parts, CoderSettings())

    own = parts == 2
    as_said, otherwise = read(targets), read(turned_round(targets, own))
    assert (as_said[own] == otherwise[own]).all()
    assert np.abs(as_said[~own] - otherwise[~own]).max() > 0.01  # where it may be learned from, it is


def test_a_notes_prior_does_not_tell_what_was_said_in_it(drawn):
    notes = np.repeat([f"N{number}" for number in range(FEWEST_NOTES + 4)], 4)
    groups = np.where(notes < "N5", "member", "volunteer")
    targets = (drawn.random((len(notes), CODES)) < 0.4).astype(float)
    learn, own = np.ones(len(notes), bool), notes == "N3"
    as_said = priors(groups, notes, targets, learn)
    otherwise = priors(groups, notes, turned_round(targets, own), learn)
    assert (as_said[own] == otherwise[own]).all()
    assert np.abs(as_said[~own] - otherwise[~own]).max() > 0.01
