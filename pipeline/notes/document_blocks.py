"""Blocks of a document in reading order: headings, paragraphs, list items, table rows.

For Word, OpenDocument, RTF, HTML, Markdown and plain text. Menus, heads and feet of web pages and the header rows of
tables are left out, as the document itself marks them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.html

from pipeline.notes.documents import all_bold, pandoc_blocks, plain_text
from pipeline.notes.passages import tidy
from pipeline.notes.text_files import decode

NAVIGATION = "//nav|//footer|//header|//aside|//script|//style|//form|//button|//figcaption[not(normalize-space())]"
BYLINE = "//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
BYLINE_CLASSES = ("byline", "author", "dateline", "breadcrumb", "breadcrumbs")
CELLS = " | "  # between the cells of a table row


@dataclass(frozen=True)
class Block:
    """kind: heading, paragraph, list item or table row; a heading has a level (1: the title's)."""

    text: str
    kind: str = "paragraph"
    level: int = 0


def read_blocks(path: Path, form: str, where: str) -> list[Block]:
    """The blocks of a document that is no PDF. Raises StudyError where it cannot be read."""
    if form == ".txt":
        paragraphs = re.split(r"\n\s*\n", decode(path.read_bytes(), where))
        return [Block(text) for text in map(tidy, paragraphs) if text]
    data = path.read_bytes()
    if form in (".html", ".md"):
        data = decode(data, where).encode("utf-8")
    if form == ".html":
        data = without_navigation(data)
    return [block for block in _blocks(pandoc_blocks(data, form, where)) if block.text]


def without_navigation(data: bytes) -> bytes:
    """A web page without menus, heads and feet, scripts, and bylines that say that they are some."""
    page = lxml.html.document_fromstring(data)
    bylines = [path for name in BYLINE_CLASSES for path in page.xpath(BYLINE.format(name=name))]
    for element in [*page.xpath(NAVIGATION), *bylines]:
        element.drop_tree()
    return lxml.html.tostring(page, encoding="utf-8")


def _blocks(blocks: list) -> Iterator[Block]:
    """Blocks of pandoc's block elements, in reading order."""
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind == "Header":
            yield Block(tidy(plain_text(content[2])), "heading", content[0])
        elif kind in ("Para", "Plain"):
            text = tidy(plain_text(content))
            yield Block(text, "heading", 9) if all_bold(content) and short(text) else Block(text)
        elif kind == "LineBlock":
            yield Block(tidy(" ".join(plain_text(line) for line in content)))
        elif kind == "CodeBlock":
            yield Block(tidy(content[1]))
        elif kind in ("BlockQuote", "Div", "Figure"):
            yield from _blocks(content if kind == "BlockQuote" else content[-1])
        elif kind in ("BulletList", "OrderedList"):
            for item in content[1] if kind == "OrderedList" else content:
                yield from _item(item)
        elif kind == "DefinitionList":
            for term, definitions in content:
                text = " ".join(part.text for definition in definitions for part in _blocks(definition))
                yield Block(tidy(f"{plain_text(term)} {text}"), "list item")
        elif kind == "Table":
            yield from (Block(text, "table row") for text in table_rows(content))


def _item(item: list) -> Iterator[Block]:
    """A list item: its own paragraphs as one block, then the items of lists inside it."""
    lists = [part for part in item if part["t"] in ("BulletList", "OrderedList")]
    own = [block.text for block in _blocks([part for part in item if part not in lists])]
    yield Block(tidy(" ".join(own)), "list item")
    yield from _blocks(lists)


def table_rows(content: list) -> Iterator[str]:
    """Rows below the header, their filled cells in order. A table without a declared header has one where its first
    row alone is bold."""
    declared = content[3][1]
    rows = [row for body in content[4] for row in [*body[2], *body[3]]] + content[5][1]
    if not declared and len(rows) > 1 and _bold(rows[0]) and not _bold(rows[1]):
        rows = rows[1:]
    for row in rows:
        cells = [tidy(" ".join(block.text for block in _blocks(cell[4]))) for cell in row[1]]
        yield CELLS.join(filter(None, cells))


def _bold(row: list) -> bool:
    paragraphs = [part["c"] for cell in row[1] for part in cell[4] if part["t"] in ("Para", "Plain")]
    return bool(paragraphs) and all(all_bold(part) for part in paragraphs)


def short(text: str) -> bool:
    """Short enough for a heading, and no sentence."""
    return len(text.split()) <= 14 and not re.search(r"[.!?…;,]$", text)
