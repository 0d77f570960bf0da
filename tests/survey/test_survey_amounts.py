"""Quantities in words."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_helpers import ROOT

from pipeline.study import Study
from pipeline.survey.amounts import AmountReader, Unread
from pipeline.survey.rules import AmountReading
from pipeline.survey.survey_codebook import SurveyCodebook

READER = AmountReader(Study(ROOT).codebook("survey", SurveyCodebook).amounts["hours_a_week"])
EVERY_WAY = {
    "8 hours": 8,
    "8h": 8,
    "1,5": 1.5,
    "0.5": 0.5,
    " 4": 4,
    "10+": 10,
    "6 hours+": 6,
    "~2": 2,
    "approx 4": 4,
    "env. 3 h": 3,
    "environ 4": 4,
    "about 3 hours": 3,
    "4 hrs/wk": 4,
    "4 h/sem": 4,
    "one hour": 1,
    "five": 5,
    "trois heures": 3,
    "une heure": 1,
    "quatre-vingt-dix minutes": 1.5,
    "twenty-five": 25,
    "max 5h": 5,
    ">10": 10,
    # ranges count as their midpoint
    "4 to 6": 5,
    "2 à 3 h": 2.5,
    "1 a 2 heures": 1.5,
    "2-3h": 2.5,
    "3\u20134": 3.5,
    "3 ou 4": 3.5,
    "between 3 and 5": 4,
    "five to six": 5.5,
    "cinq ou six": 5.5,
    "2h à 3h30": 2.75,
    "2-3 days": 18.75,
    # hours and minutes
    "2h30": 2.5,
    "2 hrs 30": 2.5,
    "2 h 30 min": 2.5,
    "1:30": 1.5,
    "30 min": 0.5,
    "90 minutes": 1.5,
    "45 min": 0.75,
    # days and halves
    "1 day": 7.5,
    "1 journée": 7.5,
    "un jour": 7.5,
    "a day": 7.5,
    "half a day": 3.75,
    "Half day": 3.75,
    "half-day": 3.75,
    "une demi-journée": 3.75,
    "½ journée": 3.75,
    "1/2 day": 3.75,
    "2½ h": 2.5,
    "2 1/2 hours": 2.5,
    "half an hour": 0.5,
    "an hour and a half": 1.5,
    "une heure et demie": 1.5,
    "2 heures et demie": 2.5,
    "two and a half hours": 2.5,
    "2 half days": 7.5,
    "trois quarts d'heure": 0.75,
    "un quart d'heure": 0.25,
    "a couple of hours": 2,
    "une dizaine d'heures": 10,
    "about an hour": 1,
    "2 hours, 3 times": 2,
    # rates
    "20 minutes a day": 1.67,
    "2 h par jour": 10,
    "1 heure/jour": 5,
    "daily 30 min": 2.5,
    "every day 1h": 5,
    "8h per month": 1.85,
    "8 heures par mois": 1.85,
    "2 days a month": 3.46,
    "half a day a week": 3.75,
    "1 j/sem": 7.5,
    "2 to 3 hours per day": 12.5,
    # the last of two phases
    "15 the first two weeks, then 5": 5,
    "10 at first, 4 afterwards": 4,
    "10 the first month, 4 now": 4,
    "8 h au début; 3 h par la suite": 3,
    "20 h la première semaine, ensuite 6 h": 6,
    "10 h au début puis 3 h par mois": 0.69,
    # nothing
    "0": 0,
    "none": 0,
    "aucune": 0,
}


@pytest.mark.parametrize("text", EVERY_WAY)
def test_hours_are_read_however_they_are_written(text):
    assert READER.read(text) == pytest.approx(EVERY_WAY[text], abs=1e-9)


@pytest.mark.parametrize(
    "text", ["varies", "it varies a lot", "n/a", "N/A", "ça dépend", "Ca depend des semaines", "", " "]
)
def test_no_number_is_missing(text):
    assert READER.read(text) is None


@pytest.mark.parametrize(
    "text",
    ["???", "see above", "asdf", "a few hours", "quelques heures", "2 things and 3 others", "9" * 400, "-" + "9" * 400],
)
def test_what_cannot_be_read_as_one_amount_is_left_for_a_person(text):
    with pytest.raises(Unread):
        READER.read(text)


def test_words_that_were_passed_over_are_told():
    assert READER.unknown_words("15 pineapples, about 3 hours") == ["pineapples"]
    assert READER.unknown_words("environ 2 à 3 heures par semaine") == []


@settings(deadline=None)
@given(number=st.decimals(0, 500, places=2))
def test_decimal_point_and_comma_are_the_same_number(number):
    with_point, with_comma = f"{number} h", f"{number} h".replace(".", ",")
    assert READER.read(with_point) == READER.read(with_comma) == pytest.approx(float(number))


@settings(deadline=None)
@given(low=st.integers(0, 200), wide=st.integers(0, 200))
def test_a_range_is_its_midpoint_and_lies_within_it(low, wide):
    amount = READER.read(f"{low} to {low + wide} hours")
    assert amount == low + wide / 2


@settings(deadline=None)
@given(hours=st.integers(0, 99), minutes=st.integers(0, 59))
def test_hours_and_minutes_add_up(hours, minutes):
    amount = READER.read(f"{hours}h{minutes:02d}")
    assert amount == pytest.approx(hours + minutes / 60, abs=0.005)


@settings(deadline=None)
@given(text=st.text(max_size=40))
def test_any_text_gives_a_number_nothing_or_unread(text):
    try:
        amount = READER.read(text)
    except Unread:
        return
    assert amount is None or amount >= 0 or re.search(r"[-−–—(]", text)


MONEY = AmountReader(
    AmountReading(unit="$", units={"$": 1, "CAD": 1, "k$": 1000, "M$": 10**6}, ranges=["-"], languages=["en", "fr"])
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$1,200", 1200),
        ("1 200 $", 1200),
        ("1,2 k$", 1200),
        ("2 M$", 2_000_000),
        ("1,2 million $", 1_200_000),
        ("CAD 1500.50", 1500.5),
        ("(300 $)", -300),
        ("-$20", -20),
        ("$-20", -20),
        ("10-20 $", 15),
    ],
)
def test_money_is_read_with_its_sign_before_or_after(text, amount):
    assert MONEY.read(text) == amount


@pytest.mark.parametrize("text", ["20k", "10 %", "$3k"])
def test_a_sign_of_size_that_the_codebook_does_not_know_is_not_passed_over(text):
    with pytest.raises(Unread):
        MONEY.read(text)
