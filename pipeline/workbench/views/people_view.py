"""People: how far each has come, agreement before and after settling differences, who is reliable for which code."""

from typing import Any

from pipeline.workbench import progress
from pipeline.workbench.views.layout import Page


def show(page: Page) -> str:
    store = page.store
    return page.render(
        "people.html",
        progress=progress.progress(store),
        rounds=progress.rounds(store),
        reliable=progress.reliable(store),
        fewest=progress.FEWEST,
        blind=store.blind,
    )


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    raise ValueError("nothing is decided here")
