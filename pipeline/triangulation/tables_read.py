"""What the study has of the three strands; a table that is not there makes its strand silent."""

from dataclasses import dataclass

import pandas as pd

from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, StudyError, did_you_mean
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.triangulation import notes_strand, published_strand, recoded, survey_strand
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.notes_strand import NotesStrand
from pipeline.triangulation.robustness import Strands
from pipeline.triangulation.settings import Settings

WHERE = "codebooks/evaluation.yaml"


@dataclass(frozen=True)
class Inputs:
    """What the study has; None for a table that is not there."""

    respondents: pd.DataFrame | None
    indicators: pd.DataFrame | None
    segments: pd.DataFrame | None
    codings: pd.DataFrame | None  # assigned ones, of notes
    answers: pd.DataFrame | None
    answer_codings: pd.DataFrame | None
    published: pd.DataFrame | None


def load(study: Study) -> Inputs:
    """The tables that are there. Raises StudyError where there is no survey, no coded note and no figure in print."""

    def table(name: str) -> pd.DataFrame | None:
        found = study.table(name) if study.has_table(name) else None
        return None if found is None or found.empty else found

    codings = table("coding/codings")
    assigned = None if codings is None else codings[codings["decision"] == "assigned"]
    inputs = Inputs(
        table("survey/respondents"),
        table("survey/indicators"),
        table("notes/segments"),
        None if assigned is None else assigned[assigned["source"] == "notes"],
        table("survey/open_answers"),
        None if assigned is None else assigned[assigned["source"] == "survey"],
        table("triangulation/published"),
    )
    if inputs.indicators is None and inputs.codings is None and inputs.published is None:
        raise StudyError("processed", "no survey, no coded notes and no published figures", "at least one of them")
    return inputs


def check_codes(study: Study, matrix: EvaluationCodebook) -> None:
    """Raises StudyError for a code that is not in use in codebooks/themes.yaml."""
    if not (study.codebooks / "themes.yaml").exists():
        return
    themes = study.codebook("themes", ThemesCodebook)
    for finding in matrix.findings:
        for tie in finding.codes:
            if tie.code in themes.ids:
                continue
            now = themes.current(tie.code)
            what = "is not in codebooks/themes.yaml" if now is None else "is no longer in use"
            renamed = f"It is now {now.id!r}; write that." if now is not None and now.is_active else ""
            todo = renamed or did_you_mean(tie.code, themes.ids, "Correct it there.")
            raise StudyError(f"{WHERE}, finding {finding.id}", f"the code {tie.code!r} {what}", "a code in use", todo)


def gather(
    study: Study, matrix: EvaluationCodebook, inputs: Inputs, params: Settings
) -> tuple[Strands, dict[tuple[str, str], NotesStrand]]:
    """The three strands, and the notes as they would be if they had been coded otherwise."""
    findings, survey, notes, published, variants = len(matrix.findings), None, None, None, {}
    if inputs.indicators is not None and inputs.respondents is not None:
        codebook = study.codebook("survey", SurveyCodebook)
        survey = survey_strand.gather(matrix, codebook, inputs.respondents, inputs.indicators, WHERE)
    if inputs.segments is not None and inputs.codings is not None:
        read = inputs.segments[["note_id", "stakeholder", "region"]].drop_duplicates("note_id")

        def coded(codings: pd.DataFrame, notes: pd.DataFrame = read) -> NotesStrand:
            return notes_strand.gather(matrix, notes, codings, params.balance, params.prominent)

        notes = coded(inputs.codings)
        variants = recoded.variants(study, read, coded)
    if inputs.published is not None:
        published = published_strand.gather(matrix, inputs.published, WHERE)
    return Strands(survey, notes, published, findings), variants
