"""Vectors made comparable, however many there are."""

import numpy as np

from pipeline.coding import vectors


def test_vectors_come_to_length_one_in_parts_as_at_once(monkeypatch):
    drawn = np.random.default_rng(3).normal(size=(10, 5)).astype(np.float32)
    drawn[4] = 0
    at_once = vectors.unit(drawn)
    monkeypatch.setattr(vectors, "BLOCK", 3)
    np.testing.assert_array_equal(vectors.unit(drawn), at_once)
    lengths = np.linalg.norm(at_once, axis=1)
    assert at_once.dtype == np.float32 and lengths[4] == 0 and np.allclose(np.delete(lengths, 4), 1)
    assert vectors.unit(drawn, out=drawn) is drawn and (drawn == at_once).all()
    np.testing.assert_allclose(vectors.unit(np.array([3, 4])), [0.6, 0.8], rtol=1e-6)
