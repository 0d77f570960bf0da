"""`new-study`: a folder in which `dvc repro` runs from somebody's files to a first findings page.

Copies the files into `raw/` (a note is named by its id: file names may name people), drafts codebooks, manifest and
chapters, and writes `params.yaml` with what differs from the defaults and `dvc.yaml` with the stages of this study.
Run again, it adds what is new and leaves everything that is there as it is.
"""

import datetime
import filecmp
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.decisions.themes import ThemesCodebook
from pipeline.language import language_name, missing_words
from pipeline.notes.name_review import COLUMNS as NAMES_REVIEWED
from pipeline.scaffold import drafts, dvc_file, intake, margins_draft, params_file, projects, published_draft
from pipeline.scaffold.codes_of_people import codes_in_codings, codes_in_table, columns_not_read, usual_of
from pipeline.scaffold.study_materials import Materials, copied, listed, missing
from pipeline.scaffold.study_texts import (
    IN_ENGLISH,
    MAY_BE_NO_TALK,
    NOT_TAKEN,
    NOTHING_TO_CODE,
    ONE_GROUP,
    WEIGHTS_UNUSED,
)
from pipeline.study import Study, StudyError, first_of, read_people_table, read_yaml, write_whole
from pipeline.survey.questionnaire import beside
from pipeline.survey.survey_codebook import SurveyCodebook

# DVC would tell its makers of every command, and ask them for a newer one, each time in a process of its own.
QUIET = "[core]\n    analytics = false\n    check_update = false\n"
STUDY_FILES = Path(__file__).with_name("study_files")
GUIDE = re.compile(
    r"guide|protocol|questionnaire|consent|schedule of interviews|gu[ií]a|canevas|grille d['’]entre", re.IGNORECASE
)


@dataclass
class Folder:
    """The study's folder: what was written, and what was there already and stays."""

    root: Path
    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # what a person should know of their files

    def write(self, name: str, text: str) -> None:
        """Write a file of people, unless it is there."""
        path = self.root / name
        if path.exists() or not text:
            self.kept += [name] if path.exists() else []
            return
        write_whole(path, text)
        self.written.append(name)


def run(root: Path, materials: Materials, version_control: bool = True) -> Folder:
    """Set the study up in `root`. Raises StudyError(s) for materials that are not there or cannot be read; then nothing
    of a new study is left, so that a corrected file is not taken for one that is there already."""
    materials = listed(materials)
    missing(materials)
    is_new = not root.exists() or not any(root.iterdir())
    with TemporaryDirectory() as place:
        try:
            return _set_up(root, _with_texts(materials, Path(place)), version_control)
        except StudyError:
            for path in root.iterdir() if is_new and root.exists() else ():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            raise


def _with_texts(materials: Materials, place: Path) -> Materials:
    """`materials` with the texts of a project, written into `place`, as their notes."""
    if materials.notes is None or materials.notes.suffix.lower() not in projects.PROJECTS:
        return materials
    projects.texts_in_project(materials.notes, place)
    return replace(materials, notes=place)


def _set_up(root: Path, materials: Materials, version_control: bool) -> Folder:
    coded = [path for path in materials.codings if projects.is_project(path)]
    materials = replace(materials, codings=[path for path in materials.codings if path not in coded])
    codes = _codes(materials, coded)  # read before anything is written
    folder = Folder(root)
    root.mkdir(parents=True, exist_ok=True)
    _copy(folder, materials)
    (folder.written if params_file.write(root, materials) else folder.kept).append("params.yaml")
    study = Study(root)
    _draft_codebooks(folder, study, materials, codes)
    _draft_chapters(folder, study, materials, has_codes=bool(codes) or materials.codebook is not None)
    book = materials.codebook
    if codes and book is not None and book.suffix.lower() in (".csv", ".xlsx", ".docx"):
        left = columns_not_read(book)
        folder.told += [f"{book.name}: columns not read: {', '.join(left)}."] if left else []
    _places_to_come(folder)
    folder.write(".gitignore", _file("gitignore"))
    folder.write(".dvcignore", "__pycache__/\n.staging-*/\n")
    folder.write("README.md", _file("README.md").format(title=materials.title, language=study.languages[0]))
    for language in study.languages:
        if missing := missing_words(language):
            folder.told.append(IN_ENGLISH.format(language=language_name(language, "en"), n=len(missing), code=language))
    _version_control(root, version_control)
    folder.written += [study.relative(path) for path in dvc_file.run(Study(root))]
    if coded:
        folder.told += projects.take_codings(Study(root), coded)
    return folder


def _codes(materials: Materials, coded: list[Path]) -> list[dict[str, str]]:
    """The codes of the codebook, else those that coders' files and projects (`coded`) use."""
    book = materials.codebook
    if book is None:
        used = [code for path in coded for code in projects.codes_in_project(path)]
        return list({code["id"]: code for code in [*codes_in_codings(materials.codings), *used]}.values())
    if book.suffix.lower() in (".yaml", ".yml"):
        return []
    is_of_program = book.suffix.lower() in projects.CODEBOOKS or book.is_dir()
    return projects.codes_in_project(book) if is_of_program else codes_in_table(book, materials.languages)


def _copy(folder: Folder, materials: Materials) -> None:
    raw = folder.root / "raw"
    for source, place in (
        (materials.survey, "survey"),
        (beside(materials.survey) if materials.survey else None, "survey"),  # its wording, scales and logic
        (materials.margins, "survey"),
    ):
        if source is not None:
            _take(folder, source, raw / place)
    if materials.published is not None:
        figures, told = published_draft.in_our_columns(materials.published)
        _take(folder, materials.published, raw / "published")
        if figures and not (raw / params_file.FIGURES).exists():
            write_whole(raw / params_file.FIGURES, figures)
            folder.told += told
    for source in materials.codings:
        _take(folder, source, raw / "coding")
    for source in materials.admin_files:
        _take(folder, source, raw / "admin")
    if materials.notes is not None:
        language = materials.languages[0] if len(materials.languages) == 1 else ""
        folder.told += intake.notes(materials.note_files, _lying_in(materials.notes), raw / "interviews", language)
        groups = read_people_table(raw / "interviews/manifest.csv")["stakeholder"].unique()
        folder.told += [ONE_GROUP.format(group=groups[0])] if len(groups) == 1 else []
    if materials.documents is not None:
        folder.told += intake.documents(materials.document_files, _lying_in(materials.documents), raw / "documents")
    for lying_in, files in materials.not_taken.items():
        if files:
            names = first_of([path.relative_to(lying_in).as_posix() for path in files], most=8)
            folder.told.append(NOT_TAKEN.format(folder=lying_in.name, names=names))
    guides = [path.name for path in materials.note_files if GUIDE.search(path.stem)]
    folder.told += [MAY_BE_NO_TALK.format(names=first_of(guides, most=5))] if guides else []
    if materials.codebook is not None and materials.codebook.suffix.lower() in (".yaml", ".yml"):
        folder.write("codebooks/themes.yaml", materials.codebook.read_text(encoding="utf-8"))


def _lying_in(place: Path) -> Path:
    return place.parent if place.is_file() else place


def _take(folder: Folder, source: Path, place: Path) -> None:
    target = copied(source, place)
    if not filecmp.cmp(source, target, shallow=False):
        there = target.relative_to(folder.root).as_posix()
        folder.told.append(f"{source.name} differs from {there}, which stays: copy it there if it is the better.")


def _draft_codebooks(folder: Folder, study: Study, materials: Materials, codes: list[dict[str, str]]) -> None:
    survey = None
    if materials.survey is not None:
        survey = _survey_codebook(folder, study, materials)
        if "params.yaml" in folder.written and not any(variable.kind == "open" for variable in survey.variables):
            params_file.drop_open_answers(study.root)
    admin = None
    if materials.admin is not None:
        files = [study.raw / "admin" / path.name for path in materials.admin_files]
        folder.write("codebooks/admin.yaml", drafts.admin(files, study.languages))
        admin = study.codebook("admin", AdminCodebook)
    book = None
    if {"notes", "documents", "open_answers"} & set(Study(study.root).strands):
        folder.write("codebooks/themes.yaml", drafts.themes(codes, study.languages, usual_of(materials.codings)))
        book = study.codebook("themes", ThemesCodebook)
    elif materials.codebook is not None:
        folder.told.append(NOTHING_TO_CODE.format(name=materials.codebook.name))
    folder.write("codebooks/evaluation.yaml", drafts.evaluation(book, survey, admin, study.languages))


def _survey_codebook(folder: Folder, study: Study, materials: Materials) -> SurveyCodebook:
    """The drafted codebook of the survey, with an indicator for each closed question, and margins that fit one."""
    from pipeline.survey.draft import draft
    from pipeline.survey.draft_remarks import may_weight

    assert materials.survey is not None
    export = study.raw / "survey" / materials.survey.name
    target = study.codebooks / "survey.yaml"
    if target.exists():
        folder.kept.append("codebooks/survey.yaml")
        return study.codebook("survey", SurveyCodebook)
    target.parent.mkdir(parents=True, exist_ok=True)
    questions = usual_of(materials.codings).questions
    draft(export, target, languages=study.languages, open_questions=questions)
    folder.written.append("codebooks/survey.yaml")
    drafted = study.codebook("survey", SurveyCodebook)
    for one in drafted.variables:
        if hasattr(one, "raw") and may_weight(str(one.raw), one.label[study.languages[0]]):
            folder.told.append(WEIGHTS_UNUSED.format(name=one.name))
    margins: list[dict[str, str]] = []
    if materials.margins is not None:
        margins, table, told = margins_draft.fitting(materials.margins, drafted)
        write_whole(study.raw / params_file.MARGINS, table)
        folder.told += told
    write_whole(target, drafts.survey(target.read_text(encoding="utf-8"), drafted, margins, study.languages))
    return study.codebook("survey", SurveyCodebook)


def _draft_chapters(folder: Folder, study: Study, materials: Materials, has_codes: bool) -> None:
    path = study.codebooks / "evaluation.yaml"
    if not path.exists():
        return
    book = read_yaml(path)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    folder.write("reports/chapters/document.yaml", drafts.document(materials.title, study.languages, today))
    for number, theme in enumerate(book["themes"], start=1):
        questions = [one for one in book["questions"] if one["theme"] == theme["id"]]
        asked = {one["id"] for one in questions}
        findings = [one["id"] for one in book["findings"] if one["question"] in asked]
        for language in study.languages:
            label = theme["label"].get(language) or theme["id"]
            text = drafts.chapter(theme["id"], label, questions[0]["id"], findings)
            if not has_codes and theme["id"] == drafts.NO_THEME:
                text = drafts.chapter_without_codes(theme["id"], label, language)
            folder.write(f"reports/chapters/{number:02}-{theme['id']}.{language}.md", text)


def _file(name: str) -> str:
    """A file that every study begins with."""
    return (STUDY_FILES / name).read_text(encoding="utf-8")


def _places_to_come(folder: Folder) -> None:
    """Where people put their decisions later: there from the start, so that `dvc repro` looks at them."""
    folder.write("raw/coding/README.md", _file("coding.md"))
    folder.write("raw/judgement/README.md", _file("judgement.md"))
    folder.write("raw/names_review.csv", ",".join(NAMES_REVIEWED) + "\n")


def _version_control(root: Path, wanted: bool) -> None:
    """DVC in the folder, and git where it is wanted and there."""
    has_git = wanted and shutil.which("git") is not None
    if has_git and not (root / ".git").exists():
        subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    if not (root / ".dvc").exists():
        command = [sys.executable, "-m", "dvc", "init", "--quiet", *([] if has_git else ["--no-scm"])]
        subprocess.run(command, cwd=root, check=True, env=os.environ | {"DVC_NO_ANALYTICS": "1"})
        write_whole(root / ".dvc/config", QUIET + ("" if has_git else "    no_scm = true\n"))
