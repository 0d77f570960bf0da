"""Charts put together: in layers, beside each other, in a grid. A chart becomes its specification once, with its table
by name, however many layers share it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.findings.vega_lite import SCHEMA, Marks, plain
from pipeline.study import fingerprint


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite specification and the tables it names."""

    spec: dict[str, Any]
    tables: dict[str, list[dict]] = field(default_factory=dict)

    def whole(self) -> dict[str, Any]:
        """The specification with its tables, as a renderer takes it."""
        return {"$schema": SCHEMA, **self.spec, "datasets": self.tables}


def layer(*charts: Marks | Chart, **options: Any) -> Chart:
    """Charts over each other, the first at the bottom. `options` are Vega-Lite's, as `width`."""
    return _together("layer", charts, options)


def beside(*charts: Marks | Chart, **options: Any) -> Chart:
    """Charts in a row."""
    return _together("hconcat", charts, options)


def below(*charts: Marks | Chart, **options: Any) -> Chart:
    """Charts in a column."""
    return _together("vconcat", charts, options)


def grid(*charts: Marks | Chart, **options: Any) -> Chart:
    """Charts in rows of `columns`."""
    return _together("concat", charts, options)


def chart(one: Marks | Chart) -> Chart:
    return one if isinstance(one, Chart) else _specified(one, *_named(one.data))


def _specified(one: Marks, name: str, rows: list[dict]) -> Chart:
    return Chart({"data": {"name": name}, **plain(one.parts)}, {name: rows})


def _together(how: str, charts: Sequence[Marks | Chart], options: dict[str, Any]) -> Chart:
    frames = {id(one.data): one.data for one in charts if not isinstance(one, Chart)}  # layers often share one
    named = {key: _named(frame) for key, frame in frames.items()}
    parts = [one if isinstance(one, Chart) else _specified(one, *named[id(one.data)]) for one in charts]
    tables = {name: rows for part in parts for name, rows in part.tables.items()}
    return Chart({how: [part.spec for part in parts], **plain(options)}, tables)


def _named(frame: pd.DataFrame) -> tuple[str, list[dict]]:
    rows = _records(frame)
    return fingerprint(json.dumps(rows)), rows


def _records(frame: pd.DataFrame) -> list[dict]:
    """The rows as JSON takes them; what is not there is null."""
    there = frame.notna()
    if there.all(axis=None):
        return frame.to_dict("records")
    return frame.astype(object).where(there, None).to_dict("records")
