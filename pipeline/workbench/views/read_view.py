"""Read: a note with its codings in the margin, by person and machine; search through all notes."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.tables import MACHINE
from pipeline.workbench.search import Hit, search
from pipeline.workbench.store import Segment
from pipeline.workbench.views.layout import Page

PEOPLE = "people"
PAGE = 50  # notes or hits shown at once


@dataclass(frozen=True)
class Coding:
    """One line in the margin."""

    who: str
    code: str
    decision: str
    stance: str
    quote: str = ""
    memo: str = ""
    score: float | None = None


def show(page: Page) -> str:
    query, names = page.query.get("q", "").strip(), list(page.store.notes)
    note = page.query.get("note", "")
    note = note if note in page.store.notes else (names[0] if names else "")
    more: dict[str, Any] = {"by": page.query.get("by", ""), "code": page.query.get("code", "")}
    if query:
        hits = search(page.store, query)
        shown = [(hit, marked(hit), margin(page, hit.segment, **more)) for hit in hits[:PAGE]]
        return page.render("read.html", q=query, hits=hits, shown=shown, note="", turns=[], **shelf(page, note), **more)
    turns = [(segment, margin(page, segment, **more)) for segment in page.store.notes.get(note, [])]
    return page.render("read.html", q="", hits=None, shown=[], note=note, turns=turns, **shelf(page, note), **more)


def shelf(page: Page, note: str) -> dict[str, Any]:
    """The list of notes, a page at a time, and who has coded."""
    names = list(page.store.notes)
    asked = page.query.get("shelf", "")
    at = int(asked) if asked.isdecimal() else (names.index(note) // PAGE if note in names else 0)
    pages = max(-(-len(names) // PAGE), 1)
    at = min(at, pages - 1)
    return {
        "names": [(name, len(page.store.notes[name])) for name in names[at * PAGE : (at + 1) * PAGE]],
        "shelf_page": at,
        "shelf_pages": pages,
        "coders": page.store.coders(),
    }


def margin(page: Page, segment: Segment, by: str = "", code: str = "") -> list[Coding]:
    """What people and the machine say of a segment; `by`: a coder, `people`, `machine` or everybody."""
    decided = [one for one in page.store.decided(segment.segment_id) if one.decision != "done"]
    shown = page.store.shows(segment.segment_id)
    found = [
        Coding(one.coder, one.code, one.decision, one.stance, one.quote, one.memo)
        for one in decided
        if shown or one.who == page.coder
    ]
    if len(found) < len(decided) and not code and by in ("", PEOPLE):
        found.append(Coding("", "", "hidden", ""))
    for one in page.store.suggestions.get(segment.segment_id, []):
        decision = "assigned" if one.decision == "assigned" else "to_review"
        found.append(Coding(MACHINE, one.code, decision, one.stance, score=one.score))
    if by == PEOPLE:
        found = [one for one in found if one.who != MACHINE]
    elif by:
        found = [one for one in found if one.who == by]
    return [one for one in found if one.code == code] if code else found


def marked(hit: Hit) -> Markup:
    text, out, at = hit.segment.text, Markup(), 0
    for start, end in hit.marks:
        out += Markup("{}<mark>{}</mark>").format(text[at:start], text[start:end])
        at = end
    return out + text[at:]
