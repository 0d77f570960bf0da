"""Expensive results kept by what they were made from: under private/ where they identify people, else under .cache/."""

import json
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.study.archives import UNREADABLE
from pipeline.study.atomic import write_whole
from pipeline.study.fingerprints import fingerprint

DAMAGED = (*UNREADABLE, struct.error, KeyError)  # what numpy says besides of a file that it kept


@dataclass(frozen=True)
class Cache:
    """Results, a file each, named by a fingerprint of everything they depend on.

    Each ends with a fingerprint of what is in it: an entry that a disk, a program or a person damaged is made anew.

    >>> cache = Cache(study.private / "cache" / "turns")  # doctest: +SKIP
    >>> key = fingerprint(path.read_bytes(), *package_versions("spacy"))  # doctest: +SKIP
    >>> found = cache.read(key)  # doctest: +SKIP
    """

    folder: Path

    def read(self, key: str) -> Any:
        """What was kept under `key` as JSON; None where nothing was, or what is there is not what was written."""
        data = self.read_bytes(f"{key}.json")
        return None if data is None else json.loads(data)

    def write(self, key: str, content: Any) -> None:
        self.write_bytes(f"{key}.json", json.dumps(content, ensure_ascii=False).encode())

    def read_bytes(self, name: str) -> bytes | None:
        """The content of the file `name`, likewise."""
        try:
            data, _, seal = (self.folder / name).read_bytes().rpartition(b"\n")
        except OSError:
            return None
        return data if seal == fingerprint(data).encode() else None

    def write_bytes(self, name: str, data: bytes) -> None:
        write_whole(self.folder / name, data + b"\n" + fingerprint(data).encode())

    def keep_only(self, keys: Iterable[str]) -> None:
        """Delete what is kept under any other key: of a note that was withdrawn, no word stays behind."""
        names = {f"{key}.json" for key in keys}
        for path in self.folder.glob("*.json"):
            if path.name not in names and path.is_file():
                path.unlink(missing_ok=True)


def read_arrays(path: Path) -> dict[str, np.ndarray] | None:
    """The arrays that `np.savez` kept at `path`, by name; None where there is no file, or it is not whole.

    Each is read against its checksum first: a damaged head would give other numbers in silence.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.testzip() is not None:
                return None
        with np.load(path) as kept:
            return {name: kept[name] for name in kept.files}
    except DAMAGED:
        return None


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
