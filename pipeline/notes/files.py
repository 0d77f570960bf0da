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

# Which endings are read as what. Others are refused.
SHEETS = {".csv", ".tsv", ".xlsx", ".ods"}
TIMED_TEXT = {".xml", ".ttml", ".dfxp", ".itt", ".exb", ".eaf", ".trs", ".flk"}  # XML of any kind
SAME = {
    ".md": (".md", ".markdown"),
    ".html": (".html", ".htm", ".xhtml", ".smi", ".sami"),  # SAMI: captions as a page
    ".txt": (".txt", ".text", ".log", ".asc", ".textgrid", ".ass", ".ssa", ".cha", ".lrc", ".sub"),
    ".docx": (".docx", ".docm", ".dotx"),
    ".odt": (".odt", ".ott"),
    ".mail": (".eml", ".mht", ".mhtml"),
    ".json": (".json", ".jsonl", ".ndjson", ".otr"),
}
ALONE = {".rtf", ".pdf", ".vtt", ".srt", ".sbv", ".epub", ".tex", ".rst", ".org", *SHEETS, *TIMED_TEXT}
FORM = {ending: form for form, endings in SAME.items() for ending in endings} | {form: form for form in ALONE}
NAMED = {*SHEETS, *TIMED_TEXT, *SAME[".json"], ".log", ".asc", ".sub", ".tex", ".rst", ".org"}
DOCUMENTS = set(FORM) - NAMED  # what NAMED lists may be something else: a note only where the manifest names it
RECORDINGS = {".ogg", ".oga", ".opus", ".mp3", ".wav", ".flac", ".m4a", ".mp4", ".webm", ".aac", ".wma"}
PACKED = {".docx", ".odt", ".pdf", ".rtf", ".xlsx", ".ods", ".epub"}  # whose first bytes say what they are

# What to do with files that only their own program opens.
WORD, CUES = "Open it in {} and save it as .docx.", "Export it as .srt or .vtt from the program that made it."
PROJECT = "Export the transcript from the program that made it, as .docx or .txt."
EXPORTS = {
    ".doc": ("a Word 97-2003 document", WORD.format("Word")),
    ".wps": ("a Works document", WORD.format("Word")),
    ".wpd": ("a WordPerfect document", WORD.format("LibreOffice")),
    ".pages": ("a Pages document", "Export it from Pages as Word (.docx)."),
    ".fodt": ("a flat OpenDocument text", WORD.format("LibreOffice")),
    ".gdoc": ("a link to a document on the web, without its words", "Download it there as Word (.docx)."),
    ".url": ("a link, without what it leads to", "Open it and save the page."),
    ".webloc": ("a link, without what it leads to", "Open it and save the page."),
    ".one": ("a OneNote section", "Export it from OneNote as Word (.docx)."),
    ".xls": ("an Excel 97-2003 workbook", "Open it in Excel and save it as .xlsx."),
    ".numbers": ("a Numbers workbook", "Export it from Numbers as Excel (.xlsx)."),
    ".pptx": ("slides", "Save the text of the slides or their notes as .docx."),
    ".msg": ("an Outlook message", "Save it as .eml, .html or .txt."),
    ".zip": ("an archive", "Unpack it and name the files in it."),
    **dict.fromkeys((".scc", ".stl", ".cap", ".mcc"), ("captions as codes of a broadcaster", CUES)),
    **dict.fromkeys((".inqscr", ".f4p", ".trint", ".descript"), ("a transcription program's own file", PROJECT)),
    **dict.fromkeys((".qdpx", ".nvp", ".nvpx", ".mx20", ".mx22", ".mx24", ".atlproj"), ("a coding project", PROJECT)),
}
AS_TEXT = "Open it in the program that made it, and save or export it as .docx, .txt or .vtt."

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
    ending = path.suffix.lower()
    if ending in EXPORTS:
        raise StudyError(where, EXPORTS[ending][0], "a file that other programs read", EXPORTS[ending][1])
    if ending not in FORM:
        known = ", ".join(sorted({*FORM, *RECORDINGS}))
        raise StudyError(where, f"files ending in {ending or 'nothing'} are not read", f"one of {known}", AS_TEXT)
    extension = FORM[ending]
    data = path.read_bytes()
    if not data.strip():
        raise StudyError(where, "the file is empty", "a note", "Replace it, or take its row out of the manifest.")
    found = _by_content(data, where)
    if found is None and extension in PACKED:
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
    """`.docx`, `.xlsx`, `.odt`, `.ods` or `.epub`, once every part is known to unpack to a bounded size, without
    entity declarations."""
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
                return ".ods" if b":spreadsheet" in archive.read("content.xml") else ".odt"
            if "META-INF/container.xml" in names:
                return ".epub"
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
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
