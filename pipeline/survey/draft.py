"""A first codebook for any export: what the file says about itself, in the format that a person then completes.

It can be used at once (every record is kept, every column is clean as it stands); rules, weights, indicators and the
second language are for a person to add.
"""

import io
import re
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.texts import key
from pipeline.study import StudyError
from pipeline.survey.exports import Export, VariableInfo, read_export

HEADER = """# Drafted from {name}. To complete: labels in both languages, what is personal or set aside, drop rules,
# skip logic, spellings, amounts, dates, margins, breakdowns, indicators. Format: pipeline/survey/survey_codebook.py.
"""
OPEN_FROM = 40  # mean characters from which a text is taken for an open answer
FEW = 12  # distinct texts up to which a column is taken for a list of answers
ADDRESS = re.compile(r"\S+@\S+\.\S+|\d{1,3}(?:\.\d{1,3}){3}")


def draft(path: Path, target: Path, encoding: str = "utf-8-sig") -> Path:
    """Write the draft to `target`. Raises StudyError where it exists, or where no column identifies the records."""
    if target.exists():
        raise StudyError(target, "the file is there already", todo="Move it away, or choose another name with --to.")
    export = read_export(path, encoding)
    yaml = YAML()
    yaml.width = 120
    buffer = io.StringIO()
    yaml.dump(drafted(export), buffer)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(HEADER.format(name=path.name) + buffer.getvalue(), encoding="utf-8")
    return target


def drafted(export: Export) -> dict:
    """The codebook's content as plain Python."""
    texts = pd.DataFrame({name: mapped(export.frame[name], code_text) for name in export.frame})
    unique = [name for name in texts if texts[name].is_unique and texts[name].str.strip().ne("").all()]
    if not unique:
        raise StudyError(export.path, "no column identifies the records", "one without blanks or repeated values")
    lists, variables, personal = {}, [], []
    missing = _missing_codes(export)
    for name in texts:
        info, column = export.variables[name], texts[name]
        entry = {"raw": name, "question": _both(info.label or name)}
        if name != unique[0] and column.str.contains(ADDRESS).any() and column.str.len().mean() < OPEN_FROM:
            personal.append(entry | {"personal": True, "reason": _both("Personal information")})
            continue
        clean = "record_id" if name == unique[0] else _name(name, variables)
        entry = {"name": clean, "raw": name, **_kind(name, unique[0], info, column, missing, lists)}
        declared = [code for code in missing if code_text(code) in {code_text(value) for value in info.missing}]
        if declared and entry["kind"] in ("category", "number"):
            entry["missing"] = declared
        variables.append(entry | {"label": _both(info.label or name), "question": _both(info.label or name)})
    variables.append({"name": "weight", "kind": "weight", "label": {"en": "Weight", "fr": "Poids"}})
    return {
        "title": _both(export.label or export.path.stem),
        **{name: _both("") for name in ("producer", "abstract", "population")},
        "answers": {label: values for values, label in lists.values()},
        "missing_codes": [{"code": code, "label": _both(label)} for code, label in missing.items()],
        "set_aside": personal,
        "variables": variables,
    }


def _kind(name: str, identifier: str, info: VariableInfo, column: pd.Series, missing: dict, lists: dict) -> dict:
    """The kind of a variable, and the list of answers it needs."""
    given = column[column.str.strip().ne("")]
    labels = {code: label for code, label in info.values.items() if code_text(code) not in map(code_text, missing)}
    if name == identifier:
        return {"kind": "identifier"}
    if labels:
        return {"kind": "category", "answers": _list(name, labels, lists)}
    numeric = pd.to_numeric(given, errors="coerce")
    if len(given) and numeric.notna().all():
        return {"kind": "number", "integer": bool((numeric % 1 == 0).all())}
    if given.str.len().mean() >= OPEN_FROM:
        return {"kind": "open"}
    distinct = sorted(given.str.strip().unique())
    if 0 < len(distinct) <= FEW < len(given):
        return {"kind": "category", "answers": _list(name, {text: text for text in distinct}, lists)}
    return {"kind": "text"}


def _list(name: str, labels: dict, lists: dict) -> str:
    """The name of the list with these answers; one list serves all variables that share it."""
    values = [{"raw": _code(code), "clean": _code(code), "label": _both(label)} for code, label in labels.items()]
    signature = tuple((code_text(code), label) for code, label in labels.items())
    return lists.setdefault(signature, (values, f"{key(name)}_answers"))[1]


def _missing_codes(export: Export) -> dict:
    """User-missing codes of all variables and their labels (the code itself where there is none)."""
    found = {}
    for info in export.variables.values():
        for code in info.missing:
            found.setdefault(_code(code), info.values.get(code) or code_text(code))
    return dict(sorted(found.items(), key=lambda item: (isinstance(item[0], str), item[0])))


def _code(code):
    return (
        int(code) if isinstance(code, float) and code.is_integer() else Quoted(code) if isinstance(code, str) else code
    )


def _name(raw: str, variables: list[dict]) -> str:
    """A name for the clean variable that no other has."""
    name = re.sub(r"\W+", "_", raw).strip("_").lower() or "variable"
    taken = {variable["name"] for variable in variables} | {"weight", "record_id"}
    while name in taken:
        name += "_"
    return name


def _both(text: str) -> dict:
    """A label for each language: the two halves of `English / French`, else the same text twice."""
    halves = [half.strip() for half in text.split(" / ")]
    en, fr = halves if len(halves) == 2 and all(halves) else (text, text)
    return {"en": Quoted(en), "fr": Quoted(fr)}
