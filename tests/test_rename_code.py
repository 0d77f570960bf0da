"""Renaming a code: one command, everywhere it is named, nowhere it is only a word."""

import shutil
from pathlib import Path

import pytest

from pipeline.decisions import themes_tree
from pipeline.decisions.read import of_tables
from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_edit import codebook_version
from pipeline.scaffold.check import coding, findings
from pipeline.study import Study, StudyError

ROOT = Path(__file__).parents[1]


@pytest.fixture
def study(tmp_path) -> Study:
    shutil.copytree(ROOT / "tests/study", tmp_path, dirs_exist_ok=True)
    return Study(tmp_path)


def rename(study: Study, old: str, new: str) -> list[str]:
    """The files that the command writes."""
    plan = themes_tree.rename(study, old, new, codebook_version(study))
    themes_tree.write(study, plan, "ana")
    return [study.relative(path) for path in plan.files]


def texts(study: Study) -> dict[str, str]:
    files = [*study.codebooks.glob("*.yaml"), *(study.reports / "chapters").glob("*.md")]
    return {study.relative(path): path.read_text(encoding="utf-8") for path in files}


def test_a_renamed_code_is_renamed_in_codebook_matrix_and_chapters_and_decisions_follow(study):
    chapter = study.reports / "chapters" / "01-results.en.md"
    chapter = chapter if chapter.exists() else sorted((study.reports / "chapters").glob("*.en.md"))[0]
    chapter.write_text(
        chapter.read_text(encoding="utf-8") + "\nT1_saving, {{ label('T1_saving') }}\n", encoding="utf-8"
    )
    told = rename(study, "T1_saving", "saving")
    assert "codebooks/evaluation.yaml" in " ".join(told) and study.relative(chapter) in " ".join(told)
    codebook = study.codebook("themes", ThemesCodebook)
    assert "saving" in codebook.ids and "T1_saving" not in codebook.ids
    findings(study)
    coding(study)  # ana's file still says T1_saving
    assert {codebook.current(one.code).id for one in of_tables(study) if one.code == "T1_saving"} == {"saving"}
    assert "\nT1_saving, {{ label('saving') }}\n" in chapter.read_text(encoding="utf-8")  # prose stays


def test_renaming_back_gives_the_first_name_again(study):
    before = study.codebook("themes", ThemesCodebook).ids
    rename(study, "T1_saving", "saving")
    rename(study, "saving", "T1_saving")
    assert study.codebook("themes", ThemesCodebook).ids == before
    findings(study)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("T1_savings", "x", "T1_saving"), ("T1_saving", "T6_volunteer_load", "taken"), ("T1_saving", "a b", "pattern")],
)
def test_a_name_that_cannot_be_changes_nothing(study, old, new, said):
    before = texts(study)
    with pytest.raises(StudyError, match=said):
        rename(study, old, new)
    assert texts(study) == before
