"""What all tables have in common: the words that several of them use."""

from typing import Any

from pipeline.tables.columns import Field

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
    return Field(alias=rf"^{name}_[a-z]{{2,3}}$", nullable=nullable)
