"""The manifest: one row a note, where its file is, and what a person corrected or decided about it."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.notes.files import DOCUMENTS, RECORDINGS, named_by_id
from pipeline.study import Study, StudyError, as_it_lies, collecting, is_within, read_people_table

NEEDED = ["note_id", "file", "stakeholder", "region"]
YES = {"yes", "y", "oui", "o", "1", "true", "vrai", "x", "withdrawn", "retire", "retiré", "retirée"}


@dataclass(frozen=True)
class Note:
    """One row of the manifest.

    Optional columns: `language` (en, fr, mixed), `interviewer` and `participants` (speaker labels, separated by `;`:
    a person's word against the reader's guess), `layout` (a name of layouts.yaml beside the manifest, or one of the
    reader's own), `withdrawn` (yes: its participant took it back, nothing of it goes on).
    """

    note_id: str
    file: str  # relative to raw/
    path: Path
    stakeholder: str
    region: str
    language: str
    interviewer: list[str]
    participants: list[str]
    withdrawn: bool
    layout: str = ""  # of layouts.yaml or one of the reader's own; empty: found out
    recording: Path | None = None  # where the transcript beside it is read

    @property
    def shown(self) -> str:
        """The file as tables and documents name it."""
        return named_by_id(self.file, self.note_id)


def read_manifest(study: Study) -> list[Note]:
    """The notes of the study in the manifest's order.

    A recording with a corrected transcript beside it (same name, another ending) is read from the transcript.
    Raises StudyError for missing columns, double or missing files, and files that no row names.
    """
    path = study.raw / study.params["notes"]["manifest"]
    where = study.relative(path)
    if not path.exists():
        raise StudyError(where, "the manifest is not there", "a row for each note: " + ", ".join(NEEDED))
    frame = read_people_table(path, where, NEEDED)
    notes = []
    with collecting() as mistakes:
        for number, row in zip(frame.index, frame.to_dict("records"), strict=True):
            try:
                notes.append(_note(study, where, number, row))
            except StudyError as error:
                mistakes.append(error)
    _no_doubles(notes, where)
    _all_listed(study, notes, where)
    return notes


def _note(study: Study, where: str, line: int, row: dict[str, str]) -> Note:
    for column in NEEDED[:2]:
        if not row[column]:
            raise StudyError(f"{where}, line {line}", f"{column} is empty", "a value in each row")
    if re.search(r"[#/\\\x00-\x1f]", row["note_id"]) or row["note_id"][0] in "=+@":
        expected = "letters, digits and marks other than # / \\, and no formula: `EMP-01`"
        raise StudyError(f"{where}, line {line}", f"note_id {row['note_id']!r} cannot name a note", expected)
    if not is_within(study.raw / row["file"], study.raw):
        raise StudyError(f"{where}, line {line}", f"{row['file']} is outside raw/", "a file under raw/")
    recording = path = as_it_lies(study.raw / row["file"])
    withdrawn = row.get("withdrawn", "").lower() in YES or row.get("status", "").lower() == "withdrawn"
    if not withdrawn:
        path = _transcript_or(path)
        if not path.is_file():
            raise StudyError(
                f"{where}, line {line}", f"{row['file']} is not in raw/", "the note's file",
                "Put the file there, correct its name, or take the row out.",
            )  # fmt: skip
        if not path.stat().st_size:
            raise StudyError(
                f"{where}, line {line}", f"{row['file']} is empty", "a note",
                "Replace the file, or take it and its row out.",
            )  # fmt: skip
    return Note(
        row["note_id"], row["file"], path, row["stakeholder"], row["region"], row.get("language", ""),
        _labels(row.get("interviewer", "")), _labels(row.get("participants", "")), withdrawn, row.get("layout", ""),
        recording if path != recording else None,
    )  # fmt: skip


def _labels(cell: str) -> list[str]:
    return [label.strip() for label in cell.split(";") if label.strip()]


def _transcript_or(path: Path) -> Path:
    """The transcript a person put beside a recording, else `path` itself."""
    if path.suffix.lower() not in RECORDINGS:
        return path
    beside = sorted(path.with_suffix(ending) for ending in DOCUMENTS if path.with_suffix(ending).is_file())
    if len(beside) > 1:
        names = " and ".join(other.name for other in beside)
        raise StudyError(path.name, f"two transcripts of one recording ({names})", "one", "Keep the corrected one.")
    return beside[0] if beside else path


def _no_doubles(notes: list[Note], where: str) -> None:
    for attribute in ("note_id", "file"):
        times = Counter(getattr(note, attribute) for note in notes)
        if twice := sorted(value for value, count in times.items() if count > 1):
            raise StudyError(where, f"{attribute} {twice[0]} stands in two rows", "one row a note")


def _all_listed(study: Study, notes: list[Note], where: str) -> None:
    """Every note's file beside the manifest is named in it: a note that nobody listed would be lost silently."""
    files = {note.note_id: as_it_lies(study.raw / note.file) for note in notes}
    listed = {note.path for note in notes} | set(files.values())
    folders = sorted({path.parent for path in listed if path.parent.is_dir()})
    for path in sorted(path for folder in folders for path in folder.iterdir() if path.is_file()):
        is_note = path.suffix.lower() in DOCUMENTS | RECORDINGS and not path.name.startswith((".", "~", "README"))
        if not is_note or path in listed:
            continue
        twin = next((note for note in notes if files[note.note_id].with_suffix("") == path.with_suffix("")), None)
        if twin is not None and twin.withdrawn:
            continue
        if twin is not None:
            raise StudyError(study.relative(path), f"a second file for {twin.note_id}", "one file a note", "Keep one.")
        raise StudyError(study.relative(path), f"not in {where}", "a row for it", "Add the row, or move the file away.")


@dataclass(frozen=True)
class OwnFile:
    """A note or document and its own file: names that stay on the machine, since they may be somebody's."""

    identifier: str
    file: str  # relative to raw/
    original: str  # where `new-study` found it; empty: it was not copied

    @property
    def names(self) -> tuple[str, ...]:
        """What other programs may call it: its files' names, with and without their endings."""
        paths = [PurePosixPath(one) for one in (self.original, self.file) if one]
        return tuple(dict.fromkeys(name for path in paths for name in (path.name, path.stem)))


def files_of(study: Study) -> list[OwnFile]:
    """The notes and documents that the manifests name, as they stand there; a manifest without a column that it needs
    names none, which its own reader tells."""
    found = []
    for room, identifier in (("notes", "note_id"), ("documents", "id")):
        path = study.raw / (study.params.get(room) or {}).get("manifest", "")
        rows = read_people_table(path).to_dict("records") if path.is_file() else []
        found += [
            OwnFile(row[identifier], row["file"], row.get("original", ""))
            for row in rows if {identifier, "file"} <= row.keys()
        ]  # fmt: skip
    return found
