"""The codebook as a REFI-QDA code book (QDC), as a Word table, and back: entries of fields (`codebook_fields`)."""

import re
from collections.abc import Sequence
from pathlib import Path

from pyrefiqda.models import CodeBook, CodebookCodesType, CodebookCodeType

from pipeline import language as write
from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_fields import LISTS, PROSE, fields_of, is_field, undescribe
from pipeline.exchange.archive import MAX_XML
from pipeline.exchange.placing import match_code
from pipeline.exchange.project import CodeNode, guid
from pipeline.exchange.qdpx_read import parse_refi, read_codes
from pipeline.exchange.qdpx_write import CODEBOOK, code_tree, to_xml
from pipeline.exchange.study_project import ORIGIN, STATES, code_nodes
from pipeline.language import Words
from pipeline.study import StudyError, save_document, without_accents

CODE_ROW = "Code"


def write_qdc(codebook: ThemesCodebook, path: Path) -> None:
    codes = CodebookCodesType(code=code_tree(tuple(code_nodes(codebook)), CodebookCodeType))
    path.write_bytes(to_xml(CodeBook(codes=codes, origin=ORIGIN), CODEBOOK))


def read_qdc(path: Path) -> tuple[CodeNode, ...]:
    if not path.exists():
        raise StudyError(path, "the file is not there")
    if path.stat().st_size > MAX_XML:
        raise StudyError(path, f"larger than {MAX_XML // 2**20} MiB")
    book: CodeBook = parse_refi(path.read_bytes(), str(path), CodeBook, "CodeBook")
    return tuple(read_codes(book.codes.code, ()))


def entries_of(nodes: tuple[CodeNode, ...], codebook: ThemesCodebook) -> list[dict[str, str]]:
    """Codes of a program as entries; an unknown one gets an id from its name, and the theme of its folder."""
    themes = {theme.id.casefold(): theme.id for theme in codebook.themes}
    themes |= {text.casefold(): theme.id for theme in codebook.themes for text in theme.label.values()}
    themes |= {f"{theme.id} {text}".casefold(): theme.id for theme in codebook.themes for text in theme.label.values()}
    state = {guid("code", name) for name in STATES.values()}
    entries = []
    for node in nodes:
        theme = next((themes[name.casefold()] for name in reversed(node.path[:-1]) if name.casefold() in themes), None)
        if not node.codable or node.guid in state:
            continue
        known, fields = match_code(node.name, codebook, node.guid), undescribe(node.description, codebook.languages[0])
        if known:
            entries.append({"id": known} | fields)
        else:
            label = {f"label.{language}": node.name for language in codebook.languages}
            entries.append({"id": code_id(node.name), "theme": theme or codebook.themes[0].id} | label | fields)
    return entries


def code_id(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", without_accents(name)).strip("_") or "code"


def write_docx(codebook: ThemesCodebook, path: Path) -> None:
    """One table: for each code a row that names it, then a row for each field, the languages beside each other."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    languages = codebook.languages
    heads = field_heads(languages)
    document.add_heading(_joined("title", languages), 0)
    table = document.add_table(rows=1, cols=1 + max(2, len(languages)), style="Table Grid")
    names = [write.language_name(one, one).capitalize() for one in languages]
    for cell, text in zip(table.rows[0].cells, (_joined("field", languages), *names), strict=False):
        cell.paragraphs[0].add_run(text).bold = True
    for code in codebook.active:
        fields = fields_of(code, languages)
        row = table.add_row().cells
        row[0].paragraphs[0].add_run(CODE_ROW).bold = True
        row[1].paragraphs[0].add_run(code.id).bold = True
        row[2].text = code.theme
        for key in (*PROSE, *LISTS):
            row = table.add_row().cells
            row[0].text = heads[key]
            for cell, language in zip(row[1:], languages, strict=False):
                cell.text = fields[f"{key}.{language}"]
    for row in table.rows:
        for cell, width in zip(row.cells, (3.5, *[21 / (len(row.cells) - 1)] * (len(row.cells) - 1)), strict=True):
            cell.width = Cm(width)
    properties = document.core_properties
    properties.author, properties.title, properties.language = ORIGIN, "Codebook", ", ".join(languages)
    save_document(document, path)


def field_heads(languages: Sequence[str]) -> dict[str, str]:
    """What a row of the Word table is headed by: the name of the field in each language (`Label / Libellé`)."""
    return {key: _joined(key, languages) for key in (*PROSE, *LISTS)}


def _joined(key: str, languages: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(Words("exchange", language)(key) for language in languages))


def read_docx(path: Path, languages: Sequence[str]) -> list[dict[str, str]]:
    """The entries of a table as `write_docx` makes it, wherever it stands in the document, in whatever order.

    The columns after the first are `languages`, in their order. Raises StudyError where there is no such table.
    """
    from docx import Document

    try:
        document = Document(str(path))
    except Exception as error:  # python-docx lets the errors of zip, XML and its own parts through
        raise StudyError(path, f"not readable as a Word document ({error})", todo="Save it again as .docx.") from error
    heads = field_heads(languages)
    by_head = {head.casefold(): key for key, head in heads.items()} | {key: key for key in heads}
    by_head |= {part.strip().casefold(): key for key, head in heads.items() for part in head.split("/")}
    entries: list[dict[str, str]] = []
    for table in document.tables:
        for row in table.rows:
            cells = [cell.text.strip() for cell in row.cells]
            key = by_head.get(cells[0].casefold()) if cells else None
            if len(cells) >= 2 and cells[0].casefold() == CODE_ROW.casefold():
                entries.append({"id": cells[1]} | ({"theme": cells[2]} if len(cells) > 2 and cells[2] else {}))
            elif key and entries and len(cells) > len(languages):
                entries[-1] |= {f"{key}.{one}": text for one, text in zip(languages, cells[1:], strict=False)}
    if not entries:
        expected = f"a table whose rows start with {CODE_ROW}, {', '.join(heads.values())}"
        raise StudyError(path, "no codebook table in the document", expected, "Export the codebook to see its form.")
    repeated = sorted({one["id"] for one in entries if [other["id"] for other in entries].count(one["id"]) > 1})
    if repeated:
        raise StudyError(path, f"the code {repeated[0]!r} stands twice", "each code once")
    return [{field: text for field, text in entry.items() if is_field(field)} for entry in entries]
