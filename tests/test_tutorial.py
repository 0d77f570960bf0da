"""docs/tutorial.md works as it is written: each of its commands, in order, in a folder that holds only its files."""

import contextlib
import re
import shlex
import shutil
from pathlib import Path

import pytest

from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from tests.desks import SPEAKERS
from tests.leaving import names_found
from tests.study_runs import (
    assert_found_in_its_languages,
    assert_labelled_in_its_languages,
    command,
    run_all,
    share_caches,
)

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The words of each line of the page's blocks of commands, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    """The tutorial's study after all commands; the stages run in this process, as `dvc repro` would run them."""
    where = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(ROOT / "docs/tutorial", where / "docs/tutorial")
    share_caches(where / "gardens")
    repros = 0
    for words in commands():
        if words[0] == "cd":
            where = where / words[1]
        elif words == ["dvc", "repro"]:
            repros += 1
            if repros == 1:  # the second would only do the same again
                run_all(where)
        else:
            assert words[0] == "mixed-methods"
            with contextlib.chdir(where):
                command(where, *words[1:])
    return Study(where)


def test_the_page_has_a_command_for_each_step():
    assert [words[1] for words in commands() if words[0] == "mixed-methods"] == [
        "new-study", "names", "check", "codebook", "coding-sheet",
    ]  # fmt: skip


def test_the_findings_page_is_there_and_names_nobody(study):
    assert_found_in_its_languages(study, "Community gardens")
    assert names_found(study, [*SPEAKERS, "@example.org"]) == []


def test_every_finding_has_a_standing_and_every_label_its_language(study):
    assert_labelled_in_its_languages(study)
    matrix = study.table("triangulation/matrix")
    assert len(matrix) and matrix["standing"].notna().all()


def test_what_was_replaced_is_listed_for_a_person(study):
    listed = (study.raw / "names_review.csv").read_text(encoding="utf-8")
    assert all(name.split()[1] in listed for name in SPEAKERS[:2])


def test_the_renamed_code_and_the_coding_sheet_are_there(study):
    assert "water_and_tools" in study.codebook("themes", ThemesCodebook).ids
    assert (study.reports / "review" / "coding_ana.xlsx").exists()


def test_every_page_it_points_to_is_there():
    for target in re.findall(r"\]\(([\w./]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
