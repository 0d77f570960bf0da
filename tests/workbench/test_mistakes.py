"""What goes wrong is told in the language of the page: every message that a coder can meet."""

import ast
import errno
import re
import subprocess
from pathlib import Path

import pytest

import pipeline
from pipeline.decisions import themes_edit
from pipeline.findings import chapters
from pipeline.language import Words
from pipeline.study import StudyError, StudyErrors
from pipeline.workbench import coding_preview
from pipeline.workbench.mistakes import in_words, told

HOUSE = Path(pipeline.__file__).parent
COMMANDS = ("report", "chapter_draft", "trace", "word_back", "two_runs")  # said in a terminal only
RAISING = [
    *HOUSE.glob("workbench/**/*.py"), *HOUSE.glob("decisions/*.py"), *HOUSE.glob("study/*.py"),
    HOUSE / "notes" / "name_review.py", HOUSE / "coding" / "code.py", HOUSE / "coding" / "embed.py",
    *({*HOUSE.glob("findings/*.py")} - {HOUSE / "findings" / f"{one}.py" for one in COMMANDS}),
]  # fmt: skip
RAISED = ("StudyError", "ChapterMistake", "mistakes", "opening")
FRENCH = Words("mistakes", "fr")


def _text(node: ast.expr) -> str | None:
    """A message as it is written in the code, `x` where something is put in; None where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else _put_in(part) for part in node.values)
    return None


def _put_in(part: ast.expr) -> str:
    return "'x'" if getattr(part, "conversion", -1) == ord("r") else "x"


def _messages() -> dict[str, str]:
    """What StudyErrors say was found, expected and to be done, with the place in the code."""
    found = {}
    for path in RAISING:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called == "unknown" and (kind := _text(node.args[0])):
                found[f"there is no {kind} 'x'"] = f"{path.name}:{node.lineno}"
            if called.split(".")[0] in RAISED and called != "mistakes.append":
                said = [
                    *node.args[called != "ChapterMistake" :],
                    *(one.value for one in node.keywords if one.arg in ("found", "expected", "todo")),
                ]
                found |= {text: f"{path.name}:{node.lineno}" for one in said if (text := _text(one))}
    return found


def test_every_message_of_the_rooms_behind_the_page_is_said_in_french():
    same = {"coding-sheet", "UTF-8", "x: x", "x, x: x"}
    english = [f"{at}: {text}" for text, at in _messages().items() if text not in same and not _is_french(text)]
    assert english == []


def _is_french(text: str) -> bool:
    said = in_words(text, FRENCH).replace("\u00a0: ", ": ")  # a colon alone makes no French
    alike = text.partition(" ")[0] in ("segment", "note", "code", "question")
    return (said != text or alike) and not re.search(r"\b(the|is|was|not|there|of|with|or)\b", said)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("there is no form of a headline 'alone'", "introuvable\u00a0: forme de titre «\u00a0alone\u00a0»"),
        (
            "there is no group of region 'North'",
            "introuvable\u00a0: groupe «\u00a0North\u00a0» de la ventilation region",
        ),
        (
            "a bold line contradicts its finding: F1, 'all is well': it states what is divided (very low)",
            "une ligne en gras contredit son constat\u00a0: F1, «\u00a0all is well\u00a0» affirme ce qui est partagé "
            "(confiance très faible)",
        ),
        (
            "the headline of F1 says 'all is well': 3 notes are against it and 2 for it",
            "le titre de F1 dit «\u00a0all is well\u00a0»\u00a0: 3 notes vont à son encontre et 2 dans son sens",
        ),
    ],
)
def test_what_is_wrong_in_a_chapter_is_said_whole_in_french(english, french):
    assert in_words(english, FRENCH) == french


def test_a_chapter_that_lacks_a_language_is_told_in_the_language_of_the_page(study):
    folder = study.reports / "chapters"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "01-one.en.md").write_text("# One\n", encoding="utf-8")
    with pytest.raises(StudyError) as raised:
        chapters.load(study, ["en", "fr"])
    assert "le chapitre manque, alors qu’il existe en en" in told(raised.value, Words("workbench", "fr", study))


def test_what_the_coding_stage_meets_in_its_own_process_is_told_in_french_too(study, monkeypatch):
    (study.processed / "coding/units.parquet").unlink(missing_ok=True)

    def run(_: object, cwd: Path, **__: object) -> subprocess.CompletedProcess:
        monkeypatch.chdir(cwd)
        coding_preview.code_alone()  # what the process does, in this one
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(subprocess, "run", run)
    change = themes_edit.Change("T2_repair", "label.en", "Repair skills", "Mending")
    with pytest.raises(StudyError) as raised:
        coding_preview.recode(study, [change], themes_edit.codebook_version(study))
    assert told(raised.value, Words("workbench", "fr", study)) == (
        "processed/coding/units.parquet\u00a0: le tableau manque. Exécutez `dvc repro` pour le faire."
    )


def test_a_mistake_is_told_with_its_place_what_was_expected_and_what_to_do(study):
    error = StudyError(
        "codebooks/themes.yaml, line 3", "the id 'A 1'", "an id of letters and digits that no code has or had"
    )
    fr = Words("workbench", "fr", study)
    assert told(error, fr) == (
        "codebooks/themes.yaml, ligne 3\u00a0: l’identifiant «\u00a0A 1\u00a0»; "
        "attendu\u00a0: un identifiant de lettres et de chiffres qu’aucun code n’a ni n’a eu."
    )
    assert told(error, Words("workbench", "en", study)) == str(error)
    assert told(StudyErrors([error, error]), fr).startswith("2 erreurs\u00a0:\n- codebooks/themes.yaml, ligne 3")
    assert told(StudyError("a.csv", "said by nobody"), fr) == "a.csv\u00a0: said by nobody."


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_disk_that_refuses_is_told_in_french(number, study):
    import os

    said = told(StudyError("x.jsonl", f"not saved ({os.strerror(number)})"), Words("workbench", "fr", study))
    assert said.startswith("x.jsonl\u00a0: pas enregistré (") and os.strerror(number) not in said
