"""`params.yaml`: what a study sets apart from the defaults; sections are named after the rooms."""

import re
from pathlib import Path
from typing import Any

from pipeline.study.errors import StudyError

USUAL_LANGUAGES = ["en", "fr"]  # of a study whose params.yaml says nothing of languages


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
        raise StudyError(
            self.file, f"there is no `{where}`", todo="Add it; the repository's own params.yaml says what it means"
        )


def languages_of(params: Settings) -> list[str]:
    """The languages of a study: `study > languages`, or those its documents are in (`findings > languages`).

    Raises StudyError for anything but a list of codes such as en, fr, es, each once.
    """
    section = "study" if "languages" in params.get("study", {}) else "findings"
    found = params.get(section, {}).get("languages", USUAL_LANGUAGES)
    is_list = isinstance(found, list) and bool(found)
    if not is_list or not all(isinstance(one, str) and re.fullmatch(r"[a-z]{2,3}", one) for one in found):
        where = f"{params.file}, {section} > languages"
        raise StudyError(where, repr(found), "a list of language codes, such as [en, fr]")
    if len(set(found)) < len(found):
        raise StudyError(f"{params.file}, {section} > languages", "a language stands twice", "each language once")
    return list(found)
