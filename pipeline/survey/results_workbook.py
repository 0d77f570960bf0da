"""What the survey found as one workbook that a person reads: a sheet a table, headings and labels in words.

Records stand in `respondents.*.sav` and `.xlsx`; these are the tables made of them, as they are printed: suppressed
cells are empty and say so.
"""

from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.language import Words
from pipeline.study import save_workbook
from pipeline.survey.survey_codebook import SurveyCodebook

# Sheet -> columns of the table, in the order they are read. A column that stands once a language: without its ending.
SHEETS = {
    "indicators": ["label", "breakdown", "group_label", "unit", "numerator", "denominator", "estimate", "ci_low",
                   "ci_high", "weighted_estimate", "weighted_ci_low", "weighted_ci_high", "effective_base",
                   "suppressed"],
    "comparisons": ["label", "breakdown", "highest_group", "highest_percent", "lowest_group", "lowest_percent",
                    "difference", "ci_low", "ci_high", "base", "test", "p_value", "p_adjusted", "proposed"],
    "item_nonresponse": ["variable_label", "variable", "valid", "blank", "declared_missing", "not_asked", "undeclared",
                         "unread"],
    "missing_patterns": ["missing_items", "items", "records", "percent"],
    "response_rates": ["rate", "meaning", "numerator", "denominator", "percent"],
    "reliability": ["battery", "items", "n", "alpha", "ci_low", "ci_high", "omega", "weakest_item", "alpha_without"],
}  # fmt: skip
WIDTH = {"label": 60, "variable_label": 60, "meaning": 60, "group_label": 30, "missing_items": 50, "items": 30}


def write_results(
    path: Path, tables: dict[str, pd.DataFrame], codebook: SurveyCodebook, language: str, words: Words
) -> None:
    """`tables`: those of SHEETS that there are, as declared; empty ones get a sheet that says so."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, columns in SHEETS.items():
        if name not in tables:
            continue
        sheet = book.create_sheet(words(f"sheet.{name}")[:31])
        frame = _labelled(tables[name], codebook, language)
        shown = [column for column in columns if column in frame]
        sheet.append([words(f"head.{column}") for column in shown])
        for number, column in enumerate(shown, start=1):
            head = sheet.cell(1, number)
            head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[get_column_letter(number)].width = WIDTH.get(column, 16)
        for row in frame[shown].itertuples(index=False):
            sheet.append([_cell(value, words) for value in row])
        for cells in sheet.iter_rows(min_row=2):
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # never a formula
                elif isinstance(cell.value, float):
                    cell.number_format = "0.000" if abs(cell.value) < 1 else "#,##0.0"
        if frame.empty:
            sheet.append([words("sheet.empty")])
        sheet.freeze_panes = "A2"
    save_workbook(book, path)


def _labelled(frame: pd.DataFrame, codebook: SurveyCodebook, language: str) -> pd.DataFrame:
    """`frame` with labels in `language` under plain names, groups and breakdowns by their labels."""
    named = frame.rename(columns={f"{stem}_{language}": stem for stem in ("label", "meaning")})
    named = named.rename(columns={f"group_{language}": "group_label"})
    indicators = {one.name: one.label[language] for one in codebook.indicators}
    if "indicator" in named and "label" not in named:
        named = named.assign(label=named["indicator"].map(indicators).fillna(named["indicator"]))
    breakdowns = {one.name: one for one in codebook.breakdowns}
    for column in ("highest_group", "lowest_group"):
        if column in named:
            groups = [
                _group(codebook, breakdowns.get(breakdown), group, language)
                for breakdown, group in zip(named["breakdown"], named[column], strict=True)
            ]
            named = named.assign(**{column: groups})
    if "breakdown" in named:
        labels = {name: one.label[language] for name, one in breakdowns.items()}
        named = named.assign(breakdown=named["breakdown"].map(labels).fillna(""))
    if "variable" in named:
        variables = {one.name: one.label[language] for one in codebook.variables}
        named = named.assign(variable_label=named["variable"].map(variables).fillna(""))
    return named


def _group(codebook: SurveyCodebook, breakdown: Any, group: object, language: str) -> str:
    values = codebook.values(breakdown.variable) if breakdown else {}
    return next((label[language] for code, label in values.items() if str(code) == str(group)), str(group))


def _cell(value: Any, words: Words) -> Any:
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return words("flag.yes" if value else "flag.no")
    if pd.isna(value):
        return None
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) >= 2 else value
