"""Files that are whole or not there: written beside their place, put on the disk, and moved over at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.study.errors import StudyError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary place beside `path`, moved over it when the block ends without an error; its folder exists.

    >>> with replacing(Path("table.csv")) as part:  # doctest: +SKIP
    ...     part.write_text("a,b")
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """`content` at `path`, on the disk before it is moved there. Raises StudyError where the disk refuses."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        with replacing(path) as part, part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        todo = "Make room on the disk and save again."
        raise StudyError(path, f"not saved ({error.strerror})", todo=todo) from error
