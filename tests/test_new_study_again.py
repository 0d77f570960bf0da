"""`new-study` asks in a terminal; a second time, what came later becomes part of the study and nothing is lost."""

import shutil
import subprocess

import pytest
import yaml
from typer.testing import CliRunner

from pipeline.commands import app, setting_up
from pipeline.scaffold import new_study
from tests import desks
from tests.study_runs import begin, command


def test_what_comes_later_becomes_a_line_of_evidence_and_what_people_wrote_stays(tmp_path):
    desk, study = tmp_path / "desk", tmp_path / "study"
    desk.mkdir()
    begin(study, "--survey", desks.qualtrics(desk, written=False))
    params, stages = study / "params.yaml", study / "dvc.yaml"
    assert yaml.safe_load(params.read_text("utf-8"))["study"]["strands"] == ["survey"]
    assert "transcribe" not in yaml.safe_load(stages.read_text("utf-8"))["stages"]
    params.write_text(params.read_text("utf-8") + "coding: {blind: false}  # we code together\n", "utf-8")
    questions = (study / "codebooks/survey.yaml").read_bytes()

    later = ("new-study", ".", "--notes", desks.transcripts(desk, "en"), "--published", desks.published(desk))
    command(study, *map(str, later), "--no-git")
    text = params.read_text("utf-8")
    content = yaml.safe_load(text)
    assert content["study"]["strands"] == ["survey", "notes", "published"]
    assert content["triangulation"]["published"].startswith("published/") and content["survey"]["export"]
    assert "# we code together" in text and (study / "codebooks/survey.yaml").read_bytes() == questions
    assert "transcribe" in yaml.safe_load(stages.read_text("utf-8"))["stages"]

    command(study, *map(str, later), "--no-git")
    assert params.read_text("utf-8") == text


def test_in_a_terminal_it_asks_for_what_no_option_says(tmp_path, monkeypatch):
    desk, study = tmp_path / "desk", tmp_path / "study"
    desk.mkdir()
    monkeypatch.setattr(setting_up, "in_terminal", lambda: True)
    answers = ["Orchards", "en", f"'{desks.qualtrics(desk, written=False)}'", "", "", "", "", "", ""]
    done = CliRunner().invoke(app, ["new-study", str(study), "--no-git"], input="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    assert yaml.safe_load((study / "params.yaml").read_text("utf-8"))["study"]["strands"] == ["survey"]
    assert "Orchards" in (study / "reports/chapters/document.yaml").read_text("utf-8")


def test_git_keeps_what_people_write_and_nothing_that_identifies(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    shutil.copy(new_study.STUDY_FILES / "gitignore", tmp_path / ".gitignore")
    paths = ["params.yaml", "codebooks/themes.yaml", "reports/chapters/01.en.md", "reports/quotations.yaml",
             "raw/notes/A.txt", "private/key.csv", "processed/notes/turns.csv", "reports/findings.html"]  # fmt: skip
    told = subprocess.run(["git", "check-ignore", *paths], cwd=tmp_path, capture_output=True, text=True)
    assert told.stdout.split() == paths[4:]


def test_a_questionnaire_beside_the_export_comes_along_and_gives_the_wording(tmp_path):
    desk, study = tmp_path / "desk", tmp_path / "study"
    desk.mkdir()
    (desk / "garden.csv").write_text("id,A\n" + "".join(f"{n},o{1 + n % 2}\n" for n in range(1, 21)), "utf-8")
    question = (
        "<row><qid>1</qid><type>L</type><title>A</title><question>Did you come?</question><language>en</language></row>"
    )
    answers = "".join(
        f"<row><qid>1</qid><code>o{n}</code><answer>{said}</answer><language>en</language></row>"
        for n, said in ((1, "Yes"), (2, "No"))
    )
    content = f"<questions><rows>{question}</rows></questions><answers><rows>{answers}</rows></answers>"
    (desk / "garden.lss").write_text(f"<document>{content}</document>", "utf-8")
    begin(study, "--survey", desk / "garden.csv")
    book = (study / "codebooks/survey.yaml").read_text("utf-8")
    assert (study / "raw/survey/garden.lss").exists() and "Did you come?" in book and "Yes" in book


def test_what_cannot_be_read_leaves_nothing_so_that_the_corrected_file_is_taken(tmp_path, capsys):
    register, study = tmp_path / "list.csv", tmp_path / "study"
    register.write_text("No,Paid,Paid\nE1,3,4\n", "utf-8")
    refused = CliRunner().invoke(app, ["new-study", str(study), "--admin", str(register), "--no-git"])
    assert refused.exception is not None and not any(study.iterdir())
    register.write_text("No,Paid,Owed\nE1,3,4\n", "utf-8")
    begin(study, "--admin", register)
    assert "Owed" in (study / "codebooks/admin.yaml").read_text("utf-8")
    register.write_text("No,Paid,Owed\nE1,3,5\n", "utf-8")
    command(study, "new-study", ".", "--admin", str(register), "--no-git")
    assert "list.csv differs from raw/admin/list.csv, which stays" in capsys.readouterr().err


def test_files_that_are_not_read_and_a_guide_among_the_notes_are_told(tmp_path, capsys):
    folder, study = tmp_path / "talks", tmp_path / "study"
    folder.mkdir()
    for name in ("Bea.txt", "Interview guide.txt"):
        (folder / name).write_text(f"Interviewer: Why, {name}?\nBea: Since I like it.\n", "utf-8")
    for name in ("Old talk.doc", "Contacts.xlsx", "Thumbs.db", "~$Bea.docx", ".DS_Store"):
        (folder / name).write_bytes(b"x")
    begin(study, "--notes", folder)
    told = capsys.readouterr().err
    assert "not read there: Contacts.xlsx, Old talk.doc." in told
    assert "taken as a note: Interview guide.txt." in told and "Bea.txt" not in told


@pytest.mark.parametrize("with_git", [True, False])
def test_dvc_tells_nobody_of_a_new_study(tmp_path, with_git):
    from dvc.config import Config

    new_study._version_control(tmp_path, with_git)
    core = Config(str(tmp_path / ".dvc"))["core"]
    assert (core["analytics"], core["check_update"], core.get("no_scm", False)) == (False, False, not with_git)
