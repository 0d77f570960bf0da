"""A long table of texts is written column by column; the bytes are those that pandas writes."""

import pandas as pd
import pytest

from pipeline.study import csv_files, read_csv, write_csv

CELLS = ['x"y', "a,b", "two\nlines", "back\rhere", None, "", "é", "=1+1", "'quoted", " "]


@pytest.mark.parametrize("long", [1, 10**9])
def test_a_table_of_texts_has_the_same_bytes_however_it_is_written(long, tmp_path, monkeypatch):
    monkeypatch.setattr(csv_files, "LONG", long)
    frame = pd.DataFrame({"first, name": CELLS, "last": CELLS[::-1]}, dtype="str")
    write_csv(frame, tmp_path / "a.csv")
    marked = frame.map(lambda cell: f"'{cell}" if cell == "=1+1" else cell, na_action="ignore")
    marked.to_csv(tmp_path / "b.csv", index=False, lineterminator="\n")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert read_csv(tmp_path / "a.csv")["first, name"].tolist()[:3] == CELLS[:3]


def test_a_long_table_of_nothing_but_blanks_keeps_its_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_files, "LONG", 1)
    write_csv(pd.DataFrame({"a": [None, None], "b": [None, None]}, dtype="str"), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"a,b\n,\n,\n"
