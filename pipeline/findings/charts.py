"""Charts put together: in layers, beside each other, in a grid.

Altair's own `layer` and `concat` copy each chart with all it holds at every step, and look through its table cell by
cell each time: most of the time of a figure. Here a chart becomes its specification once, with its table by name.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.study import fingerprint


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite specification and the tables it names."""

    spec: dict[str, Any]
    tables: dict[str, list[dict]] = field(default_factory=dict)

    def whole(self) -> dict[str, Any]:
        """The specification with its tables, as a renderer takes it."""
        from altair import SCHEMA_URL

        return {"$schema": SCHEMA_URL, **self.spec, "datasets": self.tables}


def layer(*charts: Any, **options: Any) -> Chart:
    """Charts over each other, the first at the bottom. `options` are Vega-Lite's, as `width`."""
    return _together("layer", charts, options)


def beside(*charts: Any, **options: Any) -> Chart:
    """Charts in a row."""
    return _together("hconcat", charts, options)


def below(*charts: Any, **options: Any) -> Chart:
    """Charts in a column."""
    return _together("vconcat", charts, options)


def grid(*charts: Any, **options: Any) -> Chart:
    """Charts in rows of `columns`."""
    return _together("concat", charts, options)


def chart(one: Any) -> Chart:
    """A chart of Altair's, with encodings that say their type (`name:N`), as its specification."""
    return one if isinstance(one, Chart) else _specified(one, *_named(one.data))


def _specified(one: Any, name: str, rows: list[dict]) -> Chart:
    from altair import NamedData

    named = one.copy(deep=False)
    named.data = NamedData(name)
    return Chart(named.to_dict(validate=False, context={"top_level": False, "datasets": {}}), {name: rows})


def _together(how: str, charts: Sequence[Any], options: dict[str, Any]) -> Chart:
    frames = {id(one.data): one.data for one in charts if not isinstance(one, Chart)}  # layers often share one
    named = {key: _named(frame) for key, frame in frames.items()}
    parts = [one if isinstance(one, Chart) else _specified(one, *named[id(one.data)]) for one in charts]
    plain = {name: value.to_dict(validate=False) if hasattr(value, "to_dict") else value
             for name, value in options.items()}  # fmt: skip
    tables = {name: rows for part in parts for name, rows in part.tables.items()}
    return Chart({how: [part.spec for part in parts], **plain}, tables)


def _named(frame: pd.DataFrame) -> tuple[str, list[dict]]:
    rows = _records(frame)
    return fingerprint(json.dumps(rows)), rows


def _records(frame: pd.DataFrame) -> list[dict]:
    """The rows as JSON takes them; what is not there is null."""
    there = frame.notna()
    if there.all(axis=None):
        return frame.to_dict("records")
    return frame.astype(object).where(there, None).to_dict("records")
