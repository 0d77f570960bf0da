"""What the study has of each line of evidence; a table that is not there makes its line silent."""

from dataclasses import dataclass

import pandas as pd

from pipeline.coding.materials import coded_by_people
from pipeline.coding.roll_up import with_parents
from pipeline.decisions.reading import Reading, readings
from pipeline.decisions.record import from_table
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, StudyError
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.tables import MACHINE, TABLES, DataFrame
from pipeline.tables.coding import Codings
from pipeline.triangulation import (
    documents_line,
    judgements,
    machine_error,
    notes_line,
    one_sided,
    other_lines,
    survey_line,
)
from pipeline.triangulation.codes_tied import WHERE, check_codes, themes_of
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.triangulation.machine_error import Rates
from pipeline.triangulation.notes_line import Column, NotesLine
from pipeline.triangulation.rule.judge import Rulebook
from pipeline.triangulation.settings import Settings

NOTES = ["interview", "focus_group"]
CODED = ["segment_id", "note_id", "turn", "code", "stance", "origin"]


@dataclass(frozen=True)
class Inputs:
    """What the study has; None for a table that is not there."""

    respondents: pd.DataFrame | None
    indicators: pd.DataFrame | None
    segments: pd.DataFrame | None
    codings: pd.DataFrame | None  # assigned ones, of notes
    answers: pd.DataFrame | None
    answer_codings: pd.DataFrame | None
    machine_on_coded: pd.DataFrame | None
    documents: pd.DataFrame | None
    passages: pd.DataFrame | None  # of documents
    document_codings: pd.DataFrame | None
    admin: pd.DataFrame | None
    published: pd.DataFrame | None

    waiting: pd.Series  # by code, segments of notes that were put to review

    @property
    def coded(self) -> pd.DataFrame | None:
        """Assigned codings of all material."""
        parts = [one for one in (self.codings, self.answer_codings, self.document_codings) if one is not None]
        return pd.concat(parts) if parts else None


def load(study: Study) -> Inputs:
    """The tables that are there. Raises StudyError where there is no survey, no coded note and no figure in print."""

    def table(name: str) -> pd.DataFrame | None:
        found = study.table(name) if name in TABLES and study.has_table(name) else None
        return None if found is None or found.empty else found

    codings, themes = table("coding/codings"), themes_of(study)
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


def gather(study: Study, matrix: EvaluationCodebook, inputs: Inputs, params: Settings) -> EvidenceBase:
    """Every line of evidence of the study. Raises StudyError for evidence that a finding names and nothing measures."""
    themes = themes_of(study)
    check_codes(themes, matrix)
    other_lines.check_figures(matrix, inputs.admin, WHERE)
    other_lines.check_claims(matrix, inputs.published, WHERE)
    statements = {one.id: judgements.statement_mark(one.statement) for one in matrix.findings}
    searches = judgements.searches(study, statements)
    survey = None
    if inputs.indicators is not None and inputs.respondents is not None:
        codebook = study.codebook("survey", SurveyCodebook)
        survey = survey_line.gather(matrix, codebook, inputs.respondents, inputs.indicators, WHERE)
    notes = None
    if inputs.segments is not None and inputs.codings is not None:
        checked = judgements.checked_notes(judgements.read(study, "notes_drawn"))
        rates = _rates(matrix, inputs, checked, params.rule.machine_checked)
        read = notes_read(inputs)
        suggests = only_suggested(study)
        prior = params.rule.machine_prior
        notes = notes_line.gather(matrix, read, inputs.codings, rates, prior, searches, suggests)
    answers = None
    if inputs.answers is not None and inputs.answer_codings is not None:
        people = inputs.answers[["record_id"]].drop_duplicates().rename(columns={"record_id": "note_id"})
        people = people.assign(stakeholder="respondents", region="", by_people=False)
        answers = notes_line.gather(matrix, people, inputs.answer_codings)
    documents = None
    if inputs.documents is not None and inputs.document_codings is not None:
        documents = documents_line.gather(matrix, inputs.documents, inputs.document_codings, WHERE)
    line = notes or answers
    one_way = _one_sided(notes_line.columns_of(matrix), line, themes, params.rule.one_sided_from)
    book = Rulebook(params.rule, params.kinds, params.words)
    return EvidenceBase(
        matrix, book, survey, notes, answers, documents, inputs.admin, inputs.published, searches, one_way
    )


def only_suggested(study: Study) -> frozenset[str]:
    """Codes of which the machine's coding agrees with people's too little to be counted (coding/agreement_by_code)."""
    if not study.has_table("coding/agreement_by_code"):
        return frozenset()
    table = study.table("coding/agreement_by_code")
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


def _rates(matrix: EvaluationCodebook, inputs: Inputs, checked: list[str], least: int) -> Rates | None:
    """How often the machine is right on notes drawn at random; None where too few were checked."""
    table = inputs.machine_on_coded
    if table is None or "stance" not in table or len(checked) < least:
        return None
    assert inputs.codings is not None
    columns = notes_line.columns_of(matrix)
    machine = table[table["assigned"]].assign(note_id=table["segment_id"].str.split("#").str[0], origin=MACHINE)
    people = inputs.codings[inputs.codings["origin"] != MACHINE]
    ids = pd.Series(checked)
    both = [notes_line.sides(columns, ids, codings)[0] for codings in (people, machine)]
    return machine_error.rates(*both)


def _one_sided(
    columns: list[Column], line: NotesLine | None, themes: ThemesCodebook | None, least: int
) -> frozenset[int]:
    """Columns all of whose codes know one direction only."""
    found = set()
    for at, column in enumerate(columns):
        used = False
        if line is not None:
            own = line.side[:, at][~line.machine[:, at]]
            used = one_sided.by_use(int((own >= 0).sum()), int((own == 2).sum()), least)
        if all(one_sided.by_codebook(tie, themes) for tie in column.codes) or used:
            found.add(at)
    return frozenset(found)


def decided(study: Study) -> dict[str, Reading]:
    """What people decided, by unit, as of the last run; empty where nobody did."""
    return readings(from_table(study.table("coding/decisions"))) if study.has_table("coding/decisions") else {}


def by_each_coder(
    study: Study,
    people: dict[str, Reading],
    notes: NotesLine,
    matrix: EvaluationCodebook,
    codings: DataFrame[Codings],
) -> dict[str, NotesLine]:
    """The notes by each coder's own codings where the coder decided; what adjudication settled is no coder's.

    `people`: what people decided, by unit.
    """
    if not study.has_table("coding/units"):
        return {}
    units = study.table("coding/units").set_index("unit_id")
    units = units[units["material"].isin(NOTES)]
    coders = {coder for reading in people.values() for coder in reading.coders()}
    found = {}
    for coder in sorted(coders):
        together = as_one_coder(codings, people, coder, units)
        found[coder] = notes.recoded(notes_line.gather(matrix, notes.notes, together))
    return found


def as_one_coder(assigned: pd.DataFrame, people: dict[str, Reading], coder: str, units: pd.DataFrame) -> pd.DataFrame:
    """The assigned codings (CODED) where this coder did not decide, and the coder's own where they did."""
    pairs = zip(assigned["segment_id"], assigned["code"], strict=True)
    decided = [unit in people and people[unit].of(coder, code) is not None for unit, code in pairs]
    own = [
        (unit, units.at[unit, "source"], units.at[unit, "position"], code, vote.stance, coder)
        for unit, reading in people.items()
        if unit in units.index
        for code in reading.codes
        if (vote := reading.of(coder, code)) and vote.word == "assigned"
    ]
    kept = assigned.loc[[not one for one in decided], CODED]
    return pd.concat([kept, pd.DataFrame(own, columns=CODED)], ignore_index=True)


def as_if_drawn(material: EvidenceBase, inputs: Inputs, params: Settings) -> NotesLine | None:
    """The notes with the machine's counted, as if the notes that people coded had been drawn at random."""
    if material.notes is None or material.notes.rates is not None:
        return None
    coded = material.notes.notes.loc[material.notes.notes["by_people"], "note_id"].tolist()
    rates = _rates(material.matrix, inputs, coded, params.rule.machine_checked)
    if rates is None or inputs.codings is None:
        return None
    return notes_line.gather(
        material.matrix, material.notes.notes, inputs.codings, rates, params.rule.machine_prior, material.searches,
        material.notes.suggested,
    )  # fmt: skip
