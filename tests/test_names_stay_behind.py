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


@pytest.fixture
def study(tmp_path) -> Study:
    """Interviews and a form with names, in files named after people."""
    form, notes, codes = desks.forms(tmp_path, "en"), desks.transcripts(tmp_path, "en"), desks.codebook(tmp_path, "en")
    begin(
        tmp_path / "study", "--title", "Gardens", "--survey", str(form), "--notes", str(notes), "--codebook", str(codes)
    )
    return Study(tmp_path / "study")


@pytest.mark.parametrize("files", [0, 1, 2])
@pytest.mark.parametrize("killed", ["clean", "transcribe", "deidentify"])
def test_a_stage_that_is_killed_leaves_no_name_outside_raw_and_private(study, monkeypatch, killed, files):
    """Killed when so many of its files have moved to their places."""
    for stage in BEFORE_CODING[: BEFORE_CODING.index(killed)]:
        command(study.root, stage)
    child = os.fork()
    if child == 0:  # the stage, in a process that dies in the middle of writing
        moved, move = [], folder.move_over

        def dying(source, target):
            if len(moved) == files:
                os.kill(os.getpid(), signal.SIGKILL)
            moved.append(target)
            move(source, target)

        folder.move_over = dying
        command(study.root, killed)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert names_found(study, NAMES) == []
    left = list(study.root.rglob(".staging-*"))
    assert left and all(one.parent == study.private for one in left)


def test_what_a_person_keeps_stays_and_what_they_do_not_is_replaced(study):
    for stage in BEFORE_CODING:
        command(study.root, stage)
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
