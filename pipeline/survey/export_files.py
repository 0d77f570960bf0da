"""What an export says, whatever its format."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

AGAIN = "Export or copy it again; it may be cut off or carry the wrong ending."


@dataclass(frozen=True)
class VariableInfo:
    """What the file says about one variable. Ends of a missing range may be infinite."""

    name: str
    label: str = ""
    values: dict = field(default_factory=dict)  # code -> label
    missing: list = field(default_factory=list)  # codes
    missing_ranges: list = field(default_factory=list)  # pairs (lowest, highest)
    type: str = ""  # as the format names it: F8.2, A20, %9.0g
    measure: str = ""  # nominal, ordinal, scale where the file says so
    numeric: bool = False  # the file holds numbers, not their texts
    written: bool = False  # the file says that people wrote there in their own words


@dataclass(frozen=True)
class Export:
    """`frame` holds the codes of the file (numbers, texts, dates), one column a variable, each name once."""

    path: Path
    frame: pd.DataFrame
    variables: dict[str, VariableInfo]
    multiple_response: dict  # set -> {type, label, counted_value, variable_list}
    label: str = ""
    tool: str = ""  # the survey tool whose export this is, where it is known by its header
    header_rows: int = 1  # of a table: names, and texts of questions below them
    encoding: str = ""  # of a text file
    remarks: list[str] = field(default_factory=list)  # what was guessed or is odd, a sentence each
