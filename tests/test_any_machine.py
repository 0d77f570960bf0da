"""The same bytes on any machine: what a processor offers must not reach a figure."""

import os
import platform
import subprocess
import sys

import pytest

# Sums, exponentials and a decomposition, of which the last bits differ between the routines for AVX2 and for AVX-512.
WORKED_OUT = """
import pipeline, hashlib, numpy as np, scipy.linalg
numbers = np.random.default_rng(1).normal(size=(200, 200))
found = [numbers @ numbers, np.exp(numbers), np.log(abs(numbers)), scipy.linalg.solve(numbers, numbers[0]),
         (numbers @ numbers).astype(np.float32) @ numbers.astype(np.float32)]
print(hashlib.sha256(b"".join(part.tobytes() for part in found)).hexdigest())
"""


@pytest.mark.skipif(platform.machine().lower() not in ("x86_64", "amd64"), reason="other processors, other last bits")
def test_numbers_have_the_same_last_bits_whatever_the_processor() -> None:
    ours = ("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    bare = {name: value for name, value in os.environ.items() if name not in ours}
    run = subprocess.run([sys.executable, "-c", WORKED_OUT], env=bare, capture_output=True, text=True, check=True)
    # recorded on two kinds of machine, with AVX-512 and without; another version of numpy or scipy may give another one
    assert run.stdout.split() == ["7db314f8051dbf526eb7a818bf4f77e26a7334d75d949184bf73ba210dd54e9f"]
