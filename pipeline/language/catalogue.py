"""The files of words: the house's, a file a language and room (words/LANGUAGE/ROOM.yaml), and a study's own.

A file is a mapping of phrases by key. A phrase is a text with `{names}` to be filled in, or a mapping from CLDR's
plural categories (`one`, `other`, ...) to such texts. A study gives its own, or another language, in the same shape
(codebooks/words/LANGUAGE/ROOM.yaml) or in one file with a section a room (codebooks/words/LANGUAGE.yaml).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from pipeline.study import Study, StudyError, collecting, read_yaml

HOUSE = Path(__file__).parent / "words"
SOURCE_LANGUAGE = "en"  # the language the house's words are written in first, and fall back to
Phrases = Mapping[str, Any]


def rooms_with_words() -> list[str]:
    """Rooms that the house has words for, in the source language; `language` is the grammar, and no room."""
    return sorted(path.stem for path in (HOUSE / SOURCE_LANGUAGE).glob("*.yaml"))


def house_words(language: str, room: str) -> Phrases:
    """The house's words of a room in a language; empty where it has none."""
    return _phrases(HOUSE / language / f"{room}.yaml")


@cache
def study_words(study: Study, language: str, room: str) -> Phrases:
    """A study's own words of a room in a language; they go before the house's. Empty where it has none.

    Raises StudyError for what is no phrase, and for `{names}` that the house's phrase does not fill in.
    """
    found: dict[str, Any] = {}
    for where, phrases in files_of_study(study, language, room):
        found |= _checked(phrases, room, where)
    return found


def files_of_study(study: Study, language: str, room: str) -> list[tuple[str, Phrases]]:
    """Where a study says something of its own for a room in a language, and what it says there as it stands; what comes
    later goes before."""
    one, folder = study.codebooks / "words" / f"{language}.yaml", study.codebooks / "words" / language
    return [(f"{one}, {room}", _section(one, room)), (str(folder / f"{room}.yaml"), _phrases(folder / f"{room}.yaml"))]


@cache
def _phrases(path: Path) -> Phrases:
    if not path.exists():
        return {}
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise StudyError(path, f"{content!r:.40}", "phrases by key")
    return {str(key): phrase for key, phrase in content.items()}


@cache
def _section(path: Path, room: str) -> Phrases:
    phrases = _phrases(path).get(room) or {}
    if not isinstance(phrases, dict):
        raise StudyError(f"{path}, {room}", f"{phrases!r:.40}", "phrases by key")
    return {str(key): phrase for key, phrase in phrases.items()}


def _checked(phrases: Phrases, room: str, where: str) -> Phrases:
    with collecting() as mistakes:
        for key, phrase in phrases.items():
            texts = list(phrase.values()) if isinstance(phrase, dict) and "other" in phrase else [phrase]
            if not all(isinstance(text, str) for text in texts):
                expected = "a text in quotes, or texts by plural, `other` among them"
                mistakes.add(f"{where}, {key}", f"{phrase!r:.40}", expected)
                continue
            known = _names(house_words(language, room).get(key) for language in _languages())
            try:
                unknown = sorted(_names(texts) - known)
            except ValueError as error:
                mistakes.add(f"{where}, {key}", f"brackets that do not match ({error})", "{name}, or {{ for a bracket")
                continue
            if unknown and any(key in house_words(one, room) for one in _languages()):
                listed = ", ".join(f"{{{name}}}" for name in sorted(known)) or "no name in brackets"
                mistakes.add(f"{where}, {key}", f"{{{unknown[0]}}} is filled in by nothing", listed)
    return phrases


@cache
def _languages() -> list[str]:
    """The languages that the house speaks."""
    return sorted(path.name for path in HOUSE.iterdir() if path.is_dir())


def _names(phrases: Iterable[Any]) -> set[str]:
    """What stands in brackets in these phrases. Raises ValueError for brackets that do not match."""
    texts = [text for phrase in phrases for text in (phrase.values() if isinstance(phrase, dict) else [phrase])]
    return {name for text in texts if text for _, name, _, _ in Formatter().parse(str(text)) if name is not None}
