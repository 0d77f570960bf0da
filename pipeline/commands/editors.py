"""What writers and editors run: drafts, provenance, sign-off, quotations, two runs compared, Word back, archive."""

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
    n = word_back.take(found) if take else sum(one.kind == "take" for one in found)
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


@app.command(rich_help_panel="For people")
def draft(
    theme: Annotated[str, typer.Argument(help="a theme of codebooks/evaluation.yaml")],
    language: Annotated[str, typer.Option(help="en, fr, or both where none is named")] = "",
) -> None:
    """Write a first draft of a theme's chapter from the evidence; a chapter that is there is never overwritten."""
    from pipeline.findings import chapter_draft

    for path in chapter_draft.run(study(), theme, language):
        print(study().relative(path))


@app.command(rich_help_panel="For people")
def trace(
    evidence_id: Annotated[str, typer.Argument(help="an evidence id, or a reference number of the printed findings")],
    language: Annotated[str, typer.Option(help="of the answer; by itself: the study's main one")] = "",
) -> None:
    """Follow a number or quotation of the findings to the raw records or turns behind it."""
    from pipeline.findings import trace

    found = trace.trace(study(), evidence_id)
    print(trace.as_text(found, study(), language or study().languages[0]))
    if not found.reaches_raw:
        raise typer.Exit(1)


@app.command(rich_help_panel="For people")
def quote(
    segment: Annotated[str, typer.Argument(help="NOTE#turn")],
    language: Annotated[str, typer.Option(help="of the answer; by itself: the study's main one")] = "",
) -> None:
    """Show everything around a quotation: the talk before and after, its codes, findings and chapters."""
    from pipeline.findings import trace

    print(trace.quotation_context(study(), segment, language or study().languages[0]))


@app.command(rich_help_panel="For people")
def stale() -> None:
    """Say which signed sentences have changed since they were signed off, and by how much."""
    from pipeline.findings import report

    lines, unsigned = report.stale_lines(study())
    print("\n".join(lines) or "No signed sentence has changed.")
    print(f"{unsigned} sentences with evidence are not signed off.")
    if lines:
        raise typer.Exit(1)


@app.command(rich_help_panel="For people")
def sign(
    by: Annotated[str, typer.Option(help="who vouches for the sentences")],
    chapters: Annotated[list[str] | None, typer.Argument(help="such as 03-relevance.en; none: all")] = None,
) -> None:
    """Sign chapters off: record the values that their sentences have now."""
    from pipeline.findings import report

    print("\n".join(report.sign(study(), chapters or [], by)))


@app.command("check-findings", rich_help_panel="For people")
def check_findings() -> None:
    """Two claims in one statement, evidence that cannot answer it, constructs and reasons not written down."""
    from pipeline.triangulation import check_findings

    print("\n".join(check_findings.run(study())))
