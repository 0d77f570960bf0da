"""What changed between two versions of the codebook, and which segments move."""

import subprocess

import pandas as pd
import pytest

from pipeline.coding import themes_diff
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import StudyError
from tests.coding.small import small_study


@pytest.fixture
def study(tmp_path):
    return small_study(tmp_path)


def new_version(study, *edits):
    text = (study.codebooks / "themes.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path = study.root / "new.yaml"
    path.write_text(text, encoding="utf-8")
    return themes_diff.report(study, "codebooks/themes.yaml", str(path))


def test_the_same_codebook(study):
    assert new_version(study) == "The two versions are the same."


def test_a_renamed_code_keeps_its_decisions(study):
    said = new_version(study, ("- id: T1_saving\n", "- id: T1_money\n    renamed_from: [T1_saving]\n"))
    assert "T1_money: renamed from T1_saving" in said
    assert "T1_saving -> T1_money (3 decided by people, 6 by the machine)" in said
    assert "BOR-01#2, BOR-02#2, MUN-01#2" in said


def test_a_merged_code_moves_and_a_split_one_is_put_to_review(study):
    said = new_version(
        study,
        ("- id: T1_saving\n", "- id: T1_saving\n    merged_into: T5_less_waste\n"),
        ("- id: T2_repair_skills\n", "- id: T2_repair_skills\n    split_into: [T3_neighbours, T5_less_waste]\n"),
    )
    assert "T1_saving: merged into T5_less_waste" in said and "T1_saving -> T5_less_waste (3 decided" in said
    assert "T2_repair_skills -> to be decided among T3_neighbours;T5_less_waste (3 decided" in said
    assert "Segments that move: 12" in said


def test_a_retired_code_sets_its_decisions_aside(study):
    said = new_version(study, ("- id: T1_saving\n", "- id: T1_saving\n    retired: true\n"))
    assert "T1_saving: retired" in said and "set aside (the decisions stay on file) (3 decided" in said


def test_a_code_that_is_simply_gone_would_stop_the_next_run(study):
    said = new_version(study, ("- id: T1_saving\n", "- id: T1_other\n"))
    assert "T1_other: added" in said and "T1_saving: gone from the file" in said
    assert "in no codebook: the next run would stop" in said


def test_a_rewritten_definition_moves_nothing_by_itself(study):
    said = new_version(study, ("Borrowing spares households", "Borrowing now spares households"))
    assert "T1_saving: rewritten (definition)" in said and "No coded segment moves." in said


def test_a_git_revision_can_be_compared(study):
    for command in (
        ["init", "-q"],
        ["add", "codebooks"],
        ["-c", "user.name=a", "-c", "user.email=a", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=study.root, check=True)
    assert themes_diff.report(study, "HEAD", "codebooks/themes.yaml") == "The two versions are the same."


def test_neither_file_nor_revision(study):
    with pytest.raises(StudyError, match="neither a file nor a git revision"):
        themes_diff.report(study, "no-such", "codebooks/themes.yaml")


def test_decisions_on_a_code_that_is_in_use_again_return():
    def book(**more) -> ThemesCodebook:
        label = {"en": "a", "fr": "a"}
        codes = [{"id": "A", "theme": "t", "label": label} | more, {"id": "B", "theme": "t", "label": label}]
        return ThemesCodebook.model_validate({"themes": [{"id": "t", "label": label}], "codes": codes})

    coded = pd.DataFrame([("N1#2", "A", "ana"), ("N1#2", "B", "ana")], columns=["segment_id", "code", "by"])
    assert themes_diff.moves(book(retired=True), book(), coded)[["old", "new", "how"]].to_numpy().tolist() == [
        ["A", "A", "returns"]
    ]
    assert themes_diff.moves(book(), book(retired=True), coded)["how"].tolist() == ["set aside"]
