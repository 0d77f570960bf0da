"""YAML files that people write, as plain Python or as pydantic models; mistakes are told with file, line and place."""

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pydantic

from pipeline.study import yaml12
from pipeline.study.errors import StudyError, collecting
from pipeline.study.fingerprints import file_fingerprint

MOST_VALUES = 1_000_000  # of one file, what its references stand for counted too
DEEPEST = 100  # sections in sections; people's files have ten
Model = TypeVar("Model", bound=pydantic.BaseModel)


class StrictModel(pydantic.BaseModel):
    """Base of what people write in files: an unknown key is a mistake (most often a spelling), never ignored."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


def read_yaml(path: Path) -> Any:
    """A YAML file as plain Python ({} where it is empty). Raises StudyError with file and line."""
    if not path.exists():
        raise StudyError(path, "the file is not there", todo="Every study needs it; see README.")
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml12.load(text) or {}
    except OSError as error:
        raise StudyError(path, f"cannot be read ({error.strerror})", "a file") from error
    except UnicodeDecodeError as error:
        raise StudyError(path, f"not UTF-8 text (byte {error.start})", "UTF-8", "Save it as UTF-8.") from error
    except yaml12.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise StudyError(place, f"not readable as YAML ({getattr(error, 'problem', error)})") from error
    except RecursionError as error:
        raise StudyError(path, "not readable as YAML (brackets in brackets without end)") from error
    except ValueError as error:  # a date that is none, a number too long
        raise StudyError(path, f"not readable as YAML ({error})", todo="Put quotes around what is text.") from error
    if "*" in text and _larger(content, MOST_VALUES):
        raise StudyError(path, "its references (`*name`) refer to themselves, or grow without end", "none, or few")
    if _deeper(content, DEEPEST):
        raise StudyError(path, f"sections in sections, more than {DEEPEST} deep", "a handful")
    return content


def _deeper(content: Any, most: int) -> bool:
    """Whether a tree is deeper than `most`: what walks through it would not come to an end."""
    level = [content]
    for _ in range(most):
        inner = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list))]
        level = [value for values in inner for value in values]
        if not level:
            return False
    return True


def _larger(content: Any, most: int) -> bool:
    """Whether a tree has more values than `most`, counting each as often as it stands in it."""
    waiting, seen = [content], 0
    while waiting and seen <= most:
        node = waiting.pop()
        seen += 1
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, (list, tuple)):
            waiting.extend(node)
    return seen > most


def load_model(path: Path, model: type[Model], languages: Sequence[str] = ()) -> Model:
    """A YAML file as a pydantic model; labels must be there in `languages` (the study's).

    A file that has not changed is the same model again: a codebook takes a tenth of a second, and stages ask for it
    several times. Raises StudyError, or StudyErrors for several mistakes: each with file, line and place in the file.
    """
    state = ""
    with suppress(OSError):  # told when it is read
        state = file_fingerprint(path)
    return _loaded(path, model, tuple(languages), state)


def load_model_if_any(path: Path, model: type[Model], languages: Sequence[str] = ()) -> Model:
    """As `load_model`; what the model says by itself where there is no such file."""
    return load_model(path, model, languages) if path.exists() else model()


@lru_cache(maxsize=16)
def _loaded(path: Path, model: type[Model], languages: tuple[str, ...], state: str) -> Model:
    """state: stands for what is in the file."""
    content = read_yaml(path)
    try:
        return model.model_validate(content, context={"languages": list(languages)})
    except pydantic.ValidationError as error:
        text = path.read_text(encoding="utf-8")
        with collecting() as mistakes:
            for (line, place), messages in _by_place(error, content, text).items():
                mistakes.add(f"{path}, line {line}", f"{place}: {' or '.join(messages)}", todo="Fix it and run again.")
        raise AssertionError("a validation error without a mistake") from error


def _by_place(error: pydantic.ValidationError, content: Any, text: str) -> dict[tuple[int, str], list[str]]:
    """What is wrong by line and place: one entry where several kinds of a union were tried and none fits."""
    found: dict[tuple[int, str], list[str]] = {}
    for one in error.errors():
        key = (yaml12.line_of(text, one["loc"]), place_in(content, one["loc"]))
        message = one["msg"].removeprefix("Value error, ")
        if message not in found.setdefault(key, []):
            found[key].append(message)
    return found


def place_in(content: Any, loc: Sequence[str | int]) -> str:
    """`codes > 3 (A4_access) > label > fr`: the place of a mistake in words, with the entry's own name."""
    words, node = [], content
    for key in loc:
        node = node[key] if _has(node, key) else None
        named = node.get("code") or node.get("name") or node.get("id") if isinstance(node, dict) else None
        words.append(f"{key} ({named})" if isinstance(key, int) and named else str(key))
    return " > ".join(words) or "the file"


def _has(node: Any, key: Any) -> bool:
    return (isinstance(node, dict) and key in node) or (
        isinstance(node, list) and isinstance(key, int) and key < len(node)
    )
