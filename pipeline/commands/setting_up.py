"""Setting a study up, drafting what people write, and checking it."""

import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import app, console, study


@app.command("new-study", rich_help_panel="For people")
def new_study(
    folder: Path,
    title: Annotated[str, typer.Option(help="of the findings document; the folder's name where none is given")] = "",
    languages: Annotated[str, typer.Option(help="of labels and documents, the main one first: en or en,fr")] = "en",
    survey: Annotated[Path | None, typer.Option(help="export of a survey tool")] = None,
    margins: Annotated[Path | None, typer.Option(help="the population by group, for weights")] = None,
    notes: Annotated[Path | None, typer.Option(help="folder of transcripts, notes, recordings (or a project)")] = None,
    documents: Annotated[Path | None, typer.Option(help="folder of documents to review")] = None,
    admin: Annotated[
        Path | None, typer.Option(help="the programme's own lists: a workbook, or a folder of them")
    ] = None,
    codings: Annotated[
        list[Path] | None,
        typer.Option(help="decisions so far: a coder's table, a project, or a folder of them; may be given again"),
    ] = None,
    codebook: Annotated[Path | None, typer.Option(help="codes: YAML of ours, a table (Word too), or a project")] = None,
    published: Annotated[Path | None, typer.Option(help="figures already in print")] = None,
    git: Annotated[bool, typer.Option(help="set up version control in the folder")] = True,
) -> None:
    """Set up a study in FOLDER: copies the files, drafts what people write; run again, it loses nothing. In a terminal
    it asks for what no option says."""
    from pipeline.scaffold import new_study
    from pipeline.scaffold.study_materials import Materials

    files = {
        "survey": survey, "margins": margins, "notes": notes, "documents": documents, "codebook": codebook,
        "admin": admin, "published": published,
    }  # fmt: skip
    if in_terminal():
        title = title or typer.prompt("Title of the findings document", default=folder.resolve().name)
        if not any([*files.values(), codings]):
            languages = typer.prompt("Languages, the main one first", default=languages)
            files = {name: _file_asked(question) for name, question in FILES_ASKED.items()}
    spoken = [one.strip() for one in languages.split(",") if one.strip()]
    materials = Materials(title or folder.resolve().name, spoken, codings=codings or [], **files)
    made = new_study.run(folder, materials, git)
    for name in made.written:
        print(folder / name)
    for name in made.kept:
        print(f"{folder / name} (there already, left as it is)")
    for line in made.told:
        console.print(line, markup=False, soft_wrap=True)
    program = "dvc" if shutil.which("dvc") else str(Path(sys.executable).with_name("dvc"))
    enter = shlex.join(["cd", str(folder)])
    console.print(f"Next: {enter} && {shlex.join([program, 'repro'])}", markup=False, soft_wrap=True)


FILES_ASKED = {
    "survey": "Export of a survey tool",
    "margins": "Population by group, for weights",
    "notes": "Folder of transcripts, notes, recordings",
    "documents": "Folder of documents to review",
    "admin": "The programme's own lists (administrative data), a workbook or folder",
    "codebook": "Codebook, a table of codes",
    "published": "Figures already in print",
}


def in_terminal() -> bool:
    return sys.stdin.isatty()


def _file_asked(question: str) -> Path | None:
    given = typer.prompt(f"{question} (Enter for none)", default="", show_default=False).strip().strip("'\"")
    return Path(given).expanduser() if given else None


@app.command(rich_help_panel="For people")
def convert(
    file: Path,
    to: Annotated[Path, typer.Option(metavar="DIR", help="folder for the two files")],
    encoding: Annotated[str, typer.Option(help="of a text file; none: found out")] = "",
) -> None:
    """Write any survey export (SPSS, Stata, SAS, Excel, CSV) as a CSV of codes and a JSON of labels."""
    from pipeline.survey.convert import convert

    for path in convert(file, to, encoding or None):
        print(path)


@app.command("draft-codebook", rich_help_panel="For people")
def draft_codebook(
    file: Path,
    to: Annotated[Path, typer.Option(metavar="YAML", help="file to write")] = Path("codebooks/survey.draft.yaml"),
    encoding: Annotated[str, typer.Option(help="of a text file; none: found out")] = "",
    questions: Annotated[
        Path | None, typer.Option(help="the questionnaire: .qsf (Qualtrics) or .lss (LimeSurvey)")
    ] = None,
) -> None:
    """Draft codebooks/survey.yaml from what any survey export says about itself; a person completes it."""
    from pipeline.survey.draft import draft

    spoken = study().languages if (study().root / "params.yaml").exists() else ["en", "fr"]
    print(draft(file, to, encoding or None, questions, spoken))


@app.command("codebook-schema", rich_help_panel="For people")
def codebook_schema(
    to: Annotated[Path, typer.Option(metavar="JSON", help="file to write")] = Path("codebooks/survey.schema.json"),
) -> None:
    """Write the JSON schema of codebooks/survey.yaml, by which an editor completes and checks it while one types."""
    from pipeline.survey.codebook_schema import write_schema

    print(write_schema(to))


@app.command(rich_help_panel="Stages")
def check(
    mistakes_only: Annotated[bool, typer.Option(help="As a stage: no remarks, a file to wait on.")] = False,
) -> None:
    """Read everything that people wrote, and tell every mistake at once; then what may be worth a look."""
    from pipeline.scaffold import check

    if mistakes_only:
        check.run(study())
        return
    remarks = check.tell(study())
    print("\n".join(["No mistake.", *(["Worth a look:", *remarks] if remarks else [])]))


@app.command(rich_help_panel="For people")
def languages() -> None:
    """List the languages of the study, and the fixed words that are still said in English in each."""
    from pipeline.language import language_name, missing_words

    for language in study().languages:
        missing = missing_words(language, study())
        print(f"{language} ({language_name(language, 'en')}): {len(missing)} phrases to translate")
        print("".join(f"  {key}\n" for key in missing), end="")


@app.command(rich_help_panel="For people")
def stages() -> None:
    """Write dvc.yaml: the stages that the study's lines of evidence and languages need, and what each depends on."""
    from pipeline.scaffold import dvc_file

    for path in dvc_file.run(study()):
        print(study().relative(path))


@app.command(rich_help_panel="For people")
def reference() -> None:
    """Print every file, entry and column that people write, as Markdown (docs/reference.md is this)."""
    from pipeline.scaffold import reference

    print(reference.page(), end="")
