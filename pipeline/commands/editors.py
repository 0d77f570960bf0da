"""What editors of the documents run: quotations as printed, the page redrawn, two runs compared, Word back, archive."""

from pathlib import Path
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


@app.command(rich_help_panel="For people")
def archive(
    target: Annotated[Path, typer.Argument(metavar="FILE.zip", help="where to write it")],
    verify: Annotated[bool, typer.Option("--verify", help="check the checksums of an archive that is there")] = False,
) -> None:
    """Pack what may be shared as an RO-Crate with checksums; names of the key are looked for first."""
    from pipeline.exchange import deposit

    if verify:
        found = deposit.problems(target)
        for line in found:
            print(line)
        console.print(f"{target}: {'as it was packed' if not found else f'{len(found)} mistakes'}.", markup=False)
        raise typer.Exit(1 if found else 0)
    files = deposit.write(study(), target)
    console.print(f"{target}: {len(files)} files. What is kept back is listed in {deposit.KEPT_BACK}.", markup=False)


@app.command("word-back", rich_help_panel="For people")
def word_back(
    copy: Annotated[
        Path, typer.Argument(metavar="FILE.docx", help="a reviewer's copy, with tracked changes and comments")
    ],
    take: Annotated[bool, typer.Option("--take", help="write the changes that can be taken into the chapters")] = False,
) -> None:
    """List what a reviewer changed or remarked in Word, with chapter and line; take changes of words over."""
    from pipeline.findings import word_back
    from pipeline.language import Words

    words = Words("findings", study().languages[0], study())
    found = word_back.review(study(), copy)
    for one in found:
        where = f"{study().relative(one.block.path)}, {one.block.line}" if one.block else words("back.nowhere")
        print(f"{where}: {words(f'back.{one.kind}')}")
        if one.kind != "remark":
            print(f"    - {one.paragraph.before}\n    + {one.paragraph.after}")
        for who, remark in one.paragraph.remarks:
            print(f"    {who}: {remark}")
    n = word_back.take(study(), found) if take else sum(one.kind == "take" for one in found)
    console.print(words("back.taken" if take else "back.can_be_taken", n=n, all=len(found)), markup=False)


@app.command(rich_help_panel="For people")
def compare(
    before: Annotated[str, typer.Argument(help="a study's folder, or a version that git knows (HEAD~1, a tag)")],
    after: Annotated[str, typer.Argument(help="the same; by itself: this folder as it is")] = ".",
) -> None:
    """Set two runs side by side: which numbers, labels and sentences are others now."""
    from pipeline.findings import two_runs
    from pipeline.language import Words

    words = Words("findings", study().languages[0], study())
    runs = [two_runs.run_at(study(), name) for name in (before, after)]
    found = two_runs.changes(runs[0], runs[1], study().languages)
    for kind in ("number", "label", "text"):
        own = [one for one in found if one.kind == kind]
        print(words(f"compare.{kind}", n=len(own)))
        for one in own:
            print(f"  {one.where}\n    - {one.before or '–'}\n    + {one.after or '–'}")
