"""Zip, Word and Excel files whose bytes depend on their content only: no clock, no machine, no order of a directory."""

import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from openpyxl import Workbook

USUAL_MOMENT = 1640995200  # 2022-01-01, where SOURCE_DATE_EPOCH says nothing
CORE = "docProps/core.xml"
UNREADABLE = (  # what libraries say of a packed file that is locked, cut or damaged
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip
_DATE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def fixed_moment() -> datetime:
    """The moment that files we write carry, whenever they are written (SOURCE_DATE_EPOCH; UTC)."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", USUAL_MOMENT)), UTC)


def write_zip(path: Path | IO[bytes], files: Mapping[str, bytes]) -> None:
    """An archive whose bytes depend on nothing but `files` (name to content, in this order)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, fixed_moment().timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, data)


def read_zip(path: Path | IO[bytes]) -> dict[str, bytes]:
    """The files of an archive of ours, by name, in its order."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def steady_zip(path: Path) -> None:
    """Rewrites an Office file of a library without its clock: same parts in the same order, fixed times."""
    write_zip(path, _without_clock(read_zip(path)))


def save_workbook(workbook: "Workbook", path: Path) -> None:
    """An openpyxl workbook at `path`, every date of the file itself set to `fixed_moment`."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":  # we write no formulas: a text that looks like one stays text
                    cell.data_type, cell.quotePrefix = "s", True
    content = BytesIO()
    workbook.save(content)
    files = _without_clock(read_zip(content))
    write_zip(path, {name: files[name] for name in sorted(files, key=lambda one: (one != "[Content_Types].xml", one))})


def save_document(document: "Document", path: Path) -> None:
    """A python-docx document at `path`, every date of the file itself set to `fixed_moment`."""
    document.core_properties.created = document.core_properties.modified = fixed_moment().replace(tzinfo=None)
    document.save(str(path))
    steady_zip(path)


def _without_clock(files: dict[str, bytes]) -> dict[str, bytes]:
    stamp = fixed_moment().strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return {name: _DATE.sub(stamp, data) if name == CORE else data for name, data in files.items()}
