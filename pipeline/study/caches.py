"""Expensive results kept by what they were made from: under private/ where they identify people, else under .cache/."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipeline.study.atomic import write_whole


@dataclass(frozen=True)
class Cache:
    """Results as JSON, a file each, named by a fingerprint of everything they depend on.

    >>> cache = Cache(study.private / "cache" / "turns")  # doctest: +SKIP
    >>> key = fingerprint(path.read_bytes(), *package_versions("spacy"))  # doctest: +SKIP
    >>> found = cache.read(key)  # doctest: +SKIP
    """

    folder: Path

    def read(self, key: str) -> Any:
        """What was kept under `key`; None where nothing was, or what is there is not whole."""
        try:
            return json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def write(self, key: str, content: Any) -> None:
        write_whole(self.folder / f"{key}.json", json.dumps(content, ensure_ascii=False))


def package_versions(*packages: str) -> list[str]:
    """`NAME VERSION` of installed packages, for the key of what they made; `NAME absent` for one that is not there."""
    return [f"{name} {installed(name) or 'absent'}" for name in packages]


@cache
def installed(package: str) -> str:
    """The version of a package, "" where it is not there; read from its own file, which takes milliseconds, once."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
