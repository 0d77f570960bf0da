"""What coders run beside the stages: notes and names looked at, sheets, exchange, the workbench, the codebook."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import app, console, study


@app.command(rich_help_panel="For people")
def transcripts(
    preview: Annotated[
        str, typer.Option(metavar="NOTE", help="show one note's turns, what was set aside, and why")
    ] = "",
    draft: Annotated[
        bool, typer.Option("--draft", help="write down the recordings that have no transcript yet")
    ] = False,
) -> None:
    """Say how the notes were read and which to look at; preview one; draft the transcripts of recordings."""
    from pipeline.notes import preview as previews

    if draft:
        for path in previews.draft_all(study()):
            console.print(
                f"{study().relative(path)}: drafted; listen and correct it before it is quoted.", markup=False
            )
    elif preview:
        print(previews.preview(study(), preview))
    else:
        print(previews.overview(study()))


@app.command(rich_help_panel="For people")
def names() -> None:
    """List what was replaced in raw/names_review.csv, how often, to say `keep` or the right kind; then `dvc repro`."""
    from pipeline.notes import name_review

    listed = name_review.write(study())
    _stages_anew()
    console.print(
        f"{listed} names in raw/names_review.csv. Say `keep`, or the right kind, in the last column; then dvc repro."
    )


def _stages_anew() -> None:
    """`dvc.yaml` written anew: a file of people that is there for the first time is looked at by `dvc repro` too."""
    from pipeline.scaffold import dvc_file

    if (study().root / "dvc.yaml").exists() and not dvc_file.holds_the_code(study()):
        dvc_file.run(study())


@app.command("remember-turns", rich_help_panel="For people")
def remember_turns(
    again: Annotated[list[str] | None, typer.Option(help="A note whose corrected turns people have looked at.")] = None,
) -> None:
    """Note the turns that people are about to code, so that correcting a transcript later never moves a code."""
    from pipeline.notes import corrections

    notes = corrections.remember(study(), again or [])
    console.print(f"{notes} notes remembered in raw/, beside the manifest.")


@app.command(rich_help_panel="For people")
def workbench(
    port: Annotated[int, typer.Option(help="0: any free one")] = 0,
    browser: Annotated[bool, typer.Option(help="open the page in the browser")] = True,
) -> None:
    """Open the coders' workbench: a page on this machine to review, code, adjudicate and edit the codebook."""
    from pipeline.workbench import serve

    serve.run(study(), port, browser)


@app.command(rich_help_panel="For people")
def export(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="qdpx, qdc, docx, xlsx, csv, matrix, coded-docx, coded-pdf, coded-html, iramuteq or gephi",
        ),
    ],
    language: Annotated[str, typer.Option(help="Of the codes' labels in coded notes and networks, such as fr.")] = "",
) -> None:
    """Write codings or codebook for a QDA program, a spreadsheet or Word, under processed/exchange."""
    from pipeline.exchange import commands

    for path in commands.export(study(), kind, language):
        print(study().relative(path))


@app.command("import", rich_help_panel="For people")
def import_(
    file: Path,
    coder: Annotated[str, typer.Option(help="whose decisions these are, where the file does not say")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen, change nothing")] = False,
    whole_notes: Annotated[
        bool, typer.Option("--whole-notes", help="coders went through the whole of each note that they gave a code in")
    ] = False,
) -> None:
    """Take codings, memos or a codebook of another program in; what can't be placed is listed (docs/exchange.md)."""
    from pipeline.exchange import commands

    for line in commands.import_file(study(), file, coder, dry_run, whole_notes):
        print(line)


@app.command(rich_help_panel="For people")
def review(
    finding: Annotated[str, typer.Option(metavar="ID", help="the segments behind this finding's printed tally")] = "",
) -> None:
    """Write the review workbook: the segments where a person's decision is worth most."""
    if finding:
        from pipeline.triangulation import review_finding

        told = review_finding.run(study(), finding)
    else:
        from pipeline.decisions import review

        told = review.run(study())
    console.print(told, markup=False, soft_wrap=True)


@app.command("coding-sheet", rich_help_panel="For people")
def coding_sheet(
    coder: Annotated[str, typer.Option(help="Who codes: the name that the decisions will carry.")],
    notes: Annotated[list[str] | None, typer.Argument(help="Notes to code; none: drawn over the groups.")] = None,
    draw: Annotated[int, typer.Option(min=1, help="How many notes to draw where none is named.")] = 3,
) -> None:
    """Write a blank coding sheet, for a second person to code chosen notes blind."""
    from pipeline.decisions import review

    console.print(review.coding_sheet(study(), notes or [], draw, coder), markup=False, soft_wrap=True)


@app.command("draw-notes", rich_help_panel="For people")
def draw_notes(
    n: Annotated[int, typer.Argument(help="How many notes people will code.")],
    seed: Annotated[int, typer.Option(min=0, help="Of the draw; the study's own if left out.")] = 0,
) -> None:
    """Draw notes at random, by stakeholder group, for people to code without the machine; write down how."""
    from pipeline.triangulation import draw_notes

    print("\n".join(draw_notes.run(study(), n, seed or int(study().params["study"]["seed"]))))


@app.command(rich_help_panel="For people")
def assistant(
    sources: Annotated[list[str] | None, typer.Argument(help="Notes, documents or records; none: all.")] = None,
    coded: Annotated[bool, typer.Option("--coded", help="units that people coded: see how well it agrees")] = False,
    most: Annotated[int, typer.Option(min=0, help="ask about so many units at most; 0: all")] = 0,
    again: Annotated[bool, typer.Option("--again", help="also where the last reply could not be read")] = False,
) -> None:
    """Let the language model of params.yaml (`assistant:`) code units as one more coder; de-identified units only."""
    from pipeline.coding import assistant

    for told in assistant.run(study(), sources or [], coded, most, again):
        console.print(told, markup=False, soft_wrap=True)


@app.command("coding-plan", rich_help_panel="For people")
def coding_plan() -> None:
    """How well the machine codes so far, how many more units it takes, and which notes to code next."""
    from pipeline.coding import coding_plan

    print("\n".join(coding_plan.run(study())))


codebook = typer.Typer(no_args_is_help=True, help="Refine the codebook of themes.")
app.add_typer(codebook, name="codebook", rich_help_panel="For people")


@codebook.command("diff")
def codebook_diff(
    old: Annotated[str, typer.Argument(help="A file, or a git revision of codebooks/themes.yaml.")],
    new: Annotated[str, typer.Argument(help="The same.")] = "codebooks/themes.yaml",
) -> None:
    """Say what changed between two versions of the codebook, and which segments move."""
    from pipeline.coding import themes_diff

    print(themes_diff.report(study(), old, new))


@codebook.command("rename")
def codebook_rename(
    old: Annotated[str, typer.Argument(help="The id of a code.")],
    new: Annotated[str, typer.Argument(help="Its new id.")],
    by: Annotated[str, typer.Option(help="Who renames it; the change is logged under this name.")] = "command line",
) -> None:
    """Rename a code everywhere: codebook, evaluation matrix, chapters; decisions follow; the workbench can undo it."""
    from pipeline.decisions import themes_edit, themes_tree

    plan = themes_tree.rename(study(), old, new, themes_edit.codebook_version(study()))
    themes_tree.write(study(), plan, by)
    for path in plan.files:
        console.print(study().relative(path), markup=False)


@codebook.command("report")
@app.command("codebook-report", hidden=True)  # in one word, for `run` and dvc.yaml
def codebook_report() -> None:
    """Write the codebook report: each code's definition, figures, exemplars and borders; saturation; pairs of codes."""
    from pipeline.coding import themes_report

    themes_report.run(study())
