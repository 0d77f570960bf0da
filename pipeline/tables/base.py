"""What all tables have in common: the base model, its error, and the words several tables use."""

import pandera.pandas as pa

LANGUAGES = ["en", "fr"]
STANCES = ["supportive", "critical", "mixed", "neutral"]
DECISIONS = ["assigned", "review", "rejected"]
STRANDS = ["survey", "notes", "published"]
CONVERGENCE = ["agreement", "partial agreement", "dissonance", "silence"]
DIRECTIONS = ["supports", "contradicts", "mixed", "neutral"]
VERDICTS = ["reproduced", "rounding", "inconsistent", "not testable"]


class TableError(Exception):
    """A table that breaks its declaration; the message says which column, what was found, and in which rows."""


class Table(pa.DataFrameModel):
    """Types are coerced; columns beyond the declared ones are kept."""

    class Config:
        coerce = True
        strict = False
