"""Opening files that came from elsewhere: zip archives and XML that may be damaged, huge, or meant to do harm.

Nothing is unpacked to the disk; a file inside an archive is read by name, up to a limit, and names are only compared.
"""

import itertools
import re
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from lxml import etree

from pipeline.study import StudyError

MAX_XML = 200 * 2**20  # bytes of XML; a project of 1,000 coded interviews has about 20 MiB
MAX_TEXT = 50 * 2**20  # bytes of one source's text
MAX_FILES = 20_000
AGAIN = "Export the project again from the program it came from."


class Archive:
    """A zip archive that is read, never unpacked. Raises StudyError for anything a careful reader would refuse."""

    def __init__(self, path: Path):
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            names = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise StudyError(path, f"not readable as a zip archive ({error})", "a whole QDPX file", AGAIN) from error
        if len(names) > MAX_FILES:
            raise StudyError(path, f"{len(names):,} files inside", f"at most {MAX_FILES:,}", AGAIN)
        self._files: dict[str, zipfile.ZipInfo] = {}
        for info in names:
            parts = PurePosixPath(info.filename.replace("\\", "/")).parts
            if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in info.filename:
                raise StudyError(path, f"{info.filename!r} inside points out of the archive", "plain names", AGAIN)
            is_apple = "__MACOSX" in parts or parts[-1:] == (".DS_Store",)  # what a Mac adds when it zips
            if not info.is_dir() and not is_apple:
                self._files["/".join(parts).lower()] = info

    def close(self) -> None:
        self._zip.close()

    def names(self, suffix: str) -> list[str]:
        return sorted(name for name in self._files if name.endswith(suffix))

    def find(self, name: str) -> str | None:
        """The file of this name, whatever folder and case it is in (programs disagree on `sources` and `Sources`).

        Where several have the name, the one whose folders agree with those of `name` furthest; None where two do.
        """
        wanted = [part for part in _plain(name).split("/") if part]
        alike = {one: _agreement(_plain(one).split("/"), wanted) for one in self._files}
        best = max(alike.values(), default=0)
        found = [one for one, parts in alike.items() if parts == best > 0]
        return found[0] if len(found) == 1 else None

    def read(self, name: str, limit: int) -> bytes:
        info = self._files[name]
        where = f"{self.path} > {info.filename}"
        try:
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise StudyError(where, f"damaged or locked ({error})", "a whole file", AGAIN) from error
        if len(data) > limit:
            raise StudyError(where, f"larger than {limit // 2**20} MiB when unpacked", todo=AGAIN)
        return data


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).replace("\\", "/").lower()


def _agreement(parts: list[str], wanted: list[str]) -> int:
    """How many names agree, from the last one backwards."""
    pairs = zip(reversed(parts), reversed(wanted), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def parse_xml(data: bytes, where: str) -> etree._ElementTree:
    """XML as a tree, without entities, DTDs or the network. Raises StudyError with line and reason.

    The declaration's encoding is not trusted: programs write `utf-16` above UTF-8 and the other way round.
    """
    text = _xml_text(data)
    if re.search(r"<!DOCTYPE", text[:4096], re.IGNORECASE):
        raise StudyError(where, "the XML declares a document type", "REFI-QDA, which has none", AGAIN)
    size = {"huge_tree": len(text) > 9 * 2**20}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8", **size)
    try:
        return etree.ElementTree(etree.fromstring(text.encode("utf-8", "replace"), parser))
    except etree.XMLSyntaxError as error:
        raise StudyError(f"{where}, line {error.lineno or 1}", f"not whole XML ({error.msg})", todo=AGAIN) from error


def _xml_text(data: bytes) -> str:
    """The XML without its declaration: by byte order mark, else UTF-16 by its zeros, UTF-8, or as declared."""
    declared = re.search(rb"encoding\s*=\s*[\"']([\w.-]+)", data[:200])
    zeros = data[:200].count(0)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tried = ["utf-16"]
    elif zeros * 4 >= len(data[:200]):
        tried = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    else:
        tried = ["utf-8-sig", *([declared[1].decode("ascii")] if declared else [])]
    for encoding in tried:
        try:
            text = data.decode(encoding)
            break
        except (UnicodeDecodeError, LookupError):
            continue
    else:
        text = data.decode("cp1252", "replace")
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).lstrip("\ufeff")
