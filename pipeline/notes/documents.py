"""Readers of documents: Word, OpenDocument, RTF, HTML and Markdown with pandoc; plain text in any usual encoding."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypandoc

from pipeline.notes.passages import Passage, tidy
from pipeline.study import StudyError

FORMATS = {".docx": "docx", ".odt": "odt", ".rtf": "rtf", ".html": "html", ".md": "commonmark+pipe_tables+strikeout"}
TYPICAL = set("àâäæçéèêëîïôöœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛ’‘“”«»–—…°ñ\u00a0€")
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SECONDS = 120  # a three-hour transcript takes under two


def read_document(path: Path, form: str, where: str) -> list[Passage]:
    """Paragraphs and table rows of a document. Raises StudyError where it cannot be read."""
    data = path.read_bytes()
    if form in (".html", ".md"):
        data = decode(data, where).encode("utf-8")
    return [passage for passage in _blocks(pandoc_blocks(data, form, where)) if passage.text]


def pandoc_blocks(data: bytes, form: str, where: str) -> list:
    """Pandoc's block elements of a document. Raises StudyError where it cannot be read."""
    # Sandboxed: the document's own links and includes are never followed. The heap limit stops hostile files.
    command = [pypandoc.get_pandoc_path(), "+RTS", "-M1G", "-RTS", "--sandbox", "--from", FORMATS[form], "--to", "json"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise StudyError(where, "damaged: it cannot be read", f"a {form} document", "Save or send it again.") from error
    return json.loads(done.stdout)["blocks"]


def read_text(path: Path, where: str) -> list[Passage]:
    """Lines of a plain text; hard-wrapped lines say that they go on."""
    passages, opens = [], True
    for line in decode(path.read_bytes(), where).splitlines():
        text = tidy(line)
        if text:
            passages.append(Passage(text, opens_paragraph=opens))
        opens = not text
    return passages


def decode(data: bytes, where: str) -> str:
    """Text of `data` in UTF-8, UTF-16, Windows-1252 or Mac Roman. Raises StudyError where it is no text."""
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    zeros = data.count(0)
    if zeros * 4 >= len(data):  # every other byte of UTF-16 is zero in our languages
        return data.decode("utf-16-le" if data[1::2].count(0) * 2 > zeros else "utf-16-be", errors="replace")
    if zeros:
        raise StudyError(where, "not readable as text", "text", "Save it as UTF-8.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return max((data.decode(old, errors="replace") for old in ("cp1252", "mac_roman")), key=_plausible)


def _plausible(text: str) -> int:
    """How much of what is not ASCII in `text` looks like English or French."""
    return sum(1 if sign in TYPICAL else -1 for sign in text if sign > "\x7f")


def _blocks(blocks: list) -> Iterator[Passage]:
    """Passages of pandoc's block elements, in reading order."""
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in ("Para", "Plain"):
            yield from _lines(content, heading=all_bold(content))
        elif kind == "Header":
            yield from _lines(content[2], heading=True)
        elif kind == "LineBlock":
            yield from (passage for line in content for passage in _lines(line))
        elif kind == "CodeBlock":
            yield from (Passage(tidy(line)) for line in content[1].splitlines())
        elif kind == "BlockQuote":
            yield from _blocks(content)
        elif kind in ("Div", "Figure"):
            yield from _blocks(content[-1])
        elif kind in ("BulletList", "OrderedList"):
            items = content[1] if kind == "OrderedList" else content
            yield from (passage for item in items for passage in _blocks(item))
        elif kind == "DefinitionList":
            for term, definitions in content:
                text = " ".join(p.text for definition in definitions for p in _blocks(definition))
                yield Passage(text, speaker=plain_text(term).rstrip(" :"))
        elif kind == "Table":
            yield from _table(content)


def _table(content: list) -> Iterator[Passage]:
    """Rows of a table: the longest column is the talk, the one before it the speaker."""
    rows = content[3][1] + [row for body in content[4] for row in body[2] + body[3]] + content[5][1]
    cells = [[tidy(" ".join(p.text for p in _blocks(cell[4]))) for cell in row[1]] for row in rows]
    width = max((len(row) for row in cells), default=0)
    if width < 2:
        yield from (Passage(row[0]) for row in cells if row)
        return
    cells = [row + [""] * (width - len(row)) for row in cells]
    talk = max(range(width), key=lambda column: sum(len(row[column]) for row in cells))
    labels = [column for column in range(width) if column != talk]
    label = min(labels, key=lambda column: len({row[column] for row in cells}))
    for row in cells:
        yield Passage(row[talk], speaker=row[label].rstrip(" :") or None)


def _lines(inlines: list, heading: bool = False) -> Iterator[Passage]:
    """A paragraph as lines: a forced or soft line break may hide the next speaker's label."""
    for number, line in enumerate(plain_text(inlines).split("\n")):
        yield Passage(tidy(line), opens_paragraph=number == 0, heading=heading)


def plain_text(inlines: list) -> str:
    """Plain text of inline elements; foot notes and pictures are not speech."""
    parts = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            parts.append(content)
        elif kind == "Space":
            parts.append(" ")
        elif kind in ("SoftBreak", "LineBreak"):
            parts.append("\n")
        elif kind in ("Code", "Math"):
            parts.append(content[1])
        elif kind in ("Span", "Link", "Quoted", "Cite"):
            parts.append(plain_text(content[1]))
        elif kind in ("Emph", "Strong", "Underline", "Superscript", "Subscript", "SmallCaps", "Strikeout"):
            parts.append(plain_text(content))
    return re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(parts))


def all_bold(inlines: list) -> bool:
    words = [inline for inline in inlines if inline["t"] not in ("Space", "SoftBreak", "LineBreak")]
    return bool(words) and all(word["t"] == "Strong" for word in words)
