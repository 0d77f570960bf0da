"""Workbooks that are the same bytes for the same content: openpyxl writes the clock into them, this takes it out."""

import os
import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "1640995200"))


def save_workbook(workbook: Workbook, path: Path) -> None:
    """Writes `workbook` to `path` with every date in it set to SOURCE_DATE_EPOCH."""
    content = BytesIO()
    workbook.save(content)
    moment = datetime.fromtimestamp(EPOCH, UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, data)
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, data)
