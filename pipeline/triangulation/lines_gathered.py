"""Every line of evidence of a study, gathered from the tables of its last run: what the rule is asked to judge."""

from dataclasses import dataclass

import pandas as pd

from pipeline.decisions.reading import Reading
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.coding import Codings
from pipeline.triangulation import (
    documents_line,
    judgements,
    machine_error,
    notes_line,
    one_sided,
    other_lines,
    settings,
    survey_line,
    tables_read,
)
from pipeline.triangulation.codes_tied import WHERE, check_codes
from pipeline.triangulation.documents_line import DocumentsLine
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.triangulation.judgements import Search
from pipeline.triangulation.machine_error import Rates
from pipeline.triangulation.notes_line import Column, NotesLine
from pipeline.triangulation.rule.judge import Rulebook
from pipeline.triangulation.rule.settings import Rule
from pipeline.triangulation.survey_line import SurveyLine
from pipeline.triangulation.tables_read import CODED, Inputs

NOTES = ["interview", "focus_group"]  # materials whose units are of notes


@dataclass(frozen=True)
class Gathered:
    """inputs: the tables; material: the lines made of them; counted: the notes as of `as_if_drawn`."""

    inputs: Inputs
    material: EvidenceBase
    counted: NotesLine | None


def gather(study: Study) -> Gathered:
    """Every line of evidence. Raises StudyError for evidence that a finding names and nothing measures."""
    params = settings.read(study)
    matrix = study.codebook("evaluation", EvaluationCodebook)
    inputs = tables_read.load(study)
    themes = study.codebook_if_any("themes", ThemesCodebook)
    check_codes(themes, matrix)
    other_lines.check_figures(matrix, inputs.admin, WHERE)
    other_lines.check_claims(matrix, inputs.published, WHERE)
    searches = judgements.searches(study, {one.id: judgements.statement_mark(one.statement) for one in matrix.findings})
    notes, answers = _notes(study, matrix, inputs, params.rule, searches), _answers(matrix, inputs)
    material = EvidenceBase(
        matrix,
        Rulebook(params.rule, params.kinds, params.words),
        _survey(study, matrix, inputs),
        notes,
        answers,
        _documents(matrix, inputs),
        inputs.admin,
        inputs.published,
        searches,
        _one_sided(notes_line.columns_of(matrix), notes or answers, themes, params.rule.one_sided_from),
    )
    return Gathered(inputs, material, as_if_drawn(material, inputs))


def _survey(study: Study, matrix: EvaluationCodebook, inputs: Inputs) -> SurveyLine | None:
    if inputs.indicators is None or inputs.respondents is None:
        return None
    codebook = study.codebook("survey", SurveyCodebook)
    return survey_line.gather(matrix, codebook, inputs.respondents, inputs.indicators, WHERE)


def _notes(
    study: Study, matrix: EvaluationCodebook, inputs: Inputs, rule: Rule, searches: dict[str, Search]
) -> NotesLine | None:
    if inputs.segments is None or inputs.codings is None:
        return None
    checked = judgements.checked_notes(judgements.read(study, "notes_drawn"))
    rates = _rates(matrix, inputs, checked, rule.machine_checked)
    read, suggested = tables_read.notes_read(inputs), tables_read.only_suggested(study)
    return notes_line.gather(matrix, read, inputs.codings, rates, rule.machine_prior, searches, suggested)


def _answers(matrix: EvaluationCodebook, inputs: Inputs) -> NotesLine | None:
    """Open answers of the survey: each respondent is a note."""
    if inputs.answers is None or inputs.answer_codings is None:
        return None
    people = inputs.answers[["record_id"]].drop_duplicates().rename(columns={"record_id": "note_id"})
    people = people.assign(stakeholder="respondents", region="", by_people=False)
    return notes_line.gather(matrix, people, inputs.answer_codings)


def _documents(matrix: EvaluationCodebook, inputs: Inputs) -> DocumentsLine | None:
    if inputs.documents is None or inputs.document_codings is None:
        return None
    return documents_line.gather(matrix, inputs.documents, inputs.document_codings, WHERE)


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


def as_if_drawn(material: EvidenceBase, inputs: Inputs) -> NotesLine | None:
    """The notes with the machine's counted, as if the notes that people coded had been drawn at random."""
    if material.notes is None or material.notes.rates is not None:
        return None
    coded = material.notes.notes.loc[material.notes.notes["by_people"], "note_id"].tolist()
    rule = material.book.rule
    rates = _rates(material.matrix, inputs, coded, rule.machine_checked)
    if rates is None or inputs.codings is None:
        return None
    return notes_line.gather(
        material.matrix, material.notes.notes, inputs.codings, rates, rule.machine_prior, material.searches,
        material.notes.suggested,
    )  # fmt: skip
