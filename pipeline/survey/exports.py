"""A survey tool's export, whatever its format: codes as they are, and what the file says about its variables.

Reads .sav, .zsav and .por (SPSS), .dta (Stata), .xpt (SAS transport), .xlsx, .ods, and text with separators (.csv,
.tsv, .txt). Nothing is relabelled or set to missing here; what had to be guessed is told in `remarks`.
"""

from pathlib import Path

from pipeline.study import StudyError
from pipeline.survey import headers
from pipeline.survey import survey_sheets as sheets
from pipeline.survey.export_files import AGAIN, Export, VariableInfo
from pipeline.survey.program_files import STATISTICS, read_statistics

__all__ = ["Export", "VariableInfo", "read_export"]

TEXTS = (".csv", ".tsv", ".tab", ".txt")
OTHER_SHEETS = (".xls", ".xlsb", ".xlsm", ".fods", ".numbers")
FIRST_BYTES = {
    ".sav": (b"$FL2", b"$FL3"),
    ".zsav": (b"$FL2", b"$FL3"),
    ".xlsx": (b"PK\x03\x04",),
    ".ods": (b"PK\x03\x04",),
}


def read_export(path: Path, encoding: str | None = None, rows_below_header: int | None = None) -> Export:
    """The export in `path`. Raises StudyError where it cannot be read whole.

    `encoding` is that of a text file (none: found out and told); `rows_below_header` of a text or Excel file hold
    texts of questions, not records (none: recognised by what stands in them).
    """
    suffix = path.suffix.lower()
    formats = [*STATISTICS, ".xlsx", ".ods", *TEXTS]
    if not path.is_file():
        raise StudyError(path, "the file is not there", todo="Check its name (for the study: params.yaml).")
    if suffix not in formats:
        todo = "Open it in a spreadsheet program and save it as .xlsx." if suffix in OTHER_SHEETS else AGAIN
        raise StudyError(path, f"{suffix or 'no ending'} is not a format of survey exports", ", ".join(formats), todo)
    if path.stat().st_size == 0:
        raise StudyError(path, "the file is empty", "an export", AGAIN)
    with path.open("rb") as file:
        first = file.read(4)
    if suffix in FIRST_BYTES and first not in FIRST_BYTES[suffix]:
        raise StudyError(path, f"the content is not {suffix[1:]}", f"a {suffix[1:]} file", AGAIN)
    if suffix in STATISTICS:
        return read_statistics(path)
    sheet = sheets.read_text(path, encoding) if suffix in TEXTS else sheets.read_workbook(path)
    header = headers.recognised(sheet.rows, rows_below_header, path)
    frame, empty = headers.records(sheet.rows, header, path)
    variables = {
        name: VariableInfo(name, label=wording, type="text", written=name in header.written)
        for name, wording in zip(header.names, header.wording, strict=True)
        if name not in empty
    }
    return Export(
        path,
        frame,
        variables,
        {},
        tool=header.tool,
        header_rows=header.depth,
        encoding=sheet.encoding,
        remarks=[*sheet.remarks, *header.remarks],
    )
