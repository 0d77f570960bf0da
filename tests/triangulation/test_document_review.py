"""The document review: what each document says on each question, people's coding before the machine's."""

from types import SimpleNamespace

import pandas as pd

from pipeline.triangulation.document_review import review

FINDINGS = [("Q1", ["A", "B"]), ("Q1", ["B", "C"]), ("Q2", ["D"])]
CODEBOOK = SimpleNamespace(
    questions=[SimpleNamespace(id="Q1"), SimpleNamespace(id="Q2")],
    findings=[
        SimpleNamespace(question=q, codes=[SimpleNamespace(code=code) for code in codes]) for q, codes in FINDINGS
    ],
)
DOCUMENTS = pd.DataFrame({"document": ["D1", "D2"], "title": ["One", None], "speaks_for": ["us", "them"]})
PASSAGES = pd.DataFrame(
    [("D1#1", 1, "en", "First."), ("D1#2", 2, "fr", "Deuxième."), ("D1#10", 10, "en", "Tenth.")],
    columns=["unit_id", "paragraph", "language", "text"],
)
CODINGS = pd.DataFrame(
    [
        ("D1#10", "D1", "A", 0.99, "assigned", "machine", "critical", "documents"),
        ("D1#2", "D1", "B", 1.0, "assigned", "ana", "supportive", "documents"),
        ("D1#2", "D1", "A", 0.8, "assigned", "machine", "mixed", "documents"),
        ("D1#1", "D1", "A", 0.3, "review", "machine", "mixed", "documents"),
        ("N1#1", "N1", "A", 0.9, "assigned", "machine", "mixed", "notes"),
    ],
    columns=["segment_id", "note_id", "code", "score", "decision", "origin", "stance", "source"],
)


def test_each_passage_counts_once_and_a_person_comes_first():
    table = review(DOCUMENTS, PASSAGES, CODINGS, CODEBOOK).set_index(["document", "question"])
    row = table.loc[("D1", "Q1")]
    assert (row["n_passages"], row["n_by_people"], row["supportive"], row["critical"], row["mixed"]) == (2, 1, 1, 1, 0)
    assert row["codes"] == "A;B" and row["passages"] == "D1#2;D1#10"
    assert (row["quoted"], row["quote"], row["language"]) == ("D1#2", "Deuxième.", "fr")


def test_a_document_that_says_nothing_has_its_row():
    table = review(DOCUMENTS, PASSAGES, CODINGS, CODEBOOK).set_index(["document", "question"])
    assert len(table) == 4 and table["n_passages"].tolist() == [2, 0, 0, 0]
    assert pd.isna(table.loc[("D2", "Q2"), "quote"])
