"""What a change of the codebook would do to the coding: the stage itself, run on a copy that shares all else.

The copy is links and one file; nothing of the study is written. The answer is therefore what the next run will say.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.decisions.themes_edit import Change, apply
from pipeline.study import Study, StudyError, collecting

SECONDS = 600
MISTAKES = "mistakes.json"


@dataclass(frozen=True)
class Recoded:
    """Pairs of segment and code that would be assigned, or no longer be, and how many would wait for review."""

    won: pd.DataFrame  # segment_id, code
    lost: pd.DataFrame
    review: int


def recode(study: Study, wanted: list[Change], version: str) -> Recoded:
    """Runs the coding stage with the changed codebook. Raises StudyError where it fails, with what it said."""
    before = study.table("coding/codings")
    folder = Path(tempfile.mkdtemp(prefix="workbench-preview-"))
    try:
        copy = _copy(study, folder)
        apply(copy, wanted, version)
        done = subprocess.run(
            [sys.executable, "-c", f"from {__name__} import code_alone; code_alone()"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if (folder / MISTAKES).exists():
            with collecting() as mistakes:
                for parts in json.loads((folder / MISTAKES).read_text("utf-8")):
                    mistakes.add(*parts)
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["no answer"]
            raise StudyError("preview", f"the coding stage stopped ({last[0]})")
        after = copy.table("coding/codings")
    except subprocess.TimeoutExpired as error:
        raise StudyError("preview", f"the coding stage took more than {SECONDS} seconds") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return compare(before, after)


def code_alone() -> None:
    """The coding stage in this folder, as a process of its own; the mistakes it meets go into a file, in their parts,
    so that the page can tell them in its language."""
    from pipeline.coding import code

    try:
        code.run(Study(Path.cwd()))
    except StudyError as error:
        parts = [(one.where, one.found, one.expected, one.todo) for one in getattr(error, "errors", [error])]
        Path(MISTAKES).write_text(json.dumps(parts), "utf-8")


def compare(before: pd.DataFrame, after: pd.DataFrame) -> Recoded:
    keys = ["segment_id", "code"]
    old, new = (frame.loc[frame["decision"] == "assigned", keys].drop_duplicates() for frame in (before, after))
    both = old.merge(new, on=keys, how="outer", indicator=True)
    won, lost = both.loc[both["_merge"] == "right_only", keys], both.loc[both["_merge"] == "left_only", keys]
    return Recoded(won.sort_values(keys), lost.sort_values(keys), int((after["decision"] == "review").sum()))


def _copy(study: Study, folder: Path) -> Study:
    root = study.root.resolve()
    for name in ("raw", "params.yaml", ".cache"):
        if (root / name).exists():
            (folder / name).symlink_to(root / name)
    shutil.copytree(root / "codebooks", folder / "codebooks")
    for path in sorted((root / "processed").rglob("*")):  # real folders, linked files: outputs replace links only
        target = folder / path.relative_to(root)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
    return Study(folder)
