"""What is wrong in a chapter, told with what was probably meant."""

import pandas as pd

from pipeline.study import one_of


class ChapterMistake(Exception):
    """A call in a chapter that cannot be answered; `render` adds file and line."""

    def __init__(self, found: str, expected: str = "", todo: str = ""):
        super().__init__(found)
        self.found, self.expected, self.todo = found, expected, todo


def unknown(kind: str, name: str, known: list[str]) -> ChapterMistake:
    """The mistake of naming something that is not there, with the nearest names; none there is a study not yet run."""
    todo = "Correct the name in the chapter." if known else "Run `dvc repro` to make it."
    return ChapterMistake(f"there is no {kind} {name!r}", one_of(known, name), todo)


def no_cell(kind: str, frame: pd.DataFrame, name: str, by: str, group: str) -> ChapterMistake:
    """The mistake of naming a cell that `frame` (indicator, breakdown, group) does not hold."""
    own = frame[frame["indicator"] == name]
    if own.empty:
        return unknown(kind, name, sorted(frame["indicator"].unique()))
    groups = own.loc[own["breakdown"] == by, "group"]
    if groups.empty:
        return unknown("breakdown", by, sorted(own["breakdown"].unique()))
    return unknown(f"group of {by}", group, sorted(groups))
