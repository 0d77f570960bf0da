"""A table that keeps its declaration is taken in its types; of any other the first broken rule is told."""

import numpy as np
import pandas as pd
import pytest

from pipeline.tables import TABLES, Table, TableError, check
from pipeline.tables.base import each_language
from pipeline.tables.columns import Field, Series, accepted


class Model(Table):
    name: Series[str] = Field(unique=True)
    kind: Series[str] = Field(isin=["a", "b"], nullable=True)
    times: Series[int] = Field(ge=0)
    share: Series[float] = Field(le=1, nullable=True)
    weight: Series[float] = Field(gt=0)
    language: Series[str] = Field(str_matches="^[a-z]{2}$")
    between: Series[str] = Field(str_endswith="and people")
    whole: Series[pd.Int64Dtype] = Field(nullable=True)
    label: Series[str] = each_language("label")
    about: Series[str] | None = each_language("about", nullable=True)


RIGHT = {
    "name": ["x", "y"], "kind": ["a", None], "times": [0, 3], "share": [0.5, np.nan], "weight": [0.1, 2.0],
    "language": ["en", "fr"], "between": ["you and people"] * 2, "whole": [1, None], "label_en": ["X", "Y"],
    "label_fr": ["X", "Y"], "more": [1, 2],
}  # fmt: skip
TYPES = {"name": "str", "kind": "str", "times": "int64", "share": "float64", "whole": "Int64", "label_fr": "str"}


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"times": [1.0, 2.0]},  # of a CSV
        {"kind": [np.nan, np.nan]},  # an empty column of a CSV is one of numbers
        {"share": [None, None]},
        {"name": [1, 2]},
        {"about_en": ["here", None]},
    ],
)
def test_what_is_right_is_taken_in_its_types(columns):
    frame = pd.DataFrame(RIGHT | columns)
    found = accepted(Model, frame)
    assert found[list(TYPES)].dtypes.astype(str).to_dict() == TYPES
    assert list(found.columns) == list(frame.columns)  # with what is not declared
    for column in TYPES:
        assert found[column].isna().tolist() == frame[column].isna().tolist()
        assert found[column].dropna().astype(str).tolist() == (
            frame[column].dropna().astype(found[column].dtype).astype(str).tolist()
        )


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"name": ["x", "x"]}, "column name: 'x' breaks unique in rows 0, 1 (2 failures)"),
        ({"name": ["x", None]}, "breaks not empty in rows 1 (1 failures)"),
        ({"kind": ["a", "c"]}, "column kind: 'c' breaks isin ['a', 'b'] in rows 1"),
        ({"kind": [None, "c"]}, "column kind: 'c' breaks isin ['a', 'b'] in rows 1"),
        ({"times": [-1, 2]}, "column times: -1 breaks ge 0 in rows 0"),
        ({"times": [4, "few"]}, "column times: 'few' breaks int64 in rows 1"),
        ({"times": [1.5, np.nan]}, "breaks int64 in rows 1"),
        ({"share": [0.5, 1.5]}, "column share: 1.5 breaks le 1 in rows 1"),
        ({"weight": [0.0, 1.0]}, "column weight: 0.0 breaks gt 0 in rows 0"),
        ({"language": ["en", "English"]}, "'English' breaks str_matches"),
        ({"between": ["you", "you and people"]}, "'you' breaks str_endswith"),
        ({"label_fr": ["X", None]}, "column label_fr: "),
    ],
)
def test_what_breaks_the_declaration_is_told_with_its_column_and_rows(columns, told):
    with pytest.raises(TableError) as error:
        accepted(Model, pd.DataFrame(RIGHT | columns))
    assert told in str(error.value)


def test_an_absent_column_or_one_twice_is_told():
    right = pd.DataFrame(RIGHT)
    for absent in (["times"], ["label_en", "label_fr"]):
        with pytest.raises(TableError, match="is not there"):
            accepted(Model, right.drop(columns=absent))
    with pytest.raises(TableError, match="column times: it stands twice"):
        accepted(Model, pd.concat([right, right[["times"]]], axis=1))


def test_a_table_without_rows_has_its_types():
    found = accepted(Model, pd.DataFrame(columns=list(RIGHT)))
    assert found[list(TYPES)].dtypes.astype(str).to_dict() == TYPES


def test_a_declared_table_is_found_by_its_name():
    frame = pd.DataFrame({"note_id": ["A", "A"], "status": ["read", "lost"]})
    with pytest.raises(TableError, match="column"):
        check("notes/status", frame)


def test_a_table_has_the_columns_of_the_one_it_is_made_from_first():
    described, register = (list(TABLES[f"documents/{name}"].model.columns()) for name in ("documents", "register"))
    assert register[: len(described)] == described
