"""What takes seconds to make and is only looked at, made once for all processes that run tests beside each other."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` that `make` fills: by the first process that asks, while the others wait for it.

    To read, not to change: a test that changes something takes a copy.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # each process has a folder of its own in it
    folder, whole = shared / "once" / name, shared / "once" / f"{name}.made"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that failed
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder
