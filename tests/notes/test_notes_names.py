"""The list of what was replaced: how often, what people say there stands, the codebook's own words stay."""

import re

import pytest
from notes_helpers import segments, study_with

from pipeline.notes import name_review
from pipeline.study import Study, StudyError, read_csv

SAID = "Q: Who?\n\nR: Marisol Quintero hired me. Marisol is kind. I use Lattice, and Grenfell hired Marisol.\n"


@pytest.fixture
def study(tmp_path) -> Study:
    made = study_with(tmp_path, {"N.txt": SAID.encode()})
    segments(made)
    return made


def say(study: Study, name: str, decision: str) -> None:
    name_review.write(study)
    path = study.raw / name_review.FILE
    frame = read_csv(path).fillna("").astype(str)
    frame.loc[frame["name"] == name, "decision"] = decision
    frame.to_csv(path, index=False)


def test_the_list_says_what_was_replaced_and_how_often(study):
    assert name_review.write(study) >= 2
    listed = read_csv(study.raw / name_review.FILE).set_index("name")
    assert listed.at["Marisol", "times"] == 2 and listed.at["Marisol Quintero", "times"] == 1
    assert listed.at["Marisol", "kind"] == "person" and listed.at["Marisol", "notes"] == "N"


def test_a_name_that_people_keep_stays_and_the_word_stands_when_the_list_is_written_again(study):
    say(study, "Grenfell", "keep")
    assert "Grenfell hired" in segments(Study(study.root))["text"][0]
    name_review.write(Study(study.root))
    kept = read_csv(study.raw / name_review.FILE).set_index("name")
    assert kept.at["Grenfell", "decision"] == "keep" and kept.at["Grenfell", "times"] == 0


def test_people_tell_the_right_kind(study):
    say(study, "Grenfell", "organisation")
    assert re.search(r"\[organisation \d\] hired", segments(Study(study.root))["text"][0])


def test_a_decision_that_is_none_is_told_with_its_line(study):
    say(study, "Grenfell", "maybe")
    with pytest.raises(StudyError, match=r"names_review\.csv, line"):
        name_review.decisions(study)


def test_labels_of_the_codebook_stay(study):
    study.codebooks.mkdir(exist_ok=True)
    (study.codebooks / "themes.yaml").write_text("codes: [{code: A, label: {en: Grenfell}}]\n", encoding="utf-8")
    assert "Grenfell hired" in segments(Study(study.root))["text"][0]


def test_what_people_keep_stays_also_where_a_head_lists_it_among_the_people(tmp_path):
    said = "Respondent: Ada Bell, Kensington\n\nQ: Where from?\n\nR: From Kensington. My name is Ada Bell.\n"
    made = study_with(tmp_path, {"N.txt": said.encode()})
    (made.raw / name_review.FILE).write_text("name,kind,times,notes,decision\nKensington,place,1,N,keep\n", "utf-8")
    segments(made)
    assert "Kensington" not in set(read_csv(made.private / "key.csv")["name"])
