"""Memos are kept as they were written, one file a person, and follow codes and turns."""

import pandas as pd
import pytest

from pipeline.decisions import memos
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import StudyError


def test_the_last_text_of_a_memo_stands_and_an_empty_one_takes_it_back(study):
    first = memos.new("ana", "note", "N-01", "Speaks of her neighbours.")
    other = memos.new("ben", "study", text="Nobody named the fees.")
    memos.append(study, [first, other])
    memos.append(study, [first.model_copy(update={"when": memos.now(first.when), "text": "Speaks of three."})])
    table = memos.read(study)
    assert table[["about", "target", "who", "text"]].values.tolist() == [
        ["study", "", "ben", "Nobody named the fees."],
        ["note", "N-01", "ana", "Speaks of three."],
    ]
    memos.append(study, [other.model_copy(update={"when": memos.now(other.when), "text": ""})])
    assert memos.read(study)["who"].tolist() == ["ana"]
    assert len((study.raw / "coding/memos/ana.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_a_file_imported_twice_adds_no_memo(study):
    def again() -> list[memos.Memo]:
        return [memos.new("dora", "unit", "N-01#2", "Why five?", imported_as="project.qdpx/7", start=0, end=4)]

    assert [memos.append(study, again()), memos.append(study, again())] == [1, 0]
    (row,) = memos.read(study).to_dict("records")
    assert (row["start"], row["end"]) == (0, 4)


@pytest.mark.parametrize(("start", "end"), [(4, 4), (5, 4), (4, None), (None, 4)])
def test_a_memo_on_a_stretch_without_words_is_refused(start, end):
    with pytest.raises(ValueError, match="start before end"):
        memos.new("ana", "unit", "N-01#2", "Why five?", start=start, end=end)


def test_memos_follow_a_renamed_code_and_a_moved_turn(study):
    memos.append(study, [memos.new("ana", "code", "T0_cheap", "Too wide?"), memos.new("ana", "unit", "N-01#4", "Sic.")])
    book = study.codebook("themes", ThemesCodebook)
    codes = [
        code.model_copy(update={"renamed_from": ["T0_cheap"]}) if code.id == "T1_saving" else code
        for code in book.codes
    ]
    moved = {"note_id": "N-01", "turn_old": 4, "turn_new": 6, "state": "unchanged", "text_old": "x", "text_new": "x"}
    with study.writing() as out:
        out.table("notes/corrections", pd.DataFrame([moved]))
    assert memos.read(study, book.model_copy(update={"codes": codes}))["target"].tolist() == ["T1_saving", "N-01#6"]


def test_a_line_that_is_no_memo_is_told_with_its_place(study):
    memos.append(study, [memos.new("ana", "study", text="First.")])
    path = study.raw / "coding/memos/ana.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"who": "ana"}\n', encoding="utf-8")
    with pytest.raises(StudyError, match=r"raw/coding/memos/ana\.jsonl, line 2"):
        memos.read(study)


def test_a_memo_cut_by_a_crash_is_set_aside(study):
    memos.append(study, [memos.new("ana", "study", text="First.")])
    path = study.raw / "coding/memos/ana.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"memo_id": "x', encoding="utf-8")
    assert len(memos.read(study)) == 1
    assert "cut off" in memos.repair(study)[0] and memos.repair(study) == []
