"""The tables that pass between rooms: each declared once, one line a column, checked whenever it is written or read.

A file-less name such as `survey/respondents` is the table's name everywhere (code, docs, dvc.yaml: under `processed/`).
Other columns may be added by a stage (`strict` is off); the ones below are fixed, since people and programs read them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.tables import admin, coding, decisions, documents, notes, survey, triangulation
from pipeline.tables.acceptance import accepted, empty
from pipeline.tables.base import (
    BEARINGS,
    CONFIDENCE,
    CONVERGENCE,
    DECISIONS,
    DIRECTIONS,
    MACHINE,
    STANCES,
    STANDINGS,
    STRAND_OF,
    STRANDS,
    VERDICTS,
    Table,
    TableError,
)


@dataclass(frozen=True)
class Declared:
    """A table's model and the kinds of file it is kept as; the first is the one that is read back."""

    model: type[Table]
    kinds: tuple[str, ...] = ("parquet", "csv")


CSV = ("csv",)
TABLES: dict[str, Declared] = {
    "survey/cleaned": Declared(survey.Respondents, ("parquet",)),  # without the open answers, which go through the gate
    "survey/answers": Declared(survey.Answers, ("parquet",)),
    "survey/respondents": Declared(survey.Respondents),  # with them, de-identified
    "survey/cleaning_log": Declared(survey.CleaningLog),
    "survey/open_answers": Declared(survey.OpenAnswers),
    "survey/item_nonresponse": Declared(survey.ItemNonresponse, CSV),
    "survey/near_duplicates": Declared(survey.NearDuplicates, CSV),
    "survey/indicators": Declared(survey.Indicators, CSV),
    "survey/comparisons": Declared(survey.Comparisons, CSV),
    "survey/reliability": Declared(survey.Reliability, CSV),
    "survey/response_rates": Declared(survey.ResponseRates, CSV),
    "survey/missing_patterns": Declared(survey.MissingPatterns, CSV),
    # With the names of organisations next to amounts: behind the de-identifier, as the registers themselves.
    "admin/named/cleaning_log": Declared(admin.AdminCleaningLog),
    "admin/named/names": Declared(admin.Names, ("parquet",)),
    "admin/named/organisation_pairs": Declared(admin.OrganisationPairs, CSV),
    "admin/cleaning_log": Declared(admin.AdminCleaningLog),
    "admin/indicators": Declared(admin.AdminIndicators, CSV),
    "documents/paragraphs": Declared(documents.Paragraphs),  # these two before de-identification
    "documents/register": Declared(documents.Register, CSV),
    "documents/documents": Declared(documents.Described, CSV),
    "documents/passages": Declared(documents.Passages),
    "triangulation/document_review": Declared(documents.DocumentReview, CSV),
    "notes/status": Declared(notes.NoteStatus, CSV),
    "notes/coverage": Declared(notes.Coverage, CSV),
    "codebooks/kept_labels": Declared(notes.KeptLabels, CSV),
    "notes/present": Declared(notes.Present, CSV),
    "notes/turns": Declared(notes.Turns),
    "notes/segments": Declared(notes.Segments),
    "notes/corrections": Declared(notes.Corrections, CSV),
    "coding/units": Declared(decisions.Units),
    "coding/decisions": Declared(decisions.Decisions, CSV),
    "coding/standing": Declared(decisions.Standing, CSV),
    "coding/codings": Declared(coding.Codings, CSV),
    "coding/topics": Declared(coding.Topics, CSV),
    "coding/segment_topics": Declared(coding.SegmentTopics),
    "coding/shares": Declared(coding.Shares, CSV),
    "coding/machine_on_coded": Declared(coding.MachineOnCoded, ("parquet",)),
    "coding/reliability": Declared(coding.Reliability, CSV),
    "coding/agreement_by_code": Declared(coding.AgreementByCode, CSV),
    "coding/agreement": Declared(coding.Agreement, CSV),
    "coding/alternative_annotator": Declared(coding.AlternativeAnnotator, CSV),
    "coding/assistant_codings": Declared(decisions.AssistantCodings, ("parquet",)),
    "coding/assistant_replies": Declared(decisions.AssistantReplies, CSV),
    "coding/assistant_agreement": Declared(coding.Reliability, CSV),
    "coding/assistant_calibration": Declared(coding.AssistantCalibration, CSV),
    "coding/learning_curve": Declared(coding.LearningCurve, CSV),
    "coding/notes_to_code": Declared(coding.NotesToCode, CSV),
    "coding/disagreements": Declared(decisions.Disagreements, CSV),
    "coding/conflicts": Declared(decisions.Conflicts, CSV),
    "coding/code_health": Declared(coding.CodeHealth, CSV),
    "coding/cooccurrence": Declared(coding.Cooccurrence, CSV),
    "coding/suggested_examples": Declared(coding.SuggestedExamples, CSV),
    "coding/code_groups": Declared(coding.CodeGroups, CSV),
    "coding/saturation": Declared(coding.Saturation, CSV),
    "triangulation/published": Declared(triangulation.Published, CSV),
    "triangulation/published_tests": Declared(triangulation.PublishedTests, CSV),
    "triangulation/matrix": Declared(triangulation.Matrix, CSV),
    "triangulation/evidence": Declared(triangulation.Evidence, CSV),
    "triangulation/evidence_records": Declared(triangulation.EvidenceRecords, CSV),
    "triangulation/robustness": Declared(triangulation.Robustness, CSV),
    "triangulation/groups": Declared(triangulation.Groups, CSV),
    "triangulation/negative_cases": Declared(triangulation.NegativeCases, CSV),
    "triangulation/negative_search": Declared(triangulation.NegativeSearch, CSV),
    "triangulation/shared_notes": Declared(triangulation.SharedNotes, CSV),
    "triangulation/silence": Declared(triangulation.Silence, CSV),
    "triangulation/joint_display": Declared(triangulation.JointDisplay, CSV),
}
REGISTER = re.compile(r"admin/(?:named/)?[a-z][a-z0-9_]*")  # codebooks/admin.yaml names these, and their columns


def is_table(name: str) -> bool:
    return name in TABLES or REGISTER.fullmatch(name) is not None


def declaration(name: str) -> Declared:
    """How the table `name` is declared. Raises KeyError for what is none: a mistake of the code."""
    return Declared(admin.Rows) if name not in TABLES and REGISTER.fullmatch(name) else TABLES[name]


def check(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` as the table `name` declares it (types coerced). Raises TableError: first broken rule, its rows."""
    schema = declaration(name).model.to_schema()
    right = accepted(schema, frame)
    if right is not None:
        return right
    empty_ones = {column: frame[column].astype("object") for column in _declared(name, frame) if empty(frame[column])}
    frame = frame.assign(**empty_ones)
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
        first = failures.iloc[0]
        rows = failures.loc[failures["check"] == first["check"], "index"].dropna().astype(str).head(5).tolist()
        where = f" in rows {', '.join(rows)}" if rows else ""
        broken = f"column {first['column']}: {first['failure_case']!r} breaks {first['check']}"
        raise TableError(f"{broken}{where} ({len(failures)} failures)") from None


def declared_columns(name: str, languages: Sequence[str]) -> dict[str, pa.Column]:
    """The columns of a table in a study of these languages, in their order, each with its declaration."""
    found: dict[str, pa.Column] = {}
    for column, declared in declaration(name).model.to_schema().columns.items():
        stem = column.removeprefix("^").partition("_[a-z]")[0]
        names = [f"{stem}_{language}" for language in languages] if declared.regex else [column]
        found |= dict.fromkeys(names, declared)
    return found


def _declared(name: str, frame: pd.DataFrame) -> list[str]:
    """The columns of `frame` that the table declares."""
    columns = declaration(name).model.to_schema().columns
    return [
        one
        for one in frame.columns
        if any(re.match(key, one) if declared.regex else key == one for key, declared in columns.items())
    ]
