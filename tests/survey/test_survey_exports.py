"""Exports of every format, real ones by other people among them, and broken ones."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from pandas.io.stata import StataReader
from survey_helpers import PEERS, ROOT, study_in

from pipeline.study import StudyError
from pipeline.survey import clean
from pipeline.survey.codes import raw_codes
from pipeline.survey.convert import convert, labels, values
from pipeline.survey.exports import STATISTICS, read_export

STUDY = ROOT / "raw/survey/employer_survey.sav"
needs_peers = pytest.mark.skipif(not PEERS.exists(), reason="the peers' files are not beside the project")
REFUSED = {"datetime.sav"}  # a date in the year 10000


def peer(name: str) -> Path:
    return next(PEERS.rglob(name))


@needs_peers
def test_every_file_of_the_peers_is_read_or_refused_in_one_sentence():
    refused = set()
    paths = sorted(path for path in PEERS.rglob("*") if path.suffix in STATISTICS)
    for path in paths:
        try:
            export = read_export(path)
        except StudyError as error:
            refused.add(path.name)
            assert str(error).startswith(str(path)) and "\n" not in str(error)
        else:
            json.dumps(labels(export), allow_nan=False)
            assert len(values(export)) == len(export.frame)
    assert len(paths) > 40
    assert refused == REFUSED


@needs_peers
@pytest.mark.parametrize("name", ["sample.sav", "sample.zsav", "sample.por", "sample.dta", "sample.xpt"])
def test_values_are_those_of_the_csv_beside_the_file(name):
    expected = pd.read_csv(peer("sample.csv"), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    found = values(read_export(peer(name)))
    _same_values(found, expected)


@needs_peers
def test_user_missing_values_keep_their_codes_and_their_declaration():
    export = read_export(peer("sample_missing.sav"))
    expected = pd.read_csv(peer("sample_missing_user.csv"), dtype=str, keep_default_na=False).replace("#NULL!", "")
    _same_values(values(export), expected)
    assert (export.variables["mynum"].missing, export.variables["mynum"].missing_ranges) == ([-1], [(2000, 3000)])
    assert export.variables["myord"].missing == [-1, -2, -3]


@needs_peers
@pytest.mark.parametrize("name", ["missing_test.dta", "missing_test.sav", "missing_char.sav"])
def test_missing_codes_are_those_of_the_csv_beside_the_file(name):
    kind = {"missing_test.dta": "dta", "missing_test.sav": "sav", "missing_char.sav": "char"}[name]
    expected = pd.read_csv(peer(f"missing_{kind}_formatted.csv"), dtype=str, keep_default_na=False).replace("NaN", "")
    _same_values(values(read_export(peer(name))), expected)


@needs_peers
@pytest.mark.parametrize("path", sorted(PEERS.rglob("*.dta")), ids=lambda path: path.name)
def test_stata_files_say_what_an_independent_reader_finds(path):
    export = read_export(path)
    with StataReader(path, convert_categoricals=False) as reader:
        other, names, sets = reader.read(), reader.variable_labels(), reader.value_labels()
    for name, label in names.items():
        assert export.variables[name].label == (label or "").rstrip()
        if pd.api.types.is_numeric_dtype(other[name]):
            found = pd.to_numeric(export.frame[name], errors="coerce").astype(
                float
            )  # tagged missing values are letters
            assert np.allclose(found, other[name].astype(float), equal_nan=True)
        if name in sets:
            assert export.variables[name].values == sets[name]


@needs_peers
def test_nine_ways_of_declaring_missing_values_are_told_apart():
    declared = {
        entry["name"]: (entry["missing_values"], entry["missing_ranges"])
        for entry in labels(read_export(peer("mval_bug.sav")))["variables"]
    }
    assert declared["Q1_MISSING_NONE"] == ([], [])
    assert declared["Q1_MISSING_3"] == (["-1", "-2", "-3"], [])
    assert declared["Q1_MISSING_LOW"] == ([], [["lowest", "-1"]])
    assert declared["Q1_MISSING_HIGH_1"] == (["-1"], [["97", "highest"]])
    assert declared["Q1_MISSING_RANGE_1"] == (["99"], [["-3", "-1"]])


@needs_peers
def test_multiple_response_sets_and_scripts_of_other_languages_survive():
    sets = {
        group["name"]: group for group in labels(read_export(peer("simple_alltypes.sav")))["multiple_response_sets"]
    }
    assert sets["mymrset"]["variables"] == ["bool1", "bool2", "bool3"] and sets["mymrset"]["counted_value"] == "1"
    assert sets["categorical_array"]["type"] == "categories"
    assert list(read_export(peer("hebrews.sav")).variables) == ["ותק_ב"]
    assert values(read_export(peer("tegulu.sav"))).iloc[0, 1].startswith("నేను")


def _same_values(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Equal after one spelling of numbers, times and dates."""

    def plain(text: str) -> str:
        text = text.replace("T", " ").removesuffix(".000000")
        try:
            return f"{float(text):g}"
        except ValueError:
            return text.zfill(8) if text.count(":") == 2 else text

    assert found.columns.str.lower().tolist() == expected.columns.tolist()  # por and xpt have capitals only
    assert found.map(plain).to_numpy().tolist() == expected.map(plain).to_numpy().tolist()


# --- convert ---


def test_convert_writes_codes_and_labels_and_nothing_else(tmp_path):
    convert(STUDY, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["employer_survey.csv", "employer_survey.json"]
    table = pd.read_csv(tmp_path / "out/employer_survey.csv", dtype=str, keep_default_na=False)
    meta = json.loads((tmp_path / "out/employer_survey.json").read_text(encoding="utf-8"))
    variable = {entry["name"]: entry for entry in meta["variables"]}
    assert len(table) == meta["records"] == 83
    assert (table["Q9_1"] == "-7").sum() == 57  # a user-missing code stays a code
    assert variable["Q9_1"]["missing_values"] == ["-9", "-8", "-7"]
    assert variable["Q2_size"]["values"]["2"] == "20-99 employees"


@pytest.mark.parametrize("suffix", ["sav", "zsav", "por", "dta", "xpt", "csv", "xlsx"])
def test_a_survey_survives_every_format(suffix, tmp_path):
    frame = pd.DataFrame(
        {
            "ID": ["a", "b", "c"],
            "AGE": [31.0, 2.5, -9.0],
            "NAME": ["Zoe", "ete", ""] if suffix == "por" else ["Zoé", "été", ""],
        }
    )
    path = tmp_path / f"survey.{suffix}"
    write = {
        "sav": pyreadstat.write_sav,
        "por": pyreadstat.write_por,
        "dta": pyreadstat.write_dta,
        "xpt": pyreadstat.write_xport,
    }
    if suffix == "zsav":
        pyreadstat.write_sav(frame, path, compress=True)
    elif suffix == "csv":
        frame.to_csv(path, index=False, encoding="utf-8")
    elif suffix == "xlsx":
        frame.to_excel(path, index=False)
    else:
        write[suffix](frame, path)
    found = values(read_export(path))
    assert found["AGE"].astype(float).tolist() == [31.0, 2.5, -9.0]
    assert found["NAME"].tolist() == frame["NAME"].tolist()


# --- broken files ---


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.99])
def test_a_file_that_is_cut_off_is_refused(share, tmp_path):
    data = STUDY.read_bytes()
    path = tmp_path / "cut.sav"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(StudyError, match="cut off"):
        read_export(path)


@needs_peers
@pytest.mark.parametrize("name", ["pc5.dta", "electric.por", "sample.zsav", "sample.xpt"])
def test_other_formats_that_are_cut_off_are_refused(name, tmp_path):
    path = tmp_path / name
    data = peer(name).read_bytes()
    path.write_bytes(data[: int(len(data) * 0.9)])
    with pytest.raises(StudyError, match="cut off"):
        read_export(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "the file is empty"),
        ("survey.sav", b"ResponseId;Status\nR_1;0\n", "the content is not sav"),
        ("survey.csv", STUDY.read_bytes()[:3000], "not utf-8-sig|not text"),
        ("survey.xlsx", b"PK\x03\x04 not a workbook", "not readable"),
        ("survey.doc", b"text", "not a format of survey exports"),
        ("mac.csv", "ResponseId;Nom\nR_1;Zo\u00e9\n".encode("mac-roman"), r"line 2: byte 0x8E is not utf-8-sig"),
        ("uneven.csv", b"a;b;c\n1;2;3\n1;2\n", "record 2: 2 cells; expected 3"),
        ("quote.csv", b'a;b\n1;"open\n', "closed quotes"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_one_sentence(name, content, words, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(StudyError, match=words) as error:
        read_export(path)
    assert "\n" not in str(error.value)


def test_unknown_missing_and_repeated_columns_are_named(raw, tmp_path, codebook):
    path = tmp_path / "export.csv"
    for edited, words in (
        (raw.rename(columns={"Q7_first": "Q7-first"}), r"no column Q7_first.*Q7-first may be Q7_first"),
        (raw.assign(Q99="1"), "unknown column Q99"),
        (raw.iloc[:0], "no records"),
    ):
        edited.to_csv(path, index=False)
        with pytest.raises(StudyError, match=words):
            raw_codes(read_export(path), codebook)


@pytest.mark.parametrize("change", [{2.0: "No", 1.0: "Perhaps"}, {1.0: "Yes", 2.0: "No", 3.0: "Refused"}])
def test_labels_that_changed_between_waves_are_told(change, tmp_path, codebook):
    frame, meta = pyreadstat.read_sav(STUDY, user_missing=True)
    path = tmp_path / "wave2.sav"
    pyreadstat.write_sav(frame, path, variable_value_labels=meta.variable_value_labels | {"Q7_first": change})
    with pytest.raises(StudyError, match=r"Q7_first: code [13] is labelled '(Perhaps|Refused)'.*between waves"):
        raw_codes(read_export(path), codebook)


def test_a_mistake_at_the_command_line_is_one_sentence_exit_code_2_and_nothing_written(tmp_path):
    study = study_in(tmp_path)
    data = STUDY.read_bytes()
    (study.raw / "survey/employer_survey.sav").write_bytes(data[: len(data) // 2])
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    result = subprocess.run([sys.executable, "-m", "pipeline", "clean"], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 2
    said = [line for line in result.stderr.splitlines() if " so far, " not in line]  # how far it is, where it is slow
    assert len(said) == 1 and said[0].startswith("error: ")
    assert not list(study.processed.rglob("*.*"))


def test_rows_of_question_texts_below_the_header_are_passed_over(raw, tmp_path, codebook):
    texts = pd.DataFrame([dict.fromkeys(raw.columns, "question"), dict.fromkeys(raw.columns, "{'ImportId': 'x'}")])
    path = tmp_path / "employer_survey.csv"
    pd.concat([texts, raw]).to_csv(path, index=False, encoding="utf-8-sig")
    study = study_in(tmp_path / "study", path)
    book = study.codebooks / "survey.yaml"
    book.write_text("rows_below_header: 2\n" + book.read_text(encoding="utf-8"), encoding="utf-8")
    clean.run(study)
    assert len(study.table("survey/cleaned")) == 70


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_file_never_ends_the_program(seed, tmp_path):
    """Bytes changed at random: read, or refused in one sentence. (Some of these end the process of the C library.)"""
    chance = random.Random(seed)
    data = bytearray(STUDY.read_bytes())
    for _ in range(20):
        data[chance.randrange(4, 3000)] = chance.randrange(256)
    path = tmp_path / "damaged.sav"
    path.write_bytes(data)
    try:
        assert read_export(path).frame.shape[1] > 0
    except StudyError as error:
        assert "\n" not in str(error)
