"""Work for other processes, in a module that imports little, so that they start quickly."""

import os
import signal
from pathlib import Path


def squared(number: int) -> tuple[int, bytes]:
    return number * number, bytes(number)


def killed_once(number: int, marker: Path) -> int:
    """Number 7 kills the process that works on it, the first time."""
    if number == 7 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return -number


def told(number: int) -> int:
    from pipeline.study import StudyError

    raise StudyError("notes/a.txt", f"{number} cannot be read")
