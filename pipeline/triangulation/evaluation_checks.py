"""Ids that one part of `codebooks/evaluation.yaml` uses and another has to declare: every mistake, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.study.declared_names import Mistake, declared, repeated

if TYPE_CHECKING:
    from pipeline.triangulation.evaluation import EvaluationCodebook


def mistakes(book: EvaluationCodebook) -> Iterator[Mistake]:
    """Themes hold questions, questions hold findings, and links of the logic model test each finding."""
    themes, questions = [one.id for one in book.themes], [one.id for one in book.questions]
    for section, ids in (
        ("themes", themes),
        ("questions", questions),
        ("findings", [one.id for one in book.findings]),
    ):
        yield from repeated((section,), ids, "id")
    asked = {question.theme for question in book.questions}
    for number, theme in enumerate(themes):
        if theme not in asked:
            yield ("themes", number), f"theme {theme!r} has no question; give it one or take it out"
    answered = {finding.question for finding in book.findings}
    for number, question in enumerate(book.questions):
        place, who = ("questions", number), f"question {question.id}"
        yield from declared((*place, "theme"), who, [question.theme], themes, "themes")
        if question.id not in answered:
            yield place, f"question {question.id!r} has no finding; give it one or take it out"
    for number, finding in enumerate(book.findings):
        who = f"finding {finding.id}"
        yield from declared(("findings", number, "question"), who, [finding.question], questions, "questions")
    yield from declared(("interested",), "interested", book.interested, book.groups, "groups")
    yield from _tested(book)


def _tested(book: EvaluationCodebook) -> Iterator[Mistake]:
    """Links name findings that are there, and every finding belongs to one."""
    if book.logic_model is None:
        return
    findings = {finding.id for finding in book.findings}
    for number, link in enumerate(book.logic_model.links):
        at = ("logic_model", "links", number, "findings")
        yield from declared(at, f"link {link.id}", link.findings, findings, "findings")
    tied = {finding for link in book.logic_model.links for finding in link.findings}
    for number, finding in enumerate(book.findings):
        if finding.id not in tied:
            yield (
                ("findings", number),
                f"finding {finding.id!r} belongs to no link of the logic model; list it there",
            )
