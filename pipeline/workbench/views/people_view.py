"""People: how far each has come, agreement before and after settling differences, who is reliable for which code."""

from pipeline.workbench import coders_progress
from pipeline.workbench.views.layout import Page


def show(page: Page) -> str:
    store = page.store
    return page.render(
        "people.html",
        progress=coders_progress.progress(store),
        rounds=coders_progress.rounds(store),
        reliable=coders_progress.reliable(store),
        fewest=coders_progress.FEWEST,
        blind=store.blind,
    )
