"""The whole way through, on a small study of another programme: the first proof that the study is data."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.notes.kept_labels import labels_of_codebooks
from pipeline.study import BEHIND_THE_GATE, Study
from pipeline.tables import TABLES
from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.workbench.recount import Count, Recount
from pipeline.workbench.store import Store
from tests.study_runs import command, run_all, share_caches

ROOT = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {
    "DVC_NO_ANALYTICS": "1",
    "SOURCE_DATE_EPOCH": "1640995200",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}
# Surnames, an e-mail and a street of the small study: none may pass the gate.
IDENTIFYING = ["Quill", "Garneau", "Okafor", "Hathersage", "Courchaine", "Abadie", "Lantern Street", "member10@"]


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def small_study(tmp_path_factory) -> Study:
    """The small study from raw to findings, its stages run in this process; DVC is told of them as of its own run.

    `make repro` of the gate is the same with a process for each stage.
    """
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(ROOT / "tests/study", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "pipeline", folder / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", folder)
    share_caches(folder)
    command(folder, "stages")
    run_all(folder)
    (folder / ".dvc").rmdir()
    for words in (["git", "init", "-q"], ["dvc", "init", "-q"], ["dvc", "commit", "--force"]):
        result = run(folder, *words)
        assert result.returncode == 0, f"{words}: {result.stdout[-3000:]}\n{result.stderr[-3000:]}"
    return Study(folder)


def test_every_declared_table_is_written(small_study):
    """But for those of lines of evidence that the small study does not have, and those that a person asks for."""
    asked_for = {"coding/learning_curve", "coding/notes_to_code"}  # of the command `coding-plan`
    absent = [name for name in TABLES if name not in asked_for and not small_study.has_table(name)]
    assert [
        name for name in absent if not name.startswith(("admin/", "documents/", "triangulation/document_review"))
    ] == []


def test_survey_keeps_the_right_people_and_weights_them_to_the_population(small_study):
    respondents = small_study.table("survey/respondents")
    log = small_study.table("survey/cleaning_log")
    drops = log.loc[log["rule"].str.startswith("drop:"), "rule"].value_counts().to_dict()
    assert drops == {"drop:test": 2, "drop:no_consent": 2, "drop:duplicate": 1, "drop:partial": 1}
    assert len(respondents) == 40
    assert respondents.groupby("district")["weight"].sum().round(6).to_dict() == {"East": 260.0, "West": 140.0}


def test_every_note_is_read_with_its_participants_turns(small_study):
    status = small_study.table("notes/status")
    assert status["status"].tolist() == ["read"] * 8
    turns = small_study.table("notes/segments").groupby("note_id").size().to_dict()
    assert turns == {
        "BOR-01": 5, "BOR-02": 5, "BOR-03": 4, "BOR-04": 4, "MUN-01": 4, "MUN-02": 4, "VOL-01": 5, "VOL-02": 4,
    }  # fmt: skip


def test_peoples_decisions_stand_and_uncoded_notes_are_coded_by_the_machine(small_study):
    codings = small_study.table("coding/codings")
    people = codings[(codings["origin"] == "coder_ana") & (codings["decision"] == "assigned")]
    assert {("BOR-01#4", "T1_saving"), ("VOL-01#4", "T6_volunteer_load")} <= set(
        zip(people["segment_id"], people["code"], strict=True)
    )
    uncoded = codings[codings["note_id"].isin(["BOR-03", "BOR-04", "MUN-02"])]
    assert set(uncoded["origin"]) == {"machine"}


def test_each_finding_has_a_label_a_reason_in_both_languages_and_evidence(small_study):
    matrix = small_study.table("triangulation/matrix")
    evidence = small_study.table("triangulation/evidence")
    assert matrix["finding_id"].tolist() == ["F1", "F2", "F3", "F4", "F5", "F6"]
    assert matrix[["reason_en", "reason_fr"]].map(len).min().min() > 20
    assert set(matrix["finding_id"]) == set(evidence["finding_id"])


def test_the_workbench_says_of_each_finding_what_the_report_says(small_study):
    matrix = small_study.table("triangulation/matrix")
    said = [(row.finding_id, row.after) for row in Recount(Store(small_study)).rows("en")]
    counts = matrix[["standing", "n_notes_for", "n_notes_against", "n_notes_between"]].itertuples(index=False)
    assert said == list(zip(matrix["finding_id"], (Count(*row) for row in counts), strict=True))
    assert not any(row.changed for row in Recount(Store(small_study)).rows("fr"))


def test_a_finding_judged_anew_in_the_workbench_passes_the_checks_of_robustness(small_study, monkeypatch):
    anew = Recount(Store(small_study))
    run = anew._last_run()
    judge, passed = EvidenceBase.judge, []

    def seen(self, at, *variant, weakest=None):
        passed.extend([weakest.name] if weakest else [])
        return judge(self, at, *variant, weakest=weakest)

    monkeypatch.setattr(EvidenceBase, "judge", seen)
    assert anew._counted_anew(replace(run, counts={})) == list(run.counts.values())
    assert passed == small_study.table("triangulation/matrix")["weakest_check"].dropna().tolist()


def test_sums_of_published_figures_are_checked(small_study):
    published = small_study.table("triangulation/published").set_index("claim")
    assert published.loc["F3", "verdict"] != "inconsistent"


def test_findings_are_written_in_both_languages_and_four_formats(small_study):
    for language, word in (("en", "members"), ("fr", "membres")):
        for kind in ("md", "docx", "html", "pdf"):
            assert (small_study.reports / f"findings.{language}.{kind}").stat().st_size > 2000
        assert word in (small_study.reports / f"findings.{language}.md").read_text(encoding="utf-8")


def test_no_name_of_the_notes_passes_the_gate(small_study):
    found = []
    for folder in (small_study.processed, small_study.reports, small_study.cache):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(small_study.root).as_posix()
            general = "notes/lexicon-" in inside  # words and places of the world: `quill` is one of them
            if path.is_file() and not general and not inside.startswith(BEHIND_THE_GATE):
                content = pd.read_parquet(path).to_csv().encode() if path.suffix == ".parquet" else path.read_bytes()
                found += [(inside, word) for word in IDENTIFYING if word.encode() in content]
    assert found == []


def test_nothing_runs_again_when_nothing_changed(small_study):
    result = run(small_study.root, "dvc", "repro")
    assert result.returncode == 0
    assert "Running stage" not in result.stdout


def test_a_changed_definition_costs_coding_and_after_only(small_study):
    codebook = small_study.codebooks / "themes.yaml"
    before = codebook.read_text(encoding="utf-8")
    codebook.write_text(before.replace("tools they use once", "tools they would use only once"), encoding="utf-8")
    try:
        would_run = run(small_study.root, "dvc", "status").stdout
    finally:
        codebook.write_text(before, encoding="utf-8")
    assert "code:" in would_run
    assert not any(f"{stage}:" in would_run for stage in ("clean", "transcribe", "deidentify", "measure", "embed"))


def test_the_labels_that_deidentification_keeps_are_the_same_after_a_changed_definition(small_study):
    """`deidentify` waits for their table, not for the codebooks."""
    codebook = small_study.codebooks / "themes.yaml"
    before = codebook.read_text(encoding="utf-8")
    table = labels_of_codebooks(small_study)
    assert table["label"].tolist() == small_study.table("codebooks/kept_labels")["label"].tolist()
    codebook.write_text(before.replace("tools they use once", "tools they would use only once"), encoding="utf-8")
    try:
        assert labels_of_codebooks(small_study).equals(table)
    finally:
        codebook.write_text(before, encoding="utf-8")


def test_a_mistake_in_a_codebook_is_one_sentence_and_exit_code_2(small_study):
    codebook = small_study.codebooks / "evaluation.yaml"
    before = codebook.read_text(encoding="utf-8")
    codebook.write_text(before.replace("code: T1_saving", "code: T1_savings"), encoding="utf-8")
    try:
        result = run(small_study.root, sys.executable, "-m", "pipeline", "triangulate")
    finally:
        codebook.write_text(before, encoding="utf-8")
    assert result.returncode == 2
    assert "evaluation.yaml" in result.stderr and "T1_savings" in result.stderr
    assert "Traceback" not in result.stderr
