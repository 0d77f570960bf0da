"""The documents as a line of evidence: which side each document takes on each finding, by passages that people read.

A document counts once, by its own passages. What the machine coded counts nothing: documents are few, and a person can
read them. Documents of the body evaluated, its members and those it funds are interested; together they are one author.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.study import StudyError, did_you_mean, one_of
from pipeline.tables import MACHINE
from pipeline.triangulation.evaluation import DocumentsDesign, EvaluationCodebook
from pipeline.triangulation.notes_line import Column, columns_of, sides
from pipeline.triangulation.rule.evidence import DocumentsItem, Tally

MASKED = "Correct it there; an author who was replaced stays with `notes: keep:` in params.yaml."
INTERESTED = ""  # the one author of all documents that are not of an outside author


@dataclass(frozen=True)
class DocumentsLine:
    """D documents, C columns."""

    documents: pd.DataFrame  # document, author (INTERESTED: not of an outside author)
    columns: list[Column]
    side: np.ndarray  # (D, C) position in notes_line.SIDES, -1 where the document does not speak

    @cached_property
    def names(self) -> np.ndarray:
        return self.documents["document"].to_numpy(dtype=object)

    @cached_property
    def authors(self) -> np.ndarray:
        return self.documents["author"].to_numpy(dtype=object)

    def item(self, column: int, without: str | None = None, **more: bool) -> DocumentsItem:
        """The documents on one column as the rule takes them; `without` leaves a document out."""
        speak = (self.side[:, column] >= 0) & (self.names != without)
        outside = speak & (self.authors != INTERESTED)
        own = self.columns[column]
        return DocumentsItem(
            line="documents",
            source="documents",
            bearing=own.bearing,  # type: ignore[arg-type]
            limits=max(tie.limits for tie in own.codes),
            other_period=any(tie.other_period for tie in own.codes),
            documents=self._tally(column, speak),
            authors=len(set(self.authors[speak])),
            outside_authors=int(outside.sum()),
            outsiders=self._tally(column, outside),
            **more,
        )

    def speaking(self, columns: list[int]) -> list[str]:
        """Documents that take a side in any of these columns."""
        return self.names[(self.side[:, columns] >= 0).any(axis=1)].tolist()

    def _tally(self, column: int, keep: np.ndarray) -> Tally:
        return Tally(*np.bincount(self.side[keep, column] + 1, minlength=4)[1:].astype(float).tolist())


def gather(
    matrix: EvaluationCodebook, documents: pd.DataFrame, codings: pd.DataFrame, where: str = "codebooks/evaluation.yaml"
) -> DocumentsLine:
    """From documents/documents and the assigned codings of documents (note_id: the document).

    Raises StudyError for an author, document or kind in `documents:` of the matrix that the register does not have.
    """
    design = matrix.documents
    check(design, documents, where)
    said = documents["document"].isin(design.context) | documents["kind"].isin(design.context)
    read = documents[~said].sort_values("document", ignore_index=True)
    names = authors(read)
    known = read[["document"]].assign(author=names.where(names.isin(design.outside), INTERESTED))
    columns = columns_of(matrix)
    side, _ = sides(columns, known["document"], codings[codings["origin"] != MACHINE])
    return DocumentsLine(known, columns, side)


def authors(documents: pd.DataFrame) -> pd.Series:
    """Who wrote each document; whom it speaks for where no author is on record."""
    return documents["author"].fillna(documents["speaks_for"]).astype(str)


def check(design: DocumentsDesign, documents: pd.DataFrame, where: str) -> None:
    ids_and_kinds = [*documents["document"], *documents["kind"].dropna().unique()]
    for key, names, known in (
        ("outside", design.outside, sorted(set(authors(documents)))),
        ("context", list(design.context), ids_and_kinds),
    ):
        for name in names:
            if name not in known:
                raise StudyError(
                    f"{where}, documents: {key}",
                    f"{name!r} is not in the register of documents",
                    one_of(known, name),
                    did_you_mean(name, known, MASKED),
                )
