"""Names of people stay in raw/ and private/: after a kill in the middle of a stage, and through a person's review."""

import os
import signal

import pandas as pd
import pytest

from pipeline.study import Study, folder
from tests import desks
from tests.leaving import names_found
from tests.study_runs import begin, command

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
