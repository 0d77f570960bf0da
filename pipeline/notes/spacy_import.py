"""spaCy, imported and loaded without what no stage uses: a second of its command line, five of one French pattern.

spaCy's pattern of French words with a hyphen (`peut-être`) spells out every letter of Unicode some five hundred times,
and every process that reads French would compile that anew. The same pattern, with the beginnings that go on in the
same way put together, matches the same words and is compiled in a tenth of the time.
"""

import importlib.util
import re
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.study import standing_in

LARGE = 100_000  # characters of a pattern that is worth rewriting
LETTERS = re.compile(r"\[[^\]]{1000,}\]")  # all letters
GROUP = re.compile(r"\((?:\?:)?[^()]*\)")
OPENS, BETWEEN, CLOSES = "(?iu)(?:", ")|(?:", ")"


@cache
def stop_words(*languages: str) -> frozenset[str]:
    """spaCy's commonest words of these languages together, without importing spaCy; none where it has no list."""
    lists = (folder_of("spacy") / "lang" / language / "stop_words.py" for language in languages)
    return frozenset().union(*(runpy.run_path(str(path))["STOP_WORDS"] for path in lists if path.exists()))


def folder_of(package: str) -> Path:
    """Where an installed package lies, without importing it."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package, name=package)
    return Path(found.origin).parent


def load(package: str, exclude: list[str]) -> Any:
    """The model of an installed package, without some of its parts."""
    with _quick_patterns():
        import_spacy()
        return importlib.import_module(package).load(exclude=exclude)


def import_spacy() -> None:
    """Import spaCy without its command line (downloads and the like), a third of what a note more would wait for."""
    if "spacy" in sys.modules:
        return
    unused = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    unused["spacy.cli.info"].info = None  # type: ignore[attr-defined]  # spaCy imports this name from it
    with standing_in(unused):
        import spacy  # noqa: F401


@contextmanager
def _quick_patterns() -> Iterator[None]:
    """`re.compile` with large patterns rewritten first."""
    own = re.compile

    def compile_quick(pattern: Any, flags: int = 0) -> re.Pattern:
        return own(quick(pattern) if isinstance(pattern, str) else pattern, flags)

    re.compile = compile_quick
    try:
        yield
    finally:
        re.compile = own


@cache
def quick(pattern: str) -> str:
    """`pattern`, or one that matches the same words: `(?:^aX+$)|(?:^bX+$)` is `(?:^(?:a|b)X+$)`, X all letters."""
    if len(pattern) < LARGE or not (pattern.startswith(OPENS) and pattern.endswith(CLOSES)):
        return pattern
    alternatives = pattern.removeprefix(OPENS).removesuffix(CLOSES).split(BETWEEN)
    beginnings: dict[str, list[str]] = {}
    for one in alternatives:
        letters = LETTERS.search(one)
        cut = letters.start() if letters else len(one)
        if not one.startswith("^") or "|" in GROUP.sub("", one[:cut]):
            return pattern
        beginnings.setdefault(one[cut:], []).append(one[1:cut])
    return OPENS + BETWEEN.join(f"^(?:{'|'.join(first)}){rest}" for rest, first in beginnings.items()) + CLOSES
