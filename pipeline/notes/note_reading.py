"""One note: from its file to turns with roles, and the account of all its words."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.notes import choose, coverage, files, labels, layout_files
from pipeline.notes.coverage import Account
from pipeline.notes.divided_words import joined_passages
from pipeline.notes.layouts.layout_base import Reading, Turn
from pipeline.notes.lexicon import lexicon
from pipeline.notes.manifest import Note
from pipeline.notes.passages import Aside, Grid, Passage, words
from pipeline.notes.speakers import Roles, roles
from pipeline.notes.who_was_there import people, present
from pipeline.study import Study, StudyError


@dataclass
class NoteRead:
    """A note as it was read: `fits` is every layout that gave turns, with its fit, the one taken first."""

    turns: list[Turn]
    aside: list[Aside]
    not_taken: list[str]
    roles: Roles
    account: Account
    fits: list[tuple[str, float]] = field(default_factory=list)


def read_note(note: Note, where: str, study: Study) -> NoteRead:
    """Raises StudyError for a file that cannot be read, or that holds no word of speech."""
    known = labels.Known(tuple(note.interviewer), tuple(note.participants), everyday(study.cache / "notes"))
    blocks, aside = passages_of(note.path, where, study.cache / "notes")
    settled = layout_files.layout_for(study, note.layout, note.note_id)
    readings = choose.read_layouts(blocks, known, settled)
    if not readings:
        raise StudyError(where, "no speech in it", "speaker turns", "Replace it, or take its row out of the manifest.")
    if missed := people_read_as_talk(readings[0]):
        readings = choose.read_layouts(blocks, replace(known, present=missed), settled)
    best = readings[0]
    best.aside = aside + best.aside
    total = sum(words(text) for text in texts(blocks)) + sum(words(one.text) for one in aside)
    heads = present(best.aside)
    heads["asks"] += best.asking
    heads["beside"] += best.asking
    guess = roles(best.turns, known.asks, known.answers, heads)
    for turn in best.turns:
        if turn.speaker is not None:
            turn.role = "interviewer" if turn.speaker in guess.interviewer else "participant"
    account = coverage.account(best, guess, readings[1:], total)
    return NoteRead(best.turns, best.aside, best.not_taken, guess, account, [(r.layout, r.fit) for r in readings])


def people_read_as_talk(reading: Reading) -> tuple[str, ...]:
    """Those whom the head of a note names and who open a line that was read as talk: met once, as a rule."""
    return tuple(
        name
        for name in people(reading.aside)
        if any(re.match(rf"{re.escape(name)}\W", line, re.IGNORECASE) for line in reading.not_taken)
    )


def passages_of(path: Path, where: str, folder: Path) -> tuple[list[Passage | Grid], list[Aside]]:
    """Passages and tables of a note's file, and what its format itself sets aside (running heads, comments).

    folder: where the lexicon is kept.
    """
    from pipeline.notes import documents, mail, pdf, subtitles, talk_lists, talk_tables, text_files, timed_text

    form = files.kind(path, where)
    if form == ".pdf":
        return pdf.read_pdf(path, where, in_dictionary(folder))
    if form in (".vtt", ".srt", ".sbv"):
        cues, notes = subtitles.read_subtitles(path, form, where)
        return [*joined_passages(cues, in_dictionary(folder))], notes
    if form == ".json" or form in files.TIMED_TEXT:
        return talk_lists.read_talk_list(path, form, where)
    if form == ".mail":
        return mail.read_mail(path, where)
    if form in files.SHEETS:
        return talk_tables.read_talk_table(path, form, where), []
    if form == ".txt" and (timed := timed_text.read_signed(path, where)) is not None:
        return [*timed], []
    if form == ".txt":
        blocks, margins = text_files.read_text(path, where)
        lines = [block for block in blocks if isinstance(block, Passage)]
        return [*joined_passages(lines, in_dictionary(folder))] if len(lines) == len(blocks) else blocks, margins
    return documents.read_document(path, form, where), documents.margins(path, form)


def texts(blocks: list[Passage | Grid]) -> list[str]:
    """Every text of a note, for counting."""
    found: list[str] = []
    for block in blocks:
        found += [cell for row in block.texts() for cell in row] if isinstance(block, Grid) else [block.text]
    return found


def everyday(folder: Path) -> Callable[[str], bool]:
    """Whether a word is an everyday one and no name, by the lexicon (gathered only when asked)."""

    def ordinary(word: str) -> bool:
        known = lexicon(folder)
        return known.kind(word) == "word" and not known.first_name(word)

    return ordinary


def in_dictionary(folder: Path) -> Callable[[str], bool]:
    """Whether a word in small letters is one of a dictionary, or made of one; `=word`: a frequent one as it is."""

    def listed(word: str) -> bool:
        known = lexicon(folder)
        if word.startswith("="):
            return word[1:] in known.ordinary_words
        return known.kind(word) != "name"

    return listed
