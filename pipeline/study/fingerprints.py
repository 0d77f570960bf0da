"""Short names for contents: what a cache is keyed by, what a decision was made about, what a page was made from."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

Stamp = tuple[tuple[str, int, int], ...]


def fingerprint(*parts: str | bytes) -> str:
    """Sixteen hexadecimal digits (SHA-256) that stand for these texts; equal texts give equal digits on any machine."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:16]


def file_fingerprint(*paths: Path) -> str:
    """The fingerprint of the files' contents, in this order; a file that is not there counts as empty."""
    return fingerprint(*(path.read_bytes() if path.exists() else b"" for path in paths))


def stamp(files: Iterable[Path]) -> Stamp:
    """Path, time (ns) and size of each file that is there: enough to see that one changed, without reading it."""
    states = []
    for path in files:
        with suppress(FileNotFoundError, NotADirectoryError):  # asked once: the page stamps files at every key
            state = path.stat()
            states.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(states)
