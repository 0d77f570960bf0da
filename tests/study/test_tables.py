"""A table that keeps its declaration is accepted as pandera would accept it; all others are pandera's to tell."""

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

from pipeline.tables import TABLES, TableError, check
from pipeline.tables.acceptance import accepted


class Model(pa.DataFrameModel):
    name: pa.typing.Series[str] = pa.Field(unique=True)
    kind: pa.typing.Series[str] = pa.Field(isin=["a", "b"], nullable=True)
    times: pa.typing.Series[int] = pa.Field(ge=0)
    share: pa.typing.Series[float] = pa.Field(le=1, nullable=True)
    label: pa.typing.Series[str] = pa.Field(alias=r"^label_[a-z]{2}$", regex=True)

    class Config:
        coerce = True


RIGHT = {
    "name": ["x", "y"], "kind": ["a", None], "times": [0, 3], "share": [0.5, np.nan], "label_en": ["X", "Y"],
    "label_fr": ["X", "Y"], "more": [1, 2],
}  # fmt: skip
SCHEMA = Model.to_schema()


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"times": [1.0, 2.0]},  # of a CSV
        {"kind": [np.nan, np.nan]},  # an empty column of a CSV is one of numbers
        {"share": [None, None]},
        {"name": [1, 2]},
    ],
)
def test_what_is_right_is_taken_as_pandera_takes_it(columns):
    frame = pd.DataFrame(RIGHT | columns)
    found = accepted(SCHEMA, frame)
    whole = {name: frame[name].astype("object") for name in frame if frame[name].isna().all()}
    assert found is not None
    pd.testing.assert_frame_equal(found, SCHEMA.validate(frame.assign(**whole)))


@pytest.mark.parametrize(
    "columns",
    [
        {"name": ["x", "x"]},
        {"name": ["x", None]},
        {"kind": ["a", "c"]},
        {"times": [-1, 2]},
        {"times": ["many", "few"]},
        {"times": [1.5, np.nan]},
        {"share": [0.5, 1.5]},
        {"label_fr": ["X", None]},
    ],
)
def test_what_breaks_the_declaration_is_left_to_pandera(columns):
    assert accepted(SCHEMA, pd.DataFrame(RIGHT | columns)) is None


def test_an_absent_column_is_left_to_pandera():
    assert accepted(SCHEMA, pd.DataFrame(RIGHT).drop(columns="times")) is None
    assert accepted(SCHEMA, pd.DataFrame(RIGHT).drop(columns=["label_en", "label_fr"])) is None


def test_a_broken_table_is_told_with_its_column_and_rows():
    frame = pd.DataFrame({"note_id": ["A", "A"], "status": ["read", "lost"]})
    with pytest.raises(TableError, match="column"):
        check("notes/status", frame)


def test_most_declared_tables_are_of_the_kind_that_can_be_accepted():
    apart = [name for name, declared in TABLES.items() if _of_the_whole(declared.model.to_schema())]
    assert apart == []


def _of_the_whole(schema: pa.DataFrameSchema) -> bool:
    return bool(schema.checks or schema.unique or schema.index or schema.strict or schema.ordered)
