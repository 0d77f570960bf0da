"""Who gets in: only a browser on this machine that knows the token, asking for this page, from this page.

The token is the first part of every address, so no cookie opens anything. Host is checked against DNS rebinding, Origin
and Sec-Fetch-Site against pages of other sites, and nothing the browser is allowed to load lies outside.
"""

import secrets
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Gate:
    """ASGI: refuses what does not belong, puts HEADERS on what goes out."""

    def __init__(self, app: Callable[..., Awaitable[None]], token: str, port: int):
        self.app, self.token = app, token
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        reason = self.refuses(scope["path"], Headers(scope=scope))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if reason:
            await PlainTextResponse(f"Refused: {reason}.\n", status_code=403)(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)

    def refuses(self, path: str, headers: Headers) -> str:
        """Why a request is refused; empty where it is welcome."""
        if headers.get("host", "") not in self.hosts:
            return "this page answers to 127.0.0.1 only"
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self.hosts:
            return "the request comes from another site"
        from_outside = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        if from_outside and headers.get("sec-fetch-mode") != "navigate":
            return "the request comes from another site"
        if not secrets.compare_digest(path.partition("/")[2].split("/")[0].encode(), self.token.encode()):
            return "the address lacks the token; use the one that `make workbench` printed"
        return ""
