"""Units by meaning: the vectors of the stage `embed`, as a matrix on the disk that a query is compared with at once.

The matrix is laid out in the order of the units, each row less the mean of all and at length 1, so that a product with
a query is the cosine. It is mapped from a file under .cache/, since a large study's would not fit beside all else; made
again when the vectors or the units change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
import pandas as pd

from pipeline.coding import embed
from pipeline.coding.vectors import unit
from pipeline.study import StudyError, fingerprint, replacing, stamp
from pipeline.workbench.store import Store

ROWS_AT_ONCE = 8192
_ONE_AT_A_TIME = Lock()  # the encoder is shared by all requests


@dataclass(frozen=True)
class UnitVectors:
    """matrix: (units, dimensions), float32, rows at length 1 (zero where a unit has no vector yet); origin: the mean
    that was taken from every row; ids: the units, in the order of the rows."""

    matrix: np.ndarray
    origin: np.ndarray
    ids: list[str]
    at: dict[str, int]

    def like_words(self, words: str) -> np.ndarray:
        """Cosine of every unit to these words, (units,). The first call waits for the encoder, some seconds."""
        with _ONE_AT_A_TIME:
            query = embed.of_query(words)
        return self.matrix @ unit(query - self.origin).astype(np.float32)

    def like_unit(self, unit_id: str) -> np.ndarray:
        return self.matrix @ self.matrix[self.at[unit_id]]


def unit_vectors(store: Store) -> UnitVectors:
    """Raises StudyError where the stage `embed` has not run."""
    source = store.study.processed / embed.TABLE
    if not source.exists():
        todo = "Run `dvc repro` to make them."
        raise StudyError(store.study.relative(source), "the vectors are not there", todo=todo)
    return store.derived(f"vectors {stamp([source])}", lambda: _laid_out(store, source))


def best(likeness: np.ndarray, allowed: np.ndarray | None, most: int) -> list[int]:
    """Positions of the `most` likest units among those `allowed` ((units,), bool), likest first."""
    likeness = likeness if allowed is None else np.where(allowed, likeness, -2)
    most = min(most, len(likeness) if allowed is None else int(allowed.sum()))
    if most == 0:
        return []
    chosen = np.argpartition(-likeness, most - 1)[:most]
    return chosen[np.lexsort((chosen, -likeness[chosen].round(5)))].tolist()


def _laid_out(store: Store, source: Path) -> UnitVectors:
    ids = list(store.segments)
    units = store.study.processed / "coding/units.parquet"
    name = fingerprint(*(f"{time} {size}" for _, time, size in stamp([source, units])))
    path = store.study.cache / "workbench" / f"units-{name}.npy"
    if not path.exists():
        _write(store, source, path)
    mapped = np.load(path, mmap_mode="r")
    return UnitVectors(mapped[1:], np.array(mapped[0]), ids, {unit_id: at for at, unit_id in enumerate(ids)})


def _write(store: Store, source: Path, path: Path) -> None:
    """The matrix, its first row the origin; older ones are deleted."""
    table = pd.read_parquet(source)
    place = {key: at for at, key in enumerate(table["key"])}
    rows = np.array([place.get(fingerprint(one.text), -1) for one in store.segments.values()], dtype=int)
    vectors = table["vector"].to_numpy()
    known = rows[rows >= 0]
    dimensions = len(vectors[0]) if len(vectors) else embed.Encoder.dimensions
    origin = _sum(vectors[part] for part in _parts(known)) / max(len(known), 1) if len(known) else np.zeros(dimensions)
    with replacing(path) as partial:
        shape = (len(rows) + 1, dimensions)
        out = np.lib.format.open_memmap(partial, mode="w+", dtype=np.float32, shape=shape)
        out[0] = origin
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            there = np.flatnonzero(some >= 0)
            if len(there):
                out[1 + start + there] = unit(np.vstack(vectors[some[there]]) - origin)
        out.flush()
    for old in path.parent.glob("units-*.npy"):
        if old != path:
            old.unlink(missing_ok=True)


def _parts(rows: np.ndarray) -> Iterable[np.ndarray]:
    return (rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE))


def _sum(parts: Iterable[np.ndarray]) -> np.ndarray:
    return np.sum([np.vstack(list(part)).sum(axis=0, dtype=np.float64) for part in parts], axis=0)
