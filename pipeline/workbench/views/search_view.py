"""Search: all material by words or by meaning, through filters; more like a segment; a code given where it is found."""

from typing import Any

import numpy as np

from pipeline.decisions import decision_log
from pipeline.study import StudyError
from pipeline.workbench import filters, meaning, saved_searches
from pipeline.workbench.filters import Filters
from pipeline.workbench.mistakes import told
from pipeline.workbench.search import Hit, search
from pipeline.workbench.store import Segment
from pipeline.workbench.views.layout import Meanwhile, Page
from pipeline.workbench.views.read_view import margin, marked

PAGE = 50  # hits shown at once
HOW = ("words", "meaning")


def show(page: Page) -> str:
    wanted, query = Filters.of(page.query), page.query.get("q", "").strip()
    how = page.query.get("how", "") if page.query.get("how") in HOW else "words"
    like = page.store.segments.get(page.query.get("like", ""))
    at = int(page.query["page"]) if page.query.get("page", "").isdecimal() else 0
    problem, found = "", []
    try:
        found = hits(page, wanted, query, how, like)
    except StudyError as error:
        problem = told(error, page.say)
    shown = found[at * PAGE : (at + 1) * PAGE]
    return page.render(
        "search.html",
        q=query,
        how=how,
        like=like,
        wanted=wanted,
        found=found,
        shown=[(hit, marked(hit), *_card(page, hit.segment)) for hit in shown],
        at=at,
        pages=-(-len(found) // PAGE),
        problem=problem,
        asked=bool(query or like or wanted.as_query()),
        values={name: filters.values(page.store, name) for name in filters.OF_UNIT if name != "speaker"},
        speakers=_speakers(page),
        answers=filters.answers(page.store, page.say.language),
        coders=page.store.coders(),
        saved=saved_searches.saved(page.store.study),
        parts=_parts(page),
    )


def hits(page: Page, wanted: Filters, query: str, how: str, like: Segment | None) -> list[Hit]:
    """What is found: by meaning the likest first, else in the order of the notes. Raises StudyError where the vectors
    are not there."""
    store, segments = page.store, page.store.segments
    limited = wanted.as_query()
    allowed = filters.matching(store, wanted, page.coder) if limited else None
    if like is None and (how == "words" or not query):
        if query:
            kept = set(allowed) if allowed is not None else None
            return [hit for hit in search(store, query) if kept is None or hit.segment.segment_id in kept]
        return [Hit(segments[one], []) for one in (allowed or [])]
    vectors = meaning.unit_vectors(store)
    likeness = vectors.like_unit(like.segment_id) if like else vectors.like_words(query)
    mask = None
    if allowed is not None:
        mask = np.zeros(len(vectors.ids), bool)
        mask[[vectors.at[one] for one in allowed]] = True
    best = meaning.best(likeness, mask, PAGE * 2)
    return [Hit(segments[vectors.ids[one]], [], float(likeness[one])) for one in best]


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    action, store = body["action"], page.store
    if action == "keep":
        saved_searches.save(store.study, str(body["name"]), _parts_of(body), page.coder)
        return {"say": page.say("search_kept"), "load": True}
    if action == "forget":
        saved_searches.forget(store.study, str(body["name"]), page.coder)
        return {"say": page.say("search_forgotten"), "load": True}
    if action not in ("assign", "undo"):
        raise ValueError(action)
    segment = store.segments[body["segment"]]
    with store.lock:
        if body.get("seen") != len(store.lines(segment.segment_id, page.coder)):
            raise Meanwhile(_answer(page, segment, page.say("meanwhile")))
        if action == "undo":
            own = decision_log.undone(store.lines(segment.segment_id, page.coder))
            if not own:
                raise Meanwhile(_answer(page, segment, page.say("nothing_undo")))
            store.save([store.decision(page.coder, segment, "undo", own[-1].code)])
            return _answer(page, segment, page.say("undone"))
        code = store.code(body["code"])
        if code is None or not code.is_active:
            raise ValueError(body["code"])
        store.save([store.decision(page.coder, segment, "assigned", code.id, stance=page.stance(body))])
    return _answer(page, segment, f"{page.say('saved')} {page.label(code)}{page.colon}{page.title_of(segment)}")


def _card(page: Page, segment: Segment) -> tuple[list[Any], int]:
    return margin(page, segment), len(page.store.lines(segment.segment_id, page.coder))


def _answer(page: Page, segment: Segment, say: str) -> dict[str, Any]:
    found, seen = _card(page, segment)
    return {"card": page.render("_margin.html", found=found, segment=segment), "seen": seen, "say": say}


def _speakers(page: Page) -> list[str]:
    """Who speaks where several do: with one person a note, the note says it."""
    note = page.query.get("note", "")
    several = filters.values(page.store, "speaker")
    return [one for one in several if not note or one.startswith(f"{note} ")] if len(several) < 400 or note else []


def _parts(page: Page) -> dict[str, str]:
    return _parts_of(page.query)


def _parts_of(query: dict[str, Any]) -> dict[str, str]:
    """The parts of an address that make a search, without empty ones."""
    parts = Filters.of(query).as_query()
    return parts | {key: str(query[key]) for key in ("q", "how", "like") if query.get(key)}
