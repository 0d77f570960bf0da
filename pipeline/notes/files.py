"""What kind of file a note is, by its content, and whether it is safe and possible to open.

Nothing here reads what the note says. A file that cannot be read is refused with a sentence that says what to do.
"""

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from pipeline.study import StudyError

STYLED = {".ass", ".ssa"}  # subtitles with styles
DOCUMENTS = {".docx", ".odt", ".rtf", ".md", ".markdown", ".html", ".htm", ".txt", ".vtt", ".srt", ".sbv", ".pdf"}
DOCUMENTS |= {".textgrid", *STYLED}
TIMED_TEXT = {".xml", ".ttml", ".dfxp", ".itt", ".exb", ".eaf", ".trs", ".flk"}  # XML of any kind
LISTS = {".json", ".jsonl", ".ndjson"}
TABLES = {".csv", ".tsv", ".xlsx", *LISTS, *TIMED_TEXT}  # notes only where the manifest names them
RECORDINGS = {".ogg", ".oga", ".opus", ".mp3", ".wav", ".flac", ".m4a", ".mp4", ".webm", ".aac", ".wma"}
SAME = {".markdown": ".md", ".htm": ".html", ".textgrid": ".txt"}
SAME |= dict.fromkeys(STYLED, ".txt") | dict.fromkeys(LISTS, ".json")

# A note is a few hundred kilobytes unpacked; what unpacks to more than this is not a note.
UNPACKED_LIMIT = 200 * 2**20
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # old Office files, and the wrapper of password-protected ones
SIGNATURES = {
    b"%PDF": ".pdf",
    b"{\\rtf": ".rtf",
    b"OggS": "recording",
    b"RIFF": "recording",
    b"ID3": "recording",
    b"fLaC": "recording",
}


def named_by_id(file: str, identifier: str) -> str:
    """A file of the manifest as tables and documents name it: by its id, as its own name or a folder's may be
    somebody's.

    >>> named_by_id("interviews/wave 2/Ana Roy.docx", "N-07")
    'interviews/N-07.docx'
    """
    path = PurePosixPath(file)
    return str(PurePosixPath(*path.parts[:-1][:1], identifier + path.suffix))


def kind(path: Path, where: str) -> str:
    """The format to read a document as (`.docx`, `.txt`, ...), after checking that its content agrees.

    Raises StudyError for an empty, locked, mislabelled, unreadable or unsafe file.
    """
    extension = SAME.get(path.suffix.lower(), path.suffix.lower())
    if extension == ".doc":
        raise StudyError(where, "a Word 97-2003 document", "a .docx", "Open it in Word and save it as .docx.")
    if extension not in DOCUMENTS | TABLES:
        known = ", ".join(sorted(DOCUMENTS | TABLES | RECORDINGS))
        raise StudyError(where, f"files ending in {extension or 'nothing'} are not read", f"one of {known}")
    data = path.read_bytes()
    if not data.strip():
        raise StudyError(where, "the file is empty", "a note", "Replace it, or take its row out of the manifest.")
    found = _by_content(data, where)
    if found is None and extension in (".docx", ".odt", ".pdf", ".rtf", ".xlsx"):
        raise StudyError(where, "damaged, or not what its name says", f"a {extension} file", "Save or send it again.")
    if found is not None and found != extension:
        raise StudyError(where, f"named {extension}, but it is a {found} file", todo="Give it the right ending.")
    return extension


def _by_content(data: bytes, where: str) -> str | None:
    """The format the first bytes show; None where they show nothing, as in text."""
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise StudyError(where, "protected with a password", todo="Save it without a password.")
        raise StudyError(where, "an old Office document", "a .docx", "Open it in Word and save it as .docx.")
    if data.startswith(b"PK"):
        return _zipped(data, where)
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    return next((form for start, form in SIGNATURES.items() if head.startswith(start)), None)


def _zipped(data: bytes, where: str) -> str:
    """`.docx`, `.xlsx` or `.odt`, once every part is known to unpack to a bounded size, without entity declarations."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise StudyError(
                    where, "unpacks to far more than any note", "a document", "Do not open it; ask who sent it."
                )
            names = set(archive.namelist())
            for part in parts:
                content = archive.read(part)
                if part.filename.endswith((".xml", ".rels")):
                    _safe_xml(content, where)
                if part.filename == "word/document.xml" and b"<w:altChunk" in content:
                    found, todo = "holds another document, which only Word opens", "Open it in Word and save it."
                    raise StudyError(where, found, "a document whose words stand in itself", todo)
                if part.filename == "META-INF/manifest.xml" and b"encryption-data" in content:
                    raise StudyError(where, "protected with a password", todo="Save it without a password.")
            if "word/document.xml" in names:
                return ".docx"
            if "xl/workbook.xml" in names:
                return ".xlsx"
            if "content.xml" in names:
                return ".odt"
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise StudyError(where, "damaged: it cannot be unpacked", "a document", "Save or send it again.") from error
    raise StudyError(where, "a zip archive without a text in it", "a .docx or .odt")


def _safe_xml(content: bytes, where: str) -> None:
    """Refuse entity declarations (they can read other files, or grow without bound) and damaged XML."""
    try:
        defusedxml.ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise StudyError(
            where, "holds entity declarations, which no word processor writes", todo="Ask who sent it."
        ) from error
    except defusedxml.ElementTree.ParseError as error:
        raise StudyError(where, "damaged: a part of it is not XML", "a document", "Save or send it again.") from error
