"""Names: what de-identification replaced, how often, and a person's word on each: keep it, or replace it otherwise.

It shows names: only somebody who may open raw/ and private/ on this machine sees this page.
"""

from typing import Any

from pipeline.notes import name_review
from pipeline.notes.names import NAMES
from pipeline.study import StudyError, folded
from pipeline.workbench.mistakes import told
from pipeline.workbench.views.layout import Page

PAGE = 200


def show(page: Page) -> str:
    return page.render("names.html", **_context(page, page.query))


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    if body["action"] != "decide":
        raise ValueError(body["action"])
    decision = str(body.get("decision") or "")
    with page.store.lock:
        name_review.decide(page.store.study, str(body["name"]), decision, str(body["seen"]))
    html = page.render("_names.html", **_context(page, body.get("filters") or {}))
    return {"html": html, "say": page.say("name_saved", body["name"])}


def _context(page: Page, query: dict[str, Any]) -> dict[str, Any]:
    try:
        table, problem = name_review.listed(page.store.study), ""
    except StudyError as error:
        return {
            "rows": [],
            "n": 0,
            "problem": told(error, page.say),
            "query": {},
            "kinds": [],
            "choices": [],
            "seen": "",
        }
    words, kind, open_only = folded(str(query.get("q") or "")), str(query.get("kind") or ""), bool(query.get("open"))
    kinds = sorted(set(table["kind"]) - {""})
    found = table[[words in folded(name) for name in table["name"]]]
    found = found[(found["kind"] == kind) if kind else slice(None)]
    found = found[(found["decision"] == "") if open_only else slice(None)]
    return {
        "rows": found.head(PAGE).to_dict("records"),
        "n": len(found),
        "problem": problem,
        "query": {"q": str(query.get("q") or ""), "kind": kind, "open": open_only},
        "kinds": kinds,
        "choices": ["", name_review.KEEP, *NAMES],
        "seen": name_review.version(page.store.study),
    }
