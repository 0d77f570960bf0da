"""A study on disk: where things are, how tables are read and written, how a person is told what is wrong.

A study is a folder with `raw/`, `codebooks/`, `params.yaml` and `reports/chapters/`. Nothing in `pipeline/` knows which
programme is studied. Every stage reads with `Study.table`, writes with `Study.writing`, and raises `StudyError` for
anything a person has to mend.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pandas as pd
import pydantic

from pipeline.study import yaml12
from pipeline.tables import TABLES, TableError, check

Model = TypeVar("Model", bound=pydantic.BaseModel)

# Written before de-identification: never in git, never in the DVC cache, never scanned as an output. See promise 6.
BEHIND_THE_GATE = ("processed/notes/turns", "processed/survey/answers", "private/")


class StudyError(Exception):
    """A mistake a person can mend, told in one sentence: where, what was found, what was expected, what to do.

    The command line prints it and ends with exit code 2, without a traceback.
    """

    def __init__(self, where: str | Path, found: str, expected: str = "", todo: str = ""):
        self.where, self.found, self.expected, self.todo = str(where), found, expected, todo
        parts = [f"{where}: {found}"]
        if expected:
            parts.append(f"expected {expected}")
        sentence = "; ".join(parts)
        super().__init__(f"{sentence}. {todo}".strip() if todo else f"{sentence}.")


class Settings(dict):
    """A section of `params.yaml`; an absent name is told with its place in the file."""

    def __init__(self, content: dict[str, Any], file: Path, place: str = ""):
        super().__init__()
        self.file, self.place = file, place
        for name, value in content.items():
            inner = f"{place} > {name}".removeprefix(" > ")
            self[name] = Settings(value, file, inner) if isinstance(value, dict) else value

    def __missing__(self, name: str) -> Any:
        where = f"{self.place} > {name}".removeprefix(" > ")
        raise StudyError(
            self.file, f"there is no `{where}`", todo="Add it; the repository's own params.yaml says what it means"
        )


@dataclass(frozen=True)
class Study:
    """The study in folder `root`."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def codebooks(self) -> Path:
        return self.root / "codebooks"

    @property
    def processed(self) -> Path:
        return self.root / "processed"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def private(self) -> Path:
        """What identifies people and is derived: the pseudonym key, per-note caches of identifiable text."""
        return self.root / "private"

    @property
    def cache(self) -> Path:
        """Expensive results kept by content (de-identified only); deleting it costs time, nothing else."""
        return self.root / ".cache"

    @cached_property
    def params(self) -> Settings:
        """`params.yaml`; sections are named after the rooms. Raises StudyError for an absent name."""
        path = self.root / "params.yaml"
        return Settings(read_yaml(path), path)

    def codebook(self, name: str, model: type[Model]) -> Model:
        """`codebooks/NAME.yaml` as a pydantic model. Raises StudyError naming file, line and place."""
        return load_model(self.codebooks / f"{name}.yaml", model)

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def has_table(self, name: str) -> bool:
        return any(self.processed.joinpath(f"{name}.{kind}").exists() for kind in TABLES[name].kinds)

    def table(self, name: str) -> pd.DataFrame:
        """A declared table (`survey/respondents`), checked against its model. Raises StudyError where it is absent."""
        declared = TABLES[name]
        path = self.processed / f"{name}.{declared.kinds[0]}"
        if not path.exists():
            raise StudyError(self.relative(path), "the table is not there", todo="Run `dvc repro` to make it.")
        frame = pd.read_parquet(path) if path.suffix == ".parquet" else read_csv(path)
        return _checked(name, frame, self.relative(path))

    @contextmanager
    def writing(self) -> Iterator["Outputs"]:
        """Outputs of a stage: written to a temporary place, moved over when the block ends without an error."""
        self.processed.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".staging-", dir=self.root))
        try:
            yield Outputs(self, staging)
            for source in sorted(path for path in staging.rglob("*") if path.is_file()):
                target = self.root / source.relative_to(staging)
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


@dataclass(frozen=True)
class Outputs:
    """Where a stage writes; paths are relative to the study's folder."""

    study: Study
    staging: Path

    def path(self, relative: str) -> Path:
        """A place for a file made by a library; its folder exists."""
        path = self.staging / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """A declared table, checked, as Parquet for programs and CSV where a person looks."""
        frame = _checked(name, frame.reset_index(drop=True), f"processed/{name}")
        for kind in TABLES[name].kinds:
            path = self.path(f"processed/{name}.{kind}")
            if kind == "parquet":
                frame.to_parquet(path, index=False)
            else:
                write_csv(frame, path)

    def json(self, relative: str, content: Any) -> None:
        self.text(relative, json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n")

    def text(self, relative: str, content: str) -> None:
        self.path(relative).write_text(content, encoding="utf-8", newline="\n")


def _checked(name: str, frame: pd.DataFrame, where: str) -> pd.DataFrame:
    try:
        return check(name, frame)
    except TableError as error:
        raise StudyError(where, str(error), todo="This table is made by the pipeline: run its stage again.") from error


def read_csv(path: Path) -> pd.DataFrame:
    """A CSV of ours: UTF-8, only the empty cell is missing (so that `NA` or `None` in a text stays text)."""
    return pd.read_csv(path, keep_default_na=False, na_values=[""], encoding="utf-8")


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def read_yaml(path: Path) -> Any:
    """A YAML file as plain Python. Raises StudyError with file and line."""
    if not path.exists():
        raise StudyError(path, "the file is not there", todo="Every study needs it; see README.")
    try:
        return yaml12.load(path.read_text(encoding="utf-8")) or {}
    except UnicodeDecodeError as error:
        raise StudyError(path, f"not UTF-8 text (byte {error.start})", "UTF-8", "Save it as UTF-8.") from error
    except yaml12.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise StudyError(place, f"not readable as YAML ({getattr(error, 'problem', error)})") from error


def load_model(path: Path, model: type[Model]) -> Model:
    """A YAML file as a pydantic model; the first mistake is told with file, line and place in the file."""
    content = read_yaml(path)
    try:
        return model.model_validate(content)
    except pydantic.ValidationError as error:
        first, more = error.errors()[0], error.error_count() - 1
        place = _place(content, first["loc"])
        line = yaml12.line_of(path.read_text(encoding="utf-8"), first["loc"])
        rest = f" ({more} more mistakes in this file)" if more else ""
        message = first["msg"].removeprefix("Value error, ")
        raise StudyError(f"{path}, line {line}", f"{place}: {message}{rest}", todo="Mend it and run again.") from error


def _place(content: Any, loc: tuple) -> str:
    """`codes[3] (A4_access) > label > fr`: the place of a mistake in words, with the entry's own name."""
    words, node = [], content
    for key in loc:
        node = node[key] if isinstance(node, (dict, list)) and _has(node, key) else None
        named = node.get("code") or node.get("name") or node.get("id") if isinstance(node, dict) else None
        words.append(f"{key} ({named})" if isinstance(key, int) and named else str(key))
    return " > ".join(words) or "the file"


def _has(node: Any, key: Any) -> bool:
    return (isinstance(node, dict) and key in node) or (
        isinstance(node, list) and isinstance(key, int) and key < len(node)
    )


@contextmanager
def standing_in(modules: dict[str, ModuleType | None]) -> Iterator[None]:
    """While a slow library loads, `modules` stand in for parts of it that nobody here uses; None: not to be found."""
    before = {name: sys.modules[name] for name in modules if name in sys.modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name in modules:
            del sys.modules[name]
        sys.modules.update(before)


def fingerprint(*parts: str | bytes) -> str:
    """Sixteen hexadecimal digits (SHA-256) that stand for these texts; equal texts give equal digits on any machine."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:16]
