"""What editors of the documents run: quotations as they are printed."""

from typing import Annotated

import typer

from pipeline.commands import app, console, study


@app.command("edit-quotation", rich_help_panel="For people")
def edit_quotation(
    unit: Annotated[str, typer.Argument(help="NOTE#turn")],
    by: Annotated[str, typer.Option(help="who edits")],
    edited: Annotated[
        str, typer.Option(help="the form to print, … where words are cut; by itself: as it was said")
    ] = "",
    concession_kept: Annotated[
        bool, typer.Option("--concession-kept", help="no “but” was lost with the words that were cut")
    ] = False,
    translate: Annotated[list[str], typer.Option(metavar="LANGUAGE=TEXT", help="a person's translation")] = [],  # noqa: B006
) -> None:
    """Write a quotation's edited form and translations (reports/quotations.yaml), checked against the transcript."""
    from pipeline.findings import quotation_edits
    from pipeline.findings.sources import Sources
    from pipeline.study import StudyError, did_you_mean

    segments = Sources(study()).segments
    if unit not in segments.index:
        raise StudyError("edit-quotation", f"there is no turn {unit!r}", todo=did_you_mean(unit, list(segments.index)))
    pairs = dict(one.partition("=")[::2] for one in translate)
    said, spoken = segments.loc[unit, ["text", "language"]]
    edit = quotation_edits.new_edit(said, edited, pairs, by, concession_kept)
    quotation_edits.save(study(), unit, edit, said, spoken)
    console.print(f"{study().relative(quotation_edits.file_of(study()))}: {unit} is written.", markup=False)
