"""Dates in every format of the codebook."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cleaning.dates import DateReading, read_dates
from pipeline.study import Study
from pipeline.survey.survey_codebook import SurveyCodebook

READING = Study(Path(__file__).parents[2]).codebook("survey", SurveyCodebook).dates["browser"]
MOMENT = pd.Timestamp("2021-10-05 13:42:45")
MINUTE = pd.Timestamp("2021-10-05 13:42:00")
WAYS = {
    "2021-10-05T13:42:45.000Z": MOMENT,
    "2021/10/05 13:42:45": MOMENT,
    "Tuesday, October 5th, 2021 at 1:42 PM": MINUTE,
    "mardi 5 octobre 2021, 13:42": MINUTE,
    "05-Oct-2021 13:42": MINUTE,
    "10/5/2021 1:42:45 PM": MOMENT,
    "10/05/2021 01:42:45 pm": MOMENT,
    "05/10/2021 13:42:45": MOMENT,
    "2021-10-05 13:42:45": MOMENT,
    "2021-10-05T13:42:45": MOMENT,
    "44474.5713541667": MOMENT,
    "44474,5713541667": MOMENT,
    "Oct 5, 2021 1:42 PM": MINUTE,
    "October 5, 2021 1:42 p.m.": MINUTE,
    "5 oct. 2021 13 h 42": MINUTE,
    "5 octobre 2021 à 13 h 42": MINUTE,
    "le 5 oct. 2021 13h42": MINUTE,
    "05/10/2021 13:42": MINUTE,
    "2021-10-05": pd.Timestamp("2021-10-05"),
    "1er octobre 2021 8 h 05": pd.Timestamp("2021-10-01 08:05"),
    "3 févr. 2021 10 h 51": pd.Timestamp("2021-02-03 10:51"),
    "3 août 2021 10 h 51": pd.Timestamp("2021-08-03 10:51"),
    "Sept. 30, 2021 12:05 AM": pd.Timestamp("2021-09-30 00:05"),
}


@pytest.mark.parametrize("text", WAYS)
def test_a_date_is_read_however_a_browser_wrote_it(text):
    assert read_dates(pd.Series([text]), READING)[0] == WAYS[text]


@pytest.mark.parametrize("text", ["", "yesterday", "31/02/2021 10:00:00", "13/13/2021 10:00:00", "2021"])
def test_what_is_no_date_is_missing(text):
    read = read_dates(pd.Series([text]), READING)[0]
    assert read is pd.NaT or read < pd.Timestamp("1910-01-01")  # a small bare number is a spreadsheet day long ago


MOMENTS = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2060, 1, 1)).map(lambda one: one.replace(microsecond=0))


@settings(max_examples=4)  # of thirty each: reading a column costs as much as reading a cell
@given(moments=st.lists(MOMENTS, min_size=30, max_size=30))
def test_every_moment_survives_month_first_day_first_and_serial(moments):
    month_first = [
        f"{one.month}/{one.day}/{one.year} {one.hour % 12 or 12}:{one:%M:%S} {'AM' if one.hour < 12 else 'PM'}"
        for one in moments
    ]
    day_first = [f"{one.day:02d}/{one.month:02d}/{one.year} {one:%H:%M:%S}" for one in moments]
    serial = [f"{(one - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1):.6f}" for one in moments]
    read = read_dates(pd.Series([*month_first, *day_first, *serial]), READING)
    assert read.tolist() == [pd.Timestamp(one) for one in moments] * 3


@settings(max_examples=4)
@given(texts=st.lists(st.text(max_size=25), min_size=30, max_size=60))
def test_any_text_gives_a_date_or_nothing(texts):
    assert len(read_dates(pd.Series(texts, dtype="str"), READING)) == len(texts)


def test_formats_are_tried_in_the_codebooks_order():
    first_day = DateReading(formats=["%d/%m/%Y", "%m/%d/%Y"])
    first_month = DateReading(formats=["%m/%d/%Y", "%d/%m/%Y"])
    text = pd.Series(["04/05/2021", "25/05/2021"])
    assert read_dates(text, first_day).dt.month.tolist() == [5, 5]
    assert read_dates(text, first_month).dt.month.tolist() == [4, 5]


def test_whole_month_names_and_commas_may_stand_in_a_format():
    texts = pd.Series(["5 mars 2024", "1 décembre 2023"])
    read = read_dates(texts, DateReading(formats=["%d %B %Y"], languages=["fr"]))
    assert read.astype(str).tolist() == ["2024-03-05", "2023-12-01"]
    english = read_dates(pd.Series(["March 5, 2024"]), DateReading(formats=["%B %d, %Y"], languages=["en"]))
    assert english.astype(str).tolist() == ["2024-03-05"]
