"""The texts in any file that leaves the gate: cells, paragraphs, attributes, properties, whatever its format.

What is numbers, picture points or shapes of letters only (an array of floats, the pixels of a PNG, a font) holds no
text and is not decoded: read as text, it holds any two letters somewhere.
"""

import base64
import bz2
import gzip
import html
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.study import UNREADABLE, StudyError

MARKUP = {".html", ".htm", ".svg", ".xml", ".rels", ".qde", ".rdf"}
CARRIED = {"svg": ".svg", "html": ".html", "xml": ".xml", "zip": ".zip", "officedocument": ".docx"}
TAG = re.compile(r"<[^>]*>")
DATA = re.compile(r"data:([\w.+/-]*)((?:;[\w=.+-]+)*),([^\s\"'<>)]*)")  # what a page carries inside itself
ENTITY = re.compile(r"&#?\w{2,8};")
LINE_END = re.compile("[-\u00ad\u2010\ufffe\x02]\r?\n")
PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
DEEPEST = 4  # files inside files, to which a browser or a word processor would go
ESCAPED = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{0*([0-9a-fA-F]{1,5})\}|U000([0-9a-fA-F]{5}))"
)  # JSON, YAML
EMPHASIS = re.compile(r"[*_`~\\]|^\s*>", re.MULTILINE)  # marks of Markdown that stand in a word or beside it
PNG = b"\x89PNG\r\n\x1a\n"
FONT = (b"\0\1\0\0", b"OTTO", b"ttcf", b"wOFF", b"wOF2")
PACKED: dict[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b": gzip.decompress, b"BZh": bz2.decompress, b"\xfd7zXZ\0": lzma.decompress,
}  # fmt: skip
AROUND = {"/P", "/Parent", "/Popup", "/AP", "/Dest", "/D"}  # of a remark in a PDF: what it stands in or leads to
RTF = b"{\\rtf"
NPY = b"\x93NUMPY"


def strings(path: Path) -> Iterator[str]:
    """The texts in a file."""
    kind = path.suffix.lower()
    if kind == ".parquet":
        yield from _parquet(path)
    elif kind in (".sav", ".zsav", ".dta"):
        yield from _of_statistics(path)
    elif kind == ".pdf":
        yield from _pdf(path)
    else:
        yield from _content(path.name, path.read_bytes())


def _content(name: str, data: bytes, depth: int = 0) -> Iterator[str]:
    """The texts of a file by what is in it, whatever its name ends with; of one that is locked or damaged, those of its
    bytes."""
    unpack = next((unpack for start, unpack in PACKED.items() if data.startswith(start)), None)
    if depth < DEEPEST and (unpack or zipfile.is_zipfile(io.BytesIO(data))):
        with suppress(*UNREADABLE):
            for part, content in _members(data) if unpack is None else [(Path(name).stem, unpack(data))]:
                yield part
                yield from _content(part, content, depth + 1)
            return
    if data.startswith(PNG):
        yield from _picture(data)
    elif data.startswith(NPY):
        yield from _array(data)
    elif not data.startswith(FONT):
        yield from _rich_text(name, data) if data.startswith(RTF) else ()
        yield from _text(data, Path(name).suffix.lower(), depth)


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file of a zip, and its remarks as names of nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for remark in (archive.comment, *(part.comment for part in archive.infolist())):
            yield remark.decode("utf-8", errors="replace"), b""
        for part in archive.namelist():
            yield part, archive.read(part)


def _rich_text(name: str, data: bytes) -> Iterator[str]:
    """The paragraphs of an RTF file, whose letters and words its marks divide."""
    from pipeline.notes.documents import document_lines

    with suppress(StudyError):
        yield from document_lines(data, ".rtf", name)


def _text(data: bytes, kind: str = "", depth: int = 0) -> Iterator[str]:
    """The text of a file and what a reader of its `kind` (a suffix) makes of it."""
    text, markup = _decoded(data), kind in MARKUP
    for carried in DATA.finditer(text):
        yield from _carried(carried, depth)
    text = DATA.sub(" ", text)
    if markup:
        yield html.unescape(TAG.sub("", text))  # words that mark-up divides
        yield html.unescape(TAG.sub(" ", text))
    if "&" in text and (markup or ENTITY.search(text)):  # Markdown is read as a browser reads it, too
        text = html.unescape(text)
        if markup and ENTITY.search(text):  # a page inside an attribute (`srcdoc`)
            yield TAG.sub("", html.unescape(text))
    yield text
    if kind == ".md":
        yield EMPHASIS.sub("", text)
    if ESCAPED.search(text):
        yield ESCAPED.sub(lambda match: chr(int(next(filter(None, match.groups())), 16)), text)
    if PERCENT.search(text):
        yield unquote(text)
    if b"\0" in data[:4096]:
        yield data.decode("utf-16-le", errors="replace")
        yield data.decode("utf-16-be", errors="replace")


def _decoded(data: bytes) -> str:
    """UTF-8 as nearly all files are; what is no UTF-8 in the letters of Western Europe, which any bytes are."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", errors="replace") + "\n" + data.decode("latin-1")


def _carried(carried: re.Match, depth: int) -> Iterator[str]:
    """The texts of a file inside an address (`data:text/csv;base64,...`), as a browser opens it."""
    kind, options, content = carried.groups()
    if depth >= DEEPEST:
        return
    if ";base64" in options:
        letters = re.sub(r"[^A-Za-z0-9+/]", "", unquote(content).replace("-", "+").replace("_", "/"))
        data = base64.b64decode(letters[: len(letters) // 4 * 4] + _padded(letters))
    else:
        data = unquote(content).encode()
    suffix = next((ending for part, ending in CARRIED.items() if part in kind), "")
    yield from _content(f"part{suffix}", data, depth + 1)


def _padded(letters: str) -> str:
    rest = letters[len(letters) // 4 * 4 :]
    return rest + "=" * (-len(rest) % 4) if len(rest) > 1 else ""


def _picture(data: bytes) -> Iterator[str]:
    """What a PNG says beside its points: title, author, description, packed or not, and whatever follows its end."""
    place = len(PNG)
    while place + 8 <= len(data):
        (size,), kind = struct.unpack(">I", data[place : place + 4]), data[place + 4 : place + 8]
        if place + size + 12 > len(data):  # cut
            break
        chunk = data[place + 8 : place + 8 + size]
        place += size + 12
        if kind not in (b"IDAT", b"PLTE"):
            yield from _chunk(kind, chunk)
        if kind == b"IEND":
            break
    yield from _text(data[place:])


def _chunk(kind: bytes, chunk: bytes) -> Iterator[str]:
    yield from _text(chunk)
    if kind in (b"zTXt", b"iTXt"):
        start = chunk.find(b"\x78")  # where packed text begins, after keyword and language
        while start >= 0:
            try:
                yield zlib.decompress(chunk[start:]).decode("utf-8", errors="replace")
                return
            except zlib.error:
                start = chunk.find(b"\x78", start + 1)


def _array(data: bytes) -> Iterator[str]:
    """The texts of a numpy array and the names of its columns; one of numbers has none."""
    import numpy as np

    try:
        array = np.load(io.BytesIO(data), allow_pickle=False)
    except ValueError:  # Python objects in it
        yield from _text(data)
        return
    yield from array.dtype.names or ()
    if array.dtype.kind not in "biufc":
        yield from (str(value) for value in array.ravel().tolist())


def _parquet(path: Path) -> Iterator[str]:
    """Each text of a table once, and what its schema says."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except UNREADABLE:
        yield from _text(path.read_bytes())
        return
    for about in [table.schema.metadata, *(field.metadata for field in table.schema)]:
        for said in (about or {}).items():
            yield from (part.decode("utf-8", errors="replace") for part in said)
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield from (name, str(column.type))  # a structure names its own columns
        inner = column.type
        while hasattr(inner, "value_type") and not pa.types.is_dictionary(inner):  # lists of any kind, of lists too
            inner = inner.value_type
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            yield from (value for value in column.unique().to_pylist() if value is not None)
        elif not (pa.types.is_primitive(inner) or pa.types.is_null(inner)):  # lists of texts, structures, categories
            yield from sorted({str(value) for value in column.to_pylist() if value is not None})


def _of_statistics(path: Path) -> Iterator[str]:
    """Names, labels, notes and each text of an SPSS or Stata file, which may hold them packed."""
    import pyreadstat

    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        frame, about = read(path)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError):
        yield from _text(path.read_bytes())
        return
    labels = [label for one in about.value_labels.values() for label in one.values()]
    for text in (about.file_label, *about.notes, *about.column_names, *about.column_labels, *labels):
        yield str(text)
    for column in frame.columns:
        yield from sorted({value for value in frame[column] if isinstance(value, str)})


def _pdf(path: Path) -> Iterator[str]:
    import pypdf
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:  # a hundred times faster than pypdf at text
            yield from _pages(document)
            count = len(document)
        reader = pypdf.PdfReader(path)
        yield from (str(value) for value in (reader.metadata or {}).values())
        if reader.xmp_metadata is not None:
            yield reader.xmp_metadata.stream.get_data().decode("utf-8", errors="replace")
        yield from sorted({one for number in range(count) for one in _values(reader.pages[number].get("/Annots"))})
        for name, contents in reader.attachments.items():
            yield name
            for content in contents:
                yield from _content(name, content, 1)
    except (pypdfium2.PdfiumError, pypdf.errors.PyPdfError, *UNREADABLE):
        yield from _text(path.read_bytes())


def _pages(document: Any) -> Iterator[str]:
    yield from (mark.get_title() for mark in document.get_toc())
    for page in document:
        text = page.get_textpage().get_text_bounded()
        yield text
        yield LINE_END.sub("", text)  # words that end a line with a hyphen
        yield from _alternatives(page)


def _values(node: Any, depth: int = 0) -> Iterator[str]:
    """Texts of remarks, fields of forms and links: what they say, who wrote it, where it leads."""
    node = node.get_object() if node is not None else None
    if isinstance(node, str) and not node.startswith("/"):  # no name of PDF's own
        yield from (node, unquote(node))
    elif depth < DEEPEST and isinstance(node, (list, dict)):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if key not in AROUND:
                yield from _values(value, depth + 1)


def _alternatives(page: Any) -> Iterator[str]:
    """Texts that stand for a page's pictures (pypdf takes seconds to read them, pdfium a hundredth)."""
    import ctypes

    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return
    count = pdfium.FPDF_StructTree_CountChildren(tree)
    elements = [pdfium.FPDF_StructTree_GetChildAtIndex(tree, number) for number in range(count)]
    texts = [getattr(pdfium, f"FPDF_StructElement_Get{text}") for text in ("AltText", "ActualText", "Title")]
    while elements:
        element = elements.pop()
        if not element:
            continue
        for text in texts:
            size = text(element, None, 0)
            if size <= 2:  # an empty one
                continue
            room = ctypes.create_string_buffer(size)
            text(element, room, size)
            yield room.raw[:size].decode("utf-16-le", errors="replace").rstrip("\0")
        count = pdfium.FPDF_StructElement_CountChildren(element)
        elements += [pdfium.FPDF_StructElement_GetChildAtIndex(element, number) for number in range(count)]
    pdfium.FPDF_StructTree_Close(tree)
