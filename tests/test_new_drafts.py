"""What `new-study` drafts of a survey: claims somebody could make, from answers people gave."""

from pathlib import Path

import pytest

from pipeline.study import Study, StudyError, read_yaml
from pipeline.survey.survey_codebook import SurveyCodebook
from tests import desks
from tests.study_runs import begin

SAID = ["Agree", "Strongly agree", "Disagree", "Neither agree nor disagree", "Strongly disagree"]


def survey(desk: Path, columns: dict[str, list[str]]) -> Path:
    """An export of LimeSurvey: its own columns, and these; the cells of each come back to 30 records."""
    rows = [["Response ID", "Date submitted", "Last page", "Start language", *columns]]
    for n in range(30):
        rows.append([str(n), "2024-05-01 09:30:00", "3", "en", *(cells[n % len(cells)] for cells in columns.values())])
    return desks.table(desk / "results-survey.csv", rows)


def test_a_finding_is_drafted_on_the_upper_half_of_a_scale_or_on_yes_and_on_no_fact(tmp_path):
    columns = {
        "I trust the advisor.": SAID,
        "Did you take part?": ["Yes", "No", "Not sure"],
        "Where is your farm?": ["Prairies", "Ontario", "Quebec"],
        "In what year were you born?": ["1961", "1972", "1983"],
    }
    begin(tmp_path / "s", "--survey", str(survey(tmp_path, columns)), "--languages", "en,fr")
    study = Study(tmp_path / "s")
    findings = read_yaml(study.codebooks / "evaluation.yaml")["findings"]
    assert [one["statement"]["en"] for one in findings] == [
        "Most respondents answered “Agree” or “Strongly agree” to “I trust the advisor”",
        "Most respondents answered “Yes” to “Did you take part?”",
    ]
    assert "« En accord » ou « Fortement en accord »" in findings[0]["statement"]["fr"].replace("\u00a0", " ")
    book = study.codebook("survey", SurveyCodebook)
    measured = {one.name: one for one in book.indicators}
    top = measured[findings[0]["indicators"][0]["indicator"]]
    assert (top.kind, top.counts) == ("top_box", [4, 5])
    assert {one.variables[0] for one in book.indicators} == {
        "i_trust_the_advisor",
        "did_you_take_part",
        "where_is_your_farm",
    }  # nor on the page somebody came to, or the language


def test_a_draft_without_codes_says_that_they_are_to_come_as_a_clients_copy_looks_for(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/Ada.txt").write_text("Interviewer: How is it?\n\nAda: Well, I waited.\n", encoding="utf-8")
    begin(tmp_path / "s", "--notes", str(tmp_path / "notes"), "--languages", "en,fr")
    chapters = Study(tmp_path / "s").reports / "chapters"
    for language, mark in (("en", "[To come: codes]"), ("fr", "[À venir : codes]")):
        assert any(mark in path.read_text(encoding="utf-8") for path in chapters.glob(f"*.{language}.md"))


def test_a_mean_of_answers_in_words_is_a_mistake_of_the_codebook(tmp_path):
    begin(
        tmp_path / "s", "--survey", str(survey(tmp_path, {"How good?": ["Great", "Poor", "Fair", "Middling", "Bad"]}))
    )
    study = Study(tmp_path / "s")
    path = study.codebooks / "survey.yaml"
    assert "kind: mean" not in path.read_text(encoding="utf-8")  # five words are no scale of numbers
    path.write_text(path.read_text(encoding="utf-8").replace("kind: distribution", "kind: mean"), encoding="utf-8")
    with pytest.raises(StudyError, match="a mean of answers whose clean codes are words"):
        study.codebook("survey", SurveyCodebook)
