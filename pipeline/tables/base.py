"""What all tables have in common: the base model, its error, and the words several tables use."""

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np

from pipeline.tables.imports import standing_in

# Where they are installed, pandera loads them for tables of dask and for drawing examples: 3 s of each command.
with standing_in({name: None for name in ("dask", "hypothesis") if name not in sys.modules}):
    import pandera.pandas as pa
    import pandera.strategies.pandas_strategies
    import pandera.typing.dask  # noqa: F401  (looks for dask once)
    from pandera.dtypes import DataType
    from pandera.engines.pandas_engine import STRING, Engine

LANGUAGE = r"^[a-z]{2,3}$"  # a language code (ISO 639): en, fr, es
STANCES = ["supportive", "critical", "mixed", "neutral"]
DECISIONS = ["assigned", "review", "rejected"]
STRANDS = ["survey", "notes", "documents", "admin", "published"]
CONVERGENCE = ["agreement", "partial agreement", "dissonance", "dissonance in part", "unclear", "silence"]
STANDINGS = [
    "well supported",
    "supported with reservations",
    "divided",
    "not supported",
    "contradicted",
    "not yet due",
    "not enough evidence",
]
CONFIDENCE = ["high", "moderate", "low", "very low"]
BEARINGS = ["direct", "part", "context"]
DIRECTIONS = ["supports", "contradicts", "mixed", "neutral"]
VERDICTS = [
    "reproduced",
    "rounding",
    "overstated",
    "understated",
    "inconsistent",
    "impossible",
    "not yet due",
    "not testable",
]


def each_language(name: str, nullable: bool = False) -> Any:
    """A column that stands once a language of the study: `finding_en`, `finding_fr`, ..."""
    return pa.Field(alias=rf"^{name}_[a-z]{{2,3}}$", regex=True, nullable=nullable)


class TableError(Exception):
    """A table that breaks its declaration; the message says which column, what was found, and in which rows."""


@Engine.register_dtype
class Text(STRING):
    """A column of texts. Says yes in one word where every cell is one: pandera would lay out the failures, of which
    there are none, column by column, a third of what checking a small table takes."""

    def check(self, pandera_dtype: DataType, data_container: Any = None) -> bool | Iterable[bool]:
        found = super().check(pandera_dtype, data_container)
        return True if isinstance(found, np.ndarray) and found.all() else found


class Table(pa.DataFrameModel):
    """Types are coerced; columns beyond the declared ones are kept."""

    class Config:
        coerce = True
        strict = False
