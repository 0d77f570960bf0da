"""Numbers, lists, quotation marks, spaces and dates as each language writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import language


def test_numbers_follow_each_language():
    assert language.number(39948, "en") == "39,948"
    assert language.number(39948, "fr") == "39\u00a0948"
    assert language.number(39948, "es") == "39.948"
    assert language.number(-3.25, "fr", 1) == "\u22123,3"


def test_per_cent_takes_a_space_where_the_language_has_one():
    shown = [language.percent(63.2, one, 1) for one in ("en", "fr", "es")]
    assert shown == ["63.2%", "63,2\u00a0%", "63,2\u00a0%"]
    assert language.interval(51, 73, "fr") == "51\u00a0% à 73\u00a0%"


def test_a_p_value_is_never_nought():
    assert language.p_value(0.0411, "en") == "0.041"
    assert language.p_value(0.0005, "en") == "0.001" and language.p_value(0.0004, "en") == "<\u00a00.001"
    assert language.p_value(0.0, "fr") == "<\u00a00,001" and language.p_value(float("nan"), "fr") == ""


def test_shares_and_spans():
    assert language.of(44, 70, "en") == "44 of 70"
    assert language.of(1044, 1070, "fr") == "1\u00a0044 sur 1\u00a0070"
    assert language.span("0.41", "0.73", "en") == "0.41 to 0.73"


def test_lists_have_no_comma_before_the_last_item():
    assert language.listed(["a", "b", "c"], "en") == "a, b and c"
    assert language.listed(["a", "b", "c"], "fr") == "a, b et c"
    assert language.listed(["a", "b", "c"], "es") == "a, b y c"
    assert language.listed(["a", "b"], "fr", style="or") == "a ou b"
    assert language.listed([], "en") == ""


@pytest.mark.parametrize(
    ("n", "en", "fr"), [(0, "0 notes", "0 note"), (1, "1 note", "1 note"), (2, "2 notes", "2 notes")]
)
def test_plurals_are_each_language_s_own(n, en, fr):
    assert language.counted(n, "note", "notes", "en") == en
    assert language.counted(n, "note", "notes", "fr") == fr


def test_dates_are_written_out():
    assert language.day("2022-01-01", "en") == "January 1, 2022"
    assert language.day("2022-01-01", "fr") == "1er janvier 2022"
    assert language.day("2022-01-11", "fr") == "11 janvier 2022"
    assert language.day("2022-01-01", "es") == "1 de enero de 2022"
    assert language.day("2022-01-01", "es") == "1 de enero de 2022"


def test_french_prose_gets_its_non_breaking_spaces_and_english_is_left_alone():
    text = "Voici « mot » : 63 %; oui."
    assert language.spaced(text, "fr") == "Voici «\u00a0mot\u00a0»\u00a0: 63\u00a0%; oui."
    assert language.spaced("oui: 10:30, non ; ::: rien", "fr") == "oui\u00a0: 10:30, non\u00a0; ::: rien"
    assert language.spaced(text, "en") == text


@given(st.text(alphabet="ab 1«»:;!?%\u00a0", max_size=60))
def test_french_spacing_changes_nothing_but_spaces_and_is_idempotent(text):
    once = language.spaced(text, "fr")
    assert language.spaced(once, "fr") == once
    assert [c for c in once if c not in " \u00a0"] == [c for c in text if c not in " \u00a0"]


@pytest.mark.parametrize(
    ("typed", "code", "printed"),
    [
        ("When they say 'Canada' it's the 401.", "en", "When they say ‘Canada’ it’s the 401."),
        ("He said 'that's mine.' And left.", "en", "He said ‘that’s mine.’ And left."),
        ('They call it "the bridge", eh.', "en", "They call it ‘the bridge’, eh."),
        ("Ask 'em, the boys' mothers, about the '90s.", "en", "Ask ’em, the boys’ mothers, about the ’90s."),
        ("Ils disent 'le pont' et \"l'appui\".", "fr", "Ils disent “le pont” et “l’appui”."),
        ('A 5" board', "en", 'A 5" board'),
    ],
)
def test_typed_quotation_marks_become_those_of_print(typed, code, printed):
    assert language.typeset(typed, code) == printed
