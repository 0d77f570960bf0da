"""Opening files that came from elsewhere: zip archives and XML that may be damaged, huge, or meant to do harm.

Nothing is unpacked to the disk; a file inside an archive is read by name, up to a limit, and names are only compared.
"""

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
            if not info.is_dir():
                self._files["/".join(parts).lower()] = info

    def close(self) -> None:
        self._zip.close()

    def names(self, suffix: str) -> list[str]:
        return sorted(name for name in self._files if name.endswith(suffix))

    def find(self, name: str) -> str | None:
        """The file of this name in any folder and any case (programs disagree on `sources` and `Sources`)."""
        wanted = PurePosixPath(name.replace("\\", "/")).name.lower()
        return next((one for one in sorted(self._files) if PurePosixPath(one).name == wanted), None)

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


def parse_xml(data: bytes, where: str) -> etree._ElementTree:
    """XML as a tree, without entities, DTDs or the network. Raises StudyError with line and reason."""
    if b"<!DOCTYPE" in data[:4096] or "<!DOCTYPE".encode("utf-16-le") in data[:8192]:
        raise StudyError(where, "the XML declares a document type", "REFI-QDA, which has none", AGAIN)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=len(data) > 9 * 2**20)
    try:
        return etree.ElementTree(etree.fromstring(data, parser))
    except etree.XMLSyntaxError as error:
        raise StudyError(f"{where}, line {error.lineno or 1}", f"not whole XML ({error.msg})", todo=AGAIN) from error
