"""Which files the gate read and found clean, so that it reads again only what may have changed since; and which of the
key's words the study itself made public.

A file is known as long as nothing has changed that the finding stands on: what is in it and its name, the key, what the
study itself made public, and whatever may have read it. That is taken widely, so that no list has to be kept: every
file of the pipeline, every installed package by its version, and Python itself.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from pipeline.study import Cache, Study, fingerprint

PACKAGE = Path(__file__).parents[1]
KEPT = "clean"


@dataclass
class FoundClean:
    """What was found with one key, one state of what is public, and one of the program."""

    store: Cache
    stands_on: str
    files: dict[str, str] = field(default_factory=dict)  # fingerprints of clean files by path
    public: dict[str, list[str]] | None = None  # as of `leaks.made_public`; None where it was not worked out

    def save(self) -> None:
        self.store.write(KEPT, {"stands_on": self.stands_on, "files": self.files, "public": self.public})


def found_clean(study: Study, names: pd.DataFrame, public: Iterable[Path]) -> FoundClean:
    """What was found clean with these names and these files of what is public; nothing where one is another by now."""
    said = [part for path in public for part in (study.relative(path), path.read_bytes())]
    stands_on = fingerprint(names.to_csv(index=False), *said, program(PACKAGE))
    store = Cache(study.private / "cache" / "gate")
    kept = store.read(KEPT)
    if not (isinstance(kept, dict) and kept.get("stands_on") == stands_on):
        return FoundClean(store, stands_on)
    return FoundClean(store, stands_on, dict(kept["files"]), kept["public"])


@cache
def program(package: Path) -> str:
    """Sixteen digits for every file of `package`, every package that Python finds, with its version, and Python."""
    files = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    parts = [part for path in files for part in (path.relative_to(package).as_posix(), path.read_bytes())]
    installed = sorted({found.name for folder in sys.path if folder for found in Path(folder).glob("*-info")})
    return fingerprint(*parts, *installed, sys.version)
