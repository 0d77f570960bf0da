"""Files of SPSS, Stata and SAS: their codes, and what they say about their variables.

User-missing values keep their codes; extended missing values of Stata (.a to .z) come as their letter.
"""

import multiprocessing
import re
import sys
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.cleaning.texts import normal
from pipeline.study import StudyError
from pipeline.survey.export_files import AGAIN, Export, VariableInfo

NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?")
STATISTICS = {
    ".sav": "SPSS",
    ".zsav": "SPSS",
    ".por": "SPSS portable",
    ".dta": "Stata",
    ".xpt": "SAS transport",
    ".xpt5": "SAS transport",
    ".xpt8": "SAS transport",
    ".sas7bdat": "SAS",
}


def read_statistics(path: Path) -> Export:
    """The export in `path`, whose ending is one of STATISTICS. Raises StudyError where it cannot be read whole."""
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
    variables = {name: _variable(name, frame[name], meta) for name in meta.column_names}
    sets = {name: _set(group, frame) for name, group in (meta.mr_sets or {}).items()}
    return Export(path, _normal_texts(frame), variables, sets, normal(meta.file_label or ""))


def _set(group: dict, frame: pd.DataFrame) -> dict:
    """A multiple-response set; the library does not read a counted text, which is then the only one there is."""
    if not group["is_dichotomy"] or group["counted_value"] is not None:
        return dict(group)
    texts = {str(text).strip() for name in group["variable_list"] for text in frame[name].dropna().unique()} - {""}
    return {**group, "counted_value": texts.pop() if len(texts) == 1 else None}


def _read_apart(path: Path, kind: str) -> tuple[pd.DataFrame, Any]:
    """(frame, metadata), read in a process of its own: some damaged files end the process of the C library."""
    import pyreadstat  # noqa: F401 (before the fork, so that the child has nothing to import)

    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_read, str(path), kind).result()


def _read(path: str, kind: str) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    # Without `user_missing` codes that stand for no answer come as blanks, and their declaration not at all.
    if kind == "SPSS":
        return pyreadstat.read_sav(path, user_missing=True)
    if kind == "Stata":
        return pyreadstat.read_dta(path, user_missing=True)
    if kind == "SAS":
        return pyreadstat.read_sas7bdat(path, user_missing=True)
    return pyreadstat.read_por(path) if kind == "SPSS portable" else pyreadstat.read_xport(path)


def _cut_off(path: Path) -> bool:
    """Where the reader does not notice that the end is missing: SAS records of 80 bytes, the closing tag of Stata."""
    if STATISTICS[path.suffix.lower()] == "SAS transport":
        return path.stat().st_size % 80 != 0
    with path.open("rb") as file:
        tagged = file.read(11) == b"<stata_dta>"
        file.seek(max(0, path.stat().st_size - 20))
        return tagged and not file.read().rstrip().endswith(b"</stata_dta>")


def _variable(name: str, column: pd.Series, meta: Any) -> VariableInfo:
    codes, ranges = [], []
    for entry in meta.missing_ranges.get(name, []):
        if entry["lo"] == entry["hi"]:
            codes.append(entry["lo"])
        else:
            ranges.append((entry["lo"], entry["hi"]))
    codes += meta.missing_user_values.get(name, [])
    numeric = meta.readstat_variable_types.get(name, "string") != "string"
    codes += sorted((_letters(column, numeric) if meta.file_format == "dta" else set()) - set(codes))
    measure = meta.variable_measure.get(name) or ""
    values = meta.variable_value_labels.get(name, {})
    return VariableInfo(
        name=name,
        label=normal(meta.column_names_to_labels.get(name) or ""),
        values={code: normal(str(label)) for code, label in values.items()},
        missing=codes,
        missing_ranges=ranges,
        type=meta.original_variable_types.get(name) or "",
        measure="" if measure == "unknown" else measure,
        numeric=numeric,
    )


def _letters(column: pd.Series, numeric: bool) -> set[str]:
    """Extended missing values (.a to .z, with a label or none): letters among the numbers of a column."""
    if column.dtype != object and not isinstance(column.dtype, pd.StringDtype):
        return set()
    cells = {str(value).strip() for value in column.dropna().unique()} - {""}
    letters = {cell for cell in cells if len(cell) == 1 and "a" <= cell <= "z"}
    others = cells - letters
    return letters if numeric or (others and all(NUMBER.fullmatch(cell) for cell in others)) else set()


def _normal_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts with their characters normalised; everything else as it is."""
    for name in frame:
        if frame[name].dtype == object or isinstance(frame[name].dtype, pd.StringDtype):
            texts = [text for text in frame[name].unique() if isinstance(text, str)]
            changed = {text: plain for text in texts if (plain := normal(text)) != text}
            if changed:
                frame[name] = frame[name].map(lambda value, changed=changed: changed.get(value, value))
    return frame
