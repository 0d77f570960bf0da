"""The command line: `python -m pipeline STAGE`, one command a stage, and a few for people.

Rooms are imported inside each command, so that `--help` is instant and a stage loads only what it needs.
"""

import os
import sys
import warnings
from pathlib import Path

import typer
from rich.console import Console

from pipeline.study import Study, StudyError

# Warnings of libraries about themselves are not for the people who run a stage.
warnings.filterwarnings("ignore", category=DeprecationWarning)
warnings.filterwarnings("ignore", category=FutureWarning)
os.environ.setdefault("SOURCE_DATE_EPOCH", "1640995200")  # 2022-01-01: documents carry this date, on any machine

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="From a survey export and interview notes to bilingual findings in which every number can be traced. "
    "`dvc repro` runs the stages in order; each can also be run alone, in the study's folder.",
)
console = Console(stderr=True)


def study() -> Study:
    return Study(Path.cwd())


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
    from pipeline.coding import reliability

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

    triangulate.run(study())


@app.command(rich_help_panel="Stages")
def report() -> None:
    """Write the findings documents in English and French."""
    from pipeline.findings import report

    report.run(study())


def main() -> None:
    try:
        app(standalone_mode=True)
    except StudyError as error:
        console.print(f"error: {error}", style="bold red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
