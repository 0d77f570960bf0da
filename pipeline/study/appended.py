"""Files that only grow, a line of JSON at a time: what people write and must never lose.

A line is on the disk before anything says so; no part of a line is left where the disk refuses; a line that a crash cut
is set aside, not deleted. Nothing written is ever changed: a later line says what became of an earlier one.
"""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pydantic
from filelock import FileLock

from pipeline.study.errors import StudyError
from pipeline.study.fingerprints import fingerprint
from pipeline.study.folder import Study

Model = TypeVar("Model", bound=pydantic.BaseModel)


def append_lines(study: Study, path: Path, lines: Iterable[str]) -> None:
    """Adds `lines` (each one JSON object, without its line end) to `path`; they are on the disk when this returns.

    Raises StudyError where the disk refuses: then not a part of a line is left behind.
    """
    data = "".join(f"{line}\n" for line in lines).encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _lock(study, path):
        _set_cut_line_aside(path)
        _append_bytes(study, path, data)


def repair_lines(study: Study, paths: Iterable[Path]) -> list[tuple[Path, Path]]:
    """Sets aside what a crash left of a last line; the file and where the cut end went, for each that was cut."""
    found = []
    for path in sorted(paths):
        with _lock(study, path):
            if aside := _set_cut_line_aside(path):
                found.append((path, aside))
    return found


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Line number (from 1) and bytes of each line that is not blank.

    The end of a line still being written, or cut by a crash, is left out.
    """
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if line.strip() and (number < len(lines) or is_whole(line)):
            yield number, line


def read_models(study: Study, path: Path, model: type[Model], expected: str) -> Iterator[tuple[Model, int]]:
    """Each line as `model`, with its number. Raises StudyError with file and line for one that is none."""
    for number, line in read_lines(path):
        try:
            yield model.model_validate_json(line), number
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            place = " > ".join(str(key) for key in first["loc"]) or "the line"
            todo = "Mend or delete the line."
            if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>")):  # what git leaves between two people's lines
                todo = "Keep the lines of both sides and delete the marks of the merge."
            where = f"{study.relative(path)}, line {number}"
            raise StudyError(where, f"{place}: {first['msg']}", expected, todo) from None


def is_whole(line: bytes) -> bool:
    """Is this one JSON object, not the beginning of one?"""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _lock(study: Study, path: Path) -> FileLock:
    locks = study.cache / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    return FileLock(locks / f"{fingerprint(study.relative(path))}.lock")


def _append_bytes(study: Study, path: Path, data: bytes) -> None:
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    size = os.fstat(handle).st_size
    try:
        written = os.write(handle, data)
        if written < len(data):
            raise OSError(errno.ENOSPC, "the disk took only a part of it")
        os.fsync(handle)
    except OSError as error:
        os.ftruncate(handle, size)
        raise StudyError(
            study.relative(path), f"not saved ({error.strerror})", todo="Make room on the disk and save it again."
        ) from error
    finally:
        os.close(handle)
    if is_new:  # the folder's entry must outlive a crash as well
        entry = os.open(path.parent, os.O_RDONLY)
        os.fsync(entry)
        os.close(entry)


def _set_cut_line_aside(path: Path) -> Path | None:
    """The file the cut end went to, or None where the log ends well."""
    if not path.exists() or not path.stat().st_size:
        return None
    with path.open("rb+") as log:
        log.seek(-1, os.SEEK_END)
        if log.read(1) == b"\n":
            return None
        content = path.read_bytes()
        cut = content[content.rfind(b"\n") + 1 :]
        if is_whole(cut):  # only the line's end is missing, as editors leave it
            log.seek(0, os.SEEK_END)
            log.write(b"\n")
            return None
        aside = path.with_suffix(f".{fingerprint(cut)[:8]}.cut")
        aside.write_bytes(cut)
        log.truncate(len(content) - len(cut))
        os.fsync(log.fileno())
        return aside
