"""Labels that people write: needed in the study's languages, whatever those are."""

import pydantic
import pytest

from pipeline.language import Label, OptionalLabel
from pipeline.study import Study, StudyError, load_model


class Code(pydantic.BaseModel):
    id: str
    label: Label
    definition: OptionalLabel = OptionalLabel()


class Codebook(pydantic.BaseModel):
    codes: list[Code]


def codebook(tmp_path, text, languages=("en", "fr")):
    path = tmp_path / "themes.yaml"
    path.write_text(text, encoding="utf-8")
    return load_model(path, Codebook, languages)


def test_a_label_is_read_in_each_language(tmp_path):
    code = codebook(tmp_path, "codes:\n  - id: A\n    label: {en: Water, fr: Eau}\n").codes[0]
    assert (code.label["en"], code.label["fr"]) == ("Water", "Eau")
    assert code.label["es"] == "Water"
    assert code.definition["en"] == ""


def test_a_label_that_lacks_a_language_of_the_study_is_told_with_its_line(tmp_path):
    text = "codes:\n  - id: A\n    label: {en: Water, fr: Eau}\n  - id: B\n    label: {en: Fire}\n"
    with pytest.raises(StudyError, match=r"line 5: codes > 1 \(B\) > label: no text in fr .*en, fr"):
        codebook(tmp_path, text)
    assert codebook(tmp_path, text, ["en"]).codes[1].label["en"] == "Fire"


def test_one_language_and_a_third_are_languages_like_any_other(tmp_path):
    text = "codes:\n  - id: A\n    label: {es: Agua}\n"
    assert codebook(tmp_path, text, ["es"]).codes[0].label["es"] == "Agua"
    with pytest.raises(StudyError, match="no text in en, fr"):
        codebook(tmp_path, text)


@pytest.mark.parametrize("label", ["{}", "{en: ''}", "{english: Water}", "{en: Water, fe: Eau}"])
def test_an_empty_label_and_a_misspelt_language_are_mistakes(tmp_path, label):
    with pytest.raises(StudyError, match="line 3"):
        codebook(tmp_path, f"codes:\n  - id: A\n    label: {label}\n", [])


def test_a_definition_may_wait_for_its_translation(tmp_path):
    text = "codes:\n  - id: A\n    label: {en: Water, fr: Eau}\n    definition: {en: Of water}\n"
    assert codebook(tmp_path, text).codes[0].definition["fr"] == "Of water"


@pytest.mark.parametrize(
    ("params", "languages"),
    [
        ("study: {languages: [es]}\n", ["es"]),
        ("study: {languages: [en, fr, es]}\n", ["en", "fr", "es"]),
        ("study: {seed: 1}\n", ["en", "fr"]),
    ],
)
def test_the_study_says_its_languages(tmp_path, params, languages):
    (tmp_path / "params.yaml").write_text(params)
    assert Study(tmp_path).languages == languages


@pytest.mark.parametrize("value", ["en", "[]", "[english]", "[en, en]", "[1]", "{en: 1}"])
def test_languages_that_are_none_are_told(tmp_path, value):
    (tmp_path / "params.yaml").write_text(f"study:\n  languages: {value}\n")
    with pytest.raises(StudyError, match=r"params\.yaml, study > languages"):
        _ = Study(tmp_path).languages
