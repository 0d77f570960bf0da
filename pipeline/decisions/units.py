"""Stage `units`: whatever carries words, cut into units of coding, in one table.

Participants' turns of interviews and focus groups, passages of documents, and open answers of the survey; de-identified
all of them. People's decisions, the machine, topics, agreement and exchange know units, not where they come from.
"""

import pandas as pd

from pipeline.study import Study, read_people_table
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units
from pipeline.tables.notes import Segments
from pipeline.tables.survey import OpenAnswers

COLUMNS = list(Units.to_schema().columns)


def run(study: Study) -> None:
    # load
    segments, answers, passages = (
        study.table_if_any(name) for name in ("notes/segments", "survey/open_answers", "documents/passages")
    )
    modes = modes_of_notes(study) if segments is not None else {}
    # process
    units = [
        of_notes(segments, modes) if segments is not None else None,
        of_documents(passages) if passages is not None else None,
        of_answers(answers, questions(study)) if answers is not None else None,
    ]
    table = together([one for one in units if one is not None])
    # save
    with study.writing() as out:
        out.table("coding/units", table)


def together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """One table: talk, then documents, then answers, each in the order of its own table."""
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True)[COLUMNS] if filled else pd.DataFrame(columns=COLUMNS)


def modes_of_notes(study: Study) -> dict[str, str]:
    """How each note was held, as its manifest says (column `mode`, where there is one)."""
    path = study.raw / study.params["notes"]["manifest"]
    if not path.exists():
        return {}
    manifest = read_people_table(path, study.relative(path), ["note_id"])
    return dict(zip(manifest["note_id"], manifest["mode"], strict=True)) if "mode" in manifest else {}


def of_notes(segments: DataFrame[Segments], modes: dict[str, str]) -> pd.DataFrame:
    """Turns of notes. A note is a focus group where its mode says so; where it says nothing, where several people
    speak."""
    several = segments.groupby("note_id")["speaker"].nunique() > 1
    group = [
        "group" in mode.lower() if (mode := modes.get(note, "")) else bool(several[note])
        for note in segments["note_id"]
    ]
    return segments.assign(
        unit_id=segments["segment_id"],
        material=["focus_group" if one else "interview" for one in group],
        source=segments["note_id"],
        position=segments["turn"],
        question=None,
        asked=segments["question"],
    )[COLUMNS]


def of_answers(answers: DataFrame[OpenAnswers], asked: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Open answers; `asked`: the words of each question, by variable and language."""
    pairs = zip(answers["variable"], answers["language"], strict=True)
    return answers.assign(
        unit_id=answers["segment_id"],
        material="open_answer",
        source=answers["record_id"],
        position=0,
        question=answers["variable"],
        asked=[asked.get(pair) for pair in pairs],
        stakeholder="",
        region="",
        speaker=None,
        fingerprint="",  # raw/survey is never edited
    )[COLUMNS]


def of_documents(passages: pd.DataFrame) -> pd.DataFrame:
    """Passages of documents (table documents/passages: document, paragraph, language, text; what else it knows)."""
    missing = {"stakeholder": "", "region": "", "fingerprint": ""}
    passages = passages.assign(**{name: value for name, value in missing.items() if name not in passages})
    return passages.assign(
        unit_id=passages["document"] + "#" + passages["paragraph"].astype(str),
        material="document",
        source=passages["document"],
        position=passages["paragraph"],
        question=None,
        asked=passages.get("heading"),
        speaker=None,
    )[COLUMNS]


def questions(study: Study) -> dict[tuple[str, str], str]:
    """The words of each open question of the survey, by variable and language."""
    survey = study.codebook_if_any("survey", SurveyCodebook)
    return {
        (variable.name, language): question
        for variable in (survey.variables if survey else [])
        if variable.kind == "open"
        for language, question in variable.question.items()
    }
