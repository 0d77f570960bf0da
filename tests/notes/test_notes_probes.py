"""The gate on invented sentences of any study: what must go goes, in any case and either language; the rest stays."""

from collections import Counter
from dataclasses import replace

import pytest
from notes_helpers import segments, study_with

from bench.notes_probes import measured
from pipeline.notes import identify
from pipeline.notes.name_model import probabilities
from pipeline.notes.names import Candidate

LEAST = {"person": 98, "e-mail": 98, "phone": 98, "organisation": 85, "place": 85, "address": 85, "handle": 98}


@pytest.fixture(scope="module")
def figures() -> dict:
    return measured("mend")


@pytest.mark.parametrize("kind", LEAST)
def test_mentions_of_invented_sentences_are_removed(figures, kind):
    assert figures[kind]["removed_percent"] >= LEAST[kind]


def test_words_that_identify_nobody_stay(figures):
    assert figures["words_removed_needlessly_percent"] <= 1


def test_a_name_in_capitals_or_small_letters_is_the_same_person(tmp_path):
    said = "I'm Deborah Okonjo, I weld.\n\nQ: Go on?\n\nR: DEBORAH OKONJO SIGNED THE FORM. ask deborah about it.\n"
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Who?\n\nR: {said}".encode()}))
    assert list(found["text"]) == ["I'm [person 1], I weld.", "[person 1] SIGNED THE FORM. ask [person 1] about it."]


def test_a_first_name_that_is_a_word_is_somebody_only_where_it_acts(tmp_path):
    said = "Hope ran the store, and Grant did payroll. We hope for a grant. Hope for more."
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Who?\n\nR: {said}\n".encode()}))
    kept = "We hope for a grant. Hope for more."
    assert found["text"][0] == f"[person 1] ran the store, and [person 2] did payroll. {kept}"


def test_verbs_that_open_a_sentence_stay(tmp_path):
    said = "Annoncer les fonds plus tôt. Traduire la trousse. Jumeler les nouveaux. Remboursez chaque mois."
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Quoi?\n\nR: {said}\n".encode()}, {"N": {"language": "fr"}}))
    assert found["text"][0] == said


def test_a_verb_that_opens_a_question_is_no_first_name(tmp_path):
    talk = "Q: Did COVID change it?\n\nR: It did.\n\nQ: Did Beatriz Moss call?\n\nR: She did.\n"
    asked = segments(study_with(tmp_path, {"N.txt": talk.encode()}))["question"].tolist()
    assert asked == ["Did COVID change it?", "Did [person 1] call?"]
    opens = Candidate("Did COVID", 0, True, ["word", "word"], [])
    assert identify.said_to_nobody(opens) and not identify.said_to_nobody(replace(opens, opens=False))


def test_the_verb_after_a_committees_name_is_no_part_of_it(tmp_path):
    said = "Le Comité Santé et Sécurité se réunit le Mardi, en théorie."
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Quand?\n\nR: {said}\n".encode()}, {"N": {"language": "fr"}}))
    assert found["text"][0] == said


def test_a_name_goes_whole_though_its_first_word_is_a_word(tmp_path):
    said = "Espérance Uwimana est la seule pharmacienne ici. Faute de temps, on ferme tôt."
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Qui?\n\nR: {said}\n".encode()}, {"N": {"language": "fr"}}))
    assert found["text"][0] == "[person 1] est la seule pharmacienne ici. Faute de temps, on ferme tôt."


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("she got him on at northgate scaffolding in the end", "she got him on at [organisation 1] in the end"),
        ("my sister drives for transport bellefeuille now", "my sister drives for [organisation 1] now"),
        ("they work at the credit union and she does transport", None),
    ],
)
def test_a_firm_in_small_letters_goes_with_the_word_for_its_trade(tmp_path, said, left):
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Who?\n\nR: {said}\n".encode()}))
    assert found["text"][0] == (left or said)


def test_a_title_of_several_people_stays(tmp_path):
    said = "Madame a remercié Messieurs les Membres, puis on a mangé."
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Quoi?\n\nR: {said}\n".encode()}, {"N": {"language": "fr"}}))
    assert found["text"][0] == said


def test_a_first_name_inside_a_contraction_and_an_abbreviation_stay(tmp_path):
    said = "Don't ask. honestly the PPE was on us"
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Who?\n\nR: {said}\n".encode()}))
    assert found["text"][0] == said


def test_a_word_that_is_somebody_once_goes_wherever_its_capital_stands_inside_a_sentence():
    """There the gate would stop on it; at the start of a sentence a capital says nothing."""
    features, told, untold = ["1 words", "first is word", "last is word"], [9.0, 0.0, 0.0], [-9.0, -9.0, -9.0]
    found = {
        "Ask Hope.": Candidate("Hope", 4, False, ["word"], features, told),
        "I see Hope there.": Candidate("Hope", 6, False, ["word"], features, untold),
        "Hope fades.": Candidate("Hope", 0, True, ["word"], [*features, "opens"], untold),
    }
    names = identify.decide({text: [one] for text, one in found.items()}, Counter({"hope": 2}), set(), {})
    taken = [len(identify.mentions(text, text, [], names, {"person"})) for text in found]
    assert taken == [1, 1, 0]


def test_spans_of_one_run_share_what_is_sure_of_it():
    strong = {"a first name", "2 words", "seen as person", "seen exactly", "first is name", "last is name"}
    found = probabilities([(0, 3, strong, []), (0, 7, strong, []), (4, 7, set(), []), (20, 23, strong, [])])
    assert sum(1 - one["nothing"] for one in found[:2]) < 1  # they cannot both be names
    assert found[3]["person"] > found[0]["person"]  # nothing competes for it


def test_what_the_words_around_say_counts():
    features = {"1 words", "first is both", "last is both", "opens"}
    quiet, told = probabilities([(0, 5, features, [0.0, 0.0, 0.0])]), probabilities([(0, 5, features, [3.0, 0.0, 0.0])])
    assert told[0]["person"] > quiet[0]["person"]


@pytest.mark.parametrize("sentences, there", [(2, True), (9, False)])
def test_an_ordinary_word_that_looks_like_a_name_in_one_sentence_of_many_is_none(monkeypatch, sentences, there):
    def scored(candidates, *_):
        shares = 0.9 if candidates[0].features else 0.0
        return [{"nothing": 1 - shares, "person": shares, "organisation": 0.0, "place": 0.0}]

    monkeypatch.setattr(identify, "scored", scored)
    found = {
        f"Mornings {number}": [Candidate("Mornings", 0, True, ["word"], [] if number else ["looks like a name"])]
        for number in range(sentences)
    }
    assert ("Mornings" in identify.decide(found, Counter(), set(), {}).kinds) == there


def test_codes_of_forms_greetings_and_offices_stay(tmp_path):
    said = "Q7 was hard. I filled in the TD1 and the T4A. The HR Manager lost it. Student ID on every page."
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Who?\n\nR: {said}\n".encode()}))
    assert found["text"][0] == said


def test_names_go_before_a_bracket_a_department_and_oneself(tmp_path):
    said = "Folasade Oyelaran (Jide to us) knew. Then Gaston, from dispatch, yelled. Jaswinder and I left."
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Who?\n\nR: {said}\n".encode()}))
    gone = "[person 1] ([person 2] to us) knew. Then [person 3], from dispatch, yelled. [person 4] and I left."
    assert found["text"][0] == gone


def test_joined_initials_are_somebody(tmp_path):
    said = "Il y avait J.-C., son frère J.-F., et moi."
    found = segments(study_with(tmp_path, {"N.txt": f"Q: Qui?\n\nR: {said}\n".encode()}, {"N": {"language": "fr"}}))
    assert found["text"][0] == "Il y avait [person 1], son frère [person 2], et moi."


@pytest.mark.parametrize(("keep", "taken"), [(set(), 1), ({"bas-saint-laurent"}, 0)])
def test_a_word_with_a_name_between_its_hyphens_goes_whole_unless_it_is_kept(keep, taken):
    """Left, it would tell the name, and the gate would stop on it."""
    told, untold = [9.0, 0.0, 0.0], [-9.0, -9.0, -9.0]
    found = {
        "Here in Saint-Laurent too.": Candidate("Saint-Laurent", 8, False, ["name"], ["1 words"], told),
        "Out in Bas-Saint-Laurent too.": Candidate("Bas-Saint-Laurent", 7, False, ["name"], ["1 words"], untold),
    }
    names = identify.decide({text: [one] for text, one in found.items()}, Counter(), keep, {})
    text = "Out in Bas-Saint-Laurent too."
    kinds = set(names.kinds.values())
    assert [one.text for one in identify.mentions(text, text, [], names, kinds)] == ["Bas-Saint-Laurent"] * taken
