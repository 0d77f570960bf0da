"""What the coder reads: the codebook's texts, the units to code, and how alike they all are.

Kernels are computed once a study; fitting on another choice of coded notes, as cross-validation does, only selects
rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.coding.embed import sentences
from pipeline.coding.similarities import Encode, TextKernel, Views, select
from pipeline.decisions.themes import Code, ThemesCodebook


@dataclass(frozen=True)
class Prompts:
    """Texts of the codebook with the codes they stand for."""

    texts: list[str]
    targets: np.ndarray  # (texts, codes), 1 where the text carries the code
    stances: list[str | None]
    spoken: np.ndarray  # (texts,), True for an example turn, False for a label, definition or rule
    questions: list[str]
    question_targets: np.ndarray  # (questions, codes); a row of zeros leads to no code


def prompts(codebook: ThemesCodebook) -> Prompts:
    position = {code: i for i, code in enumerate(codebook.ids)}
    rows: list[tuple[str, list[str], str | None, bool]] = []
    asked: list[tuple[str, list[str]]] = []
    for code in codebook.active:
        written = [text for part in (code.label, code.definition, code.use_when) for text in part.values()]
        rows += [(text, [code.id], None, False) for text in dict.fromkeys(filter(str.strip, written))]
        rows += [(text, [code.id], None, False) for text in _of_kin(code, codebook)]
        rows += [(one.text, [code.id, *one.also], one.stance, True) for _, one in code.examples.pairs()]
        asked += [(question, [code.id]) for question in code.questions.all]
    rows += [(one.text, [], None, True) for _, one in codebook.no_code.pairs()]
    asked += [(question, []) for question in codebook.no_code_questions.all]
    return Prompts(
        texts=[text for text, *_ in rows],
        targets=_indicator([codes for _, codes, *_ in rows], position),
        stances=[stance for _, _, stance, _ in rows],
        spoken=np.array([spoken for *_, spoken in rows], bool),
        questions=[question for question, _ in asked],
        question_targets=_indicator([codes for _, codes in asked], position),
    )


def _of_kin(code: Code, codebook: ThemesCodebook) -> list[str]:
    """What tells a code without examples of its own: the examples of its children; without such, its parent's."""
    if any(True for _ in code.examples.pairs()):
        return []
    children = [one for one in codebook.active if one.parent == code.id]
    parents = [one for one in codebook.active if one.id == code.parent]
    of_children = [example.text for one in children for _, example in one.examples.pairs()]
    return of_children or [example.text for one in parents for _, example in one.examples.pairs()]


def _indicator(carried: list[list[str]], position: dict[str, int]) -> np.ndarray:
    """(texts, codes); an `also` that names a code no longer in use is passed over."""
    table = np.zeros((len(carried), len(position)))
    for row, codes in enumerate(carried):
        table[row, [position[code] for code in codes if code in position]] = 1
    return table


@dataclass(frozen=True)
class CodingMaterial:
    """Kernels between everything that is scored and everything that may be learned from.

    Scored rows are the prompts, then the units, in that order; learned-from columns are the prompts, then `known`
    units.
    """

    units: pd.DataFrame  # segment_id, note_id, turn, stakeholder, language, text, question, source
    prompts: Prompts
    known: np.ndarray  # positions of the units that may be learned from
    text: np.ndarray  # (prompts + units, prompts + known)
    sentences: list[list[str]]  # of each prompt and unit
    asked: np.ndarray  # (question prompts + units,), the row of each one's question in the next two
    question_as_text: np.ndarray  # (distinct questions, prompts + known)
    question: np.ndarray  # (distinct questions, question prompts + known)
    kernel: TextKernel
    learned: Views  # of the learned-from columns, as of `TextKernel.spread`
    features: Views | None = None  # of the sentences of `said`, where at hand: `kernel` is then asked for nothing

    @property
    def said(self) -> np.ndarray:
        """Rows of which sentences are asked for: example turns and units."""
        return np.r_[np.flatnonzero(self.prompts.spoken), len(self.prompts.texts) + np.arange(len(self.units))]

    def of_sentences(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How like the learned-from texts each sentence of `rows` is, (sentences, prompts + known), a row's together;
        how many each row has. Worked out when asked: all sentences of a large study at once would fill the memory."""
        features, counts = self.features_of_sentences(rows)
        return self.like_learned(features), counts

    def features_of_sentences(self, rows: np.ndarray) -> tuple[Views, np.ndarray]:
        """The features of each sentence of `rows`, a row's together, for `like_learned`; how many each row has."""
        counts = np.array([len(self.sentences[row]) for row in rows], int)
        if self.features is None:
            flat = [sentence for row in rows for sentence in self.sentences[row]]
            return self.kernel.transform(flat, quick=True), counts
        ends = dict(zip(self.said.tolist(), np.cumsum([len(self.sentences[row]) for row in self.said]), strict=True))
        at = [np.arange(ends[row] - count, ends[row]) for row, count in zip(rows.tolist(), counts, strict=True)]
        return select(self.features, np.concatenate([np.array([], int), *at])), counts

    def like_learned(self, features: Views) -> np.ndarray:
        """How like the learned-from texts each is of which these are the features, (texts, prompts + known)."""
        return self.kernel.between(features, self.learned)


def gather(
    codebook: ThemesCodebook, units: pd.DataFrame, known: np.ndarray, encoders: Sequence[Encode]
) -> CodingMaterial:
    """known: positions in `units` that may be learned from; encoders: as of `TextKernel`."""
    book = prompts(codebook)
    said = units["text"].tolist()
    asked = [question if isinstance(question, str) else "" for question in units["question"]]
    kernel, on_questions = TextKernel(encoders), TextKernel(encoders)
    n_prompts, n_asked = len(book.texts), len(book.questions)
    views = kernel.fit_transform(book.texts + said)
    learned = kernel.spread(select(views, np.r_[np.arange(n_prompts), n_prompts + known].astype(int)))
    text = kernel.between(views, learned)
    del views  # of every text: the largest thing of all, and not needed beside that of the questions
    questions = [*book.questions, *asked]
    question = on_questions.fit_transform(questions)
    question_learned = on_questions.spread(select(question, np.r_[np.arange(n_asked), n_asked + known].astype(int)))
    distinct, first, row_of = np.unique(np.array(questions, str), return_index=True, return_inverse=True)
    return CodingMaterial(
        units=units,
        prompts=book,
        known=known,
        text=text,
        sentences=[sentences(one) for one in book.texts + said],
        asked=row_of,
        question_as_text=kernel.between(kernel.transform(distinct.tolist()), learned),
        question=on_questions.between(select(question, first), question_learned),
        kernel=kernel,
        learned=learned,
    )
