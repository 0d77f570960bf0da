"""What the file of words says of a language itself (`language.yaml`): quotation marks, the colon, spaces, clauses.

It holds for whatever a process writes, and a process writes of one study: the command line names it once
(`speak_for`), so that a study's own `codebooks/words/LANGUAGE/language.yaml` goes before the house's. Where none was
named, the house's stands alone.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError

from pipeline.language.catalogue import SOURCE_LANGUAGE, files_of_study, house_words
from pipeline.study import Study, collecting, did_you_mean

FALLBACK: Mapping[str, Any] = {  # of a language without words: what CLDR does not tell
    "quotes": ["“", "”"],
    "inner_quotes": ["‘", "’"],
    "colon": ": ",
    "span": "{low} – {high}",
    "of": "{part} / {whole}",
    "high_marks": "",
    "percent_words": [],
    "of_words": [],
    "clauses": {},
    "first_of_month": "",
}
PAIRS = ("quotes", "inner_quotes")
_spoken_for: list[Study] = []  # none, or the one study of this process


def speak_for(study: Study | None) -> None:
    """From now on the study's own grammar goes before the house's, whoever writes a number or a quotation."""
    _spoken_for[:] = [study] if study else []


def grammar(language: str) -> Mapping[str, Any]:
    """What the language's file of words says of the language itself, and `FALLBACK` for the rest."""
    return _grammar(language, *_spoken_for)


@lru_cache
def _grammar(language: str, *studies: Study) -> Mapping[str, Any]:
    found = {**FALLBACK, **house_words(language, "language")}
    for study in studies:
        found |= study_grammar(study, language)
    return found


def study_grammar(study: Study, language: str) -> Mapping[str, Any]:
    """What the study itself says of a language; empty where it says nothing. Raises StudyError for every entry that is
    none, or of another kind than the house's."""
    found: dict[str, Any] = {}
    with collecting() as mistakes:
        for where, entries in files_of_study(study, language, "language"):
            for key, value in entries.items():
                if key not in known():
                    mistakes.add(f"{where}, {key}", "that is no entry", ", ".join(known()), did_you_mean(key, known()))
                elif problem := _problem(key, value):
                    mistakes.add(f"{where}, {key}", f"{value!r:.40}", problem)
                else:
                    found[key] = value
    return found


@cache
def known() -> list[str]:
    """The entries that there are."""
    return sorted({*FALLBACK, *house_words(SOURCE_LANGUAGE, "language")})


def _problem(key: str, value: object) -> str:
    """What was expected instead; empty where the value can be used."""
    if key in ("locale", "list_locale"):
        try:
            Locale.parse(str(value))
        except (ValueError, UnknownLocaleError):
            return "a locale of CLDR, such as fr_CA"
        return ""
    like = FALLBACK.get(key, "")
    if isinstance(like, list):
        texts = isinstance(value, list) and all(isinstance(one, str) and one for one in value)
        if key in PAIRS:
            return "" if texts and len(value) == 2 else "two texts: before and after"  # type: ignore[arg-type]
        return "" if texts else "a list of texts"
    if isinstance(like, dict):
        return "" if isinstance(value, dict) else "a mapping"
    if not isinstance(value, str):
        return "a text in quotes"
    missing = [name for name in ("{low}", "{high}", "{part}", "{whole}") if name in like and name not in value]
    return f"a text with {' and '.join(missing)}" if missing else ""
