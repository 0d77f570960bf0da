"""Files are whole or not there: after a kill, on a full disk, on another file system; formulas stay text."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from pipeline.study import Cache, Study, StudyError, read_csv, save_workbook, write_csv, write_whole
from pipeline.study import atomic as atomic_module

DEAD = 2**22 + 1  # more than any process's number on Linux


def study_in(folder: Path) -> Study:
    (folder / "params.yaml").write_text("study: {seed: 1}\n", encoding="utf-8")
    return Study(folder)


def test_what_a_killed_run_left_goes_at_the_next_write_and_a_living_one_keeps_its_own(tmp_path):
    study = study_in(tmp_path)
    left, living = tmp_path / f".staging-{DEAD}-x", tmp_path / f".staging-{os.getpid()}-y"
    for folder in (left, living):
        folder.mkdir()
        (folder / "turns.csv").write_text("Ottoline", encoding="utf-8")
    with study.writing() as out:
        out.text("processed/a.txt", "a")
    assert not left.exists() and living.exists()
    assert [path.name for path in tmp_path.rglob(".staging-*")] == [living.name]


def test_half_a_file_of_a_killed_run_goes_when_its_folder_is_written_to(tmp_path):
    part = tmp_path / f".key.json.{DEAD}.part"
    part.write_text("{", encoding="utf-8")
    Cache(tmp_path).write("other", [1])
    assert not part.exists() and Cache(tmp_path).read("other") == [1]


@pytest.mark.parametrize("content", ["", "{", "[1, 2", "\0\0\0", "[1]trailing"])
def test_a_cache_entry_that_is_not_whole_is_made_again(tmp_path, content):
    (tmp_path / "key.json").write_text(content, encoding="utf-8")
    cache = Cache(tmp_path)
    assert cache.read("key") is None
    cache.write("key", {"a": 1})
    assert cache.read("key") == {"a": 1}


def test_a_folder_among_what_is_kept_stops_no_run_and_stays(tmp_path):
    (tmp_path / "mine.json").mkdir()
    cache = Cache(tmp_path)
    cache.write("old", 1)
    cache.keep_only(["key"])
    assert cache.read("old") is None and (tmp_path / "mine.json").is_dir()
    with pytest.raises(StudyError, match=r"mine\.json.*move it away"):
        cache.write("mine", 1)


def test_a_kill_in_the_middle_of_a_stage_changes_no_output(tmp_path):
    study_in(tmp_path)
    (tmp_path / "processed").mkdir()
    (tmp_path / "processed" / "a.txt").write_text("before", encoding="utf-8")
    code = (
        "import os, signal; from pathlib import Path; from pipeline.study import Study\n"
        f"with Study(Path({str(tmp_path)!r})).writing() as out:\n"
        "    out.text('processed/a.txt', 'after'); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == -9
    assert (tmp_path / "processed" / "a.txt").read_text(encoding="utf-8") == "before"
    left = list(tmp_path.rglob(".staging-*"))
    assert left and all(one.parent == tmp_path / "private" for one in left)  # it may hold names
    with Study(tmp_path).writing() as out:
        out.text("processed/a.txt", "after")
    assert (tmp_path / "processed" / "a.txt").read_text(encoding="utf-8") == "after"
    assert not list(tmp_path.rglob(".staging-*"))


def test_processed_may_lie_on_another_file_system(tmp_path, monkeypatch):
    study = study_in(tmp_path)
    whole = Path.replace

    def parted(self: Path, target: Path):
        if ".staging-" in str(self) and ".staging-" not in str(target):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", parted)
    with study.writing() as out:
        out.text("processed/deep/a.txt", "after")
    assert (study.processed / "deep/a.txt").read_text(encoding="utf-8") == "after"
    assert not list(study.processed.rglob("*.part")) and not list(tmp_path.rglob(".staging-*"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing_behind(tmp_path, monkeypatch, number):
    study = study_in(tmp_path)
    (study.processed).mkdir()
    (study.processed / "a.txt").write_text("before", encoding="utf-8")

    def refuse(*_args, **_keywords):
        raise OSError(number, os.strerror(number), str(study.processed / "a.txt"))

    with pytest.raises(StudyError, match="not written"), study.writing() as out:
        monkeypatch.setattr(Path, "write_text", refuse)
        out.text("processed/a.txt", "after")
    monkeypatch.undo()
    assert (study.processed / "a.txt").read_text(encoding="utf-8") == "before"
    assert not list(tmp_path.rglob(".staging-*"))


def test_a_file_is_saved_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "decisions.csv"
    path.write_text("before", encoding="utf-8")
    monkeypatch.setattr(atomic_module.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space")))
    with pytest.raises(StudyError, match="not saved"):
        write_whole(path, "after")
    assert path.read_text(encoding="utf-8") == "before" and [one.name for one in tmp_path.iterdir()] == [
        "decisions.csv"
    ]


FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+cmd|x",
    "-cmd|x",
    "\t=1",
    "'=1",
    "''@a",
    "-2+3+cmd",
    "+1-1|x",
]
TEXTS = ["- an item", "-0.4", "+12", "- 3", "it's", "'quoted'", "", "a=b", "+1 416 555 0101", "3 %", "-5,5"]


@pytest.mark.parametrize("text", FORMULAS + TEXTS)
def test_no_cell_of_a_csv_runs_and_all_come_back_as_they_were(tmp_path, text):
    path = tmp_path / "a.csv"
    write_csv(pd.DataFrame({"text": ["x", text], "n": [1, -2]}), path)
    back = read_csv(path)
    assert back["text"].fillna("").tolist() == ["x", text] and back["n"].tolist() == [1, -2]
    cell = path.read_text(encoding="utf-8").split("\n", 2)[2].lstrip('"')
    if text in FORMULAS:
        assert cell.startswith("'")
    elif text and not text.startswith("'"):
        assert not cell.startswith("'")


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["=cmd|' /C calc'!A0", "plain", 3])
    save_workbook(book, tmp_path / "a.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx").active[1]
    assert [cell.data_type for cell in cells] == ["s", "s", "n"] and cells[0].value == "=cmd|' /C calc'!A0"
