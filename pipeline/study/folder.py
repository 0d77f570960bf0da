"""A study on disk: where things are, how tables are read and written."""

import errno
import json
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pydantic

from pipeline.study.atomic import alive, move_over
from pipeline.study.csv_files import write_csv
from pipeline.study.errors import StudyError
from pipeline.study.formulas import as_written, texts_of
from pipeline.study.params import DEFAULTS, Settings, check_types, languages_of, strands_of, with_defaults
from pipeline.study.yaml_files import load_model, read_yaml
from pipeline.tables import TableError, check, declaration, declared_columns

STAGING = ".staging-"
REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG, errno.EIO}

Model = TypeVar("Model", bound=pydantic.BaseModel)


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
    def coding(self) -> Path:
        """What people decided: tables, workbooks, logs."""
        return self.raw / self.params["coding"]["coders"]

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
        """`params.yaml` over the defaults; sections are named after the rooms. Raises StudyError for an absent name."""
        path = self.root / "params.yaml"
        own, defaults = read_yaml(path), read_yaml(DEFAULTS)
        check_types(own, defaults, path)
        return Settings(with_defaults(own, defaults), path)

    @property
    def languages(self) -> list[str]:
        """The languages of labels and documents, the main one first. Raises StudyError for what is no language."""
        return languages_of(self.params)

    @property
    def strands(self) -> list[str]:
        """The lines of evidence of the study. Raises StudyError for what is none."""
        return strands_of(self.params)

    def codebook(self, name: str, model: type[Model]) -> Model:
        """`codebooks/NAME.yaml` as a pydantic model. Raises StudyError naming file, line and place."""
        return load_model(self.codebooks / f"{name}.yaml", model, self.languages)

    def codebook_if_any(self, name: str, model: type[Model]) -> Model | None:
        """As `codebook`; None where the study has no such file."""
        return self.codebook(name, model) if (self.codebooks / f"{name}.yaml").exists() else None

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def has_table(self, name: str) -> bool:
        return any(self.processed.joinpath(f"{name}.{kind}").exists() for kind in declaration(name).kinds)

    def table(self, name: str) -> pd.DataFrame:
        """A declared table (`survey/respondents`), checked against its model. Raises StudyError where it is absent."""
        declared = declaration(name)
        path = self.processed / f"{name}.{declared.kinds[0]}"
        if not path.exists():
            raise StudyError(self.relative(path), "the table is not there", todo="Run `dvc repro` to make it.")
        return _checked(name, read_made(path, self.relative(path)), self.relative(path))

    def table_if_any(self, name: str) -> pd.DataFrame | None:
        """As `table`; None where it is not there."""
        return self.table(name) if self.has_table(name) else None

    def table_or_empty(self, name: str) -> pd.DataFrame:
        """As `table`; its declared columns without a row where it is not there."""
        if self.has_table(name):
            return self.table(name)
        return pd.DataFrame(columns=list(declared_columns(name, self.languages)))

    @contextmanager
    def writing(self) -> Iterator["Outputs"]:
        """Outputs of a stage: written to a temporary place, moved over when the block ends without an error."""
        self.processed.mkdir(parents=True, exist_ok=True)
        with staged(self.root, self.private) as staging:  # a killed run leaves nothing that names people elsewhere
            yield Outputs(self, staging)


@contextmanager
def staged(target: Path, within: Path | None = None) -> Iterator[Path]:
    """A temporary folder inside `target` (or `within`); every file in it moves to its place in `target` when the block
    ends without an error, and none does otherwise."""
    within = within or target
    remove_left_overs(target)
    remove_left_overs(within)
    try:
        within.mkdir(exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f"{STAGING}{os.getpid()}-", dir=within))
    except OSError as error:
        raise StudyError(target, f"cannot be written to ({error.strerror})") from error
    try:
        yield staging
        for source in sorted(path for path in staging.rglob("*") if path.is_file()):
            move_over(source, target / source.relative_to(staging))
    except OSError as error:
        if error.errno not in REFUSALS:
            raise
        where = error.filename or target
        raise StudyError(where, f"not written ({error.strerror})", todo="Make room and run again.") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def remove_left_overs(target: Path) -> None:
    """What a run that was killed left in `target`: folders of a process that is no more (they may identify people)."""
    for folder in target.glob(f"{STAGING}*"):
        process = folder.name.removeprefix(STAGING).split("-")[0]
        if not (process.isdecimal() and alive(int(process))):
            shutil.rmtree(folder, ignore_errors=True)


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
        for kind in declaration(name).kinds:
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


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder, links followed; a link that leads to itself lies in none."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def as_it_lies(path: Path) -> Path:
    """The file as its folder has it, where a table and the disk write its accents in two ways (as macOS and others do:
    one sign, or a letter and an accent after it); the path itself where there is none."""
    if path.exists() or not path.parent.is_dir():
        return path
    wanted = unicodedata.normalize("NFC", path.name)
    return next((one for one in path.parent.iterdir() if unicodedata.normalize("NFC", one.name) == wanted), path)


def read_made(path: Path, where: str) -> pd.DataFrame:
    """A table that a stage made, Parquet or CSV. Raises StudyError for one that is damaged."""
    if path.suffix != ".parquet":
        return read_csv(path, where)
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise _damaged(where, error) from error


def read_csv(path: Path, where: str = "") -> pd.DataFrame:
    """A CSV of ours: UTF-8, only the empty cell is missing (so that `NA` or `None` in a text stays text).

    What people saved is read by `tables_of_people`. Raises StudyError for a file that is damaged.
    """
    try:
        frame = pd.read_csv(path, keep_default_na=False, na_values=[""], encoding="utf-8")
    except (OSError, ValueError) as error:  # pandas' own errors are ValueErrors
        raise _damaged(where or str(path), error) from error
    return texts_of(frame, as_written)


def _damaged(where: str, error: Exception) -> StudyError:
    todo = "This table is made by the pipeline: run its stage again."
    return StudyError(where, f"the table cannot be read ({' '.join(str(error).split()[:20])})", "a whole table", todo)
