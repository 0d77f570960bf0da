"""Paragraphs of documents on their way through the de-identifier: what others read of them."""

import pandas as pd

from pipeline.notes.deidentifier import Gate, Passing
from pipeline.notes.files import named_by_id
from pipeline.notes.read_documents import PARAGRAPHS, REGISTER, unit_id
from pipeline.study import Study, fingerprint
from pipeline.tables import DataFrame
from pipeline.tables.documents import Paragraphs, Register

PASSAGES = [
    "unit_id", "document", "paragraph", "kind", "heading", "speaks_for", "document_kind", "language", "text",
    "fingerprint",
]  # fmt: skip


def read(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(documents/paragraphs, documents/register), empty where the study has no documents."""
    if not study.has_table("documents/paragraphs"):
        return pd.DataFrame(columns=PARAGRAPHS), pd.DataFrame(columns=REGISTER)
    return study.table("documents/paragraphs"), study.table("documents/register")


def passing(paragraphs: DataFrame[Paragraphs], register: DataFrame[Register]) -> list[Passing]:
    """Every text of the documents that goes through the de-identifier: titles, authors, sections, paragraphs."""
    rows = [
        Passing(text, "fr" if row.language == "fr" else "en", row.document)
        for row in register.itertuples()
        for text in (row.title, row.author)
        if isinstance(text, str)
    ]
    for row in paragraphs.itertuples():
        rows += [Passing(row.heading, row.language, row.document)] if isinstance(row.heading, str) else []
        rows.append(Passing(row.text, row.language, row.document))
    return rows


def passages(paragraphs: pd.DataFrame, register: pd.DataFrame, gate: Gate) -> pd.DataFrame:
    """The table documents/passages: paragraphs, de-identified, with the voice of their document."""
    about = register.set_index("document")
    rows = []
    for row in paragraphs.itertuples():
        voice = about.loc[row.document, ["speaks_for", "kind"]]
        heading = gate.text(row.heading, row.document) if isinstance(row.heading, str) else None
        identity = (unit_id(row.document, row.paragraph), row.document, row.paragraph, row.kind, heading)
        rows.append((*identity, *voice, row.language, gate.text(row.text, row.document), fingerprint(row.text)))
    return pd.DataFrame(rows, columns=PASSAGES)


def described(register: pd.DataFrame, gate: Gate) -> pd.DataFrame:
    """The table documents/documents: what is cited of each document, without what was left out as a byline."""
    open_ = register.drop(columns="left_out").copy()
    open_["file"] = [named_by_id(*names) for names in zip(open_["file"], open_["document"], strict=True)]
    for column in ("title", "author"):
        open_[column] = [
            gate.text(text, document) if isinstance(text, str) else text
            for text, document in zip(open_[column], open_["document"], strict=True)
        ]
    return open_
