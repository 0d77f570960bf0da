"""The stages of `dvc repro`, each of which can be run alone in the study's folder.

A stage that asks for nothing is a command by what `scaffold/stages.yaml` says of it; the others are written out below.
"""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import app, console, study
from pipeline.study import read_yaml

DECLARED = Path(__file__).parents[1] / "scaffold" / "stages.yaml"
WRITTEN_OUT = ("versions", "triangulate", "report", "check-tables", "codebook-report", "check-gate")


def _declare(name: str, says: str, module: str) -> None:
    """The command of a stage: `run` of its module."""

    @app.command(name, help=says, rich_help_panel="Stages")
    def run_stage() -> None:
        import_module(module).run(study())


for _stage in read_yaml(DECLARED).values():
    _name = _stage["cmd"].removeprefix("python -m pipeline ")
    if " " not in _name and _name not in WRITTEN_OUT:
        _declare(_name, f"{_stage['desc']}.", _stage["module"])


@app.command(rich_help_panel="Stages")
def versions() -> None:
    """Tell what each stage's code and libraries are, where the pipeline lies in the study's folder."""
    from pipeline.scaffold import dvc_file

    dvc_file.write_versions(study())


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
