"""Readers of documents: Word, OpenDocument, RTF, HTML and Markdown, with pandoc."""

import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pypandoc
from lxml import etree

from pipeline.notes.paragraph_forms import MARKED, WORD, hidden_runs, parsed, replaced, with_marks
from pipeline.notes.passages import Aside, Grid, Passage, tidy
from pipeline.notes.text_files import decode
from pipeline.study import StudyError, opening

FORMATS = {
    ".docx": "docx", ".odt": "odt", ".rtf": "rtf", ".html": "html", ".md": "commonmark+pipe_tables+strikeout",
    ".epub": "epub", ".tex": "latex", ".rst": "rst", ".org": "org",
}  # fmt: skip
WORD_TEXT = "word/document.xml"
FIELD = re.compile(rb"</?w:fldSimple\b[^>]*>")
DRAWN = "-----"  # a rule across the page, as plain text has it
SECONDS = 120  # a three-hour transcript takes under two


# A tab may be all that stands between label and talk, and pandoc makes a space of it.
TAB_MARK = "\u2409"
TABS = {
    ".docx": (WORD_TEXT, rb"<w:tab\s*/>", f'<w:t xml:space="preserve">{TAB_MARK}</w:t>'.encode()),
    ".odt": ("content.xml", rb"<text:tab\s*/>", TAB_MARK.encode()),
}
HEADS = {".docx": r"word/(?:header|footer|comments|footnotes|endnotes)\d*\.xml", ".odt": r"styles\.xml"}


def read_document(path: Path, form: str, where: str) -> list[Passage | Grid]:
    """Paragraphs and tables of a document. Raises StudyError where it cannot be read."""
    data = path.read_bytes()
    if form in (".html", ".md"):
        data = decode(data, where).encode("utf-8")
    with opening(where, f"a {form} document", "Save or send it again."):
        data = with_marks(data, form)
    return _filled(_with_tabs(data, form), form, where)


def read_page(page: str, where: str) -> list[Passage | Grid]:
    """Paragraphs and tables of a web page that stands in another file. Raises StudyError where it cannot be read."""
    return _filled(with_marks(page.encode("utf-8"), ".html"), ".html", where)


def _filled(data: bytes, form: str, where: str) -> list[Passage | Grid]:
    """The paragraphs of a document with words in them, and its tables."""
    blocks = _blocks(pandoc_blocks(data, form, where))
    return [block for block in blocks if isinstance(block, Grid) or block.text]


def document_lines(data: bytes, form: str, where: str) -> list[str]:
    """The paragraphs of a document, cells of tables among them, one text each. Raises StudyError."""
    return _texts(_blocks(pandoc_blocks(data, form, where)))


def pandoc_blocks(data: bytes, form: str, where: str) -> list:
    """Pandoc's block elements of a document. Raises StudyError where it cannot be read."""
    # Sandboxed: the document's own links and includes are never followed. The heap limit stops hostile files.
    if form == ".rtf":
        data = _plain_unicode(data)
    if form == ".docx":
        with opening(where, f"a {form} document", "Save or send it again."):
            data = _with_boxes(data)
    command = [pypandoc.get_pandoc_path(), "+RTS", "-M1G", "-RTS", "--sandbox", "--from", FORMATS[form], "--to", "json"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise StudyError(where, "damaged: it cannot be read", f"a {form} document", "Save or send it again.") from error
    return json.loads(done.stdout)["blocks"]


def _with_boxes(data: bytes) -> bytes:
    """A Word file whose text boxes stand as paragraphs below the one they are tied to, and whose simple fields are the
    words they show: pandoc passes over both. As it is where it has none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(WORD_TEXT) if WORD_TEXT in archive.namelist() else b""
    if b"txbxContent" not in xml and b"w:fldSimple" not in xml:
        return data
    tree = parsed(FIELD.sub(b"", xml))
    for box in list(tree.iter(f"{WORD}txbxContent")):
        around = [one.tag for one in box.iterancestors()]
        holders = [one for one in box.iterancestors() if one.tag == f"{WORD}p"]
        if holders and not any(tag.endswith("}Fallback") for tag in around):  # the same words for older programs
            for paragraph in reversed(box):
                holders[-1].addnext(paragraph)
    return replaced(data, WORD_TEXT, etree.tostring(tree, encoding="UTF-8", xml_declaration=True))


ESCAPED = re.compile(rb"\\uc(?P<skips>\d) ?|\\u(?P<code>-?\d{1,6}) ?(?P<instead>(?:\\'[0-9a-fA-F]{2}|[^\\{}]){0,2})")


def _plain_unicode(data: bytes) -> bytes:
    r"""RTF with each letter beyond its code page as `\uN ?`: without the blank, pandoc swallows the letter after it.

    How many signs stand after one for old programs (`\uc`: one, or none) is the file's own to say.
    """
    skips = 1

    def letter(match: re.Match[bytes]) -> bytes:
        nonlocal skips
        if match["skips"] is not None:
            skips = int(match["skips"])
            return b"\\uc1 "
        signs = re.findall(rb"\\'[0-9a-fA-F]{2}|[^\\]", match["instead"])
        return b"\\u" + match["code"] + b" ?" + b"".join(signs[skips:])

    return ESCAPED.sub(letter, data)


def margins(path: Path, form: str) -> list[Aside]:
    """What stands in the running heads and feet, comments, foot notes and hidden text of a .docx or .odt: no speech,
    but told."""
    if form not in HEADS:
        return []
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(HEADS[form], name):
                text = archive.read(name).decode("utf-8", errors="replace")
                if form == ".odt":
                    text = " ".join(
                        re.findall(r"<style:(?:header|footer)[ >].*?</style:(?:header|footer)>", text, re.DOTALL)
                    )
                paragraphs = re.split(r"</(?:w|text):p>", text)
                lines = [tidy(html.unescape(re.sub(r"<[^>]*>", "", paragraph))) for paragraph in paragraphs]
                reason = "remarks" if "comment" in name or "notes" in name else "heads"
                found += [Aside(line, reason) for line in lines if line]
        if form == ".docx" and b"w:vanish" in (xml := archive.read(WORD_TEXT)):
            hidden = (tidy("".join(run.itertext(f"{WORD}t"))) for run in hidden_runs(parsed(xml)))
            found += [Aside(text, "remarks") for text in hidden if text]
    return found


def _with_tabs(data: bytes, form: str) -> bytes:
    """The document with a sign for each tab between words."""
    if form == ".rtf":
        return re.sub(rb"\\tab(?![a-z])\s?", rb"\\u9225 ?", _plain_unicode(data))
    if form not in TABS:
        return data
    part, tab, mark = TABS[form]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(part)
    return replaced(data, part, re.sub(tab, mark, content))


def _blocks(blocks: list) -> Iterator[Passage | Grid]:
    """Passages and tables of pandoc's block elements, in reading order."""
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in ("Para", "Plain"):
            yield from _lines(content)
        elif kind == "Header":
            yield from _lines(content[2], style="heading")
        elif kind == "LineBlock":
            yield from (passage for line in content for passage in _lines(line))
        elif kind == "CodeBlock":
            yield from (Passage(tidy(line, tabs=True)) for line in content[1].splitlines())
        elif kind == "BlockQuote":
            yield from _set_in(_blocks(content))
        elif kind in ("Div", "Figure"):
            yield from _blocks(content[-1])
        elif kind in ("BulletList", "OrderedList"):
            items = content[1] if kind == "OrderedList" else content
            yield from _set_in(passage for item in items for passage in _blocks(item))
        elif kind == "DefinitionList":
            yield from (passage for term, definitions in content for passage in _defined(term, definitions))
        elif kind == "HorizontalRule":
            yield Passage(DRAWN)
        elif kind == "Table":
            yield _table(content)


def _defined(term: list, definitions: list[list]) -> Iterator[Passage]:
    """A term with what stands under it: a speaker and their words, or a question and its answer."""
    text = " ".join(_texts(_blocks([block for definition in definitions for block in definition])))
    if (name := plain_text(term).strip()).endswith("?"):
        yield from (Passage(name, style="heading"), Passage(text))
    else:
        yield Passage(text, speaker=name.rstrip(" :"))


def _set_in(blocks: Iterable[Passage | Grid]) -> Iterator[Passage | Grid]:
    return (replace(block, set_in=True) if isinstance(block, Passage) else block for block in blocks)


def _table(content: list) -> Grid:
    """Rows of cells; where one reaches over several rows or columns, the others of these are empty."""
    rows = content[3][1] + [row for body in content[4] for row in body[2] + body[3]] + content[5][1]
    filled: list[list[list[Passage]]] = []
    down: dict[int, int] = {}  # column -> rows that a cell above still reaches
    for row in rows:
        cells: list[list[Passage]] = []
        own = list(row[1])
        while own or down.get(len(cells), 0) > 0:
            if down.get(len(cells), 0) > 0:
                down[len(cells)] -= 1
                cells.append([])
                continue
            _, _, high, wide, blocks = own.pop(0)
            down[len(cells)] = high - 1
            cells += [list(_passages(_blocks(blocks))), *([] for _ in range(wide - 1))]
        filled.append(cells)
    return Grid(filled)


def _passages(blocks: Iterator[Passage | Grid]) -> Iterator[Passage]:
    """Passages alone; a table inside a cell gives those of its cells."""
    for block in blocks:
        if isinstance(block, Grid):
            yield from (passage for row in block.rows for cell in row for passage in cell)
        elif block.text:
            yield block


def _texts(blocks: Iterator[Passage | Grid]) -> list[str]:
    return [passage.text for passage in _passages(blocks)]


def _lines(inlines: list, style: str = "") -> Iterator[Passage]:
    """A paragraph as lines: a forced or soft line break may hide the next speaker's label."""
    runs = list(_runs(inlines, ""))
    form = MARKED.match(runs[0][0]) if runs else None
    if form:
        runs[0] = (runs[0][0][form.end() :], runs[0][1])
    lines: list[list[tuple[str, str]]] = [[]]
    for text, letters in runs:
        first, *rest = text.split("\n")
        lines[-1].append((first, letters))
        lines += [[(part, letters)] for part in rest]
    for number, line in enumerate(lines):
        text = tidy("".join(part for part, _ in line).replace(TAB_MARK, "\t"), tabs=True)
        spoken = [(part, letters) for part, letters in line if part.strip(" \t" + TAB_MARK)]
        own = {letters for _, letters in spoken}
        whole = next(iter(own)) if len(own) == 1 else ""
        lead = ""
        for part, letters in line:
            if not letters and part.strip():
                break
            lead += part
        lead = tidy(lead.replace(TAB_MARK, " "))
        yield Passage(
            text,
            opens_paragraph=number == 0,
            style=style or whole,
            lead=lead if text.startswith(lead) and not whole else "",
            form=form[1].replace("\xa0", " ") if form else "",
        )


def plain_text(inlines: list) -> str:
    """Plain text of inline elements; foot notes and pictures are left out."""
    return re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(text for text, _ in _runs(inlines, "")))


def all_bold(inlines: list) -> bool:
    words = [inline for inline in inlines if inline["t"] not in ("Space", "SoftBreak", "LineBreak")]
    return bool(words) and all(word["t"] == "Strong" for word in words)


def _runs(inlines: list, letters: str) -> Iterator[tuple[str, str]]:
    """(text, `bold` or `italic` or nothing) of inline elements; foot notes and pictures are not speech."""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            yield content, letters
        elif kind == "Space":
            yield " ", letters
        elif kind in ("SoftBreak", "LineBreak"):
            yield "\n", letters
        elif kind in ("Code", "Math"):
            yield content[1], letters
        elif kind == "Quoted":
            opens, closes = ("“", "”") if content[0]["t"] == "DoubleQuote" else ("‘", "’")
            yield from ((opens, letters), *_runs(content[1], letters), (closes, letters))
        elif kind in ("Span", "Link", "Cite"):
            yield from _runs(content[1], letters)
        elif kind in ("Strong", "Emph", "Underline"):
            yield from _runs(content, letters or ("bold" if kind == "Strong" else "italic"))
        elif kind in ("Superscript", "Subscript", "SmallCaps", "Strikeout"):
            yield from _runs(content, letters)
