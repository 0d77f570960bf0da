"""Findings: the joint display as the session's decisions would make it, beside what the last run said."""

from pipeline.workbench.recount import Recount
from pipeline.workbench.views.layout import Page


def show(page: Page) -> str:
    recount = Recount(page.store)
    rows = recount.rows(page.say.language) if recount.is_possible else []
    changed = [row for row in rows if row.changed]
    only = page.query.get("only") == "changed"
    decisions = sum(len(lines) for lines in page.store.people.lines.values())
    return page.render("findings.html", rows=changed if only else rows, changed=changed, decisions=decisions, only=only)
