"""The same bytes on any machine: what a processor offers must not reach a figure."""

import os
import platform
import subprocess
import sys
from pathlib import Path

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


CONVERTED = """
import pipeline, pathlib
from pipeline.coding.themes_report import convert
from pipeline.study.markdown import tree_of
folder = pathlib.Path("dossier é")
page = [f"--template={folder / 'page.html'}"]
convert(tree_of("Été", "a text"), "html", folder / "page out.html", page)
"""


def test_documents_are_made_in_a_folder_with_an_accent_where_the_locale_is_bare(tmp_path: Path) -> None:
    (tmp_path / "dossier é").mkdir()
    (tmp_path / "dossier é/page.html").write_text("<p>$body$</p>", encoding="utf-8")
    bare = os.environ | {"LC_ALL": "C", "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([sys.executable, "-c", CONVERTED], env=bare, cwd=tmp_path, check=True)
    assert "Été" in (tmp_path / "dossier é/page out.html").read_text(encoding="utf-8")
