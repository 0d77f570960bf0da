"""The text of a source, wherever a project keeps it: in the XML, or beside it as plain text, Word, RTF or ODT."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from pipeline.exchange.archive import MAX_TEXT, Archive
from pipeline.exchange.refi_xml import Element
from pipeline.study import StudyError

WHERE_TEXT_IS = ("plainTextPath", "richTextPath")


def read_text(item: Element, archive: Archive | None) -> tuple[str | None, str]:
    """A text as it stands in the file, or None and the part that is missing."""
    inside = item.findtext("PlainTextContent")
    if inside and inside.strip():
        return inside, ""
    missing = f"its text {item.get('plainTextPath') or '(no path)'} is not in the file"
    for attribute in WHERE_TEXT_IS:
        path = item.get(attribute) or ""
        name = archive.find(unquote(path.split("://", 1)[-1])) if archive and path else None
        if archive is None or name is None:
            continue
        text, missing = _file_text(archive, name)
        if text is not None:
            return text, ""
    return None, missing


def _file_text(archive: Archive, name: str) -> tuple[str | None, str]:
    data = archive.read(name, MAX_TEXT)
    suffix = "." + name.rsplit(".", 1)[-1]
    text = _rich_text(data, suffix, name) if suffix in (".docx", ".rtf", ".odt", ".html") else _decoded(data)
    if text is None:
        return None, f"its text {name} cannot be read ({'neither UTF-8 nor UTF-16' if suffix == '.txt' else suffix})"
    return (text, "") if text.strip("\ufeff \r\n\t") else (None, f"its text {name} is empty ({len(data)} bytes)")


def _rich_text(data: bytes, suffix: str, name: str) -> str | None:
    """The paragraphs of a Word file, or of what pandoc reads, one a line; None where it cannot be read."""
    if suffix == ".docx":
        from docx import Document

        try:
            return "\n".join(_paragraphs(Document(io.BytesIO(data))))
        except Exception:  # python-docx lets the errors of zip, XML and its own parts through
            return None
    from pipeline.notes.documents import document_lines

    try:
        return "\n".join(document_lines(data, suffix, name))
    except StudyError:
        return None


def _paragraphs(part: Any) -> Iterator[str]:
    """The paragraphs of a Word document or of a cell in reading order, those in tables among them."""
    for one in part.iter_inner_content():
        if not hasattr(one, "rows"):
            yield one.text
            continue
        cells = {cell._tc: cell for row in one.rows for cell in row.cells}  # a merged cell stands in each of its places
        for cell in cells.values():
            yield from _paragraphs(cell)


def _decoded(data: bytes) -> str | None:
    """Text with its byte order mark and line ends kept, since positions may count them."""
    try:
        if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and data[:200].count(0) * 4 >= len(data[:200]) > 0:
            return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "\ufeff" + data.decode("utf-16")
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace") if data.count(0) == 0 else None
