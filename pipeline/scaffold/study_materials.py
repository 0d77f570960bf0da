"""What somebody has on their desk when a study begins, and where each piece goes in the study's folder."""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.exchange.databases import is_database
from pipeline.notes.files import DOCUMENTS
from pipeline.notes.grids import head_of
from pipeline.scaffold.projects import CODEBOOKS, PROJECTS
from pipeline.study import StudyError, collecting, read_people_sheets

SURVEYS = (".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt", ".xlsx", ".xls", ".ods", ".csv", ".tsv")
TEXTS = (".docx", ".odt", ".rtf", ".txt", ".md", ".pdf", ".html", ".htm", ".vtt", ".srt")
REGISTERS = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv")
CODINGS = (".csv", ".xlsx", ".tsv", *PROJECTS)
LEFT_BY_SYSTEMS = ("thumbs.db", "desktop.ini")
RECORDINGS = (".ogg", ".mp3", ".wav", ".m4a", ".flac", ".opus", ".mp4", ".webm")


@dataclass(frozen=True)
class Materials:
    """Files and folders of a new study; None or empty: the study has none of it."""

    title: str
    languages: list[str]
    survey: Path | None = None  # an export of a survey tool
    margins: Path | None = None  # the population by group, for weights
    notes: Path | None = None  # a folder of transcripts, notes, recordings, or one; or a project of a coding program
    documents: Path | None = None  # a folder of documents to review, or one
    codings: list[Path] = field(default_factory=list)  # coders' decisions so far
    codebook: Path | None = None  # codes: themes.yaml, a table with code, label, definition, or a project
    admin: Path | None = None  # a programme's own lists: a file, or a folder of them
    published: Path | None = None  # figures already in print

    @property
    def note_files(self) -> list[Path]:
        return [path for path in _files(self.notes, (*DOCUMENTS, *RECORDINGS, *REGISTERS)) if not _is_other_table(path)]

    @property
    def not_taken(self) -> dict[Path, list[Path]]:
        """By folder, the files in it that are of no kind that is read there."""
        folders = [(self.notes, self.note_files), (self.documents, self.document_files), (self.admin, self.admin_files)]
        named = [self.survey, self.margins, self.codebook, self.published, *self.codings]
        taken = {path for _, files in folders for path in files} | {path for path in named if path is not None}
        left = {folder: _files(folder) for folder, _ in folders if folder is not None and folder.is_dir()}
        return {folder: [path for path in files if path not in taken] for folder, files in left.items()}

    @property
    def admin_files(self) -> list[Path]:
        if self.admin is not None and self.admin.is_file():
            return [self.admin] if self.admin.suffix.lower() in REGISTERS else []
        return _files(self.admin, REGISTERS)

    @property
    def document_files(self) -> list[Path]:
        return _files(self.documents, TEXTS)


def missing(materials: Materials) -> None:
    """Raise StudyError(s) for what is named and is not there, or is of no kind that is read; all at once."""
    with collecting() as mistakes:
        for option, path, kinds in (
            ("--survey", materials.survey, SURVEYS),
            ("--margins", materials.margins, (".csv", ".xlsx")),
            ("--codebook", materials.codebook, (".csv", ".xlsx", ".docx", ".yaml", ".yml", *CODEBOOKS)),
            ("--published", materials.published, (".csv", ".xlsx")),
            *(("--codings", path, CODINGS) for path in materials.codings),
        ):
            if path is None or (path.is_dir() and is_database(path)):  # QualCoder's project is a folder
                continue
            if not path.is_file():
                mistakes.add(option, f"{path} is not a file", "a file", "Correct the path.")
            elif path.suffix.lower() not in kinds:
                expected = "one of " + ", ".join(kinds)
                mistakes.add(option, f"{path.name} is of a kind that is not read", expected, "Save it as one of these.")
        for option, folder, found in (
            ("--notes", materials.notes, materials.note_files),
            ("--documents", materials.documents, materials.document_files),
        ):
            if option == "--notes" and folder is not None and folder.suffix.lower() in PROJECTS and folder.exists():
                continue
            if folder is not None and not folder.exists():
                mistakes.add(option, f"{folder} is not there", "a folder of files, or a file", "Correct the path.")
            elif folder is not None and not found:
                expected = "files such as .docx, .txt, .pdf, .vtt"
                mistakes.add(option, f"{folder} holds no file that is read", expected, "Name the folder they lie in.")
        if materials.admin is not None and not materials.admin_files:
            missing = f"{materials.admin} is not there, or holds no table that is read"
            mistakes.add("--admin", missing, "a file or folder of .xlsx, .ods or .csv", "Correct the path.")
        if not any((materials.survey, materials.notes, materials.documents, materials.admin, materials.published)):
            expected = "a survey, notes, documents, administrative data or published figures"
            mistakes.add("new-study", "no material is named", expected, "Name one: --survey FILE, --notes FOLDER ...")


def _is_other_table(path: Path) -> bool:
    """Is a file a table of anything but talk (which has columns for who speaks and what was said)?"""
    if path.suffix.lower() not in REGISTERS:
        return False
    try:
        sheets = read_people_sheets(path)
    except StudyError:
        return True
    heads = [set(head_of([str(name) for name in frame.columns]).values()) for frame in sheets.values()]
    return not any(kinds >= {"speaker", "talk"} for kinds in heads)


def listed(materials: Materials) -> Materials:
    """`materials` with the files of each folder of codings in its place."""
    folders = {path for path in materials.codings if path.is_dir() and not is_database(path)}
    return replace(
        materials,
        codings=[one for path in materials.codings for one in (_files(path, CODINGS) if path in folders else [path])],
    )


def copied(source: Path, folder: Path) -> Path:
    """The place of a copy of `source` in `folder`; a file of that name there is left as it is."""
    target = folder / source.name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return target


def _files(folder: Path | None, kinds: tuple[str, ...] = ()) -> list[Path]:
    """The files of a folder, or the one file, of these kinds where some are named; not those that systems and programs
    leave there."""
    if folder is not None and folder.is_file():
        return [folder] if not kinds or folder.suffix.lower() in kinds else []
    if folder is None or not folder.is_dir():
        return []
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~")))
    found = (path for path in found if path.name.lower() not in LEFT_BY_SYSTEMS)
    return sorted(path for path in found if not kinds or path.suffix.lower() in kinds)
