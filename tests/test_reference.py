"""docs/reference.md says what the code reads, no more and no less."""

from pathlib import Path

import pytest

from pipeline.findings.document import Document
from pipeline.notes import manifest, name_review, read_documents
from pipeline.scaffold import reference
from pipeline.study import read_yaml
from pipeline.triangulation import judgements, published

ROOT = Path(__file__).parents[1]
FILES = read_yaml(reference.PEOPLE_FILES)


def test_the_page_is_in_step_with_the_models():
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert written == reference.page(), "run `python -m pipeline reference > docs/reference.md`"


def test_every_field_of_a_file_stands_on_the_page_with_its_meaning():
    page = reference.page()
    assert set(reference.comments_of(Document)) >= {"date", "speakers", "claims"}
    assert "| renamed_from | list of text |  | former ids; decisions made with them are this code's |" in page


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("raw/interviews/manifest.csv", manifest.NEEDED),
        ("raw/documents/manifest.csv", ["id", *read_documents.NEEDED]),
        ("raw/names_review.csv", name_review.COLUMNS),
        ("raw/published/figures.csv", published.FIGURES),
        ("raw/published/relations.csv", published.RELATIONS),
        *((f"raw/judgement/{name}.csv", list(columns)) for name, columns in judgements.FILES.items()),
    ],
)
def test_needed_columns_are_those_that_the_code_asks_for(file, columns):
    told = [name for name in FILES[file]["columns"] if not name.startswith("(")]
    assert sorted(told) == sorted(columns)
