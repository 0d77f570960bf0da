"""The command line, a module a kind of command. Rooms are imported inside each command, so that `--help` is instant and
a stage loads only what it needs.
"""

from pathlib import Path

import typer
from rich.console import Console

from pipeline.study import Study, telling

TALKING = ("workbench", "new-study", "transcripts", "run")
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="From a survey export and interview notes to bilingual findings in which every number can be traced. "
    "`dvc repro` runs the stages in order; each can also be run alone, in the study's folder.",
)
console = Console(stderr=True)


@app.callback()
def every_command(context: typer.Context) -> None:
    """Work of more than two seconds says how far it has come; but for what talks with people itself, or runs others."""
    name = context.invoked_subcommand or ""
    if name not in TALKING and (Path.cwd() / "params.yaml").exists():
        context.with_resource(telling(name, study().cache))


def study() -> Study:
    """The study in this folder; from here on its own grammar of a language goes before the house's."""
    from pipeline.language import speak_for

    here = Study(Path.cwd())
    speak_for(here)
    return here
