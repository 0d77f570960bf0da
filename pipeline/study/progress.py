"""How far a stage has come: a bar in a terminal, a line every few seconds in a log (`dvc repro` has no terminal).

`telling` runs beside a stage; from two seconds on it says which stage works, for how long, how many pieces are done,
and how long it still takes: by the pieces that are done, else by how long the stage took in this study the last time.
Loops over notes, segments and the like say how far they are through `following`.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

FIRST, EVERY = 2.0, 5.0  # seconds: until the first line, and between lines in a log
PIECES, PART, WATCHED = (
    4,
    0.05,
    10.0,
)  # pieces, of all of them, and seconds, before which a pace is no more than a guess
DURATIONS = "durations"  # of the last run of each stage, under .cache
Piece = TypeVar("Piece")


@dataclass
class _Loop:
    """The loop that is being followed: `done` of `total` pieces, the first of them `since` then."""

    what: str = ""
    done: int = 0
    total: int = 0
    since: float = 0.0

    def another(self) -> None:
        self.done += 1
        if self.done == 1:  # models were read and processes started before it: no measure of the others
            self.since = time.monotonic()


_loop = _Loop()


def following(pieces: Iterable[Piece], what: str, total: int | None = None) -> Iterator[Piece]:
    """The pieces one by one, while `telling` says how many are done; `total`: how many, where `pieces` has no length.

    >>> [piece for piece in following(["a", "b"], "notes read")]
    ['a', 'b']
    """
    _loop.what, _loop.done = what, 0
    _loop.total = total if total is not None else len(pieces) if isinstance(pieces, Sized) else 0
    try:
        for piece in pieces:
            yield piece
            _loop.another()
    finally:
        _loop.what = ""


@contextmanager
def telling(stage: str, cache: Path, write: Callable[[str], object] | None = None) -> Iterator[None]:
    """Says on the console how far `stage` has come, while the block runs; `cache`: where how long it took is kept."""
    kept = cache / DURATIONS / f"{stage}.txt"
    began, over = time.monotonic(), threading.Event()
    is_terminal = write is None and sys.stderr.isatty()
    say = write or (_in_place if is_terminal else _as_line)

    def tell() -> None:
        usual = _seconds(kept)
        pause = FIRST
        while not over.wait(pause):
            say(line(stage, time.monotonic() - began, usual))
            pause = 1.0 if is_terminal else EVERY

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
        took = time.monotonic() - began
        if took >= FIRST and cache.is_dir():
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(f"{took:.0f}\n", encoding="utf-8")
    finally:
        over.set()
        teller.join()
        if is_terminal:
            _in_place("")


def line(stage: str, took: float, usual: float | None) -> str:
    """`embed: 120 of 400 texts, 12 s so far, about 28 s to go`; `usual`: seconds of the last run, None: not known."""
    parts = [f"{_loop.done} of {_loop.total} {_loop.what}"] if _loop.what and _loop.total else []
    parts.append(f"{_span(took)} so far")
    left = _left(took, usual)
    parts.append("not known yet how much longer" if left is None else f"about {_span(left)} to go")
    return f"{stage}: {', '.join(parts)}"


def _left(took: float, usual: float | None) -> float | None:
    """Seconds to go: by the last run where it was longer than this one so far, else by the pieces that are done, once
    there are enough of them to tell."""
    if usual is not None and usual > took:
        return usual - took
    watched = time.monotonic() - _loop.since
    if not (_loop.what and _loop.total) or _loop.done < max(PIECES, PART * _loop.total) or watched < WATCHED:
        return None
    return watched / (_loop.done - 1) * (_loop.total - _loop.done)


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _seconds(kept: Path) -> float | None:
    try:
        return float(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _in_place(text: str) -> None:
    sys.stderr.write(f"\r\x1b[K{text}")
    sys.stderr.flush()


def _as_line(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def progress_bar() -> "Progress":
    """A bar with description, per cent and the time left; it goes away when the work is done."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = ("[progress.description]{task.description}", BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    return Progress(*columns, TimeRemainingColumn(), transient=True)
