"""Code: select words of a turn and give them a code; a code may stand on part of a turn or on all of it."""

from typing import Any

from pipeline.decisions import themes_tree
from pipeline.decisions.decision_log import Decision
from pipeline.decisions.themes import code_id
from pipeline.workbench.store import Segment
from pipeline.workbench.views.layout import Meanwhile, Page
from pipeline.workbench.views.read_view import shelf

LABEL = 60  # characters of a label taken from what was said


def show(page: Page) -> str:
    names = list(page.store.notes)
    note = page.query.get("note", "")
    note = note if note in page.store.notes else (names[0] if names else "")
    return page.render("code.html", note=note, **shelf(page, note), **_context(page, note))


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    store = page.store
    if body["action"] == "undo":
        return _answer(page, page.undo(), page.say("undone"))
    segment = store.segments[body["segment"]]
    action = body["action"]
    with store.lock:
        if body.get("seen") != len(store.lines(segment.segment_id, page.coder)):
            raise Meanwhile(_answer(page, segment, page.say("meanwhile")))
        if action in ("none", "done"):
            store.save([store.decision(page.coder, segment, action, memo=page.memo(body))])
            return _answer(page, segment, f"{page.say('saved')} {page.place_of(segment)}{page.colon}{page.say(action)}")
        new = _in_vivo(page, segment, body) if action == "in-vivo" else ""
        store.save([_decision(page, segment, body | {"code": new or body.get("code")})])
    more = {"codes": page.codes()} if new else {}
    return _answer(page, segment, f"{page.say('saved')} {page.label(new or body.get('code', ''))}") | more


def _in_vivo(page: Page, segment: Segment, body: dict[str, Any]) -> str:
    """A new code named by the words that were selected, in the theme of the code this person gave last."""
    store = page.store
    words = " ".join(segment.text[int(body["start"]) : int(body["end"])].split()).strip(" .,;:!?")[:LABEL]
    last = store.last_of(page.coder)
    near = store.code(last.code) if last else None
    theme = near.theme if near else store.codebook.themes[0].id
    example = segment.text if segment.language == store.study.languages[0] else ""
    plan = themes_tree.new(store.study, code_id(words), theme, words, store.version, example=" ".join(example.split()))
    themes_tree.write(store.study, plan, page.coder)
    return plan.code


def _decision(page: Page, segment: Segment, body: dict[str, Any]) -> Decision:
    code = page.store.code(body["code"])
    if code is None:
        raise ValueError(body["code"])
    start, end = body.get("start"), body.get("end")
    if start is not None and end is not None:
        start, end = _tidied(segment.text, int(start), int(end))
    place = {"start": start, "end": end, "quote": "" if start is None else segment.text[start:end]}
    if body["action"] == "remove":
        logged = any(
            one.written == code.id and one.start == start and one.end == end
            for one in page.store.lines(segment.segment_id, page.coder)
        )
        return page.store.decision(page.coder, segment, "undo" if logged else "rejected", code.id, **place)
    stance, memo = page.stance(body), page.memo(body)
    return page.store.decision(page.coder, segment, "assigned", code.id, stance=stance, memo=memo, **place)


def _tidied(text: str, start: int, end: int) -> tuple[int | None, int | None]:
    """Without the spaces at its ends; all of the text, or none of it, is the whole turn."""
    start, end = max(start, 0), min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (None, None) if end <= start or (start, end) == (0, len(text)) else (start, end)


def _answer(page: Page, segment: Segment, say: str) -> dict[str, Any]:
    return {"html": page.render("_code.html", note=segment.note_id, **_context(page, segment.note_id)), "say": say}


def _context(page: Page, note: str) -> dict[str, Any]:
    turns = []
    for segment in page.store.notes.get(note, []):
        decided = page.store.decided(segment.segment_id)
        said = [one for one in decided if one.coder == page.coder]
        own = sorted(
            (one for one in said if one.decision != "done"),
            key=lambda one: (one.start if one.start is not None else -1, one.code),
        )
        through = any(one.decision in ("none", "done") for one in said)
        turns.append((segment, own, through, len(page.store.lines(segment.segment_id, page.coder))))
    return {"turns": turns, "through": sum(through for _, _, through, _ in turns)}
