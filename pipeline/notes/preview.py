"""How notes were read, for the person who has them: one note by turns, all at a glance, drafts of recordings."""

from pathlib import Path

from pipeline.notes import files, speech
from pipeline.notes import note_reading as reading
from pipeline.notes.manifest import Note, read_manifest
from pipeline.notes.transcribe import coverage_of, transcribe
from pipeline.study import Study, StudyError


def preview(study: Study, note_id: str) -> str:
    """One note as it is read now, without writing anything: layouts tried, turns, what was set aside and why.

    It names people. Raises StudyError for a note that the manifest does not list, or that cannot be read.
    """
    note = _note(study, note_id)
    where = study.relative(note.path)
    if note.withdrawn or note.path.suffix.lower() in files.RECORDINGS:
        return f"{note_id}: {transcribe(note, study).status['message']}"
    read = reading.read_note(note, where, study)
    lines = [f"{note_id}, {where}", "", "Layouts that give turns, and how well each fits:"]
    lines += [f"  {fit:4.2f}  {layout}" for layout, fit in read.fits]
    asks = ", ".join(read.roles.interviewer) or "nobody by name"
    answers = ", ".join(read.roles.participants) or "nobody by name"
    lines += ["", f"Who asks: {asks}; who answers: {answers} (from: {read.roles.how}). {read.account.evidence}.", ""]
    for number, turn in enumerate(read.turns, start=1):
        start = "" if turn.start_s is None else f" [{turn.start_s:.0f} s]"
        lines.append(
            f"{number:4}  {turn.role[:1].upper()}  {turn.speaker or '-'}{start}: {' '.join(turn.text.split())}"
        )
    lines += ["", "Set aside:", *(f"  {one.reason:8} {one.text}" for one in read.aside if one.reason != "labels")]
    if read.not_taken:
        lines += ["", "Shaped like a label, read as talk:", *(f"  {line}" for line in read.not_taken)]
    own = coverage_of(note, read)
    said = own["message"] or "Nothing to be looked at."
    return "\n".join([*lines, "", f"{own['words_turns']} of {own['words_file']} words in turns. {said}"])


def overview(study: Study) -> str:
    """A line a note: layout, words, who asks was known from what, and what to look at."""
    covered = study.table("notes/coverage")
    lines = [f"{'note':10} {'layout':38} {'words':>6} {'turns':>6}  look"]
    for row in covered.fillna("").to_dict("records"):
        lines.append(
            f"{row['note_id']:10} {row['layout'] or '-':38} {row['words_file']:6} {row['words_turns']:6}  "
            f"{row['message'] if row['look'] else ''}"
        )
    return "\n".join(lines)


def draft_all(study: Study) -> list[Path]:
    """Draft a transcript beside each recording that has none; the files written. One that is there is never touched."""
    waiting = [n for n in read_manifest(study) if n.path.suffix.lower() in files.RECORDINGS and not n.withdrawn]
    written = []
    for note in waiting:
        path = note.path.with_suffix(".vtt")
        text = speech.draft(note.path, study.relative(note.path), study, note.language)
        made = path.with_suffix(".vtt.part")
        made.write_text(text, encoding="utf-8", newline="\n")
        made.replace(path)
        written.append(path)
    return written


def _note(study: Study, note_id: str) -> Note:
    notes = {note.note_id: note for note in read_manifest(study)}
    if note_id not in notes:
        raise StudyError(study.params["notes"]["manifest"], f"no note {note_id}", f"one of {', '.join(notes)}")
    return notes[note_id]
