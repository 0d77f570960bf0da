"""`python -m pipeline workbench`: the page on this machine's loopback, behind a token, until Ctrl-C."""

import os
import secrets
import socket
import webbrowser
from contextlib import suppress
from threading import Thread

import uvicorn

from pipeline.decisions import decision_log, memos
from pipeline.study import Study, StudyError
from pipeline.workbench.app import build
from pipeline.workbench.meaning import unit_vectors
from pipeline.workbench.recount import Recount
from pipeline.workbench.store import Store
from pipeline.workbench.views import adjudicate

HOST = "127.0.0.1"


def run(study: Study, port: int = 0, open_browser: bool = True) -> None:
    """Serves until interrupted. Raises StudyError where there is nothing to code yet, or the port is taken."""
    for message in [*decision_log.repair(study), *memos.repair(study)]:
        print(message)
    store = Store(study)
    print(f"{len(store.segments)} segments of {len(store.notes)} notes, {len(store.codebook.active)} codes.")
    listener = _listen(port)
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(24)
    address = f"http://{HOST}:{port}/{token}/"
    print(f"Workbench: {address}\nOnly this machine can reach it, with this address. Ctrl-C ends it.", flush=True)
    if open_browser:
        _open(study, address)
    Thread(target=_warm, args=(store,), daemon=True).start()
    config = uvicorn.Config(
        build(store, token, port),
        http="h11",
        loop="asyncio",
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _warm(store: Store) -> None:
    """Reads what the slower views need, so that the first visit does not wait."""
    with suppress(StudyError):  # told on the page that needs it
        adjudicate.disagreements(store)
        unit_vectors(store).like_words("")
        recount = Recount(store)
        if recount.is_possible:
            recount.rows(store.study.languages[0])


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(64)  # so that the address answers from the moment it is printed
    except OSError as error:
        raise StudyError(f"port {port}", f"not free ({error.strerror})", todo="Choose another one, or none.") from error
    return listener


def _open(study: Study, address: str) -> None:
    """Through a file that only this user can read: arguments of a browser's process are seen by all users."""
    page = study.private / "workbench.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.unlink(missing_ok=True)
    with os.fdopen(os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><title>Workbench</title><meta http-equiv="refresh" content="0; url={address}">')
    webbrowser.open(page.resolve().as_uri())
