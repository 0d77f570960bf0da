"""Codes that go together as a map: codes on a circle, those of a theme beside each other, a line where two stand on the
same segments, the thicker the more there are. The table beside it says the same in numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from pipeline.decisions.themes import ThemesCodebook
from pipeline.workbench.code_matrix import Pair

MOST = 40  # lines, of the pairs that go together most often
WIDTH, HEIGHT, RADIUS = 720, 480, 150
THICKEST, LONGEST = 8.0, 30  # line in points, label in characters


@dataclass(frozen=True)
class Place:
    """A code on the map: where its mark stands, and its label, shortened, with the side that it grows to."""

    code: str
    label: str
    x: float
    y: float
    label_x: float
    anchor: str


@dataclass(frozen=True)
class Line:
    a: Place
    b: Place
    width: float


@dataclass(frozen=True)
class CodeMap:
    places: list[Place]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT


def drawn(pairs: Sequence[Pair], codebook: ThemesCodebook, language: str) -> CodeMap:
    """The map of `pairs`, the commonest first; without any pair there is nothing on it."""
    in_use = set(codebook.ids)
    pairs = [one for one in pairs if {one.a, one.b} <= in_use][:MOST]
    there = {code for one in pairs for code in (one.a, one.b)}
    themes = [theme.id for theme in codebook.themes]
    codes = sorted((code for code in codebook.active if code.id in there), key=lambda one: themes.index(one.theme))
    places = {}
    for at, code in enumerate(codes):
        turn = 2 * pi * at / len(codes) - pi / 2
        x, y = WIDTH / 2 + RADIUS * cos(turn), HEIGHT / 2 + (HEIGHT / 2 - 30) * sin(turn)
        is_left = x < WIDTH / 2
        label = code.label[language]
        label = label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
        anchor = "end" if is_left else "start"
        places[code.id] = Place(code.id, label, round(x, 1), round(y, 1), round(x + (-9 if is_left else 9), 1), anchor)
    most = max((one.both for one in pairs), default=1)
    lines = [Line(places[one.a], places[one.b], round(THICKEST * sqrt(one.both / most), 1)) for one in pairs]
    return CodeMap(list(places.values()), lines)
