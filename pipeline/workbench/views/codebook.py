"""Codebook: a code's texts, how it fares, what a change would do; new codes proposed by the topic model."""

from typing import Any

from pipeline.study import StudyError
from pipeline.workbench import candidates, codebook_edit, health, preview
from pipeline.workbench.codebook_fields import FIELDS, fields_of
from pipeline.workbench.views.page import Page


def show(page: Page) -> str:
    codes = page.desk.codebook.active
    chosen = page.desk.code(page.query.get("code", "")) or codes[0]
    return page.render("codebook.html", **_context(page, chosen.id))


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    action = body["action"]
    if action in ("adopt", "merge", "dismiss"):
        say = getattr(candidates, action)(page.desk, str(body["topic"]), page.coder, page.say)
        return {"html": page.render("_codebook.html", **_context(page, str(body.get("id") or ""))), "say": say}
    code = page.desk.code(body["id"])
    if code is None:
        raise ValueError(body["id"])
    typed = {field: str(body[field]) for field in FIELDS if field in body}
    wanted = codebook_edit.changes(page.desk.codebook, [typed])
    if not wanted:
        return {"say": page.say("no_change")}
    more: dict[str, Any] = {"typed": typed, "wanted": wanted}
    if action == "preview":
        return {"html": page.render("_codebook.html", **_context(page, code.id, **more)), "say": page.say("preview")}
    if action == "preview-coding":
        more["coded"] = preview.recode(page.desk.study, wanted, str(body["version"]))
        return {"html": page.render("_codebook.html", **_context(page, code.id, **more)), "say": page.say("preview")}
    if action != "save":
        raise ValueError(action)
    codebook_edit.apply(page.desk.study, wanted, str(body["version"]))
    return {"html": page.render("_codebook.html", **_context(page, code.id)), "say": page.say("code_saved")}


def _context(page: Page, code_id: str, **more: Any) -> dict[str, Any]:
    """`typed`: what stands in the form and is not saved; `wanted`: the changes it makes; `coded`: their effect."""
    code = page.desk.code(code_id) or page.desk.codebook.active[0]
    fields = fields_of(code) | more.get("typed", {})
    try:
        proposed = candidates.open_ones(page.desk)
    except StudyError:  # the topics table is of another run; the codebook can be edited all the same
        proposed = []
    return {
        "chosen": code,
        "fields": fields,
        "wanted": more.get("wanted", []),
        "coded": more.get("coded"),
        "version": page.desk.version,
        "health": health.of_code(page.desk, code.id),
        "counts": health.counts(page.desk),
        "candidates": proposed,
    }
