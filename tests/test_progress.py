"""How far a stage has come is said in a log too, from the second second on, and nothing is said of quick work."""

import time

import pytest

from pipeline.study import following, telling
from pipeline.study import progress as module


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(module, "FIRST", 0.05)
    monkeypatch.setattr(module, "EVERY", 0.05)
    monkeypatch.setattr(module, "WATCHED", 0.1)


def test_a_log_is_told_what_is_done_how_far_it_is_and_how_long_still(tmp_path, quick):
    lines = []
    with telling("embed", tmp_path, lines.append):
        for _ in following(range(8), "texts"):
            time.sleep(0.06)
    assert lines and lines[-1].startswith("embed: ") and "of 8 texts" in lines[-1] and "to go" in lines[-1]


def test_no_time_is_named_from_the_first_pieces_whose_models_had_to_be_read(tmp_path, quick):
    lines = []
    with telling("embed", tmp_path, lines.append):
        for piece in following(range(200), "texts"):
            time.sleep(0.15 if piece == 0 else 0.002)
    told = [line for line in lines if "to go" in line]
    assert "not known yet" in lines[0] and all("about 0 s" in line for line in told)


def test_the_last_run_tells_how_long_a_stage_without_a_loop_takes(tmp_path, quick):
    with telling("code", tmp_path, lambda _: None):
        time.sleep(0.12)
    (tmp_path / "durations" / "code.txt").write_text("60\n")
    lines = []
    with telling("code", tmp_path, lines.append):
        time.sleep(0.12)
    assert lines[0] == "code: 0 s so far, about 60 s to go"


def test_quick_work_says_nothing(tmp_path):
    lines = []
    with telling("units", tmp_path, lines.append):
        pass
    assert lines == [] and not (tmp_path / "durations").exists()


def test_a_stage_that_fails_leaves_no_duration_and_no_thread(tmp_path, quick):
    with pytest.raises(ZeroDivisionError), telling("code", tmp_path, lambda _: None):
        time.sleep(0.1)
        raise ZeroDivisionError
    assert not (tmp_path / "durations").exists()
