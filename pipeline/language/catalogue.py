"""The files of words: the house's, a file a language and room (words/LANGUAGE/ROOM.yaml), and a study's own.

A file is a mapping of phrases by key. A phrase is a text with `{names}` to be filled in, or a mapping from CLDR's
plural categories (`one`, `other`, ...) to such texts. A study gives its own, or another language, in the same shape
(codebooks/words/LANGUAGE/ROOM.yaml) or in one file with a section a room (codebooks/words/LANGUAGE.yaml).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.study import Study, read_yaml

HOUSE = Path(__file__).parent / "words"
SOURCE_LANGUAGE = "en"  # the language the house's words are written in first, and fall back to
Phrases = Mapping[str, Any]


def rooms_with_words() -> list[str]:
    """Rooms that the house has words for, in the source language; `language` is the grammar, and no room."""
    return sorted(path.stem for path in (HOUSE / SOURCE_LANGUAGE).glob("*.yaml"))


def house_words(language: str, room: str) -> Phrases:
    """The house's words of a room in a language; empty where it has none."""
    return _phrases(HOUSE / language / f"{room}.yaml")


def study_words(study: Study, language: str, room: str) -> Phrases:
    """A study's own words of a room in a language; they go before the house's. Empty where it has none."""
    folder = study.codebooks / "words"
    return {**_rooms(folder / f"{language}.yaml").get(room, {}), **_phrases(folder / language / f"{room}.yaml")}


@cache
def _phrases(path: Path) -> Phrases:
    return {str(key): phrase for key, phrase in read_yaml(path).items()} if path.exists() else {}


@cache
def _rooms(path: Path) -> Mapping[str, Phrases]:
    if not path.exists():
        return {}
    return {room: {str(key): phrase for key, phrase in phrases.items()} for room, phrases in read_yaml(path).items()}
