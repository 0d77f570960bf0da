"""The page about the notes, for a person: what became of each file's words, what to look at. It names people."""

from collections import Counter
from pathlib import Path

import jinja2
import pandas as pd
from rich.console import Console

TEMPLATE = Path(__file__).with_name("coverage.html.j2")


def page(results: list) -> str:
    """The page: a row a note, and below it what was set aside, the lines that look like a label, and the turns.

    results: transcribe.Result, one a note.
    """
    notes = [
        {
            "coverage": result.coverage, "status": result.status, "rows": result.rows, "not_taken": result.not_taken,
            "fits": result.fits, "asks": _who(result.rows, "interviewer"), "answers": _who(result.rows, "participant"),
            "aside": [(reason, text) for reason, text in result.aside if reason not in ("labels", "stamps")],
            "reasons": {reason: result.coverage[reason] for reason, _ in result.aside if result.coverage[reason]},
        }
        for result in results
    ]  # fmt: skip
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        TEMPLATE.read_text(encoding="utf-8")
    )
    return template.render(notes=notes, looks=sum(result.coverage["look"] for result in results)) + "\n"


def _who(rows: list[dict], role: str) -> str:
    turns = Counter(row["speaker"] or "(no name)" for row in rows if row["role"] == role)
    return ", ".join(f"{name} ({count})" for name, count in turns.items())


def tell(covered: pd.DataFrame) -> None:
    """Say on the console which notes a person should look at; no name in it."""
    console = Console(stderr=True)
    for row in covered[covered["look"] == 1].to_dict("records"):
        console.print(f"{row['note_id']}: {row['message']}", markup=False, highlight=False, soft_wrap=True)
