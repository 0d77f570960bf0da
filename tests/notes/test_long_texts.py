"""Texts as long and odd as no interview is: what is at a place is found without a look at all the rest, and no name is
left because there are many."""

import random
from collections import Counter

import pytest

from pipeline.notes import identify, labels, language_models, surroundings
from pipeline.notes.name_model import probabilities
from pipeline.notes.names import Candidate
from pipeline.notes.passages import Passage
from pipeline.notes.spans import Spans


def test_stretches_are_found_by_place_as_a_look_at_each_finds_them():
    chance = random.Random(7)
    for _ in range(300):
        spans = [(start, start + chance.randrange(6)) for start in chance.choices(range(30), k=chance.randrange(12))]
        start, end = (start := chance.randrange(30)), start + 1 + chance.randrange(8)
        over = [n for n, (first, last) in enumerate(spans) if first < end and last > start]
        holding = [n for n, (first, last) in enumerate(spans) if first <= start and last >= end]
        assert (Spans(spans).overlapping(start, end), Spans(spans).around(start, end)) == (over, holding)


def test_in_a_row_of_a_thousand_names_each_is_as_probable_as_in_a_row_of_forty():
    sure = ["1 words", "a first name", "first is name"]
    few, many = (
        probabilities([(5 * place, 5 * place + 4, sure, [5.0, 0.0, 0.0]) for place in range(number)])
        + probabilities([(start, start + 2, sure, [5.0, 0.0, 0.0]) for start in range(number)])  # that compete
        for number in (40, 1000)
    )
    assert many[500]["person"] == pytest.approx(few[20]["person"])
    assert many[1500]["person"] == pytest.approx(few[60]["person"], abs=0.01)


def test_of_names_in_a_row_without_a_comma_none_is_left():
    people = ["Okonkwo", "Beatriz", "Marchetti", "Tremblay"] * 150
    rows, start = [], 0
    for name in people:
        features = ["1 words", "a first name", "first is name"]
        rows.append(Candidate(name, start, False, ["name"], features, [8.0, 0.0, 0.0]))
        start += len(name) + 1
    for first, second in zip(rows[:-1:2], rows[1::2], strict=True):
        both = ["2 words", "first is name", "last is name"]
        rows.append(Candidate(f"{first.text} {second.text}", first.start, False, ["name", "name"], both, [8.0, 0, 0]))
    taken = identify._chosen(rows, Counter(), set())
    assert sum(len(one.text.split()) for one, _ in taken) == len(people)


SIGNS = ["... ", "(", "(a ", "*", "_", "9"]  # how long such rows take: `python -m bench.long_texts`


@pytest.mark.parametrize("sign", SIGNS)
def test_a_row_of_signs_is_nobodys_label_and_no_end_of_the_talk(sign):
    row = sign * 10_000
    assert labels.stem_and_number(row) == ("", "")
    assert labels.bare(row) == ("" if sign in "*_" else row.strip())
    assert surroundings._after_the_end([Passage(row)]) == set()


@pytest.mark.parametrize("sign", SIGNS)
def test_a_name_behind_a_long_row_of_signs_is_found(sign):
    row = sign * 10_000
    found = language_models.read(f"{row}I met John Smith.", "en")[0]
    assert [(start - len(row), end - len(row)) for start, end, kind in found if kind == "person"] == [(6, 16)]


def test_a_row_of_signs_hides_no_name_after_it_from_the_models():
    text = "I met " + "*" * 300 + " John Smith in London."
    (start, end, _), *_ = [one for one in language_models.read(text, "en")[0] if one[2] == "person"]
    assert text[start:end] == "John Smith"
