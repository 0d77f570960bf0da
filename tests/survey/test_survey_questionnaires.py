"""Wording, labels and logic from the questionnaire beside an export; the codebook's schema for editors."""

import json

import jsonschema
import pytest
from survey_helpers import ROOT
from test_survey_kinds_of_exports import cleaned, study_of

from pipeline.study import StudyError, read_yaml
from pipeline.survey.codebook_schema import schema, write_schema
from pipeline.survey.draft import draft
from pipeline.survey.survey_codebook import SurveyCodebook

QSF = {
    "SurveyEntry": {"SurveyLanguage": "EN"},
    "SurveyElements": [
        {
            "Element": "SQ",
            "Payload": {
                "QuestionID": "QID1",
                "DataExportTag": "Q1",
                "QuestionText": "<b>Did you</b> come?",
                "QuestionType": "MC",
                "Selector": "SAVR",
                "Choices": {"1": {"Display": "Yes"}, "2": {"Display": "No"}},
                "RecodeValues": {"1": "1", "2": "0"},
                "Language": {"FR": {"QuestionText": "Êtes-vous venu ?", "Choices": {"1": {"Display": "Oui"}}}},
            },
        },
        {
            "Element": "SQ",
            "Payload": {
                "QuestionID": "QID2",
                "DataExportTag": "Q2",
                "QuestionText": "Rate",
                "QuestionType": "Matrix",
                "Selector": "Likert",
                "Choices": {"1": {"Display": "Light"}, "2": {"Display": "Noise"}},
                "Answers": {"1": {"Display": "Bad"}, "2": {"Display": "Good"}, "3": {"Display": "Very good"}},
                "DisplayLogic": {
                    "0": {"0": {"LeftOperand": "q://QID1/SelectableChoice/1", "Operator": "Selected"}, "Type": "If"}
                },
            },
        },
    ],
}
LSS = """<?xml version="1.0" encoding="UTF-8"?><document>
<questions><rows>
<row><qid>1</qid><type>L</type><title>A</title><question>Did you come?</question>
<language>en</language><relevance>1</relevance></row>
<row><qid>2</qid><type>M</type><title>B</title><question>Which rooms?</question>
<language>en</language><relevance>((A.NAOK == "o1"))</relevance></row>
</rows></questions>
<subquestions><rows>
<row><qid>3</qid><parent_qid>2</parent_qid><title>k</title><question>Kitchen</question><language>en</language></row>
<row><qid>4</qid><parent_qid>2</parent_qid><title>w</title><question>Workshop</question><language>en</language></row>
</rows></subquestions>
<answers><rows>
<row><qid>1</qid><code>o1</code><answer>Yes</answer><language>en</language></row>
<row><qid>1</qid><code>o2</code><answer>No</answer><language>en</language></row>
</rows></answers></document>"""


def test_a_qualtrics_survey_file_gives_wording_scales_and_logic(tmp_path):
    study = study_of(tmp_path, "export.csv", b"ResponseId,Q1,Q2_1,Q2_2\nR_1,1,3,1\nR_2,0,,\n")
    (study.raw / "survey/export.qsf").write_text(json.dumps(QSF), encoding="utf-8")
    draft(study.raw / "survey/export.csv", study.codebooks / "survey.yaml")
    book = study.codebook("survey", SurveyCodebook)
    assert (book.variable("q1").question["en"], book.variable("q1").question["fr"]) == (
        "Did you come?",
        "Êtes-vous venu ?",
    )
    assert book.values("q1")[1]["fr"] == "Oui"
    assert book.variable("q2_1").question["en"] == "Rate - Light"
    assert [label["en"] for label in book.values("q2_2").values()] == ["Bad", "Good", "Very good"]
    assert (book.variable("q2_1").only_if.variable, book.variable("q2_1").only_if.equals) == ("Q1", 1)
    assert cleaned(study, "q2_1") == ["3", ""]


def test_a_limesurvey_file_gives_wording_scales_and_logic(tmp_path):
    study = study_of(tmp_path, "export.csv", b"id,A,B[k],B[w]\n1,o1,Y,\n2,o2,,\n")
    (study.raw / "survey/questions.lss").write_text(LSS, encoding="utf-8")
    draft(study.raw / "survey/export.csv", study.codebooks / "survey.yaml", None, study.raw / "survey/questions.lss")
    book = study.codebook("survey", SurveyCodebook)
    assert book.variable("a").question["en"] == "Did you come?"
    assert [label["en"] for label in book.values("a").values()] == ["Yes", "No"]
    assert book.variable("b_k").question["en"] == "Which rooms? [Kitchen]"
    assert book.variable("b_k").only_if.equals == "o1"
    assert cleaned(study, "a") == ["o1", "o2"]


@pytest.mark.parametrize(("name", "content"), [("x.qsf", "{"), ("x.lss", "<document>"), ("x.doc", "")])
def test_a_questionnaire_that_is_not_one_is_told(name, content, tmp_path):
    study = study_of(tmp_path, "export.csv", b"id,A\n1,2\n")
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(StudyError, match="questionnaire"):
        draft(study.raw / "survey/export.csv", study.codebooks / "survey.yaml", None, path)


def test_the_schema_for_editors_takes_the_codebook_and_finds_a_misspelt_key(tmp_path):
    content = json.loads(write_schema(tmp_path / "survey.schema.json").read_text(encoding="utf-8"))
    assert content == schema()
    book = read_yaml(ROOT / "codebooks/survey.yaml")
    book = json.loads(json.dumps(book, default=str))  # an editor takes dates for texts
    check = jsonschema.Draft202012Validator(content)
    assert not list(check.iter_errors(book))
    assert list(check.iter_errors(book | {"indicatrs": []}))
