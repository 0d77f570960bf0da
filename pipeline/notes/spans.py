"""Stretches of a text by where they stand: those at a place without a look at all the others."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """(start, end) of stretches, found by place; answers are their numbers in the order given.

    A long text has thousands of words, names and candidates for names. Each has only a few others near it.
    """

    def __init__(self, spans: Iterable[tuple[int, int]]):
        self.spans = list(spans)
        self.order = sorted(range(len(self.spans)), key=lambda number: self.spans[number][0])
        self.starts = [self.spans[number][0] for number in self.order]
        self.reach = list(accumulate((self.spans[number][1] for number in self.order), max))  # the furthest end so far

    def overlapping(self, start: int, end: int) -> list[int]:
        """Those that share a character with (start, end)."""
        near = self.order[bisect_right(self.reach, start) : bisect_left(self.starts, end)]
        return sorted(number for number in near if self.spans[number][1] > start)

    def around(self, start: int, end: int) -> list[int]:
        """Those that hold all of (start, end)."""
        near = self.order[bisect_left(self.reach, end) : bisect_right(self.starts, start)]
        return sorted(number for number in near if self.spans[number][1] >= end)
