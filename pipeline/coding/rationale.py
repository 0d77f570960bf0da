"""Why the machine thinks of a code: the sentence that speaks for it most, and the example or coded turn it resembles.

`“the sentence” ≈ “an example of the codebook”`, or `≈ NOTE#turn` for a turn that people coded; where the question
says more than the answer, it stands in front: `“the question” → “the sentence”`.
"""

import numpy as np

from pipeline.coding.coder import Coder
from pipeline.coding.features import CHANNELS

LONGEST = 160  # characters of a quotation


class Rationale:
    """Explains pairs of unit and code from a fitted coder."""

    def __init__(self, coder: Coder):
        self.model, self.scores = coder.model_, coder.scores_
        model = self.model
        material = model.material
        self.learned_targets = np.vstack([material.prompts.targets, model.targets[model.learned_units]])
        # Plain lists: a study asks for thousands of pairs, and a table would be opened anew for each.
        self.questions, self.notes = material.units["question"].tolist(), material.units["note_id"].tolist()
        self.learned_texts = [quoted(text) for text in material.prompts.texts]
        self.learned_texts += material.units["segment_id"].iloc[model.learned_units].tolist()
        self.carrying = [np.flatnonzero(of_code > 0) for of_code in self.learned_targets.T]

    def of(self, unit: int, code: int) -> str:
        material, model = self.model.material, self.model
        row = model.n_prompts + unit
        words = quoted(material.sentences[row][model.best_sentence_[unit, code]])
        question = self.questions[unit]
        said = self.scores[unit, code, CHANNELS.index("text")]
        asked = self.scores[unit, code, CHANNELS.index("question")]
        if isinstance(question, str) and question.strip() and asked > max(said, 0.2):
            words = f"{quoted(question)} → {words}"
        carrying, own_note = self.carrying[code], self.notes[unit]
        likeness = material.text[row, model.columns[carrying]]
        for nearest in carrying[np.argsort(-likeness, kind="stable")]:
            if not self.learned_texts[nearest].startswith(f"{own_note}#"):
                return f"{words} ≈ {self.learned_texts[nearest]}"
        return words


def quoted(text: str) -> str:
    """The text on one line in quotation marks, cut at a word."""
    line = " ".join(text.split())
    if len(line) > LONGEST:
        line = line[:LONGEST].rsplit(" ", 1)[0] + " …"
    return f"“{line}”"
