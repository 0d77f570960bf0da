"""Stage `read-documents`: the documents of the review, whatever their format, as numbered paragraphs.

A paragraph is any block that is no title, heading, byline, header row of a table, running head or navigation:
paragraphs, list items, table rows, counted from 1 in reading order. What is left out as a heading stands beside the
paragraphs below it (`heading`); what else is left out is told in documents/register. Identifiable: the de-identifier
comes after it.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import pandas as pd

from pipeline.notes import files
from pipeline.notes.document_blocks import Block, read_blocks
from pipeline.notes.pdf_blocks import read_pdf_blocks
from pipeline.notes.text_language import languages
from pipeline.study import Study, StudyError, as_it_lies, bare, is_within, opening, read_people_table

NEEDED = ["file", "speaks_for"]
PARAGRAPHS = ["document", "paragraph", "kind", "heading", "language", "text"]
REGISTER = [
    "document", "file", "title", "author", "date", "language", "kind", "speaks_for",
    "paragraphs", "headings", "left_out",
]  # fmt: skip
READ = {".txt", ".docx", ".odt", ".rtf", ".html", ".md", ".pdf"}
WORDS_OF_A_BYLINE = 20
LONGEST_TITLE = 25  # words


@dataclass(frozen=True)
class Document:
    """One row of the manifest of documents; `speaks_for`: the one voice in which it speaks."""

    document: str
    file: str  # relative to raw/
    title: str
    author: str
    date: str
    language: str
    kind: str
    speaks_for: str


def run(study: Study) -> None:
    """Write documents/paragraphs (a row a paragraph) and documents/register (a row a document)."""
    # load
    documents = read_manifest(study)
    # process
    read = [(document, *paragraphs(document, study)) for document in documents]
    rows = [row for _, rows, _ in read for row in rows]
    register = [(*_described(document), len(rows), blocks, left_out) for document, rows, (blocks, left_out) in read]
    # save
    with study.writing() as out:
        out.table("documents/paragraphs", pd.DataFrame(rows, columns=PARAGRAPHS))
        out.table("documents/register", pd.DataFrame(register, columns=REGISTER))


def _described(document: Document) -> tuple[str, ...]:
    return (
        document.document, document.file, document.title, document.author, document.date, document.language,
        document.kind, document.speaks_for,
    )  # fmt: skip


def read_manifest(study: Study) -> list[Document]:
    """The documents of the study in the manifest's order.

    Raises StudyError for missing columns, ids that stand twice, files that are not there and files no row names.
    """
    path = study.raw / study.params["documents"]["manifest"]
    where = study.relative(path)
    if not path.exists():
        raise StudyError(where, "the manifest is not there", "a row for each document: id, " + ", ".join(NEEDED))
    frame = read_people_table(path, where, ["id", *NEEDED]).rename(columns={"id": "document"})
    twice = frame.loc[frame["document"].duplicated(), "document"]
    if len(twice):
        raise StudyError(where, f"`{twice.iloc[0]}` stands twice", "one row a document", "Give each its own id.")
    fields = Document.__dataclass_fields__
    documents = [Document(**{field: row.get(field, "") for field in fields}) for row in frame.to_dict("records")]
    for line, document in zip(frame.index, documents, strict=True):
        if not is_within(study.raw / document.file, study.raw):
            raise StudyError(f"{where}, row {line}", f"{document.file} is outside raw/", "a file under raw/")
        if not as_it_lies(study.raw / document.file).is_file():
            raise StudyError(f"{where}, row {line}", f"{document.file} is not there", "a file under raw/")
    named = {os.path.realpath(as_it_lies(study.raw / document.file)) for document in documents}
    beside = [found for found in sorted(path.parent.iterdir()) if found.suffix.lower() in READ]
    if lost := [found for found in beside if os.path.realpath(found) not in named]:
        todo = "Add its row, or move the file away."
        raise StudyError(where, f"no row names {study.relative(lost[0])}", "every document in the manifest", todo)
    return documents


def paragraphs(document: Document, study: Study) -> tuple[list[tuple], tuple[int, str | None]]:
    """(rows of documents/paragraphs, (headings, what else was left out)) of one document."""
    path = as_it_lies(study.raw / document.file)
    where = study.relative(path)
    form = files.kind(path, where)
    if form not in READ:
        raise StudyError(where, f"a {form} file is no document", f"one of {', '.join(sorted(READ))}")
    blocks = read_pdf_blocks(path, where) if form == ".pdf" else read_blocks(path, form, where)
    told, headings, left_out = speech(blocks, document)
    if not told:
        raise StudyError(where, "no paragraph in it", "text", "Replace it, or take its row out of the manifest.")
    spoken = languages([block.text for _, block in told], document.language, study.languages)
    rows = [
        (document.document, number, block.kind, section or None, language, block.text)
        for number, ((section, block), language) in enumerate(zip(told, spoken, strict=True), start=1)
    ]
    return rows, (headings, "; ".join(left_out) or None)


def title_in(path: Path) -> str:
    """The heading that a document opens with; "" where it opens with a text, or cannot be read."""
    try:
        form = files.kind(path, path.name)
        if form == ".docx" and (title := _title_of_word(path)):
            return title
        blocks = read_pdf_blocks(path, path.name) if form == ".pdf" else read_blocks(path, form, path.name)
    except StudyError:
        return ""
    first = blocks[0] if blocks else Block("")
    return " ".join(first.text.split()) if first.kind == "heading" and len(first.text.split()) <= LONGEST_TITLE else ""


def _title_of_word(path: Path) -> str:
    """The paragraph of the style for titles that a Word file opens with: it is no block of the text."""
    with opening(path.name, "a Word file"):
        first = next((one for one in docx.Document(str(path)).paragraphs if one.text.strip()), None)
    style = first.style.style_id if first is not None and first.style is not None else ""
    return " ".join(first.text.split()) if first is not None and style in ("Title", "Titre") else ""


def speech(blocks: Sequence[Block], document: Document) -> tuple[list[tuple[str, Block]], int, list[str]]:
    """(paragraphs with the heading they stand under, number of headings and titles, texts left out as a byline)."""
    told: list[tuple[str, Block]] = []
    section, headings, left_out = "", 0, []
    for block in blocks:
        if block.kind == "heading" or bare(block.text) == bare(document.title):
            headings += 1
            section = "" if bare(block.text) == bare(document.title) or (block.level == 1 and not told) else block.text
        elif not told and is_byline(block.text, document):
            left_out.append(block.text)
        else:
            told.append((section, block))
    return told, headings, left_out


def is_byline(text: str, document: Document) -> bool:
    """Who wrote it and when, and little else; the manifest names both. Only what stands before all text is asked."""
    rest = bare(text)
    known = [bare(part) for part in (document.author, document.date, document.title) if bare(part)]
    found = [part for part in known if part in rest]
    for part in found:
        rest = rest.replace(part, "")
    return bool(found) and len(rest) <= 12 and len(text.split()) <= WORDS_OF_A_BYLINE


def unit_id(document: str, paragraph: int) -> str:
    """How a paragraph is cited: `DOC#paragraph`."""
    return f"{document}#{paragraph}"
