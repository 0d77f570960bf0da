"""What each document says on each question, told by the codes of its passages.

A question asks of a document what its findings ask of all material: the codes that these name. People's codings and the
machine's are counted apart. A document that says nothing on a question has a row all the same.
"""

import pandas as pd

from pipeline.study import Study
from pipeline.tables import MACHINE, STANCES
from pipeline.triangulation.evaluation import EvaluationCodebook

COLUMNS = [
    "document", "title", "speaks_for", "question", "n_passages", "n_by_people", *STANCES, "codes", "passages",
    "quoted", "quote", "language",
]  # fmt: skip


def of_study(study: Study, codebook: EvaluationCodebook) -> pd.DataFrame | None:
    """`review` of the study's documents; None where it has none."""
    if not study.has_table("documents/documents"):
        return None
    documents, passages = study.table("documents/documents"), study.table("documents/passages")
    return review(documents, passages, study.table("coding/codings"), codebook)


def codes_of_questions(codebook: EvaluationCodebook) -> dict[str, list[str]]:
    """The codes that the findings of each question name, in their order."""
    codes: dict[str, dict[str, None]] = {question.id: {} for question in codebook.questions}
    for finding in codebook.findings:
        codes[finding.question] |= dict.fromkeys(tie.code for tie in finding.codes)
    return {question: list(named) for question, named in codes.items()}


def review(
    documents: pd.DataFrame, passages: pd.DataFrame, codings: pd.DataFrame, codebook: EvaluationCodebook
) -> pd.DataFrame:
    """The table triangulation/document_review: a row for each document and question; lists separated by `;`.

    codings: coding/codings; those assigned to documents count. A passage with several codes of a question counts once,
    with the stance of the coding that is surest (a person's before the machine's).
    """
    assigned = codings[codings["decision"].eq("assigned") & codings["source"].eq("documents")]
    assigned = assigned.assign(by_people=assigned["origin"].ne(MACHINE))
    assigned = assigned.sort_values(["by_people", "score"], ascending=False, kind="stable")
    texts = passages.set_index("unit_id")[["paragraph", "language", "text"]]
    assigned = assigned.join(texts, on="segment_id", how="inner", rsuffix="_of_passage")
    by_question = codes_of_questions(codebook)
    rows = []
    for document in documents.itertuples():
        own = assigned[assigned["note_id"].eq(document.document)]
        for question, codes in by_question.items():
            said = own[own["code"].isin(codes)]
            surest = said.drop_duplicates("segment_id")
            stances = [int(surest["stance"].eq(stance).sum()) for stance in STANCES]
            named = [code for code in codes if code in set(said["code"])]
            cited = surest.sort_values("paragraph")["segment_id"]
            best = surest.iloc[0] if len(surest) else None
            quote = (best["segment_id"], best["text"], best["language"]) if best is not None else (None, None, None)
            counts = (len(surest), int(surest["by_people"].sum()))
            lists = (";".join(named) or None, ";".join(cited) or None)
            identity = (document.document, document.title, document.speaks_for, question)
            rows.append((*identity, *counts, *stances, *lists, *quote))
    return pd.DataFrame(rows, columns=COLUMNS)
