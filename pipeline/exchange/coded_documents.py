"""Coded notes as Word, PDF and HTML: the talk on the left, the codings in colour in the margin on the right."""

import json
import re
import tempfile
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.exchange.coded_notes import CodedNote, CodedTurn, Label
from pipeline.language import Words, colon
from pipeline.study import Study, StudyError, save_document, template, write_whole

WIDTHS = (11.5, 5.5)  # cm of text and margin
UNKNOWN_SIGN = re.compile(r'the text `"(.+?)"` could not be displayed')
FIXED = 1_640_995_200  # the date of documents that tell none: 1 January 2022


def to_html(note: CodedNote, study: Study, words: Words, path: Path) -> None:
    """One page, style inside; nothing is fetched when it is read."""
    import jinja2

    page = template(study, "coded_note.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    text = environment.from_string(page).render(note=note, words=words, language=words.language, label=label_of)
    write_whole(path, text)


def to_pdf(note: CodedNote, study: Study, words: Words, path: Path) -> None:
    """A tagged PDF, set by Typst from the note as data; signs that our fonts lack stand by their names.

    Raises StudyError with Typst's words where it refuses.
    """
    import typst

    from pipeline.study.fonts import folder_for

    heads = {key: words(key) for key in ("codings", "turn", "memos")}
    turns = [
        asdict(turn) | {"labels": [asdict(one) | {"said": label_of(one, words)} for one in turn.labels]}
        for turn in note.turns
    ]
    content = json.dumps(
        asdict(note) | {"turns": turns, "words": heads, "page_language": words.language}, ensure_ascii=False
    )
    content = re.sub("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]", "", content)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.typ"
        page.write_text(template(study, "coded_note.typ").read_text(encoding="utf-8"), encoding="utf-8")
        while True:
            (Path(folder) / "note.json").write_text(content, encoding="utf-8")
            try:
                typst.compile(
                    page, output=path, root=Path(folder), ignore_system_fonts=True, pdf_standards="ua-1",
                    font_paths=[folder_for("pages", study.cache)], timestamp=FIXED,
                )  # fmt: skip
                return
            except typst.TypstError as error:
                refused = UNKNOWN_SIGN.search(str(error))
                if refused is None or refused[1] not in content:
                    raise StudyError(path.name, f"Typst cannot set the note {note.name}: {error}") from error
                content = content.replace(refused[1], _named(refused[1]))


def _named(signs: str) -> str:
    """Signs that no font of ours has, by their names: `[thumbs up sign]`."""
    return "".join(f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]" for sign in signs)


def to_word(note: CodedNote, study: Study, words: Words, path: Path) -> None:
    """A Word file: one table, a row a turn, marked words shaded, numbers of the labels before them."""
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2)
    document.add_heading(note.name, 0)
    if note.about:
        document.add_paragraph(note.about)
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.autofit = False  # else programs share the width out as they like
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # on each page
    for cell, head in zip(table.rows[0].cells, (words("turn"), words("codings")), strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for turn in note.turns:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # a question stays with its answer
        cells = row.cells
        _word_turn(cells[0].paragraphs[0], turn)
        _word_labels(cells[1].paragraphs[0], turn, words)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    if note.memos:
        document.add_heading(words("memos"), 1)
        for who, about, text in note.memos:
            document.add_paragraph(style="List Bullet").add_run(f"{who}, {about}").bold = True
            document.paragraphs[-1].add_run(f" {text}")
    properties = document.core_properties
    properties.title, properties.author, properties.language = note.name, "", note.language
    save_document(document, path)


def _word_turn(paragraph: Any, turn: CodedTurn) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if turn.asked:
        paragraph.add_run(turn.asked + "\n").italic = True
    paragraph.add_run(f"[{turn.position}] {turn.speaker}  ").bold = True
    for run in turn.runs:
        if run.opens:
            number = paragraph.add_run(",".join(map(str, run.opens)))
            number.font.superscript = True
        piece = paragraph.add_run(run.text)
        piece.underline = run.depth > 1
        if run.light:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), run.light.lstrip("#"))
            piece._r.get_or_add_rPr().append(shade)


def _word_labels(paragraph: Any, turn: CodedTurn, words: Words) -> None:
    from docx.shared import Pt, RGBColor

    for index, one in enumerate(turn.labels):
        text = ("\n" if index else "") + label_of(one, words)
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(one.dark.lstrip("#"))


def label_of(one: Label, words: Words) -> str:
    """`2 Saves money (ana, critical): memo`."""
    said = [one.who, words(f"stance.{one.stance}") if one.stance else ""]
    text = f"{one.number} {one.text} ({', '.join(filter(None, said))})"
    return f"{text}{colon(words.language)}{one.memo}" if one.memo else text
