"""Promises that hold in every room, checked on the source itself."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
# Each room uses only those before it (docs/architecture.md draws them); `study` and `tables` are used by all.
ROOMS = [
    "language", "compute", "cleaning", "survey", "admin", "notes", "decisions", "agreement", "coding",
    "triangulation", "findings", "exchange", "workbench", "scaffold",
]  # fmt: skip
# Side by side: neither knows the other.
APART = {"survey": {"admin", "notes"}, "admin": {"survey", "notes"}, "notes": {"survey", "admin"}}
MAY_IMPORT = {room: set(ROOMS[:place]) - APART.get(room, set()) for place, room in enumerate(ROOMS)}


def imported_rooms(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline"):
            parts = node.module.split(".")
            names |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("pipeline.")}
    return names & set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_one_way(room):
    for module in sorted((ROOT / "pipeline" / room).rglob("*.py")):
        assert imported_rooms(module) <= MAY_IMPORT[room] | {room}, module


def test_nothing_in_the_pipeline_knows_this_study():
    codes = YAML(typ="safe").load((ROOT / "codebooks/themes.yaml").read_text(encoding="utf-8"))["codes"]
    words = ["WIL", "AIT", "Roundtable", "Table ronde", "work-integrated", *(entry["id"] for entry in codes)]
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words))
    found = {module.name: hits for module in MODULES if (hits := pattern.findall(module.read_text(encoding="utf-8")))}
    assert found == {}


def test_modules_hold_one_idea():
    assert {module.name for module in MODULES if len(module.read_text(encoding="utf-8").splitlines()) > 400} == set()


def test_every_stage_says_what_it_does_and_depends_on_its_own_code():
    stages = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    for name, stage in stages.items():
        assert stage.get("desc"), name
        assert any(str(dep).startswith("pipeline/") for dep in stage["deps"]), name


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
