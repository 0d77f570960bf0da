"""The joint display: question, survey result, notes result with a quotation, convergence and meta-inference, side by
side.

Guetterman, T. C., Fetters, M. D., & Creswell, J. W. (2015). Integrating quantitative and qualitative results in health
science mixed methods research through joint displays. Annals of Family Medicine, 13(6), 554-561.
"""

import pandas as pd

from pipeline.triangulation import meta_inference, sentences
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.evidence_tables import best_quote
from pipeline.triangulation.facts import Facts
from pipeline.triangulation.wording import french

NOTHING = {"en": "Nothing.", "fr": "Rien."}


def table(matrix: EvaluationCodebook, facts: dict[str, Facts], evidence: pd.DataFrame) -> pd.DataFrame:
    """One row a finding, in the order of the matrix. Quotations stay in the language they were said in."""
    questions = {question.id: question for question in matrix.questions}
    themes = {theme.id: theme.label for theme in matrix.themes}
    quotable = dict(list(evidence[evidence["strand"] == "notes"].groupby("finding_id", sort=False)))
    rows = []
    for finding in matrix.findings:
        fact, question = facts[finding.id], questions[finding.question]
        row = {"finding_id": finding.id, "question": question.id, "theme": question.theme}
        for language in ("en", "fr"):
            row[f"theme_{language}"] = themes[question.theme][language]
            row[f"question_{language}"] = question.text[language]
            row[f"finding_{language}"] = finding.statement[language]
            for strand, shown in (
                ("survey", bool(fact.shares)),
                ("notes", fact.raised > 0),
                ("published", bool(fact.figures or fact.echoes or fact.context)),
            ):
                text = sentences.result(strand, fact, matrix, language) if shown else NOTHING[language]
                row[f"{strand}_{language}"] = french(text) if language == "fr" else text
            row[f"convergence_{language}"] = sentences.LABELS[fact.label][language == "fr"]
            own = quotable.get(finding.id)
            for side, directions in _sides(fact).items():
                quote = None if own is None else best_quote(own, directions, language)
                for column, name in (
                    ("evidence_id", "id"), ("value_or_quote", "text"), ("source", "source"), ("language", "language"),
                    ("stakeholder", "stakeholder"), ("region", "region"),
                ):  # fmt: skip
                    row[f"{side}_{name}_{language}"] = None if quote is None else quote[column]
        row["meta_inference_en"], row["meta_inference_fr"] = meta_inference.sentence_pair(fact, matrix)
        rows.append(row)
    return pd.DataFrame(rows)


def _sides(fact: Facts) -> dict[str, list[str]]:
    """Which segments may be quoted for what most notes say, and which for the other side."""
    meaning = fact.readings.get("notes", (1, False))[0]
    if meaning == 0:
        return {"quote": ["mixed"], "counter": ["contradicts"]}
    main = "supports" if meaning > 0 else "contradicts"
    return {"quote": [main], "counter": ["contradicts" if meaning > 0 else "supports", "mixed"]}
