"""The files of words: the house's (words/LANGUAGE.yaml) and a study's own (codebooks/words/LANGUAGE.yaml).

A file is a mapping from a room to its phrases. A phrase is a text with `{names}` to be filled in, or a mapping from
CLDR's plural categories (`one`, `other`, ...) to such texts.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.study import Study, read_yaml

HOUSE = Path(__file__).parent / "words"
SOURCE_LANGUAGE = "en"  # the language the house's words are written in first, and fall back to
Phrases = Mapping[str, Any]


@cache
def house_words(language: str) -> Mapping[str, Phrases]:
    """The house's words of a language by room; empty where the house has none."""
    return _words(HOUSE / f"{language}.yaml")


def study_words(study: Study, language: str) -> Mapping[str, Phrases]:
    """A study's own words of a language by room; they go before the house's. Empty where it has none."""
    return _words(study.codebooks / "words" / f"{language}.yaml")


@cache
def _words(path: Path) -> Mapping[str, Phrases]:
    if not path.exists():
        return {}
    return {room: {str(key): phrase for key, phrase in phrases.items()} for room, phrases in read_yaml(path).items()}
