"""How cells are read: numbers, quarters, organisations that are the same."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.admin import organisations
from pipeline.admin.admin_codebook import Same
from pipeline.admin.periods import quarter
from pipeline.cleaning.written_numbers import first_whole_number, written_number
from pipeline.study import StudyError


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 117 500", 1117500), ("1\u00a0016\u00a0400,00 $", 1016400), ("$ 244,000.00", 244000), ("21 000", 21000),
        ("1,144,100", 1144100), ("12.50", 12.5), ("12,50", 12.5), ("0", 0), ("-15", -15), ("−15", -15),
        ("92,3", 92.3), ("1 234,5", 1234.5), ("1\u202f234,567", 1234.567), ("0,125", 0.125), ("3,1416", 3.1416),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("12,345", 12345), ("12.345", 12.345), ("92,3 %", 92.3),
        ("<5", None), ("à venir", None), ("TBD", None), ("n/d", None), ("-", None), ("", None), ("12 34", None),
    ],
)  # fmt: skip
def test_numbers_as_offices_write_them(text, number):
    assert written_number(text) == number


@given(st.integers(-(10**9), 10**9), st.sampled_from([" ", "\u00a0", ","]), st.sampled_from(["", "$", " $"]))
def test_a_grouped_whole_number_is_read_back(value, blank, sign):
    assert written_number(f"{value:,}".replace(",", blank) + sign) == value


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_none(text):
    assert written_number(text) is None or any(sign.isdigit() for sign in text)


def test_the_first_whole_number_of_a_cell():
    assert [first_whole_number(text) for text in ("3 (A1 to A3)", "v2", "02", "aucune", "-")] == [3, 2, 2, None, None]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Q2 2020-21", "2020-21 Q2"), ("T4 2020-21", "2020-21 Q4"), ("FY20-21 Q3", "2020-21 Q3"),
        ("Q1 FY2021-22", "2021-22 Q1"), ("2021/22 T3", "2021-22 Q3"), ("2019-20 – Q4", "2019-20 Q4"),
        ("Jul-Sep 2020", "2020-21 Q2"), ("Jan-Mar 2021", "2020-21 Q4"), ("janvier à mars 2021", "2020-21 Q4"),
        ("juillet à septembre 2021", "2021-22 Q2"), ("octobre à décembre 2021", "2021-22 Q3"),
        ("Q5 2020-21", None), ("Q2 2020-22", None), ("Jul-Oct 2020", None), ("Feb-Apr 2020", None), ("2020", None),
    ],
)  # fmt: skip
def test_quarters_of_a_financial_year_from_april(text, name):
    assert quarter(text, 4, ("Q", "T"), ("en", "fr")) == name


def test_quarters_of_a_calendar_year_and_across_new_year():
    assert quarter("Q3 2021", 1, ("Q",), ("en",)) == "2021 Q3"
    assert quarter("Apr-Jun 2021", 1, ("Q",), ("en",)) == "2021 Q2"
    assert quarter("Dec-Feb 2021", 12, ("Q",), ("en",)) == "2020-21 Q1"


RULE = Same(name="name", other_name="other", website="site", alike_in=["place", "sort"], left_out=["inc", "ltd"])


def same(*rows: tuple[str, str, str, str, str], decided: dict | None = None) -> list[int]:
    table = pd.DataFrame(rows, columns=["name", "other", "site", "place", "sort"]).replace("", pd.NA)
    return list(organisations.resolve(table, RULE, decided or {})[0])


def test_names_that_are_written_otherwise_are_one():
    assert same(("Élan & Fils Inc.", "", "", "", ""), ("ELAN AND FILS", "", "", "", "")) == [0, 0]


def test_a_name_meets_the_other_name_but_two_other_names_do_not_meet():
    assert same(("Old", "New", "", "x", ""), ("New", "", "", "y", "")) == [0, 0]
    assert same(("One", "Both", "", "x", ""), ("Two", "Both", "", "y", "")) == [0, 1]


def test_websites_that_differ_keep_equal_names_apart_and_the_same_website_joins_all():
    assert same(("North", "", "www.a.example", "x", ""), ("North", "", "b.example", "y", "")) == [0, 1]
    assert same(("North", "", "www.a.example", "x", ""), ("South", "", "a.example", "y", "")) == [0, 0]


@pytest.mark.parametrize(
    ("other", "place", "one"),
    [("Larkmor", "x", True), ("Larkmooor", "x", True), ("Larkmuor", "x", True), ("Larkmo", "x", False),
     ("Larkmoor", "y", True), ("Larkmor", "y", False), ("Larkmoor 2", "x", False), ("Lark moor", "x", False)],
)  # fmt: skip
def test_one_letter_counts_within_place_and_sort_only(other, place, one):
    assert (same(("Larkmoor", "", "", "x", "s"), (other, "", "", place, "s")) == [0, 0]) is one


def test_sameness_carries_over_and_a_person_outranks_the_rules():
    rows = [("A", "B", "", "", ""), ("B", "C", "", "", ""), ("C", "", "", "", "")]
    assert same(*rows) == [0, 0, 0]
    assert same(*rows, decided={(1, 2): False, (0, 2): False}) == [0, 0, 2]
    assert same(("P", "", "", "", ""), ("Q", "", "", "", ""), decided={(0, 1): True}) == [0, 0]
    with pytest.raises(StudyError, match="decided to differ"):
        same(*rows, decided={(0, 2): False})


def test_pairs_that_look_alike_are_put_before_a_person():
    table = pd.DataFrame(
        [("Quarry Gate", "", "a.example", "x", "s"), ("Quarry Gate", "", "b.example", "x", "s")],
        columns=["name", "other", "site", "place", "sort"],
    )
    pairs = organisations.resolve(table, RULE, {})[1]
    assert pairs[["row_a", "row_b", "why"]].values.tolist() == [[0, 1, "the websites differ"]]


def test_decisions_not_understood_are_told():
    good = pd.DataFrame({"row_a": ["9"], "row_b": ["4"], "same": ["Oui"], "by": ["ana"]}, index=[2])
    assert organisations.decisions(good, "file") == {(4, 9): True}
    with pytest.raises(StudyError, match="row 2"):
        organisations.decisions(good.assign(same="perhaps"), "file")
    with pytest.raises(StudyError, match="no column by"):
        organisations.decisions(good.drop(columns="by"), "file")
