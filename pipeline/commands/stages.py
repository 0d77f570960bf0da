"""The stages of `dvc repro`, each of which can be run alone in the study's folder."""

from typing import Annotated

import typer

from pipeline.commands import app, console, study


@app.command(rich_help_panel="Stages")
def versions() -> None:
    """Tell what each stage's code and libraries are, where the pipeline lies in the study's folder."""
    from pipeline.scaffold import dvc_file

    dvc_file.write_versions(study())


@app.command(rich_help_panel="Stages")
def clean() -> None:
    """Clean the survey by codebooks/survey.yaml: kept respondents, weights, log of every change."""
    from pipeline.survey import clean

    clean.run(study())


@app.command(rich_help_panel="Stages")
def transcribe() -> None:
    """Read every note (documents, subtitles, recordings) into speaker turns."""
    from pipeline.notes import transcribe

    transcribe.run(study())


@app.command(rich_help_panel="Stages")
def read_documents() -> None:
    """Read the documents of the review into numbered paragraphs."""
    from pipeline.notes import read_documents

    read_documents.run(study())


@app.command(rich_help_panel="Stages")
def kept_labels() -> None:
    """List the labels of the codebooks, which de-identification leaves as they are."""
    from pipeline.notes import kept_labels

    kept_labels.run(study())


@app.command(rich_help_panel="Stages")
def deidentify() -> None:
    """The gate: replace what identifies people in notes and open answers, cut notes into segments."""
    from pipeline.notes import deidentify

    deidentify.run(study())


@app.command(rich_help_panel="Stages")
def measure() -> None:
    """Measure the indicators of codebooks/survey.yaml, overall and by breakdown."""
    from pipeline.survey import measure

    measure.run(study())


@app.command(rich_help_panel="Stages")
def clean_admin() -> None:
    """Clean the administrative data by codebooks/admin.yaml: agreements, reports, organisations; log every change."""
    from pipeline.admin import clean_admin

    clean_admin.run(study())


@app.command(rich_help_panel="Stages")
def measure_admin() -> None:
    """Work out the administrative figures of codebooks/admin.yaml, overall and by group."""
    from pipeline.admin import measure_admin

    measure_admin.run(study())


@app.command(rich_help_panel="Stages")
def units() -> None:
    """Put whatever carries words into one table of units of coding: turns, passages, open answers."""
    from pipeline.decisions import units

    units.run(study())


@app.command(rich_help_panel="Stages")
def decisions() -> None:
    """Read what people decided (raw/coding), work out what stands, list on what they differ."""
    from pipeline.decisions import decide

    decide.run(study())


@app.command(rich_help_panel="Stages")
def embed() -> None:
    """Turn segments into sentence vectors with the packaged multilingual encoders."""
    from pipeline.coding import embed

    embed.run(study())


@app.command(rich_help_panel="Stages")
def topics() -> None:
    """Fit the topic model and set its topics against the codebook."""
    from pipeline.coding import topics

    topics.run(study())


@app.command(rich_help_panel="Stages")
def code() -> None:
    """Code the segments against codebooks/themes.yaml; people's decisions stand."""
    from pipeline.coding import code

    code.run(study())


@app.command(rich_help_panel="Stages")
def reliability() -> None:
    """Agreement between coders, and between people and machine, corrected for chance."""
    from pipeline.agreement import reliability

    reliability.run(study())


@app.command(rich_help_panel="Stages")
def reconcile() -> None:
    """Recompute and test the figures already in print (raw/published)."""
    from pipeline.triangulation import reconcile

    reconcile.run(study())


@app.command(rich_help_panel="Stages")
def triangulate() -> None:
    """Set survey, notes and published figures side by side for each finding of codebooks/evaluation.yaml."""
    from pipeline.triangulation import triangulate

    triangulate.run_stage(study())


@app.command(rich_help_panel="Stages")
def report(
    only: Annotated[str, typer.Option(metavar="FORMAT", help="html, docx or pdf alone: a quick look at a change")] = "",
    client: Annotated[bool, typer.Option(help="Refuse what a client should not meet; say what is left.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="show the page, drawn again when a chapter is saved")] = False,
    port: Annotated[int, typer.Option(help="of --watch, on this machine only")] = 8766,
) -> None:
    """Write the brief, the report and the annex in each language."""
    if watch:
        from pipeline.findings import watching

        watching.watch(study(), port, lambda line: console.print(line, markup=False, highlight=False))
        return
    from pipeline.findings import report

    report.run(study(), only, client)


@app.command("run", rich_help_panel="Stages")
def run_stages(stages: Annotated[list[str], typer.Argument(help="Commands of this list.")]) -> None:
    """Several stages one after the other, in one process, as `dvc repro` runs those that always follow each other."""
    for name in stages:
        app([name], standalone_mode=False)


@app.command("check-tables", rich_help_panel="Stages")
def check_tables() -> None:
    """Fail if a table or cache holds a name of the key, before documents are made of them."""
    from pipeline.notes import leaks

    leaks.run(study(), before_documents=True)


@app.command("check-gate", rich_help_panel="Stages")
def check_gate() -> None:
    """Fail if anything that leaves the gate (tables, caches, reports, logs, file names) holds a name of the key."""
    from pipeline.notes import leaks

    leaks.run(study())
