"""Fixed words: whole in every language of the house, with the plural a number asks for, a study's own first."""

import re

import pytest

from pipeline.language import Words, grammar, missing_words, number, percent, quoted, span, speak_for
from pipeline.language.catalogue import HOUSE, house_words, rooms_with_words
from pipeline.study import Study, StudyError

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


@pytest.fixture
def own_grammar(study):
    """Writes `codebooks/words/LANGUAGE/language.yaml` of the study, and has the process speak for it."""

    def write(language: str, text: str) -> None:
        folder = study.codebooks / "words" / language
        folder.mkdir()
        (folder / "language.yaml").write_text(text, encoding="utf-8")
        speak_for(study)

    yield write
    speak_for(None)


def test_a_study_says_itself_how_a_language_writes(own_grammar):
    house = [number(1234.5, "fr", 1), percent(3, "en"), quoted("oui", "fr")]
    own_grammar("fr", "locale: fr_CH\nquotes: ['<<', '>>']\n")
    assert [number(1234.5, "fr", 1), percent(3, "en"), quoted("oui", "fr")] != house
    assert (quoted("oui", "fr"), percent(3, "en")) == ("<<oui>>", house[1])
    assert span("1", "2", "fr") == "1 à 2"  # what it leaves out is the house's
    speak_for(None)
    assert [number(1234.5, "fr", 1), percent(3, "en"), quoted("oui", "fr")] == house


def test_a_language_that_the_house_does_not_know_is_the_study_s_alone(own_grammar):
    assert span("1", "2", "pt") == "1 – 2"
    own_grammar("pt", 'locale: pt_BR\nspan: "{low} a {high}"\n')
    assert (span("1", "2", "pt"), number(1234.5, "pt", 1)) == ("1 a 2", "1.234,5")


def test_what_cannot_be_a_grammar_is_told_all_at_once(own_grammar):
    own_grammar(
        "fr", "quote: ['«', '»']\nquotes: ['«']\nspan: '{low} à'\nlocale: nowhere_XX\nof_words: sur\ncolon: 3\n"
    )
    with pytest.raises(StudyError) as told:
        number(1, "fr")
    said = str(told.value)
    for part in (
        "language.yaml, quote",
        "two texts",
        "a text with {high}",
        "such as fr_CA",
        "a list of texts",
        "in quotes",
    ):
        assert part in said


def test_what_a_language_lacks_is_said_in_english_and_listed(study):
    assert Words("findings", "es", study)("back.nowhere") == Words("findings", "en")("back.nowhere")
    missing = missing_words("es", study)
    assert "findings.back.nowhere" in missing
    assert "findings.table" not in missing


def test_a_phrase_that_is_not_there_is_a_mistake_of_the_code():
    with pytest.raises(KeyError):
        Words("findings", "en")("no such phrase")
