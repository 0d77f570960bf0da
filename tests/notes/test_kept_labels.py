"""Labels of codebooks pass the de-identifier as they are; nothing else of a codebook is its business."""

from notes_helpers import segments, study_with

from pipeline.notes import kept_labels
from pipeline.study import Study

CODEBOOK = """\
codes:
  - id: A1
    label: {en: Bluewater Fund, fr: "  Fonds\\n  Bluewater "}
    definition: {en: What Ironwood Pulp gave.}
    examples: ["Label: nobody"]
  - {id: A2, label: {en: "=none", fr: NA}, theme: Partners}
  - {id: A3, label: {en: one two three four five six seven}}
"""


def with_codebook(root, text: str) -> Study:
    (root / "codebooks").mkdir(parents=True)
    (root / "codebooks" / "themes.yaml").write_text(text, encoding="utf-8")
    return Study(root)


def test_short_labels_in_every_language_are_kept_and_nothing_else(tmp_path):
    study = with_codebook(tmp_path, CODEBOOK)
    kept_labels.run(study)
    assert kept_labels.kept_labels(study) == ["=none", "Bluewater Fund", "Fonds Bluewater", "NA"]


def test_the_table_says_what_is_kept_and_the_codebooks_where_there_is_none(tmp_path):
    study = with_codebook(tmp_path, CODEBOOK)
    from_codebooks = kept_labels.kept_labels(study)
    kept_labels.run(study)
    assert kept_labels.kept_labels(study) == from_codebooks
    (study.codebooks / "themes.yaml").write_text("codes: []\n", encoding="utf-8")
    assert kept_labels.kept_labels(study) == from_codebooks


def test_a_study_without_codebooks_keeps_no_label(tmp_path):
    kept_labels.run(Study(tmp_path))
    assert kept_labels.kept_labels(Study(tmp_path)) == []


def test_a_label_stands_in_the_notes_as_it_was_said(tmp_path):
    note = b"Q: Who paid?\n\nR: It was paid by the Bluewater Fund, and not by Ironwood Pulp.\n"
    study = study_with(tmp_path, {"MILL.txt": note})
    with_codebook(tmp_path, "codes:\n  - {id: A1, label: {en: Bluewater Fund}}\n")
    text = segments(study)["text"].iloc[0]
    assert "Bluewater Fund" in text
    assert "Ironwood" not in text
