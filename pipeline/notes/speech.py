"""Speech to text for recordings (optional extra)."""

from pathlib import Path

from pipeline.notes.passages import Passage
from pipeline.study import Study


def passages(path: Path, where: str, study: Study) -> list[Passage] | None:
    return None
