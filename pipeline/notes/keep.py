"""Capitalised words that identify nobody: the calendar, countries, languages, and the study's own keep-list."""

from functools import cache
from pathlib import Path

from babel import Locale

from pipeline.notes.names import plain
from pipeline.study import read_yaml


def kept_names(notes: dict) -> set[str]:
    """Plain forms of every name to keep: the world's (below) and the study's (`notes: keep:` in params.yaml)."""
    return world() | {plain(str(name)) for name in notes.get("keep", [])}


@cache
def world() -> set[str]:
    """Countries, languages, months and days in English and French, from the Unicode locale data; and general_names.yaml."""
    names: set[str] = {"i", "i'm", "i'd", "i've", "i'll", "ok", "okay"}
    for code in ("en", "fr"):
        locale = Locale(code)
        names |= {plain(name) for name in locale.territories.values()}
        names |= {plain(name) for name in locale.languages.values()}
        for width in ("wide", "abbreviated"):
            names |= {plain(name) for name in locale.months["format"][width].values()}
            names |= {plain(name) for name in locale.days["format"][width].values()}
    for group in read_yaml(Path(__file__).with_name("general_names.yaml")).values():
        names |= {plain(str(name)) for name in group}
    return names
