"""Which language a turn is in: the study's, the manifest's, or one that the house reads."""

from pipeline.notes.text_language import languages

ENGLISH = "We hired three students last summer and they stayed on until the harvest was over."
FRENCH = "Nous avons embauché trois stagiaires l’été dernier et elles sont restées jusqu’aux récoltes."
SPANISH = "Contratamos a tres estudiantes el verano pasado y se quedaron hasta el final de la cosecha."
INUKTITUT = "ᐅᓪᓗᒥ ᐃᓕᓐᓂᐊᖅᑐᑦ ᑎᑭᓚᐅᖅᑐᑦ"


def test_turns_of_a_note_are_told_apart_in_any_of_the_study_s_languages():
    assert languages([ENGLISH, FRENCH, ENGLISH], "", ["en", "fr"]) == ["en", "fr", "en"]
    assert languages([SPANISH, ENGLISH, FRENCH], "", ["en", "fr", "es"]) == ["es", "en", "fr"]


def test_a_short_turn_is_in_the_language_of_its_note_and_its_neighbours():
    assert languages(["Non."], "fr", ["en", "fr"]) == ["fr"]
    assert languages(["", "…"], "es", ["en", "es"]) == ["es", "es"]
    assert languages([SPANISH, "No.", SPANISH], "", ["en", "es"]) == ["es"] * 3
    assert languages(["Non.", FRENCH], "", ["es"]) == ["es", "fr"]  # two letters do not make a third language


def test_talk_in_a_language_that_the_study_does_not_report_in_is_still_told():
    """The de-identifier has to look for names in the language they were said in."""
    assert languages([FRENCH, ENGLISH], "", ["en"]) == ["fr", "en"]
    assert languages([SPANISH, ENGLISH], "es", ["en"]) == ["es", "en"]


def test_a_language_that_cannot_be_told_from_its_letters_is_taken_from_the_manifest():
    assert languages([INUKTITUT, INUKTITUT], "iu", ["en", "iu"]) == ["iu", "iu"]
