"""What leaves the gate of a study: every file but raw/, private/ and what is never cached, searched for names."""

from pathlib import Path

import pandas as pd

from pipeline.notes.contents import strings
from pipeline.study import BEHIND_THE_GATE, Study

MAY_NAME = ("raw/", "private/", *BEHIND_THE_GATE)
GENERAL = "notes/lexicon-"  # words and places of the world


def names_found(study: Study, names: list[str]) -> list[tuple[str, str]]:
    """(file, name) for each name, or any longer part of it, in a file that leaves the gate; file names too."""
    parts = sorted({part for name in names for part in [name, *name.split()] if len(part) > 4})
    found = []
    for path in sorted(study.root.rglob("*")):
        inside = path.relative_to(study.root).as_posix()
        if path.is_file() and not inside.startswith(MAY_NAME) and GENERAL not in inside and ".git/" not in inside:
            text = " ".join([inside, *_texts(path)])
            found += [(inside, part) for part in parts if part.casefold() in text.casefold()]
    return found


def _texts(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return [pd.read_parquet(path).to_csv()]
    return [path.read_bytes().decode("utf-8", errors="replace"), *strings(path)]
