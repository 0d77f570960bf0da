"""Remarks on an export for whoever completes its codebook: what a record is, what a column may be."""

import re
from collections.abc import Iterator

import pandas as pd

from pipeline.survey.drafted_columns import variable_name
from pipeline.survey.exports import Export
from pipeline.survey.tools import code_and_text, named, own_name

IN_LANGUAGE = re.compile(r"[\s_.(-]+(en|fr|es|eng|fra|english|french|anglais|français)\)?$", re.IGNORECASE)
RANGE = r"\d{1,3}\s?(?:-|–|to|à)\s?\d{1,3}"
RANGE_AS_DATE = r"\d{1,2}[-/ ][^\W\d_]{3,5}\.?|[^\W\d_]{3,5}\.?[-/ ]\d{1,2}"
OF_SOMEBODY = re.compile(r"external|reference|token|jeton|invitation|e-?mail|courriel|messagerie|login", re.IGNORECASE)
MOST_TWICE = 0.1  # share of cells, from which a column does not name one person each
LEAST_ALIKE = 5  # answers that two records have in common by chance
WEIGHTS = re.compile(
    r"^(wt|wgt|weights?|wts?_?\w*|pweight|pond(eration)?|poids|fexp|factor_exp\w*)$"
    r"|\b(survey|sampling|design|post-?stratification|final) weights?\b|poids d['’](enquête|échantillon)|pondération"
    r"|factor de expansión|ponderador",
    re.IGNORECASE,
)


def about_records(export: Export, texts: pd.DataFrame, keys: list[str]) -> list[str]:
    """Remarks on the tool, sets of columns, the records' keys, single columns, and records that the tool itself made.

    texts: the cells as text; keys: the columns that identify a record.
    """
    remarks = [f"The file looks like an export of {export.tool}."] if export.tool else []
    remarks += _on_sets(export)
    for names in _language_twins(texts):
        remarks.append(f"{' and '.join(names)} are never both filled: they may be one question in two languages.")
    if not keys:
        remarks.append("No column identifies the records: record_id is the place of each in the file.")
    elif len(keys) > 1:
        remarks.append(f"A person may have several records: record_id is {' and '.join(keys)} together.")
    for name in texts:
        remarks += _on_column(name, texts[name], export.variables[name].label)
    return [*remarks, *_on_tests(export, texts), *_on_unfinished(export, texts), *_on_repeated(export, texts, keys)]


def may_weight(name: str, label: str) -> bool:
    """Is a column named as those are that hold the weights of a survey's design?"""
    return bool(WEIGHTS.search(name) or WEIGHTS.search(label))


def _on_sets(export: Export) -> Iterator[str]:
    for title, group in export.multiple_response.items():
        members = ", ".join(group["variable_list"])
        if group["is_dichotomy"] and group["counted_value"] is None:
            yield f"The multiple-response set {title} of {members} counts a value that is not known."
        if not group["is_dichotomy"]:
            yield (
                f"The multiple-response set {title} holds one answer in each of {members}: no indicator is drafted; "
                "an answer may stand in any of them."
            )


def _on_column(name: str, cells: pd.Series, label: str) -> Iterator[str]:
    if may_weight(name, label):
        base = f"weighting: {{base: {variable_name(code_and_text(name)[0])}}}"
        yield f"{name}: nothing is weighted yet; if this holds the survey's weights, add `{base}`."
    if cells.str.fullmatch(r"\d(?:[.,]\d+)?E\+\d{2}").any():
        yield f"{name}: a spreadsheet cut long numbers (1.2E+11): their last digits are lost."
    if (made := int(cells.str.fullmatch(RANGE_AS_DATE).sum())) and cells.str.fullmatch(RANGE).any():
        yield f"{name}: {made} cells look like ranges that a spreadsheet made dates of (14-Oct for 10-14)."


def _on_tests(export: Export, texts: pd.DataFrame) -> Iterator[str]:
    tool = named(export.tool)
    if not tool or not tool.tests:
        return
    name = next((name for name in texts if own_name(name) == tool.tests["column"]), None)
    codes = sorted(code for code in texts[name].unique() if tool.is_test(code)) if name else []
    if codes:
        count = int(texts[name].isin(codes).sum())
        yield (
            f"{count} records are previews or tests of the tool. To drop them: drop: [{{reason: test, label: "
            f'{{en: "Preview", fr: "Aperçu"}}, any: [{{variable: {name}, in_list: {codes}}}]}}]'
        )


def _on_unfinished(export: Export, texts: pd.DataFrame) -> Iterator[str]:
    tool = named(export.tool)
    name = next((one for one in texts if tool and own_name(one) in tool.unfinished.get("columns", [])), None)
    if tool is None or name is None:
        return
    cells = sorted(text for text in texts[name].unique() if text.strip().casefold() in tool.unfinished["values"])
    if cells:
        count = int(texts[name].isin(cells).sum())
        yield (
            f"{count} records are of people who did not come to the end. To drop them: drop: [{{reason: unfinished, "
            f'label: {{en: "Not finished", fr: "Non terminé"}}, any: [{{variable: "{name}", in_list: {cells}}}]}}]'
        )


def _on_repeated(export: Export, texts: pd.DataFrame, keys: list[str]) -> Iterator[str]:
    """Records with the very answers of another one, and columns that name somebody twice (invitations, addresses)."""
    tool = named(export.tool)
    asked = [name for name in texts if name not in keys and not (tool and own_name(name) in tool.columns)]
    many = texts[asked].ne("").sum(axis=1) >= max(LEAST_ALIKE, len(asked) / 3)
    if count := int((texts[asked].duplicated() & many).sum()):
        yield f"{count} records hold the very answers of another one: somebody may have answered twice."
    for name in texts:
        given = texts[name][texts[name].str.strip().ne("")].str.strip().str.casefold()
        twice = int(given.duplicated().sum())
        if name in keys or not OF_SOMEBODY.search(name) or not 0 < twice <= MOST_TWICE * len(given):
            continue
        yield (
            f"{name}: {twice} of its cells stand there a second time. To keep one record of each: drop: [{{reason: "
            f'twice, label: {{en: Twice, fr: Deux fois}}, duplicates: {{key: "{name}", keep: [most_answers]}}}}]'
        )


def _language_twins(texts: pd.DataFrame) -> list[list[str]]:
    """Columns whose names differ in the language at their end alone (`Q2_EN`, `Q2_FR`), never both filled."""
    stems: dict[str, list[str]] = {}
    for name in texts:
        if (stem := IN_LANGUAGE.sub("", name)) != name:
            stems.setdefault(stem, []).append(name)
    filled = {stem: texts[names].ne("").sum(axis=1) for stem, names in stems.items() if len(names) == 2}
    return [stems[stem] for stem, answers in filled.items() if answers.max() == 1]
