"""`convert`: any export as a CSV of its codes and a JSON of what they mean, for programs that read nothing else.

Both are plain: codes as they are in the file (user-missing ones too), numbers in full precision, dates in
ISO; the JSON holds labels, missing values and ranges, and multiple-response sets. A text that a spreadsheet would run
as a formula gets an apostrophe in front, as in all our CSVs; the JSON says how many did.
"""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.study import StudyError, staged, write_csv
from pipeline.study.formulas import as_text
from pipeline.survey.exports import Export, VariableInfo, read_export


def convert(path: Path, folder: Path, encoding: str | None = None) -> list[Path]:
    """Write `FOLDER/NAME.csv` and `FOLDER/NAME.json`, both or neither. Raises StudyError where `path` is unreadable."""
    export = read_export(path, encoding)
    targets = [folder / f"{path.stem}.csv", folder / f"{path.stem}.json"]
    if any(target.exists() and target.samefile(path) for target in targets):
        raise StudyError(path, "the converted file would replace it", todo="Choose another folder with --to.")
    folder.mkdir(parents=True, exist_ok=True)
    with staged(folder) as staging:
        records = values(export)
        write_csv(records, staging / targets[0].name)
        marked = sum(as_text(text) != text for name in records for text in records[name].unique())
        remark = f"{marked} texts would run as formulas in a spreadsheet: an apostrophe stands before them in the CSV."
        text = json.dumps(labels(export, [remark] if marked else []), ensure_ascii=False, indent=2, allow_nan=False)
        (staging / targets[1].name).write_text(text + "\n", encoding="utf-8")
    return targets


def values(export: Export) -> pd.DataFrame:
    """All records as text: whole numbers without a decimal point, missing as an empty cell."""
    columns = [mapped(export.frame.iloc[:, number], code_text) for number in range(export.frame.shape[1])]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    return frame.set_axis(export.frame.columns, axis=1)


def labels(export: Export, remarks: Sequence[str] = ()) -> dict:
    """What the file says about itself, in plain JSON types; `remarks`: further ones."""
    return {
        "file": export.path.name,
        "label": export.label,
        "records": len(export.frame),
        "remarks": [*export.remarks, *remarks],
        "variables": [_variable(variable) for variable in export.variables.values()],
        "multiple_response_sets": [
            {
                "name": name,
                "label": group["label"],
                "type": "dichotomies" if group["is_dichotomy"] else "categories",
                "counted_value": None if group["counted_value"] is None else code_text(group["counted_value"]),
                "variables": list(group["variable_list"]),
            }
            for name, group in sorted(export.multiple_response.items())
        ],
    }


def _variable(variable: VariableInfo) -> dict:
    return {
        "name": variable.name,
        "label": variable.label,
        "type": variable.type,
        "measure": variable.measure,
        "values": {code_text(code): label for code, label in variable.values.items()},
        "missing_values": [code_text(code) for code in variable.missing],
        "missing_ranges": [[_end(low), _end(high)] for low, high in variable.missing_ranges],
    }


def _end(number: float | str) -> str:
    """An end of a range; open ones as SPSS writes them."""
    if isinstance(number, float) and math.isinf(number):
        return "lowest" if number < 0 else "highest"
    return code_text(number)
