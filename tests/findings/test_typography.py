from hypothesis import given
from hypothesis import strategies as st

from pipeline.findings import typography


def test_numbers_follow_each_language():
    assert typography.number(39948, "en") == "39,948"
    assert typography.number(39948, "fr") == "39\u00a0948"
    assert typography.number(-3.25, "fr", 2) == "\u22123,25"


def test_per_cent_takes_a_space_in_french_only():
    assert typography.percent(63.2, "en") == "63%"
    assert typography.percent(63.2, "fr") == "63\u00a0%"
    assert typography.percent(63.2, "fr", 1) == "63,2\u00a0%"


def test_halves_are_rounded_up_as_in_print():
    assert typography.percent(62.5, "en") == "63%"
    assert typography.percent(0.5, "en") == "1%"


def test_lists_have_no_comma_before_the_last_item():
    assert typography.listed(["a", "b", "c"], "en") == "a, b and c"
    assert typography.listed(["a", "b", "c"], "fr") == "a, b et c"


def test_french_prose_gets_its_non_breaking_spaces():
    assert typography.space_french("Voici « mot » : 63 %; oui.") == "Voici «\u00a0mot\u00a0»\u00a0: 63\u00a0%; oui."


@given(st.text(alphabet="ab 1«»:;!?%\u00a0", max_size=60))
def test_french_spacing_changes_nothing_but_spaces_and_is_idempotent(text):
    once = typography.space_french(text)
    assert typography.space_french(once) == once
    assert [c for c in once if c not in " \u00a0"] == [c for c in text if c not in " \u00a0"]
