"""`params.yaml`: what a study sets apart from the defaults; sections are named after the rooms."""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.study.errors import StudyError, collecting
from pipeline.study.suggestions import did_you_mean, one_of

DEFAULTS = Path(__file__).with_name("defaults.yaml")
FREE = {  # sections whose names are told elsewhere, or are anybody's
    ("triangulation",),  # read by a model of its own, which tells what it does not know
    ("assistant", "parameters"),  # sent as they stand
}
STRANDS = ["survey", "open_answers", "notes", "documents", "admin", "published"]  # lines of evidence a study may have


class Settings(dict[str, Any]):
    """A section of `params.yaml`; an absent name is told with its place in the file."""

    def __init__(self, content: dict[str, Any], file: Path, place: str = ""):
        super().__init__()
        self.file, self.place = file, place
        for name, value in content.items():
            inner = f"{place} > {name}".removeprefix(" > ")
            self[name] = Settings(value, file, inner) if isinstance(value, dict) else value

    def __missing__(self, name: str) -> Any:
        where = f"{self.place} > {name}".removeprefix(" > ")
        raise StudyError(self.file, f"there is no `{where}`", todo=f"Add it; {DEFAULTS.name} says what it means.")


def with_defaults(own: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """A study's parameters over the defaults, section by section; a list or value replaces the default's."""
    merged = dict(defaults)
    for name, value in own.items():
        under = defaults.get(name)
        merged[name] = with_defaults(value, under) if isinstance(value, dict) and isinstance(under, dict) else value
    return merged


def check_types(own: Any, defaults: dict[str, Any], file: Path) -> None:
    """Raises StudyError, with every mistake, where a value of `params.yaml` is not of the kind that its default is:
    a number (never negative where the default is not), yes or no, text, a list of such, a section; and for a name that
    is none: a misspelt one would leave the default standing."""
    with collecting() as mistakes:
        if not isinstance(own, dict):
            mistakes.add(file, f"holds {_kind(own)}", "sections, such as `study:` and `notes:`")
            return
        known = {**defaults, **_more(defaults)}
        for place, value, expected in _mistyped(own, known, ()):
            mistakes.add(f"{file}, {' > '.join(place)}", f"{_short(value)} is {_kind(value)}", expected)
        for place, here in _unknown(own, known, ()):
            todo = did_you_mean(place[-1], here, f"Take it out, or correct it; {DEFAULTS.name} holds all of them.")
            mistakes.add(f"{file}, {' > '.join(place)}", "no parameter has this name", one_of(here), todo)


def _more(defaults: dict[str, Any]) -> dict[str, Any]:
    """Values that have no default, with one of their kind."""
    return {
        "survey": {**defaults.get("survey", {}), "export": "survey/export.sav", "population_margins": "margins.csv"},
        "notes": {**defaults.get("notes", {}), "replace": "replace.csv", "kinds": ["person"]},
        "assistant": {
            **defaults.get("assistant", {}),
            "address": "http://127.0.0.1:11434/v1",
            "model": "name",
            "key_from": "VARIABLE",
        },
        "compute": {**defaults.get("compute", {}), "workers": 2, "address": "tcp://127.0.0.1:8786"},
    }


def _mistyped(own: dict[str, Any], defaults: dict[str, Any], place: tuple[str, ...]) -> Iterator[tuple[Any, Any, str]]:
    """(place, value, what was expected) of each value of another kind than its default."""
    for name, value in own.items():
        if name not in defaults:
            continue
        usual, here = defaults[name], (*place, str(name))
        if isinstance(usual, dict):
            if not isinstance(value, dict):
                yield here, value, "a section: names and their values"
            else:
                yield from _mistyped(value, usual, here)
        elif not _like(value, usual):
            yield here, value, _asked(usual)
        elif isinstance(usual, list) and usual and not isinstance(usual[0], (dict, list)):
            usual_sort = next((one for one in usual if isinstance(one, float)), usual[0])
            negative = any(isinstance(one, (int, float)) and one < 0 for one in usual)
            for one in value:
                if not _like(one, -1.0 if negative and isinstance(usual_sort, int) else usual_sort):
                    yield here, one, f"a list, each {_asked(usual_sort)}"


def _unknown(
    own: dict[str, Any], known: dict[str, Any], place: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """(place, the names known there) of each name that is none; a section without defaults holds any."""
    for name, value in own.items():
        here = (*place, str(name))
        if name not in known:
            yield here, list(known)
        elif here not in FREE and isinstance(value, dict) and isinstance(known[name], dict) and known[name]:
            yield from _unknown(value, known[name], here)


def _like(value: Any, usual: Any) -> bool:
    """Whether a value is of the kind of the usual one."""
    if isinstance(usual, bool) or isinstance(value, bool):
        return isinstance(usual, bool) and isinstance(value, bool)
    if isinstance(usual, int):
        return isinstance(value, int) and 0 <= value < 2**63
    if isinstance(usual, float):
        return isinstance(value, (int, float)) and math.isfinite(value) and (value >= 0 or usual < 0)
    return isinstance(value, type(usual)) and value != ""


def _asked(usual: Any) -> str:
    words = {bool: "true or false", int: "a whole number, 0 or more", float: "a number", str: "text", list: "a list"}
    return f"{words.get(type(usual), 'another value')}, such as {_short(usual)}"


def _kind(value: Any) -> str:
    words = {bool: "yes or no", int: "a number", float: "a number", str: "text", list: "a list", dict: "a section"}
    return "nothing" if value is None or value == "" else words.get(type(value), f"a {type(value).__name__}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def languages_of(params: Settings) -> list[str]:
    """The languages of a study (`study > languages`), the main one first.

    Raises StudyError for anything but a list of codes such as en, fr, es, each once.
    """
    found = params["study"]["languages"]
    is_list = isinstance(found, list) and bool(found)
    if not is_list or not all(isinstance(one, str) and re.fullmatch(r"[a-z]{2,3}", one) for one in found):
        where = f"{params.file}, study > languages"
        raise StudyError(where, repr(found), "a list of language codes, such as [en, fr]")
    if len(set(found)) < len(found):
        raise StudyError(f"{params.file}, study > languages", "a language stands twice", "each language once")
    return list(found)


def strands_of(params: Settings) -> list[str]:
    """The lines of evidence that a study has (`study > strands`). Raises StudyError for what is none."""
    found = params["study"]["strands"]
    if not isinstance(found, list) or not found or (wrong := [one for one in found if one not in STRANDS]):
        wrong_or_none = ", ".join(map(repr, wrong)) if isinstance(found, list) and found else repr(found)
        raise StudyError(f"{params.file}, study > strands", wrong_or_none, f"some of {', '.join(STRANDS)}")
    return [one for one in STRANDS if one in found]
