"""Adjudicate: segments that people coded differently, side by side, without names until it is settled."""

from typing import Any

from pipeline.decisions.decision_log import Decision
from pipeline.decisions.reading import contradictions
from pipeline.decisions.record import ADJUDICATED, CodingDecision
from pipeline.study import fingerprint
from pipeline.workbench.store import Segment, Store
from pipeline.workbench.views.layout import Meanwhile, Page


def show(page: Page) -> str:
    segment = page.store.segments.get(page.query.get("segment", "")) or _next(page.store, "")
    return page.render("adjudicate.html", **_context(page, segment))


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    store, action = page.store, body["action"]
    if action == "undo":
        return _undo(page)
    segment = store.segments[body["segment"]]
    if action == "skip":
        return _shown(page, _next(store, segment.segment_id), "")
    with store.lock:
        if body.get("seen") != len(store.settled_lines(segment.segment_id)):
            raise Meanwhile(_shown(page, segment, page.say("meanwhile")))
        before = readings(store, segment)
        store.save(_decisions(page, segment, action, body))
    if action == "assign":
        return _shown(page, segment, f"{page.say('saved')} {page.label(body['code'])}")
    names = " ".join(page.say("revealed", at, who) for at, (who, _) in enumerate(before, start=1))
    return _shown(page, _next(store, segment.segment_id), page.say("settled_was", names))


def _decisions(page: Page, segment: Segment, action: str, body: dict[str, Any]) -> list[Decision]:
    stance, memo = page.stance(body), page.memo(body)

    def decide(decision: str, code: str = "", **more: Any) -> Decision:
        return page.store.decision(page.coder, segment, decision, code, adjudicates=True, memo=memo, **more)

    if action == "assign":
        return [decide("assigned", body["code"], stance=stance)]
    if action in ("none", "done"):
        return [decide(action)]
    if action != "take":
        raise ValueError(action)
    both = readings(page.store, segment)
    taken = both[int(body["reading"]) - 1][1]
    named = {one.code for _, reading in both for one in reading} - {""}
    kept = {one.code for one in taken if one.decision == "assigned"}
    lines = [decide("assigned", one.code, stance=one.stance) for one in taken if one.decision == "assigned"]
    lines += [decide("rejected", code) for code in sorted(named - kept)]
    if kept:
        return [*lines, decide("done")]
    if any(one.decision == "none" for one in taken):
        return [*lines, decide("none")]
    return lines  # who only rejected a suggestion says nothing of the rest


def readings(store: Store, segment: Segment) -> list[tuple[str, list[CodingDecision]]]:
    """Coder and what they assigned or rejected (or `none`), in an order that tells nothing about who is who.

    Who said one thing in one file and another in the next has a reading for each.
    """
    own: dict[str, list[CodingDecision]] = {}
    for one in store.people.of(segment.segment_id):
        if one.coder != ADJUDICATED and one.decision in ("assigned", "rejected", "none"):
            own.setdefault(one.coder, []).append(one)
    found: dict[tuple[str, str], list[CodingDecision]] = {}
    for coder, said in own.items():
        twofold = bool(contradictions(said))
        for one in said:
            found.setdefault((coder, one.source if twofold else ""), []).append(one)
    order = sorted(found, key=lambda key: fingerprint(segment.segment_id, *key))
    return [(key[0], found[key]) for key in order]


def disagreements(store: Store) -> list[str]:
    """Segments about which only an adjudication can settle something, in the order of the notes: those that stand open
    in coding/disagreements and coding/conflicts."""
    people = store.people
    unsettled = {unit for unit in people.units if people.is_open(unit)}
    return [key for key in store.segments if key in unsettled]


def _undo(page: Page) -> dict[str, Any]:
    """Takes back everything this person settled in the segment they settled last."""
    store = page.store
    with store.lock:
        last = store.last_of(page.coder, adjudicates=True)
        segment = store.segments.get(last.unit_id) if last else None
        if last is None or segment is None:
            raise Meanwhile({"say": page.say("nothing_undo")})
        said = [one for one in store.people.of(segment.segment_id) if one.coder == ADJUDICATED and one.is_logged]
        own = [one for one in said if one.who == page.coder]
        back = [store.decision(page.coder, segment, "undo", one.written, adjudicates=True) for one in own]
        store.save(back or [store.decision(page.coder, segment, "undo", last.code, adjudicates=True)])
    return _shown(page, segment, page.say("undone"))


def _next(store: Store, after: str) -> Segment | None:
    order, place = disagreements(store), {key: at for at, key in enumerate(store.segments)}
    later = [one for one in order if place[one] > place[after]] if after else order
    found = next(iter([*later, *order]), None)
    return store.segments[found] if found else None


def _shown(page: Page, segment: Segment | None, say: str) -> dict[str, Any]:
    spoken = f"{page.title_of(segment)}. {segment.text}" if segment else page.say("none_adjudicate")
    return {"html": page.render("_adjudicate.html", **_context(page, segment)), "say": say, "next": spoken}


def _context(page: Page, segment: Segment | None) -> dict[str, Any]:
    left = len(disagreements(page.store))
    if segment is None:
        return {"segment": None, "left": left, "readings": [], "named": [], "settled": [], "seen": 0}
    settled = [one for one in page.store.decided(segment.segment_id) if one.coder == ADJUDICATED and one.code]
    both = [reading for _, reading in readings(page.store, segment)]
    named = dict.fromkeys(one.code for reading in both for one in reading if one.code)
    before, after = page.around(segment)
    return {
        "segment": segment,
        "left": left,
        "readings": both,
        "named": [code for code in map(page.store.code, named) if code],
        "before": before,
        "after": after,
        "settled": settled,
        "seen": len(page.store.settled_lines(segment.segment_id)),
    }
