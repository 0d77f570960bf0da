"""Review: one segment at a time, the most worthwhile first; each key press is saved before the next segment shows."""

from dataclasses import dataclass
from typing import Any

from pipeline.decisions.decision_log import Decision
from pipeline.workbench.people_now import PeopleNow
from pipeline.workbench.store import Segment, Store, Suggestion
from pipeline.workbench.views.layout import Meanwhile, Page

SCOPES = ("review", "all")
EXEMPLARS = 2  # of each kind


@dataclass(frozen=True)
class Filters:
    scope: str = "review"
    note: str = ""
    code: str = ""

    @classmethod
    def of(cls, query: dict[str, Any]) -> "Filters":
        scope = query.get("scope")
        return cls(scope if scope in SCOPES else "review", str(query.get("note") or ""), str(query.get("code") or ""))


def show(page: Page) -> str:
    filters = Filters.of(page.query)
    segment = page.store.segments.get(page.query.get("segment", "")) or _next(page, filters, "")
    return page.render("review.html", filters=filters, **_context(page, filters, segment))


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    """Saves what a key or button said about a segment, and gives the next one (or the same, if it needs more)."""
    with page.store.one_look():
        return _act(page, body)


def _act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    filters, action = Filters.of(body.get("filters") or {}), body["action"]
    if action == "undo":
        return _shown(page, filters, page.undo(), page.say("undone"))
    segment = page.store.segments[body["segment"]]
    if action == "ahead":  # nothing is decided: what will follow, to be drawn as soon as a key is pressed
        following = _next(page, filters, segment.segment_id)
        return {} if following in (None, segment) else _shown(page, filters, following, "")
    if action == "skip":
        return _shown(page, filters, _next(page, filters, segment.segment_id), "")
    with page.store.lock:
        if body.get("seen") != len(page.store.lines(segment.segment_id, page.coder)):
            raise Meanwhile(_shown(page, filters, segment, page.say("meanwhile")))
        with page.store.saving(_decisions(page, segment, action, body)) as people:  # the next is made meanwhile
            through = Through(page, people)
            stays = action == "assign" or not through(segment.segment_id)
            following = segment if stays else _next(page, filters, segment.segment_id, through)
            return _shown(page, filters, following, page.say("saved") + " " + _said(page, action, body), people)


def _decisions(page: Page, segment: Segment, action: str, body: dict[str, Any]) -> list[Decision]:
    stance, memo = page.stance(body), page.memo(body)
    if action in ("accept", "assign"):
        code = _known(page, body)
        if action == "accept" and not stance:  # what is accepted is the suggestion as it stands
            suggested = page.store.suggestions.get(segment.segment_id, [])
            stance = next((one.stance for one in suggested if one.code == code), "")
        return [page.store.decision(page.coder, segment, "assigned", code, stance=stance, memo=memo)]
    if action == "reject":
        return [page.store.decision(page.coder, segment, "rejected", _known(page, body), memo=memo)]
    if action in ("none", "done"):
        return [page.store.decision(page.coder, segment, action, memo=memo)]
    raise ValueError(action)


def _known(page: Page, body: dict[str, Any]) -> str:
    code = page.store.code(body["code"])
    if code is None or not code.is_active:
        raise ValueError(body["code"])
    return code.id


def _said(page: Page, action: str, body: dict[str, Any]) -> str:
    if action in ("none", "done"):
        return page.say(action) + "."
    word = page.say("rejected" if action == "reject" else "assigned")
    return f"{page.label(body['code'])}{page.colon}{word}."


def _shown(
    page: Page, filters: Filters, segment: Segment | None, say: str, people: PeopleNow | None = None
) -> dict[str, Any]:
    context = _context(page, filters, segment, people)
    if segment is not None:
        codes = ", ".join(page.label(one["suggestion"].code) for one in context["suggestions"] if not one["decided"])
        spoken = f"{page.title_of(segment)}. {segment.text} {page.say('suggested')}{page.colon}{codes or '-'}."
    else:
        spoken = page.say("all_done")
    return {
        "html": page.render("_review.html", filters=filters, **context),
        "say": say,
        "next": spoken,
        "segment": segment.segment_id if segment else "",
    }


def _context(page: Page, filters: Filters, segment: Segment | None, people: PeopleNow | None = None) -> dict[str, Any]:
    people = people or page.store.people
    order, through = queue(page.store, filters), Through(page, people)
    place = _places(page.store, order)
    left = len(order) - sum(one in place and through(one) for one in people.units)
    base: dict[str, Any] = {
        "left": left,
        "total": len(order),
        "segment": segment,
        "suggestions": [],
        "own": [],
        "seen": 0,
    }
    if segment is None:
        return base
    decided = people.latest(segment.segment_id, page.coder)
    by_code = {one.code: one for one in decided if one.start is None}
    suggestions: list[dict[str, Any]] = [
        {"suggestion": one, "decided": by_code.get(one.code), "exemplars": exemplars(page, one.code, segment)}
        for one in page.store.suggestions.get(segment.segment_id, [])
    ]
    suggested = {one["suggestion"].code for one in suggestions}
    before, after = page.around(segment)
    return base | {
        "suggestions": suggestions,
        "own": [one for one in decided if one.code not in suggested],
        "seen": len(people.lines_of(segment.segment_id, page.coder)),
        "before": before,
        "after": after,
        "stale": any(one.fingerprint not in ("", segment.fingerprint) for one in decided),
    }


def queue(store: Store, filters: Filters) -> list[str]:
    """Segments in the order of what a person's look is worth: the highest priority of their codes to review first."""
    segments, suggestions = store.segments, store.suggestions

    def worth(codes: list[Suggestion]) -> float:
        return max((one.priority for one in codes if one.decision == "review"), default=-1.0)

    def load() -> list[str]:
        values = {segment: worth(codes) for segment, codes in suggestions.items()}
        wanted = [segment for segment in segments if filters.scope == "all" or values.get(segment, -1) >= 0]
        return sorted(wanted, key=lambda segment: -values.get(segment, -1.0))

    order = store.derived(f"queue {filters.scope}", load)
    if filters.note:
        order = [one for one in order if segments[one].note_id == filters.note]
    if filters.code:
        order = [one for one in order if any(s.code == filters.code for s in suggestions.get(one, []))]
    return order


class Through:
    """Has this coder said all there is to say of a segment: `nothing`, `that is all`, yes or no to each suggestion?"""

    def __init__(self, page: Page, people: PeopleNow):
        store = page.store
        self.people, self.coder = people, page.coder
        self.suggestions, self.segments = store.suggestions, store.segments

    def __call__(self, segment_id: str) -> bool:
        lines = self.people.latest(segment_id, self.coder)
        if not lines or segment_id not in self.segments:
            return False
        if any(one.fingerprint not in ("", self.segments[segment_id].fingerprint) for one in lines):
            return False
        if any(one.decision in ("none", "done") for one in lines):
            return True
        suggested = {one.code for one in self.suggestions.get(segment_id, [])}
        return bool(suggested) and suggested <= {one.code for one in lines if one.start is None}


def _next(page: Page, filters: Filters, after: str, through: Through | None = None) -> Segment | None:
    """The first segment not through, from `after` on and then from the top; `after` itself only as the last one."""
    order, through = queue(page.store, filters), through or Through(page, page.store.people)
    start = _places(page.store, order).get(after, -1) + 1
    following = (order[(start + step) % len(order)] for step in range(len(order)))
    found = next((one for one in following if not through(one)), None)
    return page.store.segments[found] if found else None


def _places(store: Store, order: list[str]) -> dict[str, int]:
    """The place of each segment in the queue."""
    return store.remembered("places", (order,), lambda: {one: at for at, one in enumerate(order)})


def exemplars(page: Page, code_id: str, but: Segment | None = None) -> dict[str, list]:
    """Examples of the codebook and segments that people gave this code, in the segment's language first."""
    code = page.store.code(code_id)
    if code is None:
        return {"examples": [], "people": []}
    language = but.language if but else page.say.language
    examples = sorted(code.examples.pairs(), key=lambda pair: pair[0] != language)
    people = [one for one in page.store.exemplars.get(code_id, []) if but is None or one.note_id != but.note_id]
    people = sorted(people, key=lambda one: one.language != language)
    return {"examples": examples[:EXEMPLARS], "people": people[:EXEMPLARS]}
