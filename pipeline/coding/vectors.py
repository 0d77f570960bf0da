"""Vectors of texts made comparable: at length 1, and as deviations from their mean."""

import numpy as np

BLOCK = 4096  # vectors at a time: what is worked out on the way never takes as much memory as all of them do


def unit(vectors: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """The vectors (..., D) at length 1; a zero vector stays zero. out: where they go, `vectors` itself among others."""
    found = np.empty(vectors.shape, np.result_type(vectors, np.float32)) if out is None else out
    if vectors.ndim == 1:
        return np.divide(vectors, _length(vectors), out=found)
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK]
        np.divide(block, _length(block), out=found[start : start + BLOCK])
    return found


def _length(vectors: np.ndarray) -> np.ndarray:
    return np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def centred(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each vector less the mean of all, (texts, dimensions); and that mean."""
    origin = vectors.mean(axis=0)
    return vectors - origin, origin
