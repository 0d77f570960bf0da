"""Codes beside each other: how often in whom, which go together, which mean nearly the same, which codings stand out.

All on what stands at this moment, as far as the coder may see it; every figure leads to the segments behind it.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipeline.coding.vectors import unit
from pipeline.workbench import filters
from pipeline.workbench.meaning import UnitVectors
from pipeline.workbench.standing_now import codes_seen
from pipeline.workbench.store import Store

BY_CODING = ("stance", "coder")  # columns of the matrix that belong to a coding, not to its unit
COLUMNS = ("group", "region", "language", "material", *BY_CODING, "note")
FEWEST = 5  # codings of a code from which the rest of it says what is usual
PAIRS = 12  # shown of each list
STANDS_OUT = 20


@dataclass(frozen=True)
class Matrix:
    """cells[code][column]: segments; totals: segments of each column, coded or not (codings, of a column by coding)."""

    columns: list[str]
    cells: dict[str, Counter[str]]
    totals: Counter[str]


def matrix(store: Store, by: str, coder: str) -> Matrix:
    """Codes by the values of a filter (`COLUMNS`), or of a survey variable of those who gave open answers."""
    coded, segments = codes_seen(store, coder), store.segments
    cells: dict[str, Counter[str]] = {}
    totals: Counter[str] = Counter()
    value_of = {} if by in BY_CODING else _values(store, by)
    totals.update(value_of.values())
    for unit_id, codings in coded.items():
        for one in codings if unit_id in segments else []:
            if by in BY_CODING:
                values = [one.stance] if by == "stance" else list(one.by)
                totals.update(values)
            else:
                values = [value_of[unit_id]] if unit_id in value_of else []
            for value in values:
                cells.setdefault(one.code, Counter())[value] += 1
    return Matrix(sorted(totals), cells, totals)


def _values(store: Store, by: str) -> dict[str, str]:
    """The value of each unit that has one."""
    if by in filters.OF_UNIT:
        of = filters.OF_UNIT[by]
        return {key: value for key, one in store.segments.items() if (value := of(one))}
    answers = filters.answers_of(store, by)
    return {
        key: answers[one.source]
        for key, one in store.segments.items()
        if one.material == "open_answer" and one.source in answers
    }


@dataclass(frozen=True)
class Pair:
    """Two codes: segments with both; of those with either; and how alike in meaning what is coded with them is."""

    a: str
    b: str
    both: int
    share: float
    likeness: float | None = None


def together(store: Store, coder: str) -> list[Pair]:
    """Codes that stand on the same segments, most often first."""
    sets = [sorted({one.code for one in codings}) for codings in codes_seen(store, coder).values()]
    each = Counter(code for codes in sets for code in codes)
    both = Counter(pair for codes in sets for pair in combinations(codes, 2))
    pairs = [Pair(a, b, n, n / (each[a] + each[b] - n)) for (a, b), n in both.items()]
    return sorted(pairs, key=lambda one: (-one.both, -one.share, one.a, one.b))


def near_codes(store: Store, vectors: UnitVectors, coder: str) -> list[Pair]:
    """Pairs of codes by how alike the mean of their segments is, the likest first: candidates for a merge."""
    rows = _rows_of_codes(store, vectors, coder)
    codes = [code for code in rows if len(rows[code]) >= FEWEST]
    if len(codes) < 2:
        return []
    means = unit(np.array([vectors.matrix[rows[code]].mean(axis=0) for code in codes]))
    likeness = means @ means.T
    counted = {(one.a, one.b): one for one in together(store, coder)}
    pairs = []
    for at, other in combinations(range(len(codes)), 2):
        a, b = sorted((codes[at], codes[other]))
        found = counted.get((a, b), Pair(a, b, 0, 0.0))
        pairs.append(Pair(a, b, found.both, found.share, float(likeness[at, other])))
    return sorted(pairs, key=lambda one: -(one.likeness or 0))[:PAIRS]


@dataclass(frozen=True)
class Odd:
    """A coding that is unlike the rest of its code: by how many standard deviations."""

    unit_id: str
    code: str
    deviation: float


def unlike_the_rest(store: Store, vectors: UnitVectors, coder: str) -> list[Odd]:
    """Codings farthest from the mean of the other codings of their code, over what is usual for that code."""
    found = []
    for code, rows in _rows_of_codes(store, vectors, coder).items():
        if len(rows) < FEWEST:
            continue
        own = vectors.matrix[rows]
        others = unit((own.sum(axis=0) - own) / (len(rows) - 1))  # each without itself
        likeness = (own * others).sum(axis=1)
        spread = float(likeness.std())
        if spread > 0:
            deviations = (likeness.mean() - likeness) / spread
            found += [Odd(vectors.ids[row], code, float(far)) for row, far in zip(rows, deviations, strict=True)]
    return sorted(found, key=lambda one: (-one.deviation, one.unit_id, one.code))[:STANDS_OUT]


def _rows_of_codes(store: Store, vectors: UnitVectors, coder: str) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for unit_id, codings in codes_seen(store, coder).items():
        if unit_id in vectors.at:
            for code in dict.fromkeys(one.code for one in codings):
                rows.setdefault(code, []).append(vectors.at[unit_id])
    return dict(sorted(rows.items()))
