"""What all tables have in common: the base model, its error, and the words several tables use."""

import sys
from types import SimpleNamespace
from typing import Any, cast

# Where dask is installed, pandera imports dask.dataframe for types that no table here has: a second of every stage.
sys.modules.setdefault("pandera.typing.dask", cast(Any, SimpleNamespace(DASK_INSTALLED=False)))

import pandera.pandas as pa  # noqa: E402

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


class Table(pa.DataFrameModel):
    """Types are coerced; columns beyond the declared ones are kept."""

    class Config:
        coerce = True
        strict = False
