"""Codebook: a code's texts, how it fares, what a change would do; new codes proposed by the topic model."""

from typing import Any

from pipeline.decisions import themes_edit, themes_tree
from pipeline.decisions.themes_fields import field_names, fields_of
from pipeline.study import StudyError
from pipeline.workbench import candidates, code_health_page, tree
from pipeline.workbench import coding_preview as preview
from pipeline.workbench.views.layout import Page


def show(page: Page) -> str:
    codes = page.store.codebook.active
    chosen = page.store.code(page.query.get("code", "")) or codes[0]
    return page.render("codebook.html", **_context(page, chosen.id))


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    action = body["action"]
    if action in ("adopt", "merge", "dismiss"):
        say = getattr(candidates, action)(page.store, str(body["topic"]), page.coder, page.say)
        return {"html": page.render("_codebook.html", **_context(page, str(body.get("id") or ""))), "say": say}
    if action == "undo-tree":
        entry = themes_tree.undo(page.store.study, page.coder)
        return {"html": page.render("_codebook.html", **_context(page, entry["code"])), "say": page.say("undone")}
    if action in ("tree-preview", "tree"):
        return _tree(page, body)
    code = page.store.code(body["id"])
    if code is None:
        raise ValueError(body["id"])
    typed = {field: str(body[field]) for field in field_names(page.store.codebook.languages) if field in body}
    wanted = themes_edit.changes(page.store.codebook, [typed])
    if not wanted:
        return {"say": page.say("no_change")}
    more: dict[str, Any] = {"typed": typed, "wanted": wanted}
    if action == "preview":
        return {"html": page.render("_codebook.html", **_context(page, code.id, **more)), "say": page.say("preview")}
    if action == "preview-coding":
        more["coded"] = preview.recode(page.store.study, wanted, str(body["version"]))
        return {"html": page.render("_codebook.html", **_context(page, code.id, **more)), "say": page.say("preview")}
    if action != "save":
        raise ValueError(action)
    themes_edit.apply(page.store.study, wanted, str(body["version"]))
    return {"html": page.render("_codebook.html", **_context(page, code.id)), "say": page.say("code_saved")}


def _tree(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    """Shows what a change of the tree would move, or makes it."""
    code = str(body["id"])
    change = tree.plan(page.store, code, body)
    if body["action"] == "tree-preview":
        typed = {key: str(value) for key, value in body.items() if key not in ("action", "filters")}
        context = _context(page, code, moves=tree.moves(page.store, change, page.coder), asked=typed)
        return {"html": page.render("_codebook.html", **context), "say": page.say("preview")}
    themes_tree.write(page.store.study, change, page.coder)
    now = change.to[0] if change.action in ("rename", "merge", "split") else change.code
    said = page.say("tree_done", page.say(f"tree_{change.action}"), change.code)
    return {"html": page.render("_codebook.html", **_context(page, now)), "say": said}


def _context(page: Page, code_id: str, **more: Any) -> dict[str, Any]:
    """`typed`: what stands in the form and is not saved; `wanted`: the changes it makes; `coded`: their effect;
    `moves`: what the change of the tree that was `asked` for moves."""
    code = page.store.code(code_id) or page.store.codebook.active[0]
    fields = fields_of(code, page.store.codebook.languages) | more.get("typed", {})
    try:
        proposed = candidates.open_ones(page.store)
    except StudyError:  # the topics table is of another run; the codebook can be edited all the same
        proposed = []
    return {
        "chosen": code,
        "fields": fields,
        "wanted": more.get("wanted", []),
        "coded": more.get("coded"),
        "version": page.store.version,
        "moves": more.get("moves"),
        "asked": more.get("asked", {}),
        "colours": themes_tree.COLOURS,
        "last": themes_tree.last(page.store.study),
        "out_of_use": [one for one in page.store.codebook.codes if not one.is_active],
        "health": code_health_page.of_code(page.store, code.id, page.coder),
        "counts": code_health_page.counts(page.store, page.coder),
        "candidates": proposed,
    }
