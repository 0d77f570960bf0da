"""What goes wrong is told in the language of the page: every message that a coder can meet."""

import ast
import errno
import re
from pathlib import Path

import pytest

import pipeline
from pipeline.language import Words
from pipeline.study import StudyError, StudyErrors
from pipeline.workbench.mistakes import in_words, told

HOUSE = Path(pipeline.__file__).parent
RAISING = [
    *HOUSE.glob("workbench/**/*.py"), *HOUSE.glob("decisions/*.py"), *HOUSE.glob("study/*.py"),
    HOUSE / "findings" / "quotation_edits.py", HOUSE / "findings" / "signoff.py", HOUSE / "notes" / "name_review.py",
]  # fmt: skip
FRENCH = Words("mistakes", "fr")


def _text(node: ast.expr) -> str | None:
    """A message as it is written in the code, `x` where something is put in; None where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def _messages() -> dict[str, str]:
    """What StudyErrors say was found, expected and to be done, with the place in the code."""
    found = {}
    for path in RAISING:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called.split(".")[0] in ("StudyError", "mistakes", "opening") and called != "mistakes.append":
                said = [
                    *node.args[1:],
                    *(one.value for one in node.keywords if one.arg in ("found", "expected", "todo")),
                ]
                found |= {text: f"{path.name}:{node.lineno}" for one in said if (text := _text(one))}
    return found


def test_every_message_of_the_rooms_behind_the_page_is_said_in_french():
    same = {"coding-sheet", "UTF-8"}
    english = [f"{at}: {text}" for text, at in _messages().items() if text not in same and not _is_french(text)]
    assert english == []


def _is_french(text: str) -> bool:
    said = in_words(text, FRENCH)
    alike = text.partition(" ")[0] in ("segment", "note", "code", "question")
    return (said != text or alike) and not re.search(r"\b(the|is|was|not|there|of|with|or)\b", said)


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
