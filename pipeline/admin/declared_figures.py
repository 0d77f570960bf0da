"""Figures of administrative data as `codebooks/admin.yaml` declares them: sums, counts and ratios, by groups."""

from pydantic import Field, model_validator

from pipeline.admin.conditions import Test
from pipeline.cleaning.entries import Text
from pipeline.study import StrictModel


class Quantity(StrictModel):
    """A sum of a column, a count of rows, or a count of the distinct values of a column (`a;b` are two values)."""

    table: str
    sum: str | None = None
    distinct: str | None = None
    where: list[Test] = []

    @model_validator(mode="after")
    def one_way(self) -> "Quantity":
        if self.sum is not None and self.distinct is not None:
            raise ValueError("give `sum` or `distinct`, or neither to count rows")
        return self


class Figure(StrictModel):
    """One figure: a quantity, or the ratio of two, times `factor`, overall and by groups.

    A ratio has an interval: the middle 95 % of what it would be, had the partners been drawn anew (ratio estimator,
    percentile bootstrap over partners). It says how much hangs on single partners, not what caused the difference.
    """

    name: str
    label: Text
    unit: str
    of: Quantity
    under: Quantity | None = None
    where: list[Test] = []  # of both quantities
    factor: float = 1
    by: list[str] = []
    share_of_all: bool = False  # groups as per cent of all rows that have a group


class Breakdown(StrictModel):
    """Groups by a column of the table or of its owner; several columns give a group for each combination."""

    name: str
    columns: list[str] = Field(min_length=1)
    label: Text
    groups: dict[str, Text] = {}


class MixStep(StrictModel):
    clean: str
    start: float = 0


class Mix(StrictModel):
    """A column of a table worked out from the rows that belong to it.

    `share`: the part of the sum of `column` in rows where the tests hold, in steps; `top`: the value of that column
    with the largest sum.
    """

    name: str
    table: str
    column: str
    where: list[Test] = []
    steps: list[MixStep] = []
    top: str | None = None

    @model_validator(mode="after")
    def one_way(self) -> "Mix":
        if bool(self.steps) == (self.top is not None):
            raise ValueError("give `where` with `steps`, or `top`")
        return self
