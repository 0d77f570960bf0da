"""The joint display: question, what each line found with a quotation, convergence and what may be said, side by side.

Guetterman, T. C., Fetters, M. D., & Creswell, J. W. (2015). Integrating quantitative and qualitative results in health
science mixed methods research through joint displays. Annals of Family Medicine, 13(6), 554-561.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.language import Words, sentence, spaced
from pipeline.tables import DataFrame
from pipeline.tables.triangulation import Evidence
from pipeline.triangulation import headline, sentences
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.evidence_tables import best_quote
from pipeline.triangulation.facts import Facts

COLUMNS_OF = {"survey": ("survey",), "notes": ("notes",), "published": ("print",), "admin": ("admin",),
              "documents": ("documents",)}  # fmt: skip


def table(
    matrix: EvaluationCodebook, facts: dict[str, Facts], evidence: DataFrame[Evidence], languages: Sequence[str]
) -> pd.DataFrame:
    """One row a finding, in the order of the matrix. Quotations stay in the language they were said in."""
    questions = {question.id: question for question in matrix.questions}
    themes = {theme.id: theme.label for theme in matrix.themes}
    quotable = dict(list(evidence[evidence["strand"] == "notes"].groupby("finding_id", sort=False)))
    rows = []
    for finding in matrix.findings:
        fact, question = facts[finding.id], questions[finding.question]
        row: dict[str, Any] = {"finding_id": finding.id, "question": question.id, "theme": question.theme}
        for language in languages:
            say = Words("triangulation", language)
            row[f"theme_{language}"] = themes[question.theme][language]
            row[f"question_{language}"] = question.text[language]
            row[f"finding_{language}"] = finding.statement[language]
            for column, names in COLUMNS_OF.items():
                row[f"{column}_{language}"] = _found(fact, names, matrix, say)
            row[f"convergence_{language}"] = say(f"convergence.{fact.judgement.convergence}")
            row[f"meta_inference_{language}"] = headline.text(finding, fact, language)
            own = quotable.get(finding.id)
            for side, directions in _sides(fact).items():
                quote = None if own is None else best_quote(own, directions, language)
                for column, name in (
                    ("evidence_id", "id"), ("value_or_quote", "text"), ("source", "source"), ("language", "language"),
                    ("stakeholder", "stakeholder"), ("region", "region"),
                ):  # fmt: skip
                    row[f"{side}_{name}_{language}"] = None if quote is None else quote[column]
        rows.append(row)
    return pd.DataFrame(rows)


def _found(fact: Facts, names: tuple[str, ...], matrix: EvaluationCodebook, say: Words) -> str:
    lines = [line for line in fact.judgement.lines if line.name in names]
    numbers = [sentences.item_numbers(one, matrix, say) for line in lines for one in line.items]
    said = [sentences.reading_words(line.reading, say) for line in lines]
    text = "; ".join(filter(None, [*numbers, *said]))
    return spaced(sentence(text), say.language) if text else say("nothing")


def _sides(fact: Facts) -> dict[str, list[str]]:
    """Which segments may be quoted for what most notes say, and which for the other side."""
    line = fact.line("notes")
    meaning = "for" if line is None else line.reading.meaning
    if meaning == "divided" or (line is not None and line.reading.reserved):
        return {"quote": ["mixed", "supports"], "counter": ["contradicts"]}
    main = "contradicts" if meaning == "against" else "supports"
    return {"quote": [main], "counter": ["supports" if main == "contradicts" else "contradicts", "mixed"]}
