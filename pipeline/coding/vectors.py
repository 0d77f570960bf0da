"""Vectors of texts made comparable: at length 1, and as deviations from their mean."""

import numpy as np


def unit(vectors: np.ndarray) -> np.ndarray:
    """The vectors (..., D) at length 1; a zero vector stays zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def centred(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each vector less the mean of all, (texts, dimensions); and that mean."""
    origin = vectors.mean(axis=0)
    return vectors - origin, origin
