"""What a language model answered about one unit, read from the server's reply as it came.

Nothing is guessed: a reply that cannot be read as the JSON that was asked for says why, and decides nothing.
"""

import json
import re
from typing import Any, NamedTuple

from pipeline.tables import STANCES

THINKING = re.compile(r"<think>.*?</think>", re.DOTALL)  # what some models say before they answer


class Given(NamedTuple):
    """One code that the model gave: the id as it wrote it; stance and score (0 to 1) where it gave one that can be."""

    code: str
    stance: str
    score: float | None


class Answered(NamedTuple):
    codes: list[Given]
    problem: str  # why the reply decides nothing; empty where it does
    model: str = ""  # as the server names it


def read_reply(body: str) -> Answered:
    """The reply of a chat completion (the body of the response, unchanged)."""
    try:
        reply = json.loads(body)
        choice = reply["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        return Answered([], "no chat completion")
    model = str(reply.get("model") or "")
    if choice.get("finish_reason") == "length":
        return Answered([], "cut off", model)
    found = _json_object(content if isinstance(content, str) else "")
    if found is None:
        return Answered([], "no JSON object", model)
    if not isinstance(found.get("codes"), list):
        return Answered([], "no list of codes", model)
    given = [_given(one) for one in found["codes"]]
    if None in given:
        return Answered([], "an entry without a code", model)
    return Answered([one for one in given if one], "", model)


def _json_object(content: str) -> dict[str, Any] | None:
    """The first JSON object in what the model wrote, whatever it wrote around it."""
    content = THINKING.sub("", content)
    start = content.find("{")
    while start >= 0:
        try:
            found, _ = json.JSONDecoder().raw_decode(content, start)
        except ValueError:
            start = content.find("{", start + 1)
            continue
        return found if isinstance(found, dict) else None
    return None


def _given(entry: Any) -> Given | None:
    entry = {"code": entry} if isinstance(entry, str) else entry
    if not isinstance(entry, dict) or not isinstance(entry.get("code"), str) or not entry["code"].strip():
        return None
    stance, score = entry.get("stance"), entry.get("score")
    is_score = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    return Given(
        entry["code"].strip(),
        stance if stance in STANCES else "",
        float(score) if is_score and score is not None else None,
    )
