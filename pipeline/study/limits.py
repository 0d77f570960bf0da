"""What people wrote that a machine carries out, chapters and patterns, is stopped where it does not come to an end."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in the block after so many seconds of the processor (in the main thread).

    Signals arrive there. The clock would stop sound work on a machine that is busy with other things.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
