"""Stage `transcribe`: every note of the manifest, whatever its format and layout, as speaker turns, with an account.

Before de-identification: its turns and the page about them identify people, so they enter neither git nor the DVC
cache. What each file gives is kept under private/cache, so that a changed or added note costs that note only.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.compute import spread
from pipeline.language import language_name
from pipeline.notes import coverage_page, files, layout_files, recordings
from pipeline.notes.across_notes import settled, who_asks
from pipeline.notes.coverage import FROM_TALK
from pipeline.notes.language_models import without_model
from pipeline.notes.layouts.layout_base import Turn
from pipeline.notes.lexicon import lexicon
from pipeline.notes.manifest import Note, read_manifest
from pipeline.notes.note_reading import NoteRead, read_note
from pipeline.notes.passages import REASONS, tidy
from pipeline.notes.text_language import languages
from pipeline.notes.who_was_there import people
from pipeline.study import Cache, Study, StudyError, as_typed, fingerprint

FEWEST_NOTES = 12  # to read anew, for which other processes are started
TURN_COLUMNS = ["note_id", "turn", "speaker", "role", "start_s", "end_s", "language", "text"]
PRESENT = ["note_id", "name"]
STATUS_COLUMNS = ["note_id", "file", "stakeholder", "region", "status", "turns", "origin", "message"]
COVERAGE_COLUMNS = [
    "note_id", "layout", "fit", "words_file", "words_turns", "words_set_aside", "share", *REASONS,
    "labels_not_taken", "met_once", "roles_from", "look", "message",
]  # fmt: skip


def run(study: Study) -> None:
    """Write notes/turns (a row a turn), notes/status and notes/coverage (a row a note), and the page about them."""
    # load
    notes = read_manifest(study)
    # process
    new = [note for note in notes if to_read(note, study)]
    if new:
        lexicon(study.cache / "notes")  # gathered once, before every process would
    spread(partial(read_ahead, study=study), new, study, "notes read", FEWEST_NOTES)
    results = [transcribe(note, study) for note in notes]
    tell_across(results)
    turns = pd.DataFrame([turn for result in results for turn in result.rows], columns=TURN_COLUMNS)
    status = pd.DataFrame([result.status for result in results], columns=STATUS_COLUMNS)
    named = [(one.coverage["note_id"], name) for one in results for name in one.present]
    covered = pd.DataFrame([result.coverage for result in results], columns=COVERAGE_COLUMNS)
    # save
    with study.writing() as out:
        out.table("notes/turns", turns)
        out.table("notes/present", pd.DataFrame(named, columns=PRESENT))
        out.table("notes/status", status)
        out.table("notes/coverage", covered)
        out.text("processed/notes/coverage.html", coverage_page.page(results))
    _cache(study).keep_only(_content(note, study) for note in notes if has_words(note))
    coverage_page.tell(covered)


@dataclass
class Result:
    """What came of one note: rows of notes/turns, its rows of notes/status and notes/coverage, and, for the page, what
    was set aside (reason and words), the lines that were no label, the layouts that were tried, what a person should
    look at and what speaks for who asks, and the people whom its head names."""

    rows: list[dict]
    status: dict
    coverage: dict
    aside: list[list[str]] = field(default_factory=list)
    not_taken: list[str] = field(default_factory=list)
    fits: list[list] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    evidence: str = ""
    present: list[str] = field(default_factory=list)


def tell_across(results: list[Result]) -> None:
    """Settle who asks in the notes whose own talk left it a guess, by who asks in others; say so in their accounts."""
    hosts = who_asks([result.rows for result in results])
    for result in results:
        if result.coverage["roles_from"] != "talk" and FROM_TALK not in result.looks:
            continue
        result.rows, count = settled(result.rows, hosts)
        if not count:
            continue
        said = f"Who asks was guessed across the notes: whoever asks here asks in {count} of them and answers in none."
        looks = [look for look in result.looks if look != FROM_TALK]
        before = to_look_at(result.looks, result.evidence, result.coverage["note_id"])
        after = " ".join(filter(None, [said, to_look_at(looks, result.evidence, result.coverage["note_id"])]))
        more = (result.coverage["message"] or "") != before  # names in a language that no model reads
        result.coverage |= {"roles_from": "notes", "look": int(bool(looks) or more)}
        for told in (result.coverage, result.status):
            told["message"] = told_anew(told["message"], before, after)


def told_anew(message: str | None, before: str, after: str) -> str | None:
    """A note's message with `after` in place of `before`; in front of it where nothing had been to look at."""
    if message and before:
        return message.replace(before, after)
    return " ".join(filter(None, [after, message])) or None


def transcribe(note: Note, study: Study) -> Result:
    """One note; a withdrawn or waiting one has no turns.

    Kept under private/cache by the file's content, its row of the manifest and the readers' own code.
    """
    status: dict[str, Any] = {
        "note_id": note.note_id,
        "file": note.shown,
        "stakeholder": note.stakeholder,
        "region": note.region,
    }
    status |= {"status": "read", "turns": 0, "origin": "document", "message": None}
    if note.withdrawn:
        status |= {"status": "withdrawn", "message": "Withdrawn by its participant: nothing of it goes on."}
        return Result([], status, _nothing(note, status["message"]))
    where = study.relative(note.path)
    if note.path.suffix.lower() in files.RECORDINGS:
        recordings.check(note.path, where)
        message = as_typed("A recording without a transcript: draft one with `python -m pipeline transcripts --draft`.")
        return Result([], status | {"status": "waiting", "message": message}, _nothing(note, message, look=1))

    origin, known = recordings.origin(note.path, note.recording, where)
    result = _kept(note, study, where)
    _tell_unread(result)
    said = [known, result.coverage["message"]] if origin != "document" else [result.coverage["message"]]
    told = " ".join(part for part in said if part) or None
    result.coverage |= {"note_id": note.note_id}
    result.status = status | {"turns": len(result.rows), "origin": origin, "message": told}
    return result


def _tell_unread(result: Result) -> None:
    """Say in the account which languages of the note no model reads: a person should look for names in it."""
    if unread := without_model(row["language"] for row in result.rows):
        named = ", ".join(language_name(language, "en") for language in unread)
        said = f"Names in {named} are looked for without a language model: look through `python -m pipeline names`."
        result.coverage |= {"look": 1, "message": " ".join(filter(None, [result.coverage["message"], as_typed(said)]))}


def _nothing(note: Note, message: str, look: int = 0) -> dict:
    counts = dict.fromkeys(
        ["words_file", "words_turns", "words_set_aside", *REASONS, "labels_not_taken", "met_once"], 0
    )
    return {"note_id": note.note_id, "layout": None, "fit": None, "share": None, "roles_from": None} | counts | {
        "look": look, "message": message
    }  # fmt: skip


def has_words(note: Note) -> bool:
    return not note.withdrawn and note.path.suffix.lower() not in files.RECORDINGS


def to_read(note: Note, study: Study) -> bool:
    """Whether a note has words that were not read before."""
    return has_words(note) and _cache(study).read(_content(note, study)) is None


def read_ahead(note: Note, study: Study) -> None:
    """Read a note and keep what it gives, for `transcribe`, which tells what is wrong with it too."""
    with suppress(StudyError):
        _kept(note, study, study.relative(note.path))


def _cache(study: Study) -> Cache:
    return Cache(study.private / "cache" / "turns")


def _content(note: Note, study: Study) -> str:
    layouts = (study.raw / study.params["notes"]["manifest"]).with_name(layout_files.FILE)
    described = [note.note_id, note.language, *note.interviewer, "|", *note.participants, "|", note.layout]
    described += [
        *study.languages,
        note.path.suffix.lower(),
        layouts.read_text(encoding="utf-8") if layouts.exists() else "",
    ]
    return fingerprint(readers(), note.path.read_bytes(), *described)


def _kept(note: Note, study: Study, where: str) -> Result:
    """The note as it was read before, or as it is read now."""
    cache, content = _cache(study), _content(note, study)
    if (kept := cache.read(content)) is not None:
        return Result(**kept)
    read = read_note(note, where, study)
    rows = rows_of(note, read.turns, study.languages)
    result = Result(
        rows, {}, coverage_of(note, read), [[one.reason, one.text] for one in read.aside],
        read.not_taken, [list(fit) for fit in read.fits], list(read.account.looks), read.account.evidence,
        [*note.interviewer, *note.participants, *people(read.aside)],
    )  # fmt: skip
    cache.write(content, asdict(result))
    return result


def rows_of(note: Note, turns: list[Turn], named: Sequence[str]) -> list[dict]:
    """Rows of notes/turns for one note; named: the languages of the study."""
    texts = [tidy(turn.text) for turn in turns]
    spoken = languages(texts, note.language, named)
    return [
        {
            **{"note_id": note.note_id, "turn": number, "speaker": turn.speaker, "role": turn.role},
            **{"start_s": turn.start_s, "end_s": turn.end_s, "language": language, "text": text},
        }
        for number, (turn, language, text) in enumerate(zip(turns, spoken, texts, strict=True), start=1)
    ]


def coverage_of(note: Note, read: NoteRead) -> dict:
    """The note's row of notes/coverage; its message names nobody."""
    account = read.account
    message = to_look_at(account.looks, account.evidence, note.note_id) or None
    return {
        **{"note_id": note.note_id, "layout": account.layout, "fit": account.fit, "words_file": account.words_file},
        **{"words_turns": account.words_turns, "words_set_aside": account.words_set_aside, "share": account.share},
        **{reason: account.aside.get(reason, 0) for reason in REASONS},
        **{"labels_not_taken": account.labels_not_taken, "met_once": account.met_once},
        **{"roles_from": account.roles_from, "look": int(bool(account.looks)), "message": message},
    }


def to_look_at(looks: Sequence[str], evidence: str, note_id: str) -> str:
    """What a person should look at in a note, in a sentence; empty for nothing."""
    if not looks:
        return ""
    settle = "Settle it in the manifest (interviewer, participants, layout)"
    preview = f"`python -m pipeline transcripts --preview {note_id}` shows it"
    return as_typed(f"To be looked at: {'; '.join(looks)}. {evidence}. {settle}; {preview}.")


@cache
def readers() -> str:
    """Fingerprint of the code that makes turns of files: a reader that was put right reads again."""
    here = Path(__file__).parent
    names = sorted(
        [*here.glob("*.py"), *here.glob("*.toml"), here / "first_names.txt", *(here / "layouts").glob("*.py")]
    )
    left = {
        "contents.py",
        "corrections.py",
        "coverage_page.py",
        "deidentify.py",
        "leaks.py",
        "preview.py",
        "speech.py",
        "vote.py",
    }
    return fingerprint(*(path.read_bytes() for path in names if path.name not in left))
