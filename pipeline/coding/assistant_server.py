"""A server of language models that speaks as OpenAI's does (Ollama, llama.cpp, vLLM, LM Studio and others): one
question, one reply, as it came.

Nothing goes anywhere but to the address: no proxy, no redirection.
"""

import http.client
import ipaddress
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pipeline.study import StudyError

AGAIN = {408, 409, 425, 429, 500, 502, 503, 504}  # what may pass by itself
WAITS_S = (1.0, 5.0, 20.0, 60.0)  # before each further attempt, where the server names no time of its own
LONGEST_WAIT_S = 120.0


@dataclass(frozen=True)
class Server:
    """`address`: up to `/v1`, such as http://127.0.0.1:11434/v1."""

    address: str
    key: str = ""
    timeout_s: float = 120.0
    attempts: int = 3
    wait: Callable[[float], None] = time.sleep

    def reply(self, model: str, parameters: dict[str, Any], prompt: str, message: str) -> str:
        """The body of the response. Raises StudyError once every attempt failed, or the server refuses for good."""
        messages = [{"role": "system", "content": prompt}, {"role": "user", "content": message}]
        body = json.dumps({"model": model, "messages": messages, **parameters}, ensure_ascii=False).encode()
        for attempt in range(1, self.attempts + 1):
            why, pause = "", WAITS_S[min(attempt, len(WAITS_S)) - 1]
            try:
                status, text, retry_after = self._post(body)
            except (OSError, http.client.HTTPException) as error:
                why = f"no whole answer ({type(error).__name__}: {error})"
            else:
                if status == 200:
                    return text
                why = f"it answers with status {status}: {' '.join(text.split())[:200]}"
                if status not in AGAIN:
                    raise StudyError(self.address, why, todo="See `assistant:` in params.yaml, and the server's log.")
                pause = retry_after if retry_after is not None else pause
            if attempt < self.attempts:
                self.wait(min(pause, LONGEST_WAIT_S))
        raise StudyError(self.address, why, f"an answer within {self.attempts} attempts", "Is the server running?")

    def _post(self, body: bytes) -> tuple[int, str, float | None]:
        """Status, text, and the seconds that the server asks to wait."""
        parts = urlsplit(self.address)
        connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = connect(parts.hostname or "", parts.port, timeout=self.timeout_s)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", errors="replace")
            asked = response.headers.get("Retry-After", "")
            return response.status, text, float(asked) if asked.isdecimal() else None
        finally:
            connection.close()


def is_here(address: str) -> bool:
    """Is it this machine's own?

    >>> is_here("http://127.0.0.1:11434/v1"), is_here("http://localhost/v1"), is_here("https://example.org/v1")
    (True, True, False)
    """
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
