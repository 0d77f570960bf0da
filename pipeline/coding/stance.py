"""The stance of a coded turn: supportive, critical, mixed or neutral.

A ridge model over texts (the codebook's examples carry stances, coded turns too) is combined with what is usual for the
code and with cues of contrast, negation and praise that hold in any study, by a logistic regression. A stance is
towards what the turn's codes are about, so that turns with the same codes are alike, others much less. Each stance that
takes a side counts alike, however rare; and documents teach none where people talk: who writes for a body takes sides
in another way.
"""

import re
from functools import cache
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipeline.coding.features import parts_of
from pipeline.coding.ridge import GroupedRidge
from pipeline.coding.text_kernel import CodingMaterial
from pipeline.study import read_yaml
from pipeline.tables import STANCES

USUAL_STRENGTH = 4  # turns: how much of a code's own stances to believe beside the general ones
EXAMPLE_WEIGHT = 0.1  # of an invented example beside a coded turn
OTHER_CODES = 0.1  # how much of their likeness two turns keep that share no code
MOST_LIFTED = 4.0  # times the weight of its own that a turn of a rare stance may get
AT_ONCE = 4096  # units whose likeness to what was learned from is in memory at once
CUES = Path(__file__).with_name("stance_cues.yaml")


@cache
def cue_patterns() -> list[re.Pattern[str]]:
    """A pattern for each kind of cue, in whatever language a turn is: people mix them."""
    kinds = read_yaml(CUES).values()
    return [re.compile(rf"\b({'|'.join(of_kind.values())})\b", re.IGNORECASE) for of_kind in kinds]


def cues(texts: list[str]) -> np.ndarray:
    """How often each kind of cue occurs, by the root of the number of words; (texts, cues)."""
    counts = [[len(pattern.findall(text)) for pattern in cue_patterns()] for text in texts]
    words = np.array([1 + len(text.split()) for text in texts], float)
    return np.array(counts, float).reshape(len(texts), len(cue_patterns())) / np.sqrt(words)[:, None]


def lifted(answer: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(rows,) weights with which each stance that takes a side weighs as much as the others, at most MOST_LIFTED a row.

    Without it a rare stance is lost to the usual one. Neutral, which takes no side, stays as rare as it is: lifted, it
    would be said of whatever is unlike the coded turns. answer: positions in STANCES.
    """
    mass = np.bincount(answer, weights, minlength=len(STANCES))
    sides = (mass > 0) & (np.array(STANCES) != "neutral")
    lift = np.ones(len(STANCES))
    lift[sides] = np.minimum(mass[sides].sum() / max(sides.sum(), 1) / mass[sides], MOST_LIFTED)
    return weights * lift[answer]


def _shared(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """How far two turns are about the same, (left, right), OTHER_CODES to 1: by the cosine of their codes."""
    left, right = (one / np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-6) for one in (left, right))
    return OTHER_CODES + (1 - OTHER_CODES) * left @ right.T


class StanceModel:
    """fit, then `probabilities_`, ndarray (units, stances), in the order of STANCES; coded notes as if unseen.

    It learns from turns whose codes were given with a stance; where nobody gave one (in no other note, of a coded note)
    nothing is known, and the row is 0.
    """

    def __init__(self, penalty: float = 0.3):
        self.penalty = penalty

    def fit(
        self, material: CodingMaterial, stances: np.ndarray, targets: np.ndarray, learn: np.ndarray, codes: np.ndarray
    ) -> "StanceModel":
        """stances (units, STANCES): share of coders, all 0 where none gave one; targets (units, codes): what people
        coded; learn (units,); codes (units, codes): probabilities of codes, for what is usual for them."""
        book = material.prompts
        learn = learn & targets.any(axis=1) & stances.any(axis=1)
        spoken = learn & (material.units["source"] != "documents").to_numpy()
        learn = spoken if spoken.any() else learn
        notes = parts_of(material.units["note_id"].to_numpy(), learn)
        examples = np.array([i for i, stance in enumerate(book.stances) if stance], int)
        of_examples = np.array([[book.stances[i] == stance for stance in STANCES] for i in examples], float)
        of_examples = of_examples.reshape(-1, len(STANCES))
        chosen = np.flatnonzero(learn[material.known])
        coded = material.known[chosen]
        given = np.vstack([of_examples, stances[coded]])
        if not len(given):
            self.probabilities_ = np.zeros((len(notes), len(STANCES)))
            return self
        n_prompts = len(book.texts)
        columns = np.r_[examples, n_prompts + chosen].astype(int)
        centre = given.mean(axis=0)
        weights = np.r_[np.full(len(examples), EXAMPLE_WEIGHT), np.ones(len(coded))]
        carried = np.vstack([book.targets[examples], targets[coded]])
        kernel = material.text[np.r_[examples, n_prompts + coded].astype(int)][:, columns] * _shared(carried, carried)
        ridge = GroupedRidge(self.penalty).fit(kernel, given - centre, weights)

        def likeness(units: np.ndarray) -> np.ndarray:
            return material.text[n_prompts + units][:, columns] * _shared(codes[units], carried)

        blocks = np.array_split(np.arange(len(notes)), -(-len(notes) // AT_ONCE)) if len(notes) else []
        by_text = np.vstack([np.zeros((0, len(STANCES))), *(ridge.predict(likeness(block)) for block in blocks)])
        usual_for = self._usual(carried, given, weights, codes)
        for note in sorted(set(notes[coded])):
            own, positions = np.flatnonzero(notes == note), len(examples) + np.flatnonzero(notes[coded] == note)
            by_text[own] = ridge.predict_without(likeness(own), positions)
            left = np.ones(len(given), bool)
            left[positions] = False
            usual_for[own] = self._usual(carried[left], given[left], weights[left], codes[own])
        text_of_examples = ridge.predict_without_each(kernel[: len(examples)], np.arange(len(examples)))
        usual_of_examples = self._usual(carried, given, weights, book.targets[examples])
        features = np.hstack([by_text, usual_for, cues(material.units["text"].tolist())])
        example_features = np.hstack([text_of_examples, usual_of_examples, cues([book.texts[i] for i in examples])])
        self.probabilities_ = self._learn(features, example_features, of_examples, stances, coded, notes)
        return self

    @property
    def stances(self) -> np.ndarray:
        """(units,) the likeliest stance of each unit; None where nothing is known of stances."""
        likeliest = np.array(STANCES, dtype=object)[self.probabilities_.argmax(axis=1)]
        likeliest[~self.probabilities_.any(axis=1)] = None
        return likeliest

    @staticmethod
    def _usual(carried: np.ndarray, stances: np.ndarray, weights: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """What stance is usual for the codes of each unit, shrunk to what is usual in general; (units, STANCES).

        Where no stance is left to count, each is as usual as the others.
        """
        if not len(stances):
            return np.full((len(codes), len(STANCES)), 1 / len(STANCES))
        general = np.average(stances, axis=0, weights=weights)
        counted = carried.T @ (stances * weights[:, None]) + USUAL_STRENGTH * general
        of_code = counted / counted.sum(axis=1, keepdims=True)
        share = codes / np.maximum(codes.sum(axis=1, keepdims=True), 1e-9)
        return share @ of_code

    def _learn(
        self,
        features: np.ndarray,
        example_features: np.ndarray,
        of_examples: np.ndarray,
        stances: np.ndarray,
        coded: np.ndarray,
        notes: np.ndarray,
    ) -> np.ndarray:
        """The last step, fitted without each sixth of the coded notes in turn for the units of those notes."""
        answer = np.r_[of_examples.argmax(axis=1), stances[coded].argmax(axis=1)].astype(int)
        rows = np.vstack([example_features, features[coded]])
        of_note = np.r_[np.full(len(example_features), ""), notes[coded].astype(str)]
        weights = np.r_[np.full(len(example_features), EXAMPLE_WEIGHT), np.ones(len(coded))]
        probabilities = np.zeros((len(features), len(STANCES)))
        coded_notes = sorted(set(notes[coded]))
        for part in [[], *[coded_notes[i::6] for i in range(min(6, len(coded_notes)))]]:
            keep, scored = ~np.isin(of_note, part), np.isin(notes, part) if part else np.ones(len(notes), bool)
            if not keep.any():
                probabilities[scored] = 0
                continue
            if len(set(answer[keep])) < 2:
                probabilities[scored] = np.eye(len(STANCES))[answer[keep][0]]
                continue
            scale = StandardScaler().fit(rows[keep])
            model = LogisticRegression(C=0.3, max_iter=1000)
            model.fit(scale.transform(rows[keep]), answer[keep], sample_weight=lifted(answer[keep], weights[keep]))
            probabilities[np.ix_(scored, model.classes_)] = model.predict_proba(scale.transform(features[scored]))
        return probabilities.round(4)
