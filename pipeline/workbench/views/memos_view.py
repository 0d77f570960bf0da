"""Memos: what people noted about units, codes, notes and the study, in one list, and the place to write one."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from pipeline.decisions import memos
from pipeline.study import folded
from pipeline.workbench.memos_now import standing
from pipeline.workbench.store import Store
from pipeline.workbench.views.layout import Meanwhile, Page

ABOUT = ("unit", "code", "note", "study")
PAGE = 100


@dataclass(frozen=True)
class Entry:
    """A memo as the list shows it; one that was written with a decision has no id and is changed where it was made."""

    about: str  # unit, code, note, study, decision
    target: str
    who: str
    when: str
    text: str
    memo_id: str = ""
    quote: str = ""
    code: str = ""


def show(page: Page) -> str:
    return page.render("memos.html", **_context(page, page.query))


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    """Writes a memo, changes it or takes it back; `seen`: when the text that is changed was written."""
    store, text = page.store, page.memo({"memo": body.get("text")})
    with store.lock:
        if body["action"] == "write":
            about, target = str(body["about"]), str(body.get("target") or "")
            if not text or not _is_there(store, about, target):
                raise ValueError(target)
            memos.append(store.study, [memos.new(page.coder, about, target, text)])  # type: ignore[arg-type]  # checked
        elif body["action"] in ("change", "remove"):
            before = {one.memo_id: one for one in memos.lines(store.study)}[str(body["memo_id"])]
            if before.when != body.get("seen"):
                raise Meanwhile({"html": _html(page, body), "say": page.say("memo_meanwhile", before.who)})
            text = "" if body["action"] == "remove" else text
            changed = {"when": memos.now(before.when), "who": page.coder, "text": text}
            memos.append(store.study, [before.model_copy(update=changed)])
        else:
            raise ValueError(body["action"])
    return {"html": _html(page, body), "say": page.say("saved")}


def _is_there(store: Store, about: str, target: str) -> bool:
    known: dict[str, Container[str]] = {"unit": store.segments, "note": store.notes, "study": {"": None}}
    return store.code(target) is not None if about == "code" else target in known[about]


def _html(page: Page, body: dict[str, Any]) -> str:
    return page.render("_memos.html", **_context(page, body.get("filters") or {}))


def _context(page: Page, query: dict[str, Any]) -> dict[str, Any]:
    """The list, newest first, as the filters leave it."""
    about, who = str(query.get("about") or ""), str(query.get("who") or "")
    words, target = folded(str(query.get("q") or "")).split(), str(query.get("target") or "")
    every = _entries(page.store, page.coder)
    found = [
        one
        for one in every
        if about in ("", one.about)
        and who in ("", one.who)
        and target in ("", one.target, one.code)
        and all(word in folded(f"{one.text} {one.target} {one.quote}") for word in words)
    ]
    return {
        "entries": found[:PAGE],
        "n": len(found),
        "abouts": [*ABOUT, "decision"],
        "writers": sorted({one.who for one in every}),
        "query": {"about": about, "who": who, "q": str(query.get("q") or ""), "target": target},
        "targets": ABOUT,
    }


def _entries(store: Store, me: str) -> list[Entry]:
    written = [
        Entry(one.about, one.target, one.who, one.when, one.text, one.memo_id, one.quote) for one in standing(store)
    ]
    people = store.people
    decided = [
        Entry("decision", one.unit_id, one.who, one.when, one.memo, quote=one.quote, code=one.code)
        for unit in people.units
        for one in people.of(unit)
        if one.memo and (one.who == me or not store.blind or people.shared(unit))
    ]
    return sorted([*written, *decided], key=lambda one: one.when, reverse=True)
