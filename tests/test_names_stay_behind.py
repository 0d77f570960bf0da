"""Names of people stay in raw/ and private/: after a kill in the middle of a stage, and through a person's review."""

import os
import shutil
import signal
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from pipeline.scaffold import check
from pipeline.study import Study, StudyError, folder, visible
from pipeline.survey.masking import Mask
from pipeline.survey.survey_codebook import SurveyCodebook
from tests import desks
from tests.leaving import names_found
from tests.study_runs import begin, command

ROOT = Path(__file__).parents[1]
NAMES = [*desks.SPEAKERS, "@example.org"]
BEFORE_CODING = ("clean", "transcribe", "kept-labels", "deidentify")


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    """Interviews and a form with names, in files named after people; de-identified."""
    desk, root = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("names") / "study"
    options = ["--survey", desks.forms(desk, "en"), "--notes", desks.transcripts(desk, "en"), "--codebook"]
    begin(root, "--title", "Gardens", *map(str, [*options, desks.codebook(desk, "en")]))
    for stage in BEFORE_CODING:
        command(root, stage)
    return Study(root)


def kill_in_the_middle(study: Study, stage: str, files: int) -> None:
    """Run a stage in a process that dies when so many of its files have moved to their places."""
    child = os.fork()
    if child == 0:
        moved, move = [], folder.move_over

        def dying(source, target):
            if len(moved) == files:
                os.kill(os.getpid(), signal.SIGKILL)
            moved.append(target)
            move(source, target)

        folder.move_over = dying
        command(study.root, stage)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_stage_that_is_killed_leaves_no_name_outside_raw_and_private(study):
    assert names_found(study, NAMES) == []
    for stage in ("clean", "transcribe", "deidentify"):
        for files in (0, 2):
            kill_in_the_middle(study, stage, files)
            assert names_found(study, NAMES) == [], stage
            left = list(study.root.rglob(".staging-*"))
            assert left and all(one.parent == study.private for one in left)


def test_what_a_person_keeps_stays_and_what_they_do_not_is_replaced(study):
    command(study.root, "names")
    listed = study.raw / "names_review.csv"
    rows = pd.read_csv(listed, dtype="str", keep_default_na=False)
    assert {"Lena Fischer", "Maria Delgado"} <= set(rows["name"])
    rows.loc[rows["name"] == "Lena Fischer", "decision"] = "keep"
    rows.to_csv(listed, index=False)
    command(study.root, "check")
    command(study.root, "deidentify")
    texts = " ".join(study.table("notes/segments")["text"])
    assert "Lena Fischer" in texts and "Delgado" not in texts
    assert "Lena Fischer" in listed.read_text(encoding="utf-8")  # what people said stands


MARKS = {
    "a variant": "Nath\ufe0fanaelle Netherclift",
    "a tag": "Nath\U000e0061anaelle Netherclift",
    "a joiner": "Nath\u034fanaelle Netherclift",
    "an entity": "N&#97;thanaelle Neth&#x65;rclift",
    "no width": "Nathan\u200baelle Netherc\u2060lift",
}


@pytest.mark.parametrize("said", MARKS.values(), ids=MARKS)
def test_a_name_with_marks_that_nobody_sees_is_seen_as_the_eye_reads_it(said):
    assert visible(f"I met {said} there.") == "I met Nathanaelle Netherclift there."


def test_a_name_in_two_pieces_leaves_no_half_in_the_log():
    codebook = Study(ROOT / "tests/study").codebook("survey", SurveyCodebook)
    mask = Mask(codebook.variable("visits"), codebook)
    for said in ("twice with E\u0301loise", "twice with Nathan\u200baelle", "twice with N\u00adathanaelle"):
        assert mask(said) == "twice with (masked)"


@pytest.mark.parametrize("ids", [
    [f"person{number}@example.org" for number in range(46)], [f"(416) 555-0{number:03}" for number in range(46)],
])  # fmt: skip
def test_records_are_not_named_by_what_names_people(tmp_path, ids):
    shutil.copytree(ROOT / "tests/study", tmp_path, dirs_exist_ok=True)
    study = Study(tmp_path)
    path = study.raw / "survey/members.sav"
    frame, about = pyreadstat.read_sav(path)
    pyreadstat.write_sav(frame.assign(id=ids), path, variable_value_labels=about.variable_value_labels)
    with pytest.raises(StudyError, match="identifies nobody") as told:
        check.survey(study)
    assert ids[0] not in str(told.value)
