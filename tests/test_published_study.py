"""A published study in its own shape: open questions, a book of codes each, two coders; agreement as it was printed."""

import csv
from collections import Counter
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from tests import desks
from tests.study_runs import begin, command, run_all


def decisions(path: Path) -> list[tuple[str, str, str]]:
    """(question, record, code) of every answer that was given, in order."""
    with path.open(encoding="utf-8", newline="") as file:
        return sorted((row["question"], row["record_id"], row["code"]) for row in csv.DictReader(file) if row["code"])


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path, list[Path]]:
    return desks.published_study(tmp_path_factory.mktemp("desk"), records=24, questions=3)


@pytest.fixture(scope="module")
def study(tmp_path_factory, files) -> Study:
    """`new-study`, the coders' files taken in before anything has run, then every stage but for the documents."""
    answers, book, coders = files
    folder = tmp_path_factory.mktemp("published") / "study"
    begin(folder, "--title", "Open questions", "--survey", str(answers), "--codebook", str(book))
    for path, name in zip(coders, ("ana", "ben"), strict=True):
        command(folder, "import", str(path), "--coder", name)
    return run_all(folder, last="triangulate")


@pytest.fixture(scope="module")
def printed(files) -> dict[str, float]:
    """Cohen's kappa of each question, by scikit-learn, from the coders' own files."""
    ana, ben = (decisions(path) for path in files[2])
    found = {}
    for question, rows in groupby(zip(ana, ben, strict=True), key=lambda pair: pair[0][0]):
        pairs = list(rows)
        found[question] = cohen_kappa_score([one[2] for one, _ in pairs], [other[2] for _, other in pairs])
    return found


def test_kappa_of_each_question_and_their_mean_are_as_printed(study, printed):
    table = study.table("coding/agreement")
    own = table[(table["between"] == "people and people") & (table["part"] == "question")].set_index("group")
    mean = own.loc["mean", "kappa_single"]
    assert sorted(own.drop(index="mean")["kappa_single"]) == pytest.approx(sorted(printed.values()))
    assert mean == pytest.approx(np.mean(list(printed.values())))


def test_every_decision_stands_or_says_why_it_does_not(study, files):
    table = study.table("coding/decisions")
    given = sum(len(decisions(path)) for path in files[2])
    assert (table["decision"].eq("assigned") & table["set_aside"].isna()).sum() == given
    assert set(table["set_aside"].dropna()) == {"no answer"}


def test_a_code_is_of_its_question_and_says_by_itself_what_it_speaks_for(study):
    book = study.codebook("themes", ThemesCodebook)
    assert {len(code.scope.asked) for code in book.codes} == {1}
    assert {code.direction for code in book.codes} == {"for", "against"}


def test_bases_are_those_who_were_asked_and_answered(study, files):
    shares = study.table("coding/shares")
    answered = Counter(code.split("_")[0] for _, _, code in decisions(files[2][0]))
    for row in shares[shares["breakdown"] == "overall"].itertuples():
        assert row.n == answered[row.code.split("_")[0]]


def test_answers_speak_for_their_findings_without_a_stance_being_written(study):
    matrix, evidence = study.table("triangulation/matrix"), study.table("triangulation/evidence")
    assert len(matrix) == 12 and (matrix["n_open_answers"] > 0).all()
    people = evidence[evidence["origin"].isin(["ana", "ben"])]
    assert len(people) and set(people["direction"]) == {"supports"}
    # who answers an open question chose to: such answers alone decide nothing (docs/triangulation.md), and that is said
    assert set(matrix["standing"]) == {"not enough evidence"} and matrix["reason_en"].str.len().min() > 20
