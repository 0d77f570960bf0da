"""The codebook as a REFI-QDA code book (QDC), as a Word table, and back: entries of fields (`codebook_fields`)."""

import itertools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pyrefiqda.models import CodeBook, CodebookCodesType, CodebookCodeType

from pipeline import language as write
from pipeline.decisions.themes import ThemesCodebook, code_id
from pipeline.decisions.themes_fields import LISTS, PROSE, fields_of, is_field, undescribe
from pipeline.exchange.archive import MAX_XML
from pipeline.exchange.code_names import CodeNames, plain
from pipeline.exchange.project import CodeNode, guid
from pipeline.exchange.qdpx_write import CODEBOOK, code_tree, to_xml
from pipeline.exchange.refi_xml import children, read_codes, read_refi
from pipeline.exchange.study_project import ORIGIN, STATES, code_nodes
from pipeline.language import Words
from pipeline.study import StudyError, save_document

CODE_ROW = "Code"


def write_qdc(codebook: ThemesCodebook, path: Path) -> None:
    codes = CodebookCodesType(code=code_tree(tuple(code_nodes(codebook)), CodebookCodeType))
    path.write_bytes(to_xml(CodeBook(codes=codes, origin=ORIGIN), CODEBOOK))


def read_qdc(path: Path) -> tuple[tuple[CodeNode, ...], list[str]]:
    """(the codes of a code book, what else it holds and a study has no place for, a sentence each)."""
    if not path.exists():
        raise StudyError(path, "the file is not there")
    if path.stat().st_size > MAX_XML:
        raise StudyError(path, f"larger than {MAX_XML // 2**20} MiB")
    book = read_refi(path.read_bytes(), str(path), "CodeBook")
    sets = len(children(book, "Sets", "Set"))
    left = [f"Not taken in, since a study has no place for them: {sets} sets of codes."] if sets else []
    return tuple(read_codes(children(book, "Codes", "Code"))), left


def entries_of(nodes: tuple[CodeNode, ...], codebook: ThemesCodebook) -> list[dict[str, str]]:
    """Codes of a program as entries; an unknown one gets an id from its name, and the theme of its folder.

    Two unknown codes of one name under two parents get ids with the names of their parents.
    """
    themes = {plain(theme.id): theme.id for theme in codebook.themes}
    themes |= {plain(text): theme.id for theme in codebook.themes for text in theme.label.values()}
    themes |= {plain(f"{theme.id} {text}"): theme.id for theme in codebook.themes for text in theme.label.values()}
    state = {guid("code", name) for name in STATES.values()}
    codes = [node for node in nodes if node.codable and node.guid not in state and plain(node.name)]
    meant = CodeNames(codebook).of_nodes(codes)
    times = Counter(code_id(node.name) for node in codes if meant[node.guid][0] is None)
    taken = {code.id for code in codebook.codes}
    ids: dict[tuple[str, ...], str] = {}  # by path, codes that may be parents
    entries = []
    for node in codes:
        known, fields = meant[node.guid][0], undescribe(node.description, codebook.languages[0])
        if known:
            entries.append({"id": known} | fields)
            ids[node.path] = known
            continue
        theme = next((themes[plain(name)] for name in reversed(node.path[:-1]) if plain(name) in themes), None)
        name = code_id(node.name)
        if times[name] > 1 or name in taken:
            name = code_id(" ".join(node.path[-2:]))
        new = _free(name, taken)
        above = {"parent": ids[node.path[:-1]]} if node.path[:-1] in ids else {}
        label = {f"label.{language}": node.name for language in codebook.languages}
        entries.append({"id": new, "theme": theme or codebook.themes[0].id} | above | label | fields)
        taken.add(new)
        ids[node.path] = new
    return entries


def _free(name: str, taken: set[str]) -> str:
    """`name`, with a number where it stands for another code already."""
    tried = (name if number == 1 else f"{name}_{number}" for number in itertools.count(1))
    return next(one for one in tried if one not in taken)


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


def word_tables(path: Path) -> dict[str, pd.DataFrame]:
    """The tables of a Word document that have a heading, by their number. Raises StudyError."""
    found = {}
    for number, table in enumerate(word_document(path).tables, start=1):
        rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]
        if len(rows) > 1 and len(set(rows[0])) == len(rows[0]):
            found[f"table {number}"] = pd.DataFrame(rows[1:], columns=rows[0])
    return found


def is_our_table(path: Path, languages: Sequence[str]) -> bool:
    """Whether a table of the document has rows as `write_docx` makes them. Raises StudyError."""
    heads = {CODE_ROW.casefold(), *(head.casefold() for head in field_heads(languages).values())}
    firsts = {
        row.cells[0].text.strip().casefold() for table in word_document(path).tables for row in table.rows if row.cells
    }
    return CODE_ROW.casefold() in firsts and len(heads & firsts) > 1


def word_document(path: Path) -> Any:
    """A Word file, as python-docx reads it. Raises StudyError where it is none."""
    from docx import Document

    try:
        return Document(str(path))
    except Exception as error:  # python-docx lets the errors of zip, XML and its own parts through
        raise StudyError(path, f"not readable as a Word document ({error})", todo="Save it again as .docx.") from error


def read_docx(path: Path, languages: Sequence[str]) -> list[dict[str, str]]:
    """The entries of a table as `write_docx` makes it, wherever it stands in the document, in whatever order.

    The columns after the first are `languages`, in their order. Raises StudyError where there is no such table.
    """
    document = word_document(path)
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
