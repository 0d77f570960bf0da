"""Several hearings of one stretch are put together word by word."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.notes.vote import Word, agreed, whole


def hearing(text: str, late: float = 0.0) -> list[Word]:
    return [Word(number + late, number + late + 0.5, f" {word}") for number, word in enumerate(text.split())]


def said(*hearings: str) -> str:
    return "".join(word.text for word in agreed([hearing(text) for text in hearings])).strip()


def test_a_word_that_one_hearing_got_wrong_lost_or_made_up_is_mended():
    assert said("we sold the drill bits", "we told the drill bits", "we sold a drill bits") == "we sold the drill bits"
    assert said("we the drill bits", "we sold the drill bits", "we sold the drill") == "we sold the drill bits"
    assert said("we really sold drill bits", "we sold drill bits", "we sold drill bits") == "we sold drill bits"


def test_a_beginning_or_end_that_most_heard_is_kept():
    assert said("sold drill bits", "we sold drill bits here", "we sold drill bits here") == "we sold drill bits here"


def test_capitals_and_punctuation_do_not_divide_the_votes():
    assert said("Yes, Of Course.", "yes of course", "yes of coarse") == "Yes, Of Course."


def test_without_a_majority_the_most_typical_hearing_is_written():
    assert said("a red boat came", "a rod boat came", "a raid vote came") == "a red boat came"
    assert said("one", "two") == "one"


def test_a_hearing_that_found_nothing_has_no_vote():
    assert said("", "who are you", "") == "who are you"
    assert said("", "") == ""


def test_words_keep_the_times_of_the_hearing_they_come_from():
    words = agreed([hearing("one two three"), hearing("one three", late=0.1), hearing("one two three four", late=0.2)])
    assert [(word.text, word.start_s) for word in words] == [(" one", 0), (" two", 1), (" three", 2)]


def test_parts_of_one_written_word_stay_together():
    parts = [Word(0, 0.2, " d"), Word(0.2, 0.6, "'une"), Word(0.7, 1.0, " co"), Word(1.0, 1.4, "-op")]
    assert whole(parts) == [Word(0, 0.6, " d'une"), Word(0.7, 1.4, " co-op")]


texts = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8).map(" ".join)


@given(texts, texts)
def test_what_two_of_three_heard_alike_is_what_was_said(same, other):
    assert said(same, other, same) == (same or other)
    assert said(other, same, same) == (same or other)


@given(st.lists(texts, min_size=1, max_size=4))
def test_no_word_is_made_up(hearings):
    heard = {word for text in hearings for word in text.split()}
    assert set(said(*hearings).split()) <= heard
