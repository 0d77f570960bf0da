"""How far a stage has come is said in a log too, from the second second on, and nothing is said of quick work.

The clock is the tests' own: none waits, and none fails on a machine that is busy.
"""

import time
from types import SimpleNamespace

import pytest

from pipeline.study import following, telling
from pipeline.study import progress as module

LONGEST = 30.0  # seconds that a line of the teller's thread may take to come


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    """What the stage takes for the time: `now`, in seconds."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(module.time, "monotonic", lambda: clock.now)
    return clock


@pytest.fixture
def at_once(monkeypatch) -> None:
    """The teller speaks from the first moment on, and without a pause."""
    monkeypatch.setattr(module, "FIRST", 0.001)
    monkeypatch.setattr(module, "EVERY", 0.001)


def told(clock, seconds: list[float], usual: float | None = None) -> list[str]:
    """The line at the beginning of each piece of a loop whose pieces take so many seconds."""
    lines = []
    for took in following(seconds, "texts"):
        lines.append(module.line("embed", clock.now, usual))
        clock.now += took
    return lines


def until_told(lines: list[str]) -> None:
    end = time.time() + LONGEST
    while not lines and time.time() < end:
        time.sleep(0.001)


def test_a_line_says_what_is_done_how_long_it_took_and_how_long_it_still_takes(clock):
    assert told(clock, [10.0] * 8)[5] == "embed: 5 of 8 texts, 50 s so far, about 30 s to go"


def test_no_time_is_named_from_the_first_pieces_whose_models_had_to_be_read(clock):
    lines = told(clock, [100.0, *[4.0] * 7])
    assert all(line.endswith("not known yet how much longer") for line in lines[:4])
    assert lines[4] == "embed: 4 of 8 texts, 2 min so far, about 16 s to go"


def test_the_last_run_tells_how_long_a_stage_without_a_loop_takes(clock):
    assert module.line("code", 4.0, usual=60.0) == "code: 4 s so far, about 56 s to go"
    assert module.line("code", 61.0, usual=60.0) == "code: 61 s so far, not known yet how much longer"


def test_a_log_is_told_while_a_stage_works(tmp_path, at_once):
    lines: list[str] = []
    (tmp_path / "durations").mkdir()
    (tmp_path / "durations" / "code.txt").write_text("6000\n")
    with telling("code", tmp_path, lines.append):
        until_told(lines)
    assert lines and lines[0].startswith("code: ") and lines[0].endswith("about 100 min to go")


def test_how_long_a_stage_took_is_kept_for_the_next_run(tmp_path, clock):
    with telling("code", tmp_path, lambda _: None):
        clock.now += 75
    assert (tmp_path / "durations" / "code.txt").read_text() == "75\n"


def test_quick_work_says_nothing(tmp_path, clock):
    lines: list[str] = []
    with telling("units", tmp_path, lines.append):
        clock.now += 1
    assert lines == [] and not (tmp_path / "durations").exists()


def test_a_stage_that_fails_leaves_no_duration(tmp_path, clock):
    with pytest.raises(ZeroDivisionError), telling("code", tmp_path, lambda _: None):
        clock.now += 75
        raise ZeroDivisionError
    assert not (tmp_path / "durations").exists()
