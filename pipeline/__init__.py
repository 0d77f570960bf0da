"""A reproducible pipeline for mixed-methods evaluation studies: survey and interview notes, braided into findings."""

import os
import platform
from pathlib import Path


def _avx2_here() -> bool:
    """Whether the processor is an x86-64 one with AVX2, as made since 2013; it is where nothing says so."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    said = Path("/proc/cpuinfo")
    return not said.exists() or " avx2 " in said.read_text(encoding="utf-8", errors="replace")


# Same bytes on any machine. Linear algebra and numpy choose their routines by the processor and share them out over its
# cores, and with either the last bits of a sum change, on which a rounding or a choice between two cuts can turn. All
# take the routines for AVX2, on one core; more cores are used by more processes (pipeline.compute). It has to be said
# before numpy is loaded. What a person has set stays.
if _avx2_here():
    os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
    os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", "X86_V4 AVX512_ICL AVX512_SPR")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Arrow's own pool keeps what it once had: of a large study a third of all memory.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
# Where the locale is `C`, Python reads the names of files as UTF-8 all the same; pandoc would stop at an accent.
if os.environ.get("LC_ALL") in ("C", "POSIX"):
    os.environ["LC_ALL"] = "C.UTF-8"
