"""How the review workbook and the blank coding sheet look: headings, widths, and cells to choose from."""

from collections.abc import Iterable

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.decisions.review_reading import (
    ABOUT,
    BLANK,
    CODE,
    CODE_COLUMNS,
    CODER_CELL,
    DECISION,
    FINGERPRINT,
    LABEL,
    MEMO,
    NO,
    NOTHING,
    OTHER,
    QUESTION,
    RATIONALE,
    REASON,
    REVIEW,
    SCORE,
    SEGMENT,
    STANCE,
    STANCE_WORDS,
    SUGGESTED,
    TEXT,
    YES,
)
from pipeline.decisions.themes import ThemesCodebook
from pipeline.language import Words
from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units

CODES = "Codes"
WIDTHS = {
    QUESTION: 30,
    TEXT: 70,
    LABEL: 30,
    RATIONALE: 40,
    SUGGESTED: 26,
    OTHER: 26,
    DECISION: 18,
    REASON: 20,
    MEMO: 30,
}
FILLABLE = {DECISION, OTHER, STANCE, MEMO, *(f"{CODE} {number}" for number in range(1, CODE_COLUMNS + 1))}
_HEAD, _FILL = PatternFill("solid", fgColor="DDE6EE"), PatternFill("solid", fgColor="FFF8DC")


def review_workbook(rows: pd.DataFrame, units: DataFrame[Units], codebook: ThemesCodebook) -> Workbook:
    """The workbook of `rows` (segment_id, reason, code, score, rationale, stance; most worth deciding first)."""
    place = units.set_index("unit_id")
    headings = [SEGMENT, REASON, QUESTION, TEXT, SUGGESTED, LABEL, SCORE, RATIONALE, DECISION, OTHER, STANCE, MEMO]
    table = []
    for row in rows.itertuples():
        unit = place.loc[row.segment_id]
        code = row.code if isinstance(row.code, str) else None
        label = codebook[code].label[unit["language"]] if code else None
        score = None if code is None or pd.isna(row.score) else round(float(row.score), 2)
        context = [row.segment_id, row.reason, _text(unit["asked"]), unit["text"]]
        cells = [code, label, score, _text(row.rationale), None, None, STANCE_WORDS.get(row.stance), None]
        table.append([*context, *cells, unit["fingerprint"]])
    workbook = _workbook("", _help("review", codebook), REVIEW, [*headings, FINGERPRINT], table)
    _codes_sheet(workbook, codebook)
    _choices(workbook[REVIEW], DECISION, _listed([YES, NO, NOTHING]))
    _choices(workbook[REVIEW], OTHER, _code_range(codebook))
    _choices(workbook[REVIEW], STANCE, _listed(STANCE_WORDS.values()))
    return workbook


def blank_workbook(units: DataFrame[Units], codebook: ThemesCodebook, coder: str) -> Workbook:
    """A coding sheet for `coder`: every unit given, with its question and no suggestion."""
    codes = [f"{CODE} {number}" for number in range(1, CODE_COLUMNS + 1)]
    headings = [SEGMENT, QUESTION, TEXT, *codes, STANCE, MEMO, FINGERPRINT]
    table = [
        [row.unit_id, _text(row.asked), row.text, *[None] * (CODE_COLUMNS + 2), row.fingerprint]
        for row in units.itertuples()
    ]
    workbook = _workbook(coder, _help("blank", codebook), BLANK, headings, table)
    _codes_sheet(workbook, codebook, NOTHING)
    for code in codes:
        _choices(workbook[BLANK], code, _code_range(codebook, 1))
    _choices(workbook[BLANK], STANCE, _listed(STANCE_WORDS.values()))
    return workbook


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _help(sheet: str, codebook: ThemesCodebook) -> list[str]:
    """What to do with the sheet, in each language of the codebook, a blank line between two."""
    texts = [Words("themes", language)(f"help.{sheet}").splitlines() for language in codebook.languages]
    return [line for text in texts for line in ("", *text)][1:]


def _workbook(coder: str, help_text: list[str], title: str, headings: list[str], table: list[list]) -> Workbook:
    workbook = Workbook()
    workbook.properties.creator = "pipeline"
    about = workbook.active
    about.title = ABOUT
    about["A2"], about[CODER_CELL] = "coder · codeur", coder or None
    about[CODER_CELL].fill = _FILL
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 20, 110
    for number, line in enumerate(help_text, start=4):
        about.cell(number, 2, line).alignment = Alignment(wrap_text=True, vertical="top")
    sheet = workbook.create_sheet(title)
    sheet.append(headings)
    for row in table:
        sheet.append([_safe(cell) for cell in row])
    for index, heading in enumerate(headings, start=1):
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width = WIDTHS.get(heading, 26 if heading.startswith(CODE) else 14)
        column.hidden = heading == FINGERPRINT
        for cell in sheet[get_column_letter(index)]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == 1:
                cell.fill, cell.font = _HEAD, Font(bold=True)
            elif heading in FILLABLE:
                cell.fill, cell.protection = _FILL, Protection(locked=False)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    return workbook


def _safe(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, or could not hold, as the plain text it is."""
    if not isinstance(cell, str):
        return cell
    cell = "".join(sign for sign in cell if sign >= " " or sign in "\t\n")[:32_000]
    return f"\u200b{cell}" if cell[:1] in ("=", "+", "@") else cell


def _codes_sheet(workbook: Workbook, codebook: ThemesCodebook, *first: str) -> None:
    sheet = workbook.create_sheet(CODES)
    languages = codebook.languages
    heads = [
        f"{name} ({language})" for name in ("label · libellé", "definition · définition") for language in languages
    ]
    sheet.append(["code", *heads])
    for word in first:
        sheet.append([word])
    for code in codebook.active:
        texts = [part.root.get(one) or None for part in (code.label, code.definition) for one in languages]
        sheet.append([_safe(cell) for cell in (code.id, *texts)])
    widths = (28, *[36] * len(languages), *[80] * len(languages))
    for letter, width in zip(map(get_column_letter, range(1, len(widths) + 1)), widths, strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == 1:
                cell.fill, cell.font = _HEAD, Font(bold=True)
    sheet.freeze_panes = "B2"


def _code_range(codebook: ThemesCodebook, more: int = 0) -> str:
    return f"{CODES}!$A$2:$A${len(codebook.active) + 1 + more}"


def _listed(words: Iterable[str]) -> str:
    return '"' + ",".join(words) + '"'


def _choices(sheet: Worksheet, heading: str, source: str) -> None:
    """Cells of one column choose from `source`; anything else is refused by the spreadsheet program."""
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == heading)
    validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    sheet.add_data_validation(validation)
    validation.add(f"{letter}2:{letter}{max(2, sheet.max_row)}")
