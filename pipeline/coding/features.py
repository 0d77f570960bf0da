"""What speaks for each code in each unit, before anything is decided: scores of two ridge models.

One model reads turns (the codebook's texts and the coded turns), one reads questions. A coded turn, and an example of
the codebook, is always scored by models that have not seen its note, or that example.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.coding.ridge import GroupedRidge
from pipeline.coding.text_kernel import Material

CHANNELS = ["text", "question", "question_as_text", "sentence_best", "sentence_mean"]
DECIMALS = 5  # of every score: what is built on them does not see the last bits, which differ between machines


@dataclass(frozen=True)
class Settings:
    penalty_text: float = 0.4
    penalty_question: float = 0.5
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
    rehearsed_rows: np.ndarray  # their positions among the prompts


class EvidenceModel:
    def __init__(self, settings: Settings):
        self.settings = settings

    def fit(self, material: Material, targets: np.ndarray, trust: np.ndarray) -> "EvidenceModel":
        """targets (units, codes), 0 to 1; trust (units,), what a unit's targets count beside an example turn: 0 where
        the model may not read them."""
        self.material, self.targets = material, targets
        book, self.n_prompts = material.prompts, len(material.prompts.texts)
        self.n_asked = len(book.questions)
        self.chosen = np.flatnonzero(trust[material.known])  # among the known units
        self.learned_units = material.known[self.chosen]
        self.columns = np.r_[np.arange(self.n_prompts), self.n_prompts + self.chosen].astype(int)
        self.asked_columns = np.r_[np.arange(self.n_asked), self.n_asked + self.chosen].astype(int)

        rows = np.r_[np.arange(self.n_prompts), self.n_prompts + self.learned_units].astype(int)
        weights = np.r_[np.where(book.spoken, 1.0, self.settings.definition_weight), trust[self.learned_units]]
        learned_targets = targets[self.learned_units]
        self.text_model = GroupedRidge(self.settings.penalty_text).fit(
            material.text[np.ix_(rows, self.columns)], np.vstack([book.targets, learned_targets]), weights
        )
        asked_rows = np.r_[np.arange(self.n_asked), self.n_asked + self.learned_units].astype(int)
        self.question_model = None
        if len(asked_rows):
            self.question_model = GroupedRidge(self.settings.penalty_question).fit(
                material.question[np.ix_(asked_rows, self.asked_columns)],
                np.vstack([book.question_targets, learned_targets]),
                np.r_[np.ones(self.n_asked), trust[self.learned_units]],
            )
        return self

    def evidence(self) -> Evidence:
        rehearsed, rows = self._rehearse()
        units = self._score_units().round(DECIMALS)
        return Evidence(units, rehearsed.round(DECIMALS), self.material.prompts.targets[rows], rows)

    def _score_units(self) -> np.ndarray:
        notes = self.material.units["note_id"].to_numpy()
        learned = np.zeros(len(notes), bool)
        learned[self.learned_units] = True
        scores = np.zeros((len(notes), self.targets.shape[1], len(CHANNELS)))
        unseen = np.flatnonzero(~np.isin(notes, notes[learned]))
        self._fill(scores, unseen, np.array([], int))
        for note in sorted(set(notes[learned])):
            self._fill(scores, np.flatnonzero(notes == note), np.flatnonzero(notes[self.learned_units] == note))
        return scores

    def _fill(self, scores: np.ndarray, units: np.ndarray, own: np.ndarray) -> None:
        """Scores of `units` by models without the learned units at positions `own`."""
        if not len(units):
            return
        material, out_text, out_question = self.material, self.n_prompts + own, self.n_asked + own

        def read(model: GroupedRidge, kernel: np.ndarray, left_out: np.ndarray) -> np.ndarray:
            return model.predict_without(kernel, left_out) if len(left_out) else model.predict(kernel)

        scores[units, :, 0] = read(self.text_model, material.text[self.n_prompts + units][:, self.columns], out_text)
        as_text = material.question_as_text[self.n_asked + units][:, self.columns]
        scores[units, :, 2] = read(self.text_model, as_text, out_text)
        if self.question_model is not None:
            asked = material.question[self.n_asked + units][:, self.asked_columns]
            scores[units, :, 1] = read(self.question_model, asked, out_question)
        slices = [material.sentences_of(self.n_prompts + unit) for unit in units]
        pieces = np.concatenate([np.arange(one.start, one.stop) for one in slices])
        by_sentence = read(self.text_model, material.sentence[pieces][:, self.columns], out_text)
        counts = np.array([one.stop - one.start for one in slices])
        scores[units, :, 3:] = _over_sentences(by_sentence, counts)

    def _rehearse(self) -> tuple[np.ndarray, np.ndarray]:
        """Example turns as if they had been said: scored without themselves, three in five after a fitting question.

        With no example turn, the definitions are rehearsed in their place.
        """
        material, book = self.material, self.material.prompts
        rows = np.flatnonzero(book.spoken) if book.spoken.any() else np.arange(self.n_prompts)
        rows = rows[:: -(-len(rows) // self.settings.rehearsed)]
        scores = np.zeros((len(rows), book.targets.shape[1], len(CHANNELS)))
        scores[:, :, 0] = self.text_model.predict_without_each(material.text[rows][:, self.columns], rows)
        slices = [material.sentences_of(row) for row in rows]
        pieces = np.concatenate([np.arange(one.start, one.stop) for one in slices])
        counts = np.array([one.stop - one.start for one in slices])
        by_sentence = self.text_model.predict_without_each(
            material.sentence[pieces][:, self.columns], np.repeat(rows, counts)
        )
        scores[:, :, 3:] = _over_sentences(by_sentence, counts)
        if self.n_asked:
            asked = self._questions_for(rows)
            scores[:, :, 2] = self.text_model.predict(material.question_as_text[asked][:, self.columns])
            scores[:, :, 1] = self.question_model.predict_without_each(
                material.question[asked][:, self.asked_columns], asked
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
    first = np.cumsum(np.r_[0, counts])[:-1]
    best = np.maximum.reduceat(by_sentence, first, axis=0)
    return np.stack([best, np.add.reduceat(by_sentence, first, axis=0) / counts[:, None]], axis=2)
