"""Fixed words: whole in every language of the house, with the plural a number asks for, a study's own first."""

import re

import pytest

from pipeline.language import Words, grammar, missing_words
from pipeline.language.catalogue import HOUSE, house_words, rooms_with_words
from pipeline.study import Study

LANGUAGES = sorted(path.name for path in HOUSE.iterdir())
ROOMS = [room for room in rooms_with_words() if room != "language"]


def names(phrase) -> set[str]:
    """The names to be filled in; of all plural forms together."""
    texts = phrase.values() if isinstance(phrase, dict) else [str(phrase)]
    return {name for text in texts for name in re.findall(r"\{(\w*)\}", text)}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_languages_of_the_house_say_everything(language):
    assert missing_words(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_fills_in_the_same_names_in_every_language(language):
    for room in ROOMS:
        translated = house_words(language, room)
        for key, phrase in house_words("en", room).items():
            if key in translated:
                told = names(translated[key])
                clauses = told & set(grammar(language)["clauses"])  # forms of the clause that English calls `inner`
                assert told - clauses | ({"inner"} if clauses else set()) == names(phrase), f"{room}.{key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_keeps_phrases_that_nobody_knows(language):
    for path in (HOUSE / language).iterdir():
        if path.stem != "language":
            assert set(house_words(language, path.stem)) <= set(house_words("en", path.stem)), path


def test_plural_phrases_have_the_form_that_any_number_can_fall_back_to():
    for language in LANGUAGES:
        for room in ROOMS:
            plurals = [one for one in house_words(language, room).values() if isinstance(one, dict)]
            assert all("other" in one for one in plurals), room


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "codebooks" / "words"
    folder.mkdir(parents=True)
    (folder / "es.yaml").write_text(
        "findings:\n  table: 'Tabla {n}.'\n  n_notes: {one: '{n} nota', other: '{n} notas'}\n", encoding="utf-8"
    )
    (folder / "en.yaml").write_text("findings:\n  table: Our own table {n}\n", encoding="utf-8")
    return Study(tmp_path)


def test_a_study_brings_its_own_words_and_its_own_language(study):
    say = Words("findings", "es", study)
    assert say("table", n=1200) == "Tabla 1.200."
    assert (say("n_notes", n=1), say("n_notes", n=2)) == ("1 nota", "2 notas")
    assert Words("findings", "en", study)("table", n=2) == "Our own table 2"
    assert Words("findings", "en")("table", n=2) != "Our own table 2"


def test_a_study_may_keep_its_words_in_a_file_a_room_as_the_house_does(study):
    folder = study.codebooks / "words" / "es"
    folder.mkdir()
    (folder / "findings.yaml").write_text("table: 'Cuadro {n}.'\n", encoding="utf-8")
    say = Words("findings", "es", study)
    assert say("table", n=1) == "Cuadro 1."
    assert say("n_notes", n=2) == "2 notas"  # of the one file
    assert "findings.table" not in missing_words("es", study)


def test_what_a_language_lacks_is_said_in_english_and_listed(study):
    assert Words("findings", "es", study)("back.nowhere") == Words("findings", "en")("back.nowhere")
    missing = missing_words("es", study)
    assert "findings.back.nowhere" in missing
    assert "findings.table" not in missing


def test_a_phrase_that_is_not_there_is_a_mistake_of_the_code():
    with pytest.raises(KeyError):
        Words("findings", "en")("no such phrase")
