"""Two runs side by side: numbers, labels and sentences that are others, and nothing that is the same."""

import shutil
import subprocess

import pytest
from tests_of_findings import composed

from pipeline.findings import two_runs
from pipeline.study import Study, StudyError


@pytest.fixture
def two(study, tmp_path):
    (study.reports / "findings.en.md").write_text(composed(study, "en").markdown, encoding="utf-8")
    other = Study(tmp_path / "other")
    shutil.copytree(study.root, other.root)
    return study, other


def compared(first, second):
    runs = [two_runs.run_at(first, str(one.root)) for one in (first, second)]
    return two_runs.changes(*runs, ["en"])


def test_the_same_run_has_no_changes(two):
    assert compared(*two) == []


def test_a_number_a_label_and_a_sentence_are_told_each_once(two):
    first, second = two
    for path, old, new in (
        ("processed/survey/indicators.csv", ",36.0,", ",37.0,"),
        ("processed/triangulation/matrix.csv", "well supported", "divided"),
        ("reports/findings.en.md", "picked fruit.", "gathered fruit."),
    ):
        text = (second.root / path).read_text(encoding="utf-8")
        assert old in text or path.endswith("indicators.csv")
        (second.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = compared(first, second)
    label = next(one for one in found if one.kind == "label")
    assert (label.where, label.before, label.after) == ("K1, standing", "well supported", "divided")
    text = next(one for one in found if one.kind == "text")
    assert "67% (24 of 36) picked fruit." in text.before.replace("\u00a0", " ") and "gathered" in text.after
    assert {one.kind for one in found} <= {"number", "label", "text"} and len(found) <= 3


def test_a_difference_in_the_twelfth_digit_is_none():
    old, new = (
        "indicator,breakdown,group,percent\na,b,c,66.66666666661\n",
        "indicator,breakdown,group,percent\na,b,c,66.66666666662\n",
    )
    read = lambda text: lambda path: text if path.endswith("survey/indicators.csv") else None  # noqa: E731
    assert two_runs.changes(read(old), read(new), []) == []
    assert len(two_runs.changes(read(old), read(new.replace("66.6", "67.6")), [])) == 1


def test_what_is_no_run_is_told(study):
    subprocess.run(["git", "init", "-q"], cwd=study.root, check=True)
    with pytest.raises(StudyError, match="neither a folder of a study nor a version"):
        two_runs.run_at(study, "no-such-version")
