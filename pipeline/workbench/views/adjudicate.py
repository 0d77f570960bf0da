"""Adjudicate: segments that people coded differently, side by side, without names until it is settled."""

from typing import Any

from pipeline.decisions.decision_log import ADJUDICATED, Decision
from pipeline.study import fingerprint
from pipeline.workbench.store import Segment, Store
from pipeline.workbench.views.layout import STANCES, Meanwhile, Page


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
        if body.get("seen") != len(_settled_lines(store, segment)):
            raise Meanwhile(_shown(page, segment, page.say("meanwhile")))
        before = readings(store, segment)
        store.save(_decisions(page, segment, action, body))
    if action == "assign":
        return _shown(page, segment, f"{page.say('saved')} {page.label(body['code'])}")
    names = " ".join(page.say("revealed", at, who) for at, (who, _) in enumerate(before, start=1))
    return _shown(page, _next(store, segment.segment_id), page.say("settled_was", names))


def _decisions(page: Page, segment: Segment, action: str, body: dict[str, Any]) -> list[Decision]:
    stance = body.get("stance") if body.get("stance") in STANCES else "neutral"
    memo = str(body.get("memo") or "")[:5000].strip()

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
    kept = {one.code for one in taken}
    left = sorted({one.code for _, reading in both for one in reading} - kept - {""})
    lines = [decide("assigned", one.code, stance=one.stance) for one in taken if one.decision == "assigned"]
    lines += [decide("rejected", code) for code in left]
    return [*lines, decide("done" if any(one.decision == "assigned" for one in taken) else "none")]


def readings(store: Store, segment: Segment) -> list[tuple[str, list[Decision]]]:
    """Coder and what they assigned (or `none`), in an order that tells nothing about who is who."""
    found: dict[str, list[Decision]] = {}
    for one in store.decided(segment.segment_id):
        if one.coder != ADJUDICATED and one.decision in ("assigned", "none"):
            found.setdefault(one.coder, []).append(one)
    return sorted(found.items(), key=lambda pair: fingerprint(segment.segment_id, pair[0]))


def differ(pairs: list[tuple[str, list[Decision]]]) -> bool:
    """Do people disagree on the codes, or on the stance of a code?"""
    return len({frozenset((one.code, one.stance) for one in reading) for _, reading in pairs}) > 1


def disagreements(store: Store) -> list[str]:
    """Segments on which two people differ and nobody has settled it yet, in the order of the notes."""
    log, tables, segments = store.log, store.tables, store.segments
    several = []
    for key in segments:
        lines = tables.get(key, []) + log.get(key, [])
        if len({one.coder for one in lines} - {ADJUDICATED}) > 1:
            several.append(key)
    return [key for key in several if not _is_settled(store, key) and differ(readings(store, segments[key]))]


def _is_settled(store: Store, segment_id: str) -> bool:
    return any(one.coder == ADJUDICATED and one.decision in ("none", "done") for one in store.decided(segment_id))


def _settled_lines(store: Store, segment: Segment) -> list[Decision]:
    return [one for one in store.log.get(segment.segment_id, []) if one.adjudicates]


def _undo(page: Page) -> dict[str, Any]:
    """Takes back everything this person settled in the segment they settled last."""
    store = page.store
    with store.lock:
        last = store.last_of(page.coder, adjudicates=True)
        segment = store.segments.get(last.segment_id) if last else None
        if last is None or segment is None:
            raise Meanwhile({"say": page.say("nothing_undo")})
        own = [one for one in store.decided(segment.segment_id) if one.coder == ADJUDICATED and one.who == page.coder]
        back = [store.decision(page.coder, segment, "undo", one.code, adjudicates=True) for one in own]
        store.save(back or [store.decision(page.coder, segment, "undo", last.code, adjudicates=True)])
    return _shown(page, segment, page.say("undone"))


def _next(store: Store, after: str) -> Segment | None:
    order = disagreements(store)
    later = [one for one in order if one > after] if after else order
    found = next(iter([*later, *order]), None)
    return store.segments[found] if found else None


def _shown(page: Page, segment: Segment | None, say: str) -> dict[str, Any]:
    spoken = f"{page.title_of(segment)}. {segment.text}" if segment else page.say("none_adjudicate")
    return {"html": page.render("_adjudicate.html", **_context(page, segment)), "say": say, "next": spoken}


def _context(page: Page, segment: Segment | None) -> dict[str, Any]:
    left = len(disagreements(page.store))
    if segment is None:
        return {"segment": None, "left": left, "readings": [], "settled": [], "seen": 0}
    settled = [one for one in page.store.decided(segment.segment_id) if one.coder == ADJUDICATED and one.code]
    return {
        "segment": segment,
        "left": left,
        "readings": [reading for _, reading in readings(page.store, segment)],
        "settled": settled,
        "seen": len(_settled_lines(page.store, segment)),
    }
