"""Files that are whole or not there: written beside their place, put on the disk, and moved over at the end."""

import errno
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pipeline.study.errors import StudyError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary place beside `path`, moved over it when the block ends without an error; its folder exists.

    >>> with replacing(Path("table.csv")) as part:  # doctest: +SKIP
    ...     part.write_text("a,b")
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    part = path.with_name(f".{path.name}.{threading.get_ident()}.{os.getpid()}.part")  # threads write one cache, too
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """`content` at `path`, on the disk before it is moved there. Raises StudyError where the disk refuses."""
    with durable(path) as part:
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def durable(path: Path) -> Iterator[Path]:
    """As `replacing`, for what people wrote: on the disk before it is moved. Raises StudyError where it refuses."""
    try:
        with replacing(path) as part:
            yield part
            with part.open("rb+") as file:
                os.fsync(file.fileno())
    except OSError as error:
        todo = "Make room on the disk and save again."
        if error.errno in (errno.EISDIR, errno.EEXIST, errno.ENOTDIR):
            todo = "Something else lies where a file or a folder belongs: move it away."
        raise StudyError(path, f"not saved ({error.strerror})", todo=todo) from error


def move_over(source: Path, target: Path) -> None:
    """`source` in the place of `target`, whole or not at all, on another file system too."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with replacing(target) as part:
            shutil.copy2(source, part)
        source.unlink()


def alive(process: int) -> bool:
    """Whether a process of this number runs on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@cache
def _sweep(folder: Path) -> None:
    """Remove the parts of files that a killed process left in `folder`; once a run."""
    for part in folder.glob(".*.part"):
        process = part.name.split(".")[-2]
        if not (process.isdecimal() and alive(int(process))):
            part.unlink(missing_ok=True)
