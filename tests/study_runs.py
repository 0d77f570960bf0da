"""A whole study run in this process, stage by stage as its dvc.yaml says: seconds where `dvc repro` takes minutes."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pipeline.__main__ import app  # with all commands
from pipeline.study import Study


def stages_in_order(study: Study) -> list[tuple[str, list[str]]]:
    """(stage, the words of its command) of dvc.yaml, each after those whose outputs it reads."""
    stages = yaml.safe_load((study.root / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    waiting, done, made = dict(stages), [], set()
    outs = {name: set(_paths(stage)) for name, stage in stages.items()}
    everything = set().union(*outs.values())
    while waiting:
        ready = next((name for name, stage in waiting.items() if not _needed(stage, everything) - made), None)
        assert ready, f"stages that wait for one another: {sorted(waiting)}"
        made |= outs[ready]
        words = waiting.pop(ready)["cmd"].split()
        done.append((ready, words[3:] if words[1:3] == ["-m", "pipeline"] else words[2:]))
    return done


def _needed(stage: dict[str, Any], outs: set[str]) -> set[str]:
    """Outputs of other stages that a stage depends on; a folder stands for all in it."""
    deps = stage.get("deps", [])
    own = set(_paths(stage))
    return {out for out in outs - own if any(out == dep or out.startswith(f"{dep}/") for dep in deps)}


def _paths(stage: dict[str, Any]) -> Iterator[str]:
    for kind in ("outs", "metrics", "plots"):
        for out in stage.get(kind, []):
            yield next(iter(out)) if isinstance(out, dict) else out


def command(folder: Path, *words: str) -> None:
    """One command of the pipeline, run in this process in `folder`; raises what it raises."""
    with contextlib.chdir(folder):
        app(list(words), standalone_mode=False)


def run_all(folder: Path, last: str = "") -> Study:
    """Every stage of the study, in order (to `last`); each leaves the outputs that dvc.yaml declares, as DVC would
    insist."""
    study = Study(folder)
    stages = yaml.safe_load((folder / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    for name, words in stages_in_order(study):
        command(folder, *words)
        absent = [path for path in _paths(stages[name]) if not (folder / path).exists()]
        assert absent == [], f"{name} did not write {absent}"
        if name == last:
            break
    return Study(folder)


def share_caches(folder: Path) -> None:
    """What takes seconds to make and is the same in every study, from one place for all tests: the words of the world,
    the faces of pages, and vectors by the fingerprint of their sentence."""
    shared = Path(__file__).parents[1] / ".cache"
    (folder / ".cache").mkdir(parents=True)
    for name, place in {"notes": "notes", "fonts": "fonts", "embeddings": "vectors-of-tests"}.items():
        (shared / place).mkdir(parents=True, exist_ok=True)
        (folder / ".cache" / name).symlink_to(shared / place)
    (folder / ".dvc").mkdir()  # no version control, which costs a second a study


def begin(folder: Path, *options: str) -> None:
    """`new-study` in `folder`, without version control."""
    share_caches(folder)
    command(folder, "new-study", ".", *options, "--no-git")


def assert_found_in_its_languages(study: Study, title: str) -> None:
    """Findings pages in the languages of the study and in no other, without what it has none of."""
    for language in study.languages:
        page = (study.reports / f"findings.{language}.html").read_text(encoding="utf-8")
        assert title in page and "{{" not in page
        assert re.search(r"\b(of|sur|de) 0\b", page) is None  # nothing is counted out of what the study has none of
        assert "First code" not in page  # of a codebook that nobody has written
        assert "survey" in study.strands or "Survey" not in page  # nor is there a column for it
    others = {"en", "fr", "es"} - set(study.languages)
    assert [one for one in others if list(study.reports.glob(f"findings.{one}.*"))] == []


def assert_labelled_in_its_languages(study: Study) -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in study.codebooks.glob("*.yaml"))
    assert set(re.findall(r"^\s+(?:- )?(en|fr|es): ", texts, re.MULTILINE)) == set(study.languages)
