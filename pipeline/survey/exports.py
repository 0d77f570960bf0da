"""A survey tool's export, whatever its format: codes as they are, and what the file says about its variables.

Reads .sav, .zsav and .por (SPSS), .dta (Stata), .xpt (SAS transport), .xlsx and .csv, and writes any of them as plain
CSV and JSON. User-missing values keep their
codes; labels, missing values and ranges, and multiple-response sets are told beside them.
"""

import csv
import io
import multiprocessing
import sys
import zipfile
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.study import StudyError

STATISTICS = {
    ".sav": "SPSS",
    ".zsav": "SPSS",
    ".por": "SPSS portable",
    ".dta": "Stata",
    ".xpt": "SAS transport",
    ".xpt5": "SAS transport",
    ".xpt8": "SAS transport",
}
FORMATS = [*STATISTICS, ".xlsx", ".csv"]
FIRST_BYTES = {".sav": (b"$FL2", b"$FL3"), ".zsav": (b"$FL2", b"$FL3"), ".xlsx": (b"PK\x03\x04",)}
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


@dataclass(frozen=True)
class Export:
    """`frame` holds the codes of the file (numbers, texts, dates); nothing is relabelled or set to missing."""

    path: Path
    frame: pd.DataFrame
    variables: dict[str, VariableInfo]
    multiple_response: dict  # set -> {type, label, counted_value, variable_list}
    label: str = ""


def read_export(path: Path, encoding: str = "utf-8-sig", rows_below_header: int = 0) -> Export:
    """The export in `path`. Raises StudyError where it cannot be read whole.

    `encoding` is that of a CSV file; `rows_below_header` of a CSV or Excel file are passed over (texts of questions).
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        raise StudyError(path, "the file is not there", todo="Check its name (for the study: params.yaml).")
    if suffix not in FORMATS:
        raise StudyError(path, f"{suffix or 'no ending'} is not a format of survey exports", ", ".join(FORMATS))
    if path.stat().st_size == 0:
        raise StudyError(path, "the file is empty", "an export", AGAIN)
    with path.open("rb") as file:
        first = file.read(4)
    if suffix in FIRST_BYTES and first not in FIRST_BYTES[suffix]:
        raise StudyError(path, f"the content is not {suffix[1:]}", f"a {suffix[1:]} file", AGAIN)
    if suffix in STATISTICS:
        return _statistics(path)
    rows = _csv(path, encoding) if suffix == ".csv" else _xlsx(path)
    return _table(path, rows[0] if rows else [], rows[1 + rows_below_header :])


def _statistics(path: Path) -> Export:
    kind = STATISTICS[path.suffix.lower()]
    whole = f"a whole {kind} file"
    if _cut_off(path):
        raise StudyError(path, "the end of the file is not there", whole, AGAIN)
    try:
        frame, meta = _read_apart(path, kind)
    except OverflowError as error:
        todo = "Correct it in the program that wrote the file."
        raise StudyError(path, "a date lies outside the years 1 to 9999", "dates within them", todo) from error
    except BrokenExecutor as error:
        raise StudyError(path, "the file is damaged", whole, AGAIN) from error
    except Exception as error:  # whatever the library raises for a file it cannot make out
        reason = " ".join(str(error).split()) or type(error).__name__
        raise StudyError(path, f"not readable ({reason})", whole, AGAIN) from error
    if meta.number_rows is not None and meta.number_rows != len(frame):
        raise StudyError(path, f"{len(frame)} records", f"{meta.number_rows}, as the file says", AGAIN)
    variables = {name: _variable(name, meta) for name in meta.column_names}
    return Export(path, frame, variables, dict(meta.mr_sets or {}), meta.file_label or "")


def _read_apart(path: Path, kind: str):
    """(frame, metadata), read in a process of its own: some damaged files end the process of the C library."""
    import pyreadstat  # noqa: F401 (before the fork, so that the child has nothing to import)

    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_read, str(path), kind).result()


def _read(path: str, kind: str):
    import pyreadstat

    # Without `user_missing` codes that stand for no answer come as blanks, and their declaration not at all.
    if kind == "SPSS":
        return pyreadstat.read_sav(path, user_missing=True)
    if kind == "Stata":
        return pyreadstat.read_dta(path, user_missing=True)
    return pyreadstat.read_por(path) if kind == "SPSS portable" else pyreadstat.read_xport(path)


def _cut_off(path: Path) -> bool:
    """Where the reader does not notice that the end is missing: SAS records of 80 bytes, the closing tag of Stata."""
    if STATISTICS[path.suffix.lower()] == "SAS transport":
        return path.stat().st_size % 80 != 0
    with path.open("rb") as file:
        tagged = file.read(11) == b"<stata_dta>"
        file.seek(max(0, path.stat().st_size - 20))
        return tagged and not file.read().rstrip().endswith(b"</stata_dta>")


def _variable(name: str, meta) -> VariableInfo:
    codes, ranges = [], []
    for entry in meta.missing_ranges.get(name, []):
        if entry["lo"] == entry["hi"]:
            codes.append(entry["lo"])
        else:
            ranges.append((entry["lo"], entry["hi"]))
    measure = meta.variable_measure.get(name) or ""
    return VariableInfo(
        name=name,
        label=meta.column_names_to_labels.get(name) or "",
        values=dict(meta.variable_value_labels.get(name, {})),
        missing=[*codes, *meta.missing_user_values.get(name, [])],
        missing_ranges=ranges,
        type=meta.original_variable_types.get(name) or "",
        measure="" if measure == "unknown" else measure,
    )


def _csv(path: Path, encoding: str) -> list[list[str]]:
    data = path.read_bytes()
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        todo = "Save the file as UTF-8, or declare its `encoding` in codebooks/survey.yaml."
        found = f"byte 0x{data[error.start]:02X} is not {encoding}"
        raise StudyError(f"{path}, line {line}", found, f"{encoding} text", todo) from error
    except LookupError as error:
        raise StudyError(path, f"{encoding!r} is no known encoding", "a name such as utf-8-sig or cp1252") from error
    if "\0" in text:
        raise StudyError(path, "the content is not text", "a CSV file", AGAIN)
    header = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t|", key=header.count), strict=True)
    try:
        return [row for row in rows if row]
    except csv.Error as error:
        raise StudyError(f"{path}, line {rows.line_num}", f"not readable ({error})", "closed quotes", AGAIN) from error


def _xlsx(path: Path) -> list[list[str]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, EOFError) as error:
        raise StudyError(path, f"not readable ({error})", "a whole workbook", AGAIN) from error
    return [["" if cell is None else _cell(cell) for cell in row] for row in rows if row.count(None) < len(row)]


def _cell(cell) -> str:
    """A cell as text: whole numbers without a decimal point, dates in ISO."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat(sep=" ") if hasattr(cell, "hour") and hasattr(cell, "year") else str(cell)


def _table(path: Path, columns: list[str], records: list[list[str]]) -> Export:
    columns = [column.strip() for column in columns]
    if not any(columns):
        raise StudyError(path, "there is no header", "a first line with the names of the columns")
    for number, row in enumerate(records, start=1):
        if len(row) != len(columns):
            todo = "The file may be cut off, or a text may hold the delimiter without quotes."
            raise StudyError(f"{path}, record {number}", f"{len(row)} cells", f"{len(columns)}, as in the header", todo)
    frame = pd.DataFrame(records, columns=columns, dtype="str")
    return Export(path, frame, {name: VariableInfo(name, type="text") for name in columns}, {})
