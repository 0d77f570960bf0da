"""The tables of each line of evidence, as the study has them; a table that is not there makes its line silent."""

from dataclasses import dataclass

import pandas as pd

from pipeline.coding.materials import coded_by_people
from pipeline.coding.roll_up import with_parents
from pipeline.decisions.reading import Reading, readings
from pipeline.decisions.record import from_table
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, StudyError
from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.coding import Codings

CODED = ["segment_id", "note_id", "turn", "code", "stance", "origin"]


@dataclass(frozen=True)
class Inputs:
    """What the study has, columns as pipeline/tables declares them; None for a table that is not there or is empty.

    Codings are the assigned ones; a segment with a code has the codes above it, too.
    """

    respondents: pd.DataFrame | None  # survey/respondents
    indicators: pd.DataFrame | None  # survey/indicators
    segments: pd.DataFrame | None  # notes/segments
    codings: pd.DataFrame | None  # coding/codings of notes
    answers: pd.DataFrame | None  # survey/open_answers
    answer_codings: pd.DataFrame | None  # coding/codings of open answers
    machine_on_coded: pd.DataFrame | None  # coding/machine_on_coded
    documents: pd.DataFrame | None  # documents/documents
    passages: pd.DataFrame | None  # documents/passages
    document_codings: pd.DataFrame | None  # coding/codings of documents
    admin: pd.DataFrame | None  # admin/indicators
    published: pd.DataFrame | None  # triangulation/published
    waiting: pd.Series  # by code, segments of notes that were put to review

    @property
    def coded(self) -> pd.DataFrame | None:
        """Assigned codings of all material."""
        parts = [one for one in (self.codings, self.answer_codings, self.document_codings) if one is not None]
        return pd.concat(parts) if parts else None


def load(study: Study) -> Inputs:
    """The tables that are there. Raises StudyError where there is no survey, no coded note and no figure in print."""

    def table(name: str) -> pd.DataFrame | None:
        found = study.table_if_any(name)
        return None if found is None or found.empty else found

    codings, themes = table("coding/codings"), study.codebook_if_any("themes", ThemesCodebook)
    assigned = None if codings is None else codings[codings["decision"] == "assigned"]
    if assigned is not None and themes is not None:
        assigned = with_parents(assigned, themes)  # a finding on a code is a finding on the codes below it

    def of_source(source: str) -> pd.DataFrame | None:
        return None if assigned is None else assigned[assigned["source"] == source]

    inputs = Inputs(
        table("survey/respondents"),
        table("survey/indicators"),
        table("notes/segments"),
        of_source("notes"),
        table("survey/open_answers"),
        of_source("survey"),
        table("coding/machine_on_coded"),
        table("documents/documents"),
        table("documents/passages"),
        of_source("documents"),
        table("admin/indicators"),
        table("triangulation/published"),
        _waiting(codings),
    )
    given = (inputs.indicators, inputs.codings, inputs.document_codings, inputs.admin, inputs.published)
    if all(table is None for table in given):
        found = "no survey, no coded notes or documents, no administrative data and no published figures"
        raise StudyError("processed", found, "one of them")
    return inputs


def _waiting(codings: DataFrame[Codings] | None) -> pd.Series:
    if codings is None:
        return pd.Series(dtype=int)
    put = codings[(codings["decision"] == "review") & (codings["source"] == "notes")]
    return put.groupby("code")["segment_id"].nunique()


def only_suggested(study: Study) -> frozenset[str]:
    """Codes of which the machine's coding agrees with people's too little to be counted (coding/agreement_by_code)."""
    table = study.table_or_empty("coding/agreement_by_code")
    return frozenset(table.loc[table["machine_coding"] == "only suggests", "code"])


def notes_read(inputs: Inputs) -> pd.DataFrame:
    """One row a note: note_id, stakeholder, region, by_people (as of `coded_by_people`)."""
    assert inputs.segments is not None and inputs.codings is not None
    notes = inputs.segments[["note_id", "stakeholder", "region"]].drop_duplicates("note_id")
    if inputs.machine_on_coded is not None:
        segments = inputs.segments
        by_people = coded_by_people(segments["segment_id"], segments["note_id"], inputs.machine_on_coded)
    else:
        by_people = (inputs.codings["origin"] != MACHINE).groupby(inputs.codings["note_id"]).any()
    return notes.assign(by_people=notes["note_id"].map(by_people).fillna(False).astype(bool))


def decided(study: Study) -> dict[str, Reading]:
    """What people decided, by unit, as of the last run; empty where nobody did."""
    return readings(from_table(study.table_or_empty("coding/decisions")))
