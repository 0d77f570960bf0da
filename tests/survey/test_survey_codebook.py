"""The codebook file: mistakes are told with line and place; another survey needs another file only."""

import pandas as pd
import pytest
from survey_helpers import ROOT, study_in

from pipeline.study import Study, StudyError
from pipeline.survey import clean, measure
from pipeline.survey.draft import draft
from pipeline.survey.survey_codebook import SurveyCodebook


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("variable: Q12_hired", "variable: Q12_hierd", "names Q12_hierd"),
        ("spellings: provinces", "spellings: province", "names province"),
        ("kind: mean", "kind: average", r"indicators"),
        ("core_items: [Q7_first", "core_items: [Q7", "core_items names Q7,"),
        ("near: 85", "near: 850", r"near: Input should be less than or equal to 100"),
        ("counts: [4, 5]", "count: [4, 5]", r"count"),
        ("reverse: true", "revers: true", r"revers"),
        (
            "{variable: Status, equals: 1}",
            "{variable: Status, equals: 1, before: 2021-01-01}",
            "exactly one comparison",
        ),
        ("- name: op_lang", "- name: rural", "rural stands there more than once"),
        ("spellings: provinces\n", "spellings: provinces\n    personal: true\n", "belongs under `set_aside`"),
    ],
)
def test_a_mistake_in_the_codebook_is_told_with_its_line(before, after, words, tmp_path):
    study = study_in(tmp_path)
    path = study.codebooks / "survey.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(StudyError, match=words) as error:
        study.codebook("survey", SurveyCodebook)
    assert "survey.yaml, line " in str(error.value)


def test_another_survey_needs_a_codebook_and_no_python(tmp_path):
    folder = tmp_path / "small"
    source = Study(ROOT / "tests/study")
    for name in ("codebooks/survey.yaml", "params.yaml", "raw/survey/members.sav", "raw/survey/margins.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((source.root / name).read_bytes())
    study = Study(folder)
    clean.run(study)
    kept = study.table("survey/cleaned")
    assert len(kept) == 40
    assert kept.groupby("district")["weight"].sum().round(6).to_dict() == {"East": 260.0, "West": 140.0}
    assert kept["visits"].dropna().between(0, 30).all()


def test_every_label_of_the_codebook_is_in_both_languages(codebook):
    def texts(node):
        if isinstance(node, dict):
            if set(node) == {"en", "fr"}:
                yield node
            else:
                for child in node.values():
                    yield from texts(child)
        elif isinstance(node, list):
            for child in node:
                yield from texts(child)

    found = list(texts(codebook.model_dump()))
    assert len(found) > 200
    assert all(text["en"].strip() and text["fr"].strip() for text in found)


def test_the_codebook_says_what_the_tools_dictionary_says(codebook):
    dictionary = pd.read_csv(ROOT / "raw/survey/variables.csv").set_index("name")
    columns = {column.raw: column for column in codebook.columns}
    assert set(columns) == set(dictionary.index)
    for name, column in columns.items():
        assert column.question.en == dictionary.loc[name, "question_en"]
        assert column.question.fr == dictionary.loc[name, "question_fr"]
    assert set(codebook.core_items) == set(dictionary.index[dictionary["core_item"] == "core"])


def test_a_drafted_codebook_runs_as_it_is(tmp_path):
    """From an export nobody has described to clean, measured and documented data, before any line is written."""
    study = study_in(tmp_path)
    (study.codebooks / "survey.yaml").unlink()
    draft(study.raw / "survey/employer_survey.sav", study.codebooks / "survey.yaml")
    clean.run(study)
    cleaned = study.table("survey/cleaned")
    assert len(cleaned) == 83
    assert not {"recipientemail", "ipaddress"} & set(cleaned.columns)
    book = study.codebook("survey", SurveyCodebook)
    assert [book.is_open(name) for name in ("q16_benefits", "q11_hours")] == [True, False]
    assert book.missing_codes[0].label.en == "No answer"
    assert book.variable("q9_1").answers == book.variable("q9_9").answers
    with study.writing() as out:  # no open answer here is worth a gate
        out.table("survey/respondents", cleaned)
    measure.run(study)
    assert study.table("survey/indicators").empty
    assert (study.processed / "survey/codebook.fr.html").exists()


def test_a_draft_never_replaces_a_codebook(tmp_path):
    study = study_in(tmp_path)
    with pytest.raises(StudyError, match="the file is there already"):
        draft(study.raw / "survey/employer_survey.sav", study.codebooks / "survey.yaml")
