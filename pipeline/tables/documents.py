"""Tables of the documents reviewed. See `pipeline/tables/__init__.py` for the house rule on tables."""

import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables.base import LANGUAGE, Table

KINDS = ["paragraph", "list item", "table row"]


class Paragraphs(Table):
    """One paragraph of a document as it is written. Identifiable: stays behind the de-identifier."""

    document: Series[str]
    paragraph: Series[int] = pa.Field(ge=1)  # counted from 1 in reading order
    kind: Series[str] = pa.Field(isin=KINDS)
    heading: Series[str] = pa.Field(nullable=True)  # the heading it stands under
    language: Series[str] = pa.Field(str_matches=LANGUAGE)
    text: Series[str]


class Described(Table):
    """One document: how it is cited, in whose voice it speaks, how much of it was read."""

    document: Series[str] = pa.Field(unique=True)
    file: Series[str]
    title: Series[str] = pa.Field(nullable=True)
    author: Series[str] = pa.Field(nullable=True)
    date: Series[str] = pa.Field(nullable=True)
    language: Series[str] = pa.Field(nullable=True)
    kind: Series[str] = pa.Field(nullable=True)
    speaks_for: Series[str]
    paragraphs: Series[int] = pa.Field(ge=1)
    headings: Series[int] = pa.Field(ge=0)


class Register(Described):
    """The same before de-identification, with what was left out as a byline. Identifiable."""

    left_out: Series[str] = pa.Field(nullable=True)


class Passages(Table):
    """One paragraph of a document, de-identified: a unit of coding."""

    unit_id: Series[str] = pa.Field(unique=True)  # `DOC#paragraph`
    document: Series[str]
    paragraph: Series[int] = pa.Field(ge=1)
    kind: Series[str] = pa.Field(isin=KINDS)
    heading: Series[str] = pa.Field(nullable=True)
    speaks_for: Series[str]  # the document's one voice; no stakeholder group of the interviews
    document_kind: Series[str] = pa.Field(nullable=True)
    language: Series[str] = pa.Field(str_matches=LANGUAGE)
    text: Series[str]
    fingerprint: Series[str]  # of the raw text, so that a correction is noticed


class DocumentReview(Table):
    """What one document says on one evaluation question, told by the codes of its passages; lists separated by `;`."""

    document: Series[str]
    title: Series[str] = pa.Field(nullable=True)
    speaks_for: Series[str]
    question: Series[str]
    n_passages: Series[int] = pa.Field(ge=0)  # with a code of the question's findings
    n_by_people: Series[int] = pa.Field(ge=0)  # of these, those whose surest coding is a person's
    supportive: Series[int] = pa.Field(ge=0)  # passages by the stance of that coding
    critical: Series[int] = pa.Field(ge=0)
    mixed: Series[int] = pa.Field(ge=0)
    neutral: Series[int] = pa.Field(ge=0)
    codes: Series[str] = pa.Field(nullable=True)
    passages: Series[str] = pa.Field(nullable=True)  # `DOC#paragraph`
    quoted: Series[str] = pa.Field(nullable=True)  # the passage that says it most surely, and its words
    quote: Series[str] = pa.Field(nullable=True)
    language: Series[str] = pa.Field(nullable=True)
