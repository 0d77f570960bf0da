"""A topic is named by phrases people said, those nearest to what it is about."""

import numpy as np

from pipeline.coding.topic_names import names, phrases

WORDS = {"bike": 0, "chain": 0, "lamp": 1, "solder": 1}


def encode(texts: list[str]) -> np.ndarray:
    """An encoder that knows four words, in two directions."""
    found = np.full((len(texts), 2), 0.01)
    for row, text in enumerate(texts):
        for word in text.split():
            if word in WORDS:
                found[row, WORDS[word]] += 1
    return found


def test_a_topic_is_named_by_the_phrases_nearest_its_centre():
    texts = [["We fixed the bike chain there. Nobody told us about parking."], ["Learnt to solder the lamp cable."]]
    named = names(texts, [["bike"], ["lamp"]], np.eye(2), [0, 1], "en", encode, np.zeros(2))
    assert "bike chain" in named[0] and "parking" not in named[0].split(", ")[0]
    assert "solder the lamp" in named[1]


def test_a_phrase_begins_and_ends_with_a_word_of_meaning_and_names_nobody():
    found = phrases("C’est l’atelier de soudure; [NOM 1] répare ses outils.", {"c’est", "ses"})
    assert "l’atelier de soudure" in found and "répare ses outils" in found
    assert not any("NOM" in one.upper() or one.startswith("c’est") for one in found)
    assert phrases("Oui.", set()) == []


def test_a_topic_of_which_nothing_can_be_said_has_no_name():
    assert names([["Oui."]], [[]], np.eye(2)[:1], [0], "fr", encode, np.zeros(2)) == {}
