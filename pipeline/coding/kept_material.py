"""What the coder reads, kept from one run to the next: after a decision the texts are the same, and so are their words,
their sentences and how alike they are.

Only numbers are kept, but of texts, and too many for the gate to look through: under private/. The last are kept, of
studies up to `MOST` texts: memory holds the sentences of all at once, and the disk some 50 KB a text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from pipeline.coding import embed, letters, similarities, text_kernel
from pipeline.coding.similarities import Encode, TextKernel, Views
from pipeline.coding.text_kernel import CodingMaterial, Prompts, gather, prompts
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, file_fingerprint, fingerprint, package_versions, read_arrays, replacing

MOST = 5000  # prompts and units
ARRAYS = ("text", "asked", "question_as_text", "question")  # of CodingMaterial
VIEWS = ("learned", "features")  # of CodingMaterial
CODE = tuple(Path(module.__file__ or "") for module in (embed, letters, similarities, text_kernel))
PACKAGES = ("numpy", "scipy", "scikit-learn", embed.Encoder.package, embed.SlowEncoder.package)


def gathered(
    study: Study, codebook: ThemesCodebook, units: pd.DataFrame, known: np.ndarray, encoders: Sequence[Encode]
) -> CodingMaterial:
    """As `text_kernel.gather`, from what the last run kept where it read the same texts in the same way."""
    book = prompts(codebook)
    path = study.private / "cache" / "coding" / "material.npz"
    if len(book.texts) + len(units) > MOST:
        path.unlink(missing_ok=True)
        return gather(codebook, units, known, encoders)
    key = _key(book, units, known, len(encoders))
    if (kept := _read(path, key)) is not None:
        sentences = [embed.sentences(text) for text in book.texts + units["text"].tolist()]
        return CodingMaterial(
            units=units, prompts=book, known=known, sentences=sentences, kernel=TextKernel(encoders), **kept
        )
    material = gather(codebook, units, known, encoders)
    material = replace(material, features=material.features_of_sentences(material.said)[0])
    _write(path, key, material)
    return material


def _key(book: Prompts, units: pd.DataFrame, known: np.ndarray, encoders: int) -> str:
    """A fingerprint of all that the numbers come from: texts, which of them are learned from, and the program."""
    lists = [
        book.texts,
        book.questions,
        units["text"],
        [one if isinstance(one, str) else "" for one in units["question"]],
    ]
    texts = [part for one in lists for part in (str(len(one)), *one)]
    return fingerprint(*texts, known.tobytes(), str(encoders), file_fingerprint(*CODE), *package_versions(*PACKAGES))


def _write(path: Path, key: str, material: CodingMaterial) -> None:
    arrays = {name: getattr(material, name) for name in ARRAYS}
    for of in VIEWS:
        for name, features in getattr(material, of).items():
            parts = {"dense": features}
            if sparse.issparse(features):
                parts = {part: getattr(features, part) for part in ("data", "indices", "indptr", "shape")}
            arrays |= {f"{of}/{name}/{part}": array for part, array in parts.items()}
    with replacing(path) as place, place.open("wb") as file:
        np.savez(file, key=np.array(_sealed(key, arrays)), **arrays)


def _read(path: Path, key: str) -> dict[str, Any] | None:
    """What is kept under `key`; None where something else is, or the file is not whole."""
    arrays = read_arrays(path) or {}
    sealed = arrays.pop("key", None)
    if sealed is None or str(sealed) != _sealed(key, arrays):
        return None
    return {name: arrays[name] for name in ARRAYS} | {of: _views(of, arrays) for of in VIEWS}


def _sealed(key: str, arrays: Iterable[str]) -> str:
    """The key and which arrays there are: a damaged list of them would leave some out in silence."""
    return fingerprint(key, *sorted(arrays))


def _views(of: str, arrays: dict[str, np.ndarray]) -> Views:
    found: Views = {}
    for place in arrays:
        start, _, name = place.partition("/")
        name, _, part = name.rpartition("/")
        if start == of and part == "dense":
            found[name] = arrays[place]
        elif start == of and part == "data":
            data, indices, indptr, shape = (
                arrays[f"{of}/{name}/{part}"] for part in ("data", "indices", "indptr", "shape")
            )
            found[name] = sparse.csr_matrix((data, indices, indptr), shape=tuple(shape))
    return found
