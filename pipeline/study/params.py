"""`params.yaml`: what a study sets apart from the defaults; sections are named after the rooms."""

import re
from pathlib import Path
from typing import Any

from pipeline.study.errors import StudyError

DEFAULTS = Path(__file__).with_name("defaults.yaml")
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
