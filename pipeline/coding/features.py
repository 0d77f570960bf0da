"""What speaks for each code in each unit, before anything is decided: scores of three models, and the labels.

A ridge model reads turns (the codebook's texts and the coded turns), one reads questions; a logistic model reads turns
once more, with rare codes in balance; and every turn is held against each code's label and definition. A coded turn,
and an example of the codebook, is always scored by models that have not seen its note, or that example.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold

from pipeline.coding.logistic import BalancedLogistic, KernelSpace
from pipeline.coding.ridge import GroupedRidge
from pipeline.coding.similarities import select
from pipeline.coding.text_kernel import CodingMaterial

CHANNELS = ["text", "question", "question_as_text", "sentence_best", "sentence_mean", "logit", "label", "label_best"]
FOLDS = 6
FEW_NOTES = 2
LANDMARKS = 600  # texts that span the space of the logistic model at most, evenly over what it learns from
AT_ONCE = 1000  # units scored together, with all their sentences
TRANSFORMED = 4096  # rows laid into the space of a kernel together: float64, many times what comes of them
DECIMALS = 5  # of every score: what is built on them does not see the last bits, which differ between machines


def parts_of(notes: np.ndarray, learn: np.ndarray) -> np.ndarray:
    """What is left out together when a coded unit is scored, a name for each unit, (units,): its note.

    Where one or two notes were coded, a stretch of its note: without the only coded note nothing would be left
    that is like what other notes are scored by.
    """
    parts = notes.astype(object)
    coded = sorted(set(notes[learn]))
    if not coded or len(coded) > FEW_NOTES:
        return parts.astype(str)
    for note in coded:
        own = np.flatnonzero(learn & (notes == note))
        for number, stretch in enumerate(np.array_split(own, min(-(-FOLDS // len(coded)), len(own)))):
            parts[stretch] = f"{note} {number}"
    return parts.astype(str)


@dataclass(frozen=True)
class CoderSettings:
    penalty_text: float = 0.4
    penalty_question: float = 0.5
    logistic_strength: float = 3.0  # the inverse of its penalty
    definition_weight: float = 0.5  # of a label, definition or rule, beside an example turn
    rehearsed: int = 800  # example turns the ranker learns from, evenly over the codebook
    rehearsed_weight: float = 0.15  # of each, beside a coded turn
    second_reading: float = 0.3  # what a turn that only the machine coded counts, beside an example turn


@dataclass(frozen=True)
class Evidence:
    """Scores, ndarray (rows, codes, CHANNELS)."""

    units: np.ndarray
    rehearsed: np.ndarray  # example turns, each with a question, as if somebody had said them
    rehearsed_targets: np.ndarray  # (rehearsed, codes)


class EvidenceModel:
    def __init__(self, settings: CoderSettings):
        self.settings = settings

    def fit(
        self, material: CodingMaterial, targets: np.ndarray, trust: np.ndarray, parts: np.ndarray
    ) -> "EvidenceModel":
        """parts (units,), as of `parts_of`; targets (units, codes), 0 to 1; trust (units,), what a unit's targets
        count beside an example turn: 0 where the model may not read them."""
        self.material, self.targets, self.parts = material, targets, parts
        book, self.n_prompts = material.prompts, len(material.prompts.texts)
        self.n_asked = len(book.questions)
        self.chosen = np.flatnonzero(trust[material.known])  # among the known units
        self.learned_units = material.known[self.chosen]
        self.columns = np.r_[np.arange(self.n_prompts), self.n_prompts + self.chosen].astype(int)
        self.asked_columns = np.r_[np.arange(self.n_asked), self.n_asked + self.chosen].astype(int)

        rows = np.r_[np.arange(self.n_prompts), self.n_prompts + self.learned_units].astype(int)
        weights = self.weights = np.r_[
            np.where(book.spoken, 1.0, self.settings.definition_weight), trust[self.learned_units]
        ]
        learned_targets = targets[self.learned_units]
        self.text_model = GroupedRidge(self.settings.penalty_text).fit(
            material.text[np.ix_(rows, self.columns)], np.vstack([book.targets, learned_targets]), weights
        )
        asked_rows = np.r_[np.arange(self.n_asked), self.n_asked + self.learned_units].astype(int)
        self.question_model = None
        if len(asked_rows):
            self.question_model = GroupedRidge(self.settings.penalty_question).fit(
                material.question[np.ix_(material.asked[asked_rows], self.asked_columns)],
                np.vstack([book.question_targets, learned_targets]),
                np.r_[np.ones(self.n_asked), trust[self.learned_units]],
            )
        return self

    def evidence(self, with_logits: bool = True) -> Evidence:
        with ThreadPoolExecutor(1) as beside:  # the logits are numpy's work; what goes on meanwhile is mostly Python's
            wanted = with_logits and len(self.learned_units)
            logits = beside.submit(self._logits) if wanted else None
            rehearsed, rows = self._rehearse()
            units = self._score_units()
        if logits is not None:
            units[:, :, 5], of_prompts = logits.result()
            rehearsed[:, :, 5] = of_prompts[rows]
        return Evidence(units.round(DECIMALS), rehearsed.round(DECIMALS), self.material.prompts.targets[rows])

    def _logits(self) -> tuple[np.ndarray, np.ndarray]:
        """Of the units and of the prompts, (rows, codes); those learned from are scored without their note, or without
        a part of the prompts."""
        n = self.n_prompts
        rows = np.r_[np.arange(n), n + self.learned_units]
        landmarks = np.arange(0, len(rows), max(1, -(-len(rows) // LANDMARKS)))
        space = KernelSpace().fit(self.material.text[np.ix_(rows[landmarks], self.columns[landmarks])])
        blocks = np.array_split(self.material.text, range(TRANSFORMED, len(self.material.text), TRANSFORMED))
        points = np.vstack([space.transform(block[:, self.columns[landmarks]]) for block in blocks])
        carried = (np.vstack([self.material.prompts.targets, self.targets[self.learned_units]]) >= 0.5).astype(float)
        groups = np.r_[np.arange(n).astype(str), np.char.add("unit ", self.parts[self.learned_units])]
        everything = np.arange(len(rows))
        folds = [(everything, np.arange(len(points)))]
        if len(np.unique(groups)) > 1:
            split = GroupKFold(min(FOLDS, len(np.unique(groups)))).split(rows, groups=groups)
            folds += [(kept, rows[held_out]) for kept, held_out in split]

        def scores_of(fold: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
            kept, scored = fold
            model = BalancedLogistic(self.settings.logistic_strength)
            return model.fit(points[rows[kept]], carried[kept], self.weights[kept]).decision_function(points[scored])

        logits = np.zeros((len(points), carried.shape[1]))
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # the products of matrices leave the interpreter free
            for (_, scored), found in zip(folds, threads.map(scores_of, folds), strict=True):
                logits[scored] = found
        return logits[n:], logits[:n]

    def _labels(self, rows: np.ndarray, sentence: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """How like a label, definition or rule of each code the whole text is, and its best sentence; (rows, codes, 2).

        A label is not held against itself. sentence, counts: as of `CodingMaterial.of_sentences`.
        """
        book = self.material.prompts
        written = np.flatnonzero(~book.spoken)
        whole = self.material.text[rows][:, written]
        best = np.maximum.reduceat(sentence[:, written], _starts(counts), axis=0)
        itself = rows[:, None] == written[None, :]
        found = np.zeros((len(rows), book.targets.shape[1], 2))
        for code in range(book.targets.shape[1]):
            own = book.targets[written, code] > 0
            if own.any():
                for channel, likeness in enumerate((whole, best)):
                    found[:, code, channel] = np.where(itself, 0, likeness)[:, own].max(axis=1)
        return found

    def _score_units(self) -> np.ndarray:
        parts = self.parts
        learned = np.zeros(len(parts), bool)
        learned[self.learned_units] = True
        scores = np.zeros((len(parts), self.targets.shape[1], len(CHANNELS)))
        self.best_sentence_ = np.zeros(scores.shape[:2], int)
        seen = np.isin(parts, parts[learned])
        in_order = np.r_[np.flatnonzero(~seen), np.flatnonzero(seen)[np.argsort(parts[seen], kind="stable")]]
        for start in range(0, len(in_order), AT_ONCE):
            units = in_order[start : start + AT_ONCE]
            # Together, since most words stand in several parts; their likeness part by part: the last bits of a product
            # of matrices depend on what else is in it.
            features, counts = self.material.features_of_sentences(self.n_prompts + units)
            left_out = np.where(seen[units], parts[units], "")  # a unit nobody coded is scored by all that was learned
            for part in sorted(set(left_out)):
                mine, own = left_out == part, np.flatnonzero(parts[self.learned_units] == part)
                sentence = self.material.like_learned(select(features, np.repeat(mine, counts)))
                self._fill(scores, units[mine], own, sentence, counts[mine])
        return scores

    def _fill(
        self, scores: np.ndarray, units: np.ndarray, own: np.ndarray, sentence: np.ndarray, counts: np.ndarray
    ) -> None:
        """Scores of `units` by models without the learned units at positions `own`; all but the logits.

        sentence, counts: as of `CodingMaterial.of_sentences`.
        """
        material, out_text, out_question = self.material, self.n_prompts + own, self.n_asked + own
        rows, asked = self.n_prompts + units, material.asked[self.n_asked + units]

        def read(model: GroupedRidge, kernel: np.ndarray, left_out: np.ndarray) -> np.ndarray:
            return model.predict_without(kernel, left_out) if len(left_out) else model.predict(kernel)

        scores[units, :, 0] = read(self.text_model, material.text[rows][:, self.columns], out_text)
        scores[units, :, 2] = read(self.text_model, material.question_as_text[asked][:, self.columns], out_text)
        if self.question_model is not None:
            likeness = material.question[asked][:, self.asked_columns]
            scores[units, :, 1] = read(self.question_model, likeness, out_question)
        scores[units, :, 3:5] = _over_sentences(read(self.text_model, sentence[:, self.columns], out_text), counts)
        scores[units, :, 6:] = self._labels(rows, sentence, counts)
        said = np.split(self.text_model.predict(sentence[:, self.columns]), _starts(counts)[1:])
        self.best_sentence_[units] = [one.argmax(axis=0) for one in said]

    def _rehearse(self) -> tuple[np.ndarray, np.ndarray]:
        """Example turns as if they had been said: scored without themselves, three in five after a fitting question."""
        material, book = self.material, self.material.prompts
        rows = np.flatnonzero(book.spoken)
        rows = rows[:: max(1, -(-len(rows) // self.settings.rehearsed))]
        scores = np.zeros((len(rows), book.targets.shape[1], len(CHANNELS)))
        if not len(rows):
            return scores, rows
        scores[:, :, 0] = self.text_model.predict_without_each(material.text[rows][:, self.columns], rows)
        sentence, counts = material.of_sentences(rows)
        by_sentence = self.text_model.predict_without_each(sentence[:, self.columns], np.repeat(rows, counts))
        scores[:, :, 3:5] = _over_sentences(by_sentence, counts)
        scores[:, :, 6:] = self._labels(rows, sentence, counts)
        if self.n_asked and self.question_model is not None:
            chosen = self._questions_for(rows)
            asked = material.asked[chosen]
            scores[:, :, 2] = self.text_model.predict(material.question_as_text[asked][:, self.columns])
            scores[:, :, 1] = self.question_model.predict_without_each(
                material.question[asked][:, self.asked_columns], chosen
            )
        return scores, rows

    def _questions_for(self, rows: np.ndarray) -> np.ndarray:
        """A question for each rehearsed turn, by rotation: three of its own code, then two of any other."""
        book = self.material.prompts
        asked = np.zeros(len(rows), int)
        for i, row in enumerate(rows):
            first_code = book.targets[row].argmax() if book.targets[row].any() else None
            own = (
                np.flatnonzero(book.question_targets[:, first_code])
                if first_code is not None
                else np.flatnonzero(~book.question_targets.any(axis=1))
            )
            fits = len(own) and i % 5 < 3
            asked[i] = own[i % len(own)] if fits else (i * 7919) % self.n_asked
        return asked


def _over_sentences(by_sentence: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The best and the mean of a turn's sentences for each code, (turns, codes, 2).

    by_sentence (sentences, codes), sentences of a turn together; counts (turns,), how many each has.
    """
    first = _starts(counts)
    best = np.maximum.reduceat(by_sentence, first, axis=0)
    return np.stack([best, np.add.reduceat(by_sentence, first, axis=0) / counts[:, None]], axis=2)


def _starts(counts: np.ndarray) -> np.ndarray:
    """Where each row's sentences begin; counts (rows,)."""
    return np.cumsum(np.r_[0, counts])[:-1].astype(int)
