"""Charts in the grammar of Vega-Lite (Satyanarayan et al. 2017, IEEE TVCG 23(1)), written as plain dictionaries.

The words are those of Vega-Lite's own documentation, which says what each option means: a chart of a table has marks
(`mark_bar`) whose channels (`x`, `color`) are told by columns, `X("share:Q")`. Types: Q quantitative, N nominal,
O ordinal. Nothing is checked against a schema: the specifications are ours.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
TYPES = {"Q": "quantitative", "N": "nominal", "O": "ordinal"}


def channel(column: str, **options: Any) -> dict[str, Any]:
    """What tells a channel: a column with its type, `share:Q`; options as scale, axis, title, sort, legend."""
    name, _, kind = column.rpartition(":")
    return {"field": name, "type": TYPES[kind], **options}


def second(column: str) -> dict[str, Any]:
    """The other end of a mark: its type is that of the first."""
    return {"field": column.rpartition(":")[0]}


X = Y = YOffset = Text = Description = Color = Shape = Detail = Order = StrokeDash = StrokeWidth = channel
X2 = Y2 = second
Scale = Axis = Legend = Title = Resolve = dict


def value(constant: Any) -> dict[str, Any]:
    """A channel that is the same for every mark."""
    return {"value": constant}


def datum(constant: Any) -> dict[str, Any]:
    """A channel at one place of its scale."""
    return {"datum": constant}


def condition(test: str, then: Any, otherwise: Any) -> dict[str, Any]:
    """One constant where the expression `test` holds, else another."""
    return {"condition": {"test": test, "value": then}, "value": otherwise}


def step(pixels: float) -> dict[str, float]:
    """A width or height by the row."""
    return {"step": pixels}


@dataclass(frozen=True)
class Marks:
    """Marks for the rows of a table; every method gives another chart and leaves this one as it is."""

    data: pd.DataFrame
    parts: dict[str, Any] = field(default_factory=dict)  # of the specification

    def __getattr__(self, name: str) -> Callable[..., "Marks"]:
        """`mark_bar(**options)`: the kind of mark, and how it looks."""
        if not name.startswith("mark_"):
            raise AttributeError(name)
        return partial(self._with, "mark", type=name.removeprefix("mark_"))

    def encode(self, **channels: Any) -> "Marks":
        return self._with("encoding", **{**self.parts.get("encoding", {}), **channels})

    def calculate(self, name: str, expression: str) -> "Marks":
        """A further column, by an expression over the others (`datum.share`)."""
        return replace(self, parts=self.parts | {"transform": [{"calculate": expression, "as": name}]})

    def sized(self, **sides: Any) -> "Marks":
        """`width` and `height`, in pixels or by `step`."""
        return replace(self, parts=self.parts | sides)

    def _with(self, part: str, **content: Any) -> "Marks":
        return replace(self, parts=self.parts | {part: content})


def plain(part: Any) -> Any:
    """A part of a specification in the types of JSON."""
    if isinstance(part, dict):
        return {key: plain(part[key]) for key in part}
    if isinstance(part, (list, tuple)):
        return [plain(one) for one in part]
    return part.item() if isinstance(part, np.generic) else part
