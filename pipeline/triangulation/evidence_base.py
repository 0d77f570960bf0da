"""Everything the findings of a study rest on, as lines of evidence; `judge` applies the rule to one finding.

A variant leaves something out, or counts it otherwise: that is how the checks of robustness ask again.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.triangulation import other_lines
from pipeline.triangulation.dependence import joined, one_voice, shared_notes
from pipeline.triangulation.documents_line import DocumentsLine
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.judgements import Search
from pipeline.triangulation.notes_line import NotesLine, columns_of
from pipeline.triangulation.rule.confidence import Check
from pipeline.triangulation.rule.evidence import Evidence
from pipeline.triangulation.rule.judge import Judgement, Rulebook, judge
from pipeline.triangulation.survey_line import SurveyLine


@dataclass(frozen=True)
class Variant:
    """What is left out or counted otherwise; as it stands, nothing."""

    keep: np.ndarray | None = None  # (N,) notes that stay
    notes: NotesLine | None = None  # the notes as another coder coded them
    weighted: bool = True
    without_indicator: str | None = None
    cautious: bool = False  # the machine right less often
    without_document: str | None = None


AS_IT_STANDS = Variant()


@dataclass(frozen=True)
class EvidenceBase:
    matrix: EvaluationCodebook
    book: Rulebook
    survey: SurveyLine | None
    notes: NotesLine | None
    answers: NotesLine | None  # open survey answers: respondents in place of notes
    documents: DocumentsLine | None
    admin: pd.DataFrame | None
    published: pd.DataFrame | None
    searches: dict[str, Search]
    one_sided: frozenset[int]  # positions of the columns of `notes`

    def evidence(self, at: int, variant: Variant = AS_IT_STANDS) -> list[Evidence]:
        """All evidence of the finding at this position of the matrix."""
        finding = self.matrix.findings[at]
        made: list[Evidence] = []
        if self.survey is not None:
            made += self.survey.items(finding, variant.weighted, variant.without_indicator)
        notes = variant.notes or self.notes
        if notes is not None:
            made += [self._notes(notes, column, variant) for column in self.columns(at)]
        if self.documents is not None:
            made += [self._documents(self.documents, column, variant) for column in self.columns(at)]
        return joined(made + self._fixed[at], self._one_voice)

    @cached_property
    def _one_voice(self) -> dict[str, str]:
        return one_voice(self.matrix, self.book.rule.overlap)

    @cached_property
    def shared_notes(self) -> pd.DataFrame:
        """triangulation/shared_notes."""
        return shared_notes(self.matrix, self.notes, self._columns, self.book.rule.overlap)

    @cached_property
    def _fixed(self) -> list[list[Evidence]]:
        """By finding, what no variant touches: open answers, administrative figures, figures in print."""
        admin = None if self.admin is None else other_lines.keyed(self.admin)
        published = None if self.published is None else self.published.set_index("claim")
        found: list[list[Evidence]] = []
        for at, finding in enumerate(self.matrix.findings):
            made = [] if self.answers is None else [self._answers(column) for column in self.columns(at)]
            made += [] if admin is None else other_lines.figures(finding, admin)
            made += [] if published is None else other_lines.claims(finding, published)
            found.append(made)
        return found

    def columns(self, at: int) -> list[int]:
        """Positions of the finding's columns that are read; codes that only give context are not."""
        return self._columns[at]

    @cached_property
    def _columns(self) -> list[list[int]]:
        columns = [(n, one) for n, one in enumerate(columns_of(self.matrix)) if one.bearing != "context"]
        return [[n for n, one in columns if one.finding == at] for at in range(len(self.matrix.findings))]

    def searched(self, at: int) -> bool:
        return self.search(at).judged >= self.book.rule.searched

    def search(self, at: int) -> Search:
        return self.searches.get(self.matrix.findings[at].id, Search())

    def _notes(self, notes: NotesLine, column: int, variant: Variant) -> Evidence:
        at = notes.columns[column].finding
        finding = self.matrix.findings[at]
        own = finding.kind == "experience" and bool(finding.concerns)
        own = own and set(finding.concerns) <= set(self.matrix.interested)
        return notes.item(
            column,
            variant.keep,
            variant.cautious,
            own=own,
            one_sided=column in self.one_sided,
            searched=self.searched(at),
            concerned=notes.concerned(column, finding.concerns, variant.keep),
        )

    def _documents(self, documents: DocumentsLine, column: int, variant: Variant) -> Evidence:
        at = documents.columns[column].finding
        return documents.item(
            column,
            variant.without_document,
            one_sided=column in self.one_sided,
            searched=self.searched(at),
        )

    def _answers(self, column: int) -> Evidence:
        assert self.answers is not None
        return replace(self.answers.item(column), line="open answers", source=self.matrix.survey.source)

    def judge(self, at: int, variant: Variant = AS_IT_STANDS, weakest: Check | None = None) -> Judgement:
        finding = self.matrix.findings[at]
        against = self.against_interest(at, variant)
        return judge(finding.kind, self.evidence(at, variant), self.book, weakest, against)

    def against_interest(self, at: int, variant: Variant = AS_IT_STANDS) -> int:
        """Notes of interested groups that speak on the side that runs against their interest."""
        finding = self.matrix.findings[at]
        notes = variant.notes or self.notes
        if notes is None or not finding.interest:
            return 0
        against = [notes.against_interest(one, finding.interest, variant.keep) for one in self.columns(at)]
        return int(np.sum(against))
