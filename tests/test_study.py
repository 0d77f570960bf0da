"""The study on disk: tables, errors that name the place, outputs that are whole or not there."""

from pathlib import Path

import pandas as pd
import pydantic
import pytest

from pipeline.study import Study, StudyError, fingerprint, load_model, read_yaml

PUBLISHED = {
    "claim": "P1",
    "published": 31.0,
    "recomputed": 30.9,
    "n": 68.0,
    "from_survey": True,
    "verdict": "reproduced",
    "grim": None,
    "note_en": "as printed",
    "note_fr": "tel qu'imprimé",
}


class Label(pydantic.BaseModel):
    en: str
    fr: str


class Code(pydantic.BaseModel):
    code: str
    label: Label


class Codebook(pydantic.BaseModel):
    codes: list[Code]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)


def test_table_read_back_equals_table_written(study):
    frame = pd.DataFrame([PUBLISHED, {**PUBLISHED, "claim": "P2", "grim": "60;70"}])
    with study.writing() as out:
        out.table("triangulation/published", frame)
    read = study.table("triangulation/published")
    assert read["claim"].tolist() == ["P1", "P2"]
    assert read["grim"].isna().tolist() == [True, False]


def test_broken_table_names_column_value_and_row_and_writes_nothing(study):
    frame = pd.DataFrame([PUBLISHED, {**PUBLISHED, "claim": "P2", "verdict": "fine"}])
    with pytest.raises(StudyError, match=r"column verdict: 'fine' .* rows 1"), study.writing() as out:
        out.text("processed/other.txt", "half")
        out.table("triangulation/published", frame)
    assert [path.name for path in study.root.rglob("*") if path.is_file()] == []


def test_nothing_is_left_half_written_when_a_stage_fails(study):
    with pytest.raises(ZeroDivisionError), study.writing() as out:
        out.text("reports/findings.en.md", "half a chapter")
        raise ZeroDivisionError
    assert list(study.root.glob("**/findings*")) == []
    assert list(study.root.rglob(".staging-*")) == []


def test_missing_table_says_how_to_make_it(study):
    with pytest.raises(StudyError, match=r"processed/notes/segments\.parquet.*dvc repro"):
        study.table("notes/segments")


def test_text_that_looks_like_a_missing_value_stays_text(study):
    with study.writing() as out:
        out.table("triangulation/published", pd.DataFrame([{**PUBLISHED, "claim": "NA", "note_en": "None"}]))
    read = study.table("triangulation/published")
    assert read.loc[0, ["claim", "note_en"]].tolist() == ["NA", "None"]


def test_mistake_in_a_codebook_names_file_line_and_code(tmp_path):
    path = tmp_path / "themes.yaml"
    path.write_text("codes:\n  - code: A1\n    label: {en: One, fr: Un}\n  - code: A2\n    label:\n      en: Two\n")
    with pytest.raises(StudyError, match=r"themes\.yaml, line 5: codes > 1 \(A2\) > label > fr: Field required"):
        load_model(path, Codebook)


def test_broken_yaml_names_the_line(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text("study:\n  seed: [1\n")
    with pytest.raises(StudyError, match=r"params\.yaml, line \d+: not readable as YAML"):
        read_yaml(path)


def test_yaml_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_bytes("titre: été".encode("cp1252"))
    with pytest.raises(StudyError, match="UTF-8"):
        read_yaml(path)


def test_missing_file_is_told(tmp_path):
    with pytest.raises(StudyError, match="the file is not there"):
        read_yaml(tmp_path / "params.yaml")


def test_fingerprint_tells_joined_texts_apart():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("é") == fingerprint("é".encode())


def test_absent_parameter_is_told_with_its_place(study):
    (study.root / "params.yaml").write_text("coding:\n  topics: {terms: 8}\n")
    assert study.params["coding"]["topics"]["terms"] == 8
    with pytest.raises(StudyError, match=r"params\.yaml: there is no `survey > export`"):
        study.params["survey"]["export"]


def test_parameters_that_a_study_does_not_name_have_the_defaults(study):
    (study.root / "params.yaml").write_text("coding:\n  topics: {terms: 3}\n")
    assert study.params["coding"]["topics"]["terms"] == 3
    assert study.params["coding"]["topics"]["exemplars"] == 5
    assert study.languages == ["en", "fr"]


def test_a_mistake_names_commands_as_they_are_typed_where_one_stands(tmp_path, monkeypatch):
    mistake = {"where": "raw/a.csv", "found": "nothing", "todo": "Run `python -m pipeline names`."}
    monkeypatch.chdir(tmp_path)
    assert str(StudyError(**mistake)) == "raw/a.csv: nothing. Run `mixed-methods names`."
    (tmp_path / "pipeline").mkdir()
    assert str(StudyError(**mistake)) == "raw/a.csv: nothing. Run `python -m pipeline names`."
