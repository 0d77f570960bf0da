"""How the time of reading a text without end grows with it: each part of the readers that looks for a pattern, on rows
of one sign and on words without end, as pictures pasted as letters and lines drawn by hand give them.

    python -m bench.long_texts

A row twice as long should take about twice the time, and no more than MOST; a pattern that tries every place from every
other takes four times. What takes less than SHORTEST seconds is too short to tell.
"""

import time
from collections.abc import Callable
from typing import Any

from pipeline.notes import labels, language_models, patterns, surroundings
from pipeline.notes.passages import Passage

LENGTH, MOST, SHORTEST = 10_000, 3.0, 0.02
ROWS = ["... ", "(", "(a ", "*", "_", "a", "9", "a.b", "a-", "www.", "+"]
READERS: dict[str, Callable[[str], Any]] = {
    "a label": labels.bare,
    "a label's number": labels.stem_and_number.__wrapped__,
    "the end of the talk": lambda text: surroundings._after_the_end([Passage(text)]),
    "what a shape identifies": lambda text: list(patterns.found(text, set(patterns.KINDS))),
    "the language models": lambda text: language_models.read(text, "en"),
}


def seconds(read: Callable[[str], Any], text: str) -> float:
    """Processor seconds of reading the text, the least of three times."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        read(text)
        times.append(time.process_time() - begun)
    return min(times)


def main() -> None:
    """Print each reader and row whose time grows faster than its length; the slowest of each reader otherwise."""
    for name, read in READERS.items():
        read("Yes.")  # what is loaded once
        slowest = (0.0, 0.0, "")
        for row in ROWS:
            once, twice = seconds(read, row * LENGTH), seconds(read, row * 2 * LENGTH)
            slowest = max(slowest, (twice, once, row))
            if twice > SHORTEST and twice > MOST * once:
                print(
                    f"{name}, {2 * LENGTH} times {row!r}: {twice:.2f} s, {twice / once:.1f} times half of it: TOO SLOW"
                )
        twice, once, row = slowest
        print(
            f"{name}: at most {twice:.2f} s, for {2 * LENGTH} times {row!r}, {twice / max(once, 1e-9):.1f} times half"
        )


if __name__ == "__main__":
    main()
