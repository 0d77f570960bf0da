"""Stage `transcribe`: every note of the manifest, whatever its format, as speaker turns.

Behind the gate: its table is identifiable, so it enters neither git nor the DVC cache. What each file gives is kept
under private/cache, so that a changed or added note costs that note only.
"""

import json
from functools import cache
from pathlib import Path

import pandas as pd

from pipeline.notes import files
from pipeline.notes.lexicon import WORD_LISTS
from pipeline.notes.manifest import Note, read_manifest
from pipeline.notes.passages import Passage, tidy
from pipeline.notes.speakers import Roles, Turn, roles, turns_of
from pipeline.notes.text_language import languages
from pipeline.study import Study, StudyError, fingerprint

TURN_COLUMNS = ["note_id", "turn", "speaker", "role", "start_s", "end_s", "language", "text"]

STATUS_COLUMNS = [
    "note_id", "file", "stakeholder", "region", "status", "turns", "interviewer", "participants", "message",
]  # fmt: skip


def run(study: Study) -> None:
    """Write notes/turns (a row for each turn of each note that was read) and notes/status (a row for each note)."""
    notes = read_manifest(study)

    results = [transcribe(note, study) for note in notes]
    turns = pd.DataFrame([turn for rows, _ in results for turn in rows], columns=TURN_COLUMNS)
    status = pd.DataFrame([state for _, state in results], columns=STATUS_COLUMNS)

    with study.writing() as out:
        out.table("notes/turns", turns)
        out.table("notes/status", status)


def transcribe(note: Note, study: Study) -> tuple[list[dict], dict]:
    """(rows of notes/turns, row of notes/status) of one note; a withdrawn or waiting one has no turns.

    Kept under private/cache by the file's content, its row of the manifest and the readers' own code.
    """
    state = {"note_id": note.note_id, "file": note.file, "stakeholder": note.stakeholder, "region": note.region}
    state |= {"status": "read", "turns": 0, "interviewer": None, "participants": None, "message": None}
    if note.withdrawn:
        return [], state | {"status": "withdrawn", "message": "Withdrawn by its participant: nothing of it goes on."}
    described = [note.note_id, note.language, *note.interviewer, "|", *note.participants, note.path.suffix.lower()]
    content = fingerprint(readers(), note.path.read_bytes(), *described)
    kept = study.private / "cache" / "turns" / f"{content}.json"
    if kept.exists():
        rows, told = json.loads(kept.read_text(encoding="utf-8"))
        return rows, state | told
    where = study.relative(note.path)
    passages = read(note, where, study)
    if passages is None:
        message = "A recording: run `make install-speech` and read it again, or put a corrected transcript beside it."
        return [], state | {"status": "waiting", "message": message}

    turns = turns_of(passages, {*note.interviewer, *note.participants})
    if not turns:
        raise StudyError(where, "no speech in it", "speaker turns", "Replace it, or take its row out of the manifest.")
    guess = roles(turns, note.interviewer, note.participants)
    for turn in turns:
        if turn.speaker is not None:
            turn.role = "interviewer" if turn.speaker in guess.interviewer else "participant"
    told = {
        "turns": len(turns),
        "interviewer": ";".join(guess.interviewer) or None,
        "participants": ";".join(guess.participants) or None,
        "message": message_for(turns, guess),
    }
    rows = rows_of(note, turns)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps([rows, told], ensure_ascii=False), encoding="utf-8")
    return rows, state | told


def rows_of(note: Note, turns: list[Turn]) -> list[dict]:
    """Rows of notes/turns for one note."""
    texts = [tidy(turn.text) for turn in turns]
    spoken = languages(texts, note.language)
    return [
        {
            **{"note_id": note.note_id, "turn": number, "speaker": turn.speaker, "role": turn.role},
            **{"start_s": turn.start_s, "end_s": turn.end_s, "language": language, "text": text},
        }
        for number, (turn, language, text) in enumerate(zip(turns, spoken, texts, strict=True), start=1)
    ]


def message_for(turns: list[Turn], guess: Roles) -> str | None:
    """What a person should look at, in one sentence; None where the labels settled it."""
    correct = "correct it in the manifest's columns `interviewer` and `participants`"
    if not any(turn.speaker for turn in turns):
        return "No speaker labels: each paragraph is a turn, short questions are the interviewer's."
    if not guess.interviewer:
        return f"Nobody seems to ask: all turns are the participant's; if not, {correct}."
    if not guess.participants:
        return f"Nobody seems to answer: all turns are the interviewer's; if not, {correct}."
    return None if guess.sure else f"Roles were guessed from the talk; if wrong, {correct}."


def read(note: Note, where: str, study: Study) -> list[Passage] | None:
    """Passages of one note's file; None for a recording without the speech extra."""
    from pipeline.notes import documents, pdf, speech, subtitles

    path = note.path
    if path.suffix.lower() in files.RECORDINGS:
        return speech.passages(path, where, study, note.language)
    form = files.kind(path, where)
    if form == ".pdf":
        return pdf.read_pdf(path, where)
    if form in (".vtt", ".srt"):
        return subtitles.read_subtitles(path, form, where)
    return documents.read_text(path, where) if form == ".txt" else documents.read_document(path, form, where)


@cache
def readers() -> str:
    """Fingerprint of the code that makes turns of files: a mended reader reads again."""
    here = Path(__file__).parent
    names = [
        "documents",
        "files",
        "text_language",
        "passages",
        "pdf",
        "speakers",
        "speech",
        "subtitles",
        "transcribe",
        "vote",
    ]
    return fingerprint(WORD_LISTS.read_bytes(), *(here.joinpath(f"{name}.py").read_bytes() for name in names))
