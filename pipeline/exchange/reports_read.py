"""Reports of coded segments that are documents: NVivo's coding report (Word) and Taguette's highlights (HTML, Word).

NVivo writes under the name of a code `<Files\\\\EMP-01> - § 2 references coded [4 % Coverage]`, then for each of them
`Reference 1 - 2 % Coverage` and its words; Taguette the words, then `Document: EMP-01 Tags: cost, time`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pipeline.exchange.headings import words
from pipeline.notes.documents import document_lines

FILE = re.compile(r"^<(?P<path>[^<>]+)>\s*[-–—]\s*§?\s*\d+")
FOLDERS = re.compile(r"^(?:codes?|nodes?|nœuds?|noeuds?|knoten|nodos?|códigos?)\b[^\\]*\\+", re.IGNORECASE)
END = "<end> - § 0"


def read_report(path: Path) -> pd.DataFrame | None:
    """Coded segments (document, code, words), a row each; None where the document is no such report.

    Raises StudyError where the document cannot be read.
    """
    suffix = {".htm": ".html"}.get(path.suffix.lower(), path.suffix.lower())
    lines = [line.strip() for line in document_lines(path.read_bytes(), suffix, str(path)) if line.strip()]
    found = list(_nvivo(lines)) if any(FILE.match(line) for line in lines) else list(_taguette(lines))
    return pd.DataFrame(found, columns=["document", "code", "words"]) if found else None


def _nvivo(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    named = re.compile(rf"^(?:{'|'.join(words('report', 'name'))})\s*:\s*(?P<name>.+)$", re.IGNORECASE)
    reference = re.compile(rf"^(?:{'|'.join(words('report', 'reference'))})\s*\d+\s*[-–—].*\d", re.IGNORECASE)
    code, document, before = "", "", ""  # before: the line above a file's line is its code where no line says `Name:`
    segment: list[str] | None = None
    for line in [*lines, END]:
        opens_file, opens_reference = FILE.match(line), bool(reference.match(line))
        name = named.match(line) or (re.match(r"(?P<name>.+)", line) if FOLDERS.match(line) else None)
        if segment and (opens_file or opens_reference or name):
            yield document, code, "\n".join(segment)
        if name:
            code, segment = _code(name["name"]), None
        elif opens_file:
            document, segment = re.split(r"[\\/]+", opens_file["path"])[-1], None
            code = code or _code(before)
        elif opens_reference:
            segment = []
        elif segment is not None:
            segment.append(line)
        before = line


def _code(name: str) -> str:
    """`Nodes\\\\Roles\\Cost` as `Roles/Cost`."""
    return re.sub(r"\\+", "/", FOLDERS.sub("", name)).strip("/ ")


def _taguette(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    labels = "|".join(words("report", "tags"))
    tagged = re.compile(rf"^Document\w*\s*:\s*(?P<document>.*?)\s*(?:{labels})\s*:\s*(?P<codes>.*)$", re.IGNORECASE)
    segment: list[str] = []
    for line in lines:
        if match := tagged.match(line):
            yield match["document"], match["codes"].replace(",", ";"), "\n".join(segment)
            segment = []
        elif not re.match(r"^Taguette\b", line):
            segment.append(line)
