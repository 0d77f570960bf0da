"""The workbench's addresses: `/TOKEN/LANGUAGE/VIEW`. Each view has a module; this one finds it and speaks HTTP."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.decisions.decision_log import Decision
from pipeline.language import Words
from pipeline.study import StudyError
from pipeline.workbench.access import Gate
from pipeline.workbench.mistakes import told
from pipeline.workbench.sound import TYPES, recording
from pipeline.workbench.store import Store
from pipeline.workbench.views import (
    adjudicate,
    chapters_view,
    compare_view,
    evidence_view,
    findings_view,
    memos_view,
    names_view,
    people_view,
    quotations_view,
    review_view,
    search_view,
    themes_view,
)
from pipeline.workbench.views import code_view as code
from pipeline.workbench.views import read_view as read
from pipeline.workbench.views.layout import Meanwhile, Page

HERE = Path(__file__).parent
VIEWS = {
    "review": review_view,
    "read": read,
    "search": search_view,
    "compare": compare_view,
    "memos": memos_view,
    "progress": people_view,
    "evidence": evidence_view,
    "quotations": quotations_view,
    "chapters": chapters_view,
    "names": names_view,
    "code": code,
    "codebook": themes_view,
    "adjudicate": adjudicate,
    "findings": findings_view,
}
COOKIE = "workbench_coder"


def build(store: Store, token: str, port: int) -> Gate:
    """The application behind its gate."""
    pages = Addresses(store, token)
    routes = [
        Route("/", pages.start),
        Mount("/static", StaticFiles(directory=HERE / "static")),
        Route("/{language}/who", pages.who, methods=["GET", "POST"]),
        Route("/{language}/sound/{note:path}", pages.sound, methods=["GET"]),
        Route("/{language}/{view}", pages.show, methods=["GET"]),
        Route("/{language}/{view}", pages.act, methods=["POST"]),
    ]
    return Gate(Starlette(routes=[Mount(f"/{token}", routes=routes)]), token, port)


class Addresses:
    """What each address answers: one method an address, all under `/TOKEN`."""

    def __init__(self, store: Store, token: str):
        self.store = store
        self.root = f"/{token}"
        self.templates = page_templates()

    async def start(self, request: Request) -> Response:
        wanted, languages = request.headers.get("accept-language", "")[:2], self.store.study.languages
        return RedirectResponse(f"{self.root}/{wanted if wanted in languages else languages[0]}/review")

    async def who(self, request: Request) -> Response:
        """Asks for the coder's name, and keeps it in a cookie."""
        here = self._page(request)
        if request.method == "GET":
            return HTMLResponse(here.render("who.html", coders=self.store.coders(), problem=""))
        name = str((await request.form()).get("name", "")).strip()
        try:
            Decision(when="", who=name, segment_id="", note_id="", turn=0, decision="none")
        except ValueError:
            problem = here.say("who_bad")
            return HTMLResponse(here.render("who.html", coders=self.store.coders(), problem=problem), status_code=422)
        response = RedirectResponse(f"{self.root}/{here.say.language}/review", status_code=303)
        response.set_cookie(COOKIE, quote(name), path=self.root, httponly=True, samesite="strict", max_age=10**8)
        return response

    async def show(self, request: Request) -> Response:
        here = self._page(request)
        if not here.coder:
            return RedirectResponse(f"{self.root}/{here.say.language}/who")
        return await _answer(here, lambda: HTMLResponse(VIEWS[here.view].show(here)), as_page=True)

    async def sound(self, request: Request) -> Response:
        path = await run_in_threadpool(recording, self.store, request.path_params["note"])
        if path is None or not self._page(request).coder:
            raise HTTPException(404)
        return FileResponse(path, media_type=TYPES.get(path.suffix.lower()))  # answers requests for a range

    async def act(self, request: Request) -> Response:
        here = self._page(request)
        body = await _sent(request)
        if body is None or not here.coder:
            return JSONResponse({"say": here.say("not_saved")}, status_code=400)
        return await _answer(here, lambda: JSONResponse(_act(here, body)), as_page=False)

    def _page(self, request: Request) -> Page:
        """The page asked for; 404 for a language or view that there is none of."""
        study, language = self.store.study, request.path_params["language"]
        view = request.path_params.get("view", "")
        if language not in study.languages or (view and view not in VIEWS):
            raise HTTPException(404)
        coder, query = unquote(request.cookies.get(COOKIE, "")), dict(request.query_params)
        return Page(self.store, Words("workbench", language, study), coder, view, self.root, query, self.templates)


async def _sent(request: Request) -> dict[str, Any] | None:
    """What a page of ours sends, an object; None for anything else: brackets without end, halves of characters."""
    try:
        body = json.loads(await request.body())
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and isinstance(body.get("filters") or {}, dict) else None


def page_templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _act(here: Page, body: dict[str, Any]) -> dict[str, Any]:
    """What the view makes of what a person did. Raises ValueError for a view in which nothing is decided."""
    view = VIEWS[here.view]
    if not hasattr(view, "act"):
        raise ValueError("nothing is decided here")
    return view.act(here, body)


async def _answer(here: Page, work: Callable[[], Response], as_page: bool) -> Response:
    """Runs a view off the event loop; what a person can fix becomes a sentence on the page, never a trace."""
    try:
        return await run_in_threadpool(work)
    except Meanwhile as change:
        return JSONResponse(change.answer, status_code=409)
    except StudyError as error:
        here.view = ""  # no view's own parts: one of them is what failed
        if as_page:
            return HTMLResponse(here.render("problem.html", problem=told(error, here.say)), status_code=409)
        status = 507 if isinstance(error.__cause__, OSError) else 409
        return JSONResponse({"say": here.say("not_saved") + here.colon + told(error, here.say)}, status_code=status)
    except (KeyError, TypeError, ValueError) as error:  # a request that no page of ours makes
        answer: dict[str, Any] = {"say": f"{here.say('not_saved')}{here.colon}{error}"}
        return JSONResponse(answer, status_code=400)
