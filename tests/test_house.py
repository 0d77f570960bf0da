"""Promises that hold in every room, checked on the source itself."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))


def test_nothing_in_the_pipeline_knows_this_study():
    codes = YAML(typ="safe").load((ROOT / "codebooks/themes.yaml").read_text(encoding="utf-8"))["codes"]
    words = ["WIL", "AIT", "Roundtable", "Table ronde", "work-integrated", *(entry["id"] for entry in codes)]
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    found = {module.name: hits for module in MODULES if (hits := pattern.findall(module.read_text(encoding="utf-8")))}
    assert found == {}


def test_modules_hold_one_idea():
    assert {module.name for module in MODULES if len(module.read_text(encoding="utf-8").splitlines()) > 400} == set()


def test_every_stage_says_what_it_does_and_depends_on_its_own_code():
    stages = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    for name, stage in stages.items():
        assert stage.get("desc"), name
        own_code = [one["versions.yaml"] for one in stage.get("params", []) if "versions.yaml" in one]
        assert "pipeline" in stage["deps"] or any(name in lines for lines in own_code), name


def test_identifiable_outputs_are_never_cached_by_dvc():
    from pipeline.study import BEHIND_THE_GATE

    stages = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    for name, stage in stages.items():
        for out in stage.get("outs", []):
            path, options = next(iter(out.items())) if isinstance(out, dict) else (out, {})
            if path.startswith(BEHIND_THE_GATE):
                assert options.get("cache") is False, f"{name}: {path}"


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_nothing_identifiable_is_tracked_by_git():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert [path for path in tracked if path.startswith(("private/", "processed/notes", "processed/survey"))] == []


def test_no_torch_and_no_host_in_the_lock():
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert not re.search(r"^(torch|numba|umap-learn)\b", text, re.MULTILINE), lock
        assert "://" not in text, lock


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_works_in_a_folder_with_a_space(tmp_path):
    folder = tmp_path / "une étude"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    for name in (".uv/bin/uv", ".venv/installed", "requirements.lock"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # not a make in a make
    for target in ("repro", "test", "lint", "stale"):
        shown = subprocess.run(
            ["make", "-n", target], cwd=folder, env=alone, capture_output=True, text=True, check=True
        ).stdout
        assert str(folder) not in shown  # a path with a space in a command would be two words


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_make_installs_nothing_into_an_environment_that_is_only_linked(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "theirs").mkdir()
    (tmp_path / ".venv").symlink_to("theirs")
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    said = ["make", "-n", "stale"]
    shown = subprocess.run(said, cwd=tmp_path, env=alone, capture_output=True, text=True, check=True).stdout
    assert shown.split() == [".venv/bin/python", "-m", "pipeline", "stale"]


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_make_lets_python_keep_what_it_compiled():
    """Else each of some hundred processes compiles pandas and spaCy anew, seconds of each."""
    said = ["make", "-s", "--eval", "said: ; @env", "said"]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    assert "DONTWRITE" not in subprocess.run(said, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout
