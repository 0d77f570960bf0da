"""What all tables have in common: the base model, its error, and the words several tables use."""

import sys
from typing import Any

from pipeline.tables.imports import standing_in

# Where they are installed, pandera loads them for tables of dask and for drawing examples: 3 s of each command.
with standing_in({name: None for name in ("dask", "hypothesis") if name not in sys.modules}):
    import pandera.pandas as pa
    import pandera.strategies.pandas_strategies
    import pandera.typing.dask  # noqa: F401  (looks for dask once)

LANGUAGE = r"^[a-z]{2,3}$"  # a language code (ISO 639): en, fr, es
MACHINE = "machine"  # the coder's name that the machine's codings carry
STANCES = ["supportive", "critical", "mixed", "neutral"]
DECISIONS = ["assigned", "review", "rejected"]
STRAND_OF = {
    "interview": "notes",
    "focus_group": "notes",
    "document": "documents",
    "open_answer": "survey",
}  # by material
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
