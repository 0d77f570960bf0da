"""Files that people save and files that we write: read in every form a spreadsheet makes, written whole and steady."""

import datetime
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.study import (
    Cache,
    StudyError,
    StudyErrors,
    bare,
    collecting,
    did_you_mean,
    file_fingerprint,
    folded,
    folded_in_place,
    load_model,
    nearest,
    one_of,
    package_versions,
    read_people_sheets,
    read_people_table,
    replacing,
    save_workbook,
    stamp,
    steady_zip,
    write_whole,
    write_zip,
)
from tests.test_study import Codebook

ROWS = [["note_id", "turn", "memo"], ["MTL-01", "2", "été; « déjà » vu"], ["MTL-01", "3", "a, b"]]


def quoted(cell: str, sign: str) -> str:
    return f'"{cell}"' if sign in cell else cell


def csv_text(sign: str, end: str = "\r\n") -> str:
    return end.join(sign.join(quoted(cell, sign) for cell in row) for row in ROWS) + end


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("first", ["", "sep"])
def test_a_table_is_read_in_whatever_form_a_spreadsheet_saved_it(tmp_path, sign, encoding, first):
    path = tmp_path / "ana.csv"
    path.write_bytes(((f"sep={sign}\r\n" if first else "") + csv_text(sign)).encode(encoding))
    table = read_people_table(path, needed=["note_id", "turn"])
    assert table.to_numpy().tolist() == ROWS[1:]
    assert table.index.tolist() == ([3, 4] if first else [2, 3])


def test_a_workbook_and_a_csv_file_of_the_same_table_are_the_same(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["Note_ID ", "Turn", "Memo"], ["MTL-01", 2, "x"], [None, None, None], ["MTL-01", 3.0, None]]:
        sheet.append(row)
    book.save(tmp_path / "ana.xlsx")
    table = read_people_table(tmp_path / "ana.xlsx", needed=["note_id"])
    assert table.to_dict("index") == {
        2: {"note_id": "MTL-01", "turn": "2", "memo": "x"},
        4: {"note_id": "MTL-01", "turn": "3", "memo": ""},
    }
    assert list(read_people_sheets(tmp_path / "ana.xlsx")) == ["Sheet"]


def test_text_that_looks_like_a_missing_value_stays_text(tmp_path):
    (tmp_path / "a.csv").write_text("id,word\nNA,None\n,null\n")
    assert read_people_table(tmp_path / "a.csv").to_numpy().tolist() == [["NA", "None"], ["", "null"]]


def test_a_cell_of_several_lines_is_one_cell(tmp_path):
    (tmp_path / "a.csv").write_text('id;memo\n1;"one\ntwo"\n2;x\n')
    table = read_people_table(tmp_path / "a.csv")
    assert table["memo"].tolist() == ["one\ntwo", "x"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"note,turn\n1,2\n", r"no column note_id.*'note_id' may be meant by 'note'"),
        (b"", r"no column note_id \(columns: none\)"),
        (b"note_id,turn\n1,2,3\n", r"row 2: 3 cells; expected 2"),
        (b"note_id,note_id\n1,2\n", r"'note_id' stands twice"),
        (b'note_id,turn\n"1,2\n', r"line 2: not readable"),
        (b"note_id,\0turn\n1,2\n", r"not text"),
    ],
)
def test_a_broken_table_is_told_with_its_place(tmp_path, content, message):
    path = tmp_path / "ana.csv"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=message):
        read_people_table(path, "raw/coding/ana.csv", needed=["note_id"])


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"PK broken"), ("a.ods", b"x"), ("b.csv", None)])
def test_what_is_no_table_is_told(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(StudyError):
        read_people_table(tmp_path / name)


def test_all_mistakes_of_a_codebook_are_told_at_once_each_with_its_line(tmp_path):
    path = tmp_path / "themes.yaml"
    path.write_text(
        "codes:\n  - code: A1\n    label: {en: One}\n"
        "  - label: {en: Two, fr: Deux}\n  - code: [1]\n    label: {en: T, fr: T}\n"
    )
    with pytest.raises(StudyErrors) as caught:
        load_model(path, Codebook)
    told = str(caught.value)
    assert told.startswith("3 mistakes:\n- ")
    for place in ("line 3: codes > 0 (A1) > label > fr", "line 4: codes > 1 > code", "line 5: codes > 2"):
        assert place in told
    assert [type(error) for error in caught.value.errors] == [StudyError] * 3


def test_a_codebook_that_changed_is_read_again_even_within_a_moment(tmp_path):
    path, text = tmp_path / "themes.yaml", "codes:\n  - code: A1\n    label: {en: One, fr: Un}\n"
    path.write_text(text)
    first = load_model(path, Codebook)
    assert load_model(path, Codebook) is first
    path.write_text(text.replace("Un}", "Le}"))
    assert load_model(path, Codebook) != first
    path.write_text(text.replace("code: A1", "code: [1]"))
    with pytest.raises(StudyError):
        load_model(path, Codebook)


def test_one_mistake_is_told_as_one_and_none_as_none():
    with pytest.raises(StudyError) as caught, collecting() as mistakes:
        mistakes.add("a.csv, row 2", "no code", "a code")
    assert not isinstance(caught.value, StudyErrors)
    with collecting() as mistakes:
        pass


def test_collected_mistakes_keep_their_parts():
    with pytest.raises(StudyErrors) as caught, collecting() as mistakes:
        mistakes.append(StudyErrors([StudyError("a", "1"), StudyError("b", "2")]))
        mistakes.append(StudyError("c", "3"))
    assert [error.where for error in caught.value.errors] == ["a", "b", "c"]


def test_names_near_to_a_misspelt_one_are_offered():
    known = ["A3_capacity", "B1_cost", "B2_time"]
    assert nearest("A3_capcity", known) == ["A3_capacity"]
    assert did_you_mean("A3_capcity", known) == "Did you mean 'A3_capacity'?"
    assert did_you_mean("zzz", known, "Correct it.") == "Correct it."
    assert one_of(known, "B1_cots").startswith("one of B1_cost")
    assert one_of([], "x") == ""


def test_accents_case_and_ligatures_do_not_keep_spellings_apart():
    assert folded("ÉVALUÉ À L’ŒUVRE") == "evalue a l’oeuvre"
    assert bare("C.-B.") == bare("cb")
    assert bare("Québec_City ") == "quebeccity"


@given(st.text(max_size=40))
def test_folding_in_place_keeps_every_position(text):
    assert len(folded_in_place(text)) == len(text)


def test_a_file_is_replaced_whole_or_stays_as_it_was(tmp_path):
    path = tmp_path / "deep" / "file.txt"
    write_whole(path, "before")
    with pytest.raises(ZeroDivisionError), replacing(path) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "before"
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_a_cache_gives_back_what_was_kept_and_nothing_for_a_damaged_file(tmp_path):
    cache = Cache(tmp_path / "cache")
    assert cache.read("k") is None
    cache.write("k", [["é", 1]])
    assert cache.read("k") == [["é", 1]]
    kept = (tmp_path / "cache" / "k.json").read_bytes()
    for damaged in (b"", b"7", b"[]", b"{}", b"null", kept[:9], kept[:-1], kept.replace(b"1", b"2", 1), b"\xff" * 40):
        (tmp_path / "cache" / "k.json").write_bytes(damaged)
        assert cache.read("k") is None
    (tmp_path / "cache" / "k.json").unlink()
    (tmp_path / "cache" / "k.json").mkdir()
    assert cache.read("k") is None


def test_versions_of_packages_are_part_of_a_key_even_where_one_is_absent():
    assert package_versions("pandas", "no-such-package")[1] == "no-such-package absent"
    assert package_versions("pandas")[0].split()[1][0].isdigit()


def test_fingerprint_and_stamp_tell_a_changed_file(tmp_path):
    path = tmp_path / "a"
    before = file_fingerprint(path), stamp([path])
    path.write_text("x")
    assert file_fingerprint(path) != before[0]
    assert stamp([path]) != before[1]


def test_a_workbook_is_the_same_bytes_whenever_it_is_written(tmp_path, monkeypatch):
    def make(path, year):
        book = openpyxl.Workbook()
        book.active.append(["a", 1])
        book.properties.created = book.properties.modified = datetime.datetime(year, 1, 1)
        save_workbook(book, path)
        return path.read_bytes()

    first = make(tmp_path / "a.xlsx", 1999)
    assert make(tmp_path / "b.xlsx", 2020) == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert make(tmp_path / "c.xlsx", 1999) != first


def test_a_zip_of_a_library_is_rewritten_without_its_clock(tmp_path):
    paths = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for path, year in zip(paths, (1999, 2020), strict=True):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo("x.txt", (year, 1, 1, 0, 0, 0)), b"same")
        steady_zip(path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    write_zip(tmp_path / "c.zip", {"x.txt": b"same"})
    assert (tmp_path / "c.zip").read_bytes() == paths[0].read_bytes()


def test_json_of_a_cache_is_readable_by_people(tmp_path):
    Cache(tmp_path).write("k", {"é": 1})
    kept, _seal = (tmp_path / "k.json").read_text(encoding="utf-8").splitlines()
    assert json.loads(kept) == {"é": 1}


@pytest.mark.parametrize(
    ("above", "columns"),
    [
        ("Report of May\n", "code,word,text"),  # of three columns: a program's title
        ("# Report of May\n", "code,text"),  # of two, where it says that it is a remark
        ("", "code,text"),
    ],
)
def test_a_title_above_the_header_is_passed_over(tmp_path, above, columns):
    path = tmp_path / "codes.csv"
    path.write_text(f"{above}{columns}\n{columns}\n", encoding="utf-8")
    assert list(read_people_table(path).columns) == columns.split(",")


def test_a_line_of_one_cell_above_two_columns_is_no_title(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("code\nA,what it means\n", encoding="utf-8")
    with pytest.raises(StudyError, match="row 2: 2 cells; expected 1, as in the header"):
        read_people_table(path)
