"""Studies of many kinds, each from the files on somebody's desk to its findings: `new-study`, then every stage."""

from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
import yaml

from pipeline.scaffold import dvc_file
from pipeline.scaffold.codes_of_people import codes_in_table
from pipeline.study import Study
from tests import desks
from tests.study_runs import assert_found_in_its_languages, assert_labelled_in_its_languages, begin, run_all

# What a person types after `new-study FOLDER`, by kind of study. The tutorial's has a survey, notes and a codebook in
# English (test_tutorial).
KINDS: dict[str, Callable[[Path], list[object]]] = {
    "survey only, in a folder with a space and accents": lambda desk: [
        "--survey", desks.qualtrics(desk, written=False),
    ],
    "notes only": lambda desk: ["--notes", desks.transcripts(desk, "en"), "--codebook", desks.codebook(desk, "en")],
    "open answers only, two coders": lambda desk: _coded_answers(desk),
    "French only": lambda desk: [
        "--languages", "fr", "--survey", desks.limesurvey(desk, "fr"),
        "--notes", desks.transcripts(desk, "fr", people=2), "--codebook", desks.codebook(desk, "fr"),
    ],
    "farmers in French and Spanish": lambda desk: ["--languages", "fr,es", "--survey", desks.kobo(desk)],
    "three languages": lambda desk: [
        "--languages", "en,fr,es", "--survey", desks.qualtrics(desk, "es", 16),
        "--notes", desks.transcripts(desk, "en", "fr", "es"), "--codebook", desks.codebook(desk, "en", "fr", "es"),
    ],
    "no coders, no codebook": lambda desk: ["--notes", desks.transcripts(desk, "en", people=2)],
    "no published figures": lambda desk: [
        "--languages", "en,fr", "--survey", desks.qualtrics(desk, written=False), "--margins", desks.margins(desk),
    ],
    "no margins": lambda desk: [
        "--languages", "fr,en", "--survey", desks.qualtrics(desk, "fr", written=False),
        "--published", desks.published(desk),
    ],
}  # fmt: skip

WITHOUT_TOPICS = "notes only"


def _coded_answers(desk: Path) -> list[object]:
    answers, (ana, ben) = desks.open_answers(desk)
    return ["--survey", answers, "--codings", ana, "--codings", ben, "--codebook", desks.codebook(desk, "en")]


@pytest.fixture(scope="module")
def without() -> Iterator[Callable[[str], None]]:
    """Makes a library one that is not installed, as for who took no extras."""
    with pytest.MonkeyPatch.context() as patch:
        yield lambda name: patch.setattr(dvc_file, "find_spec", lambda wanted: None if wanted == name else True)


@pytest.fixture(scope="module", params=list(KINDS), ids=list(KINDS))
def study(request, tmp_path_factory, without) -> Study:
    """A study of one kind, after all its stages."""
    desk = tmp_path_factory.mktemp("desk")
    folder = tmp_path_factory.mktemp("studies") / ("été et jardins" if "accents" in request.param else "study")
    if request.param == WITHOUT_TOPICS:
        without("bertopic")
    begin(folder, "--title", "Gardens", *map(str, KINDS[request.param](desk)))
    return run_all(folder)


def test_every_study_comes_to_its_findings_in_its_languages(study):
    assert_found_in_its_languages(study, "Gardens")


def test_every_finding_has_a_standing(study):
    matrix = study.table("triangulation/matrix")
    assert len(matrix) and matrix["standing"].notna().all()


def test_labels_stand_in_the_languages_of_the_study_and_in_no_other(study):
    assert_labelled_in_its_languages(study)


def test_no_name_of_a_speaker_or_respondent_leaves_the_gate(study):
    from tests.leaving import names_found

    assert names_found(study, [*desks.SPEAKERS, "@example.org"]) == []


def test_a_new_study_says_only_what_differs_from_the_defaults(study):
    own = yaml.safe_load((study.root / "params.yaml").read_text(encoding="utf-8"))
    assert set(own) <= {"study", "survey", "notes", "triangulation"} and set(own["study"]) == {"languages", "strands"}


def test_the_codebook_that_nvivo_writes_in_word_is_read_with_what_lies_below_what(tmp_path):
    page = docx.Document()
    rows = [
        ("Name", "Description", "Files"),
        ("Nodes\\Access", "Who gets a plot", "3"),
        ("Nodes\\Access\\Hours", "", "2"),
    ]
    cells = page.add_table(len(rows), 3)
    for row, texts in zip(cells.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    page.save(tmp_path / "book.docx")
    codes = codes_in_table(tmp_path / "book.docx")
    assert [(one["id"], one["label"], one.get("parent")) for one in codes] == [
        ("Access", "Access", None), ("Hours", "Hours", "Access"),
    ]  # fmt: skip
    assert codes[0]["definition"] == "Who gets a plot"
