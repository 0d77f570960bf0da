"""Evidence: found by words, its call copied for a chapter, and where it is used."""

from pipeline.workbench import evidence
from pipeline.workbench.views.layout import Page

PAGE = 100


def show(page: Page) -> str:
    words, kind = page.query.get("q", "").strip(), page.query.get("kind", "")
    found = evidence.found(evidence.pieces(page.store, page.say.language), words, kind)
    unused = page.query.get("unused") == "1"
    found = [one for one in found if not (unused and one.chapters)]
    more = {"q": words, "kind": kind, "kinds": evidence.KINDS, "unused": unused}
    return page.render("evidence.html", n=len(found), pieces=found[:PAGE], **more)
