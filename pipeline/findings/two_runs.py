"""Two runs side by side: which numbers, labels and sentences changed.

A run is a folder of a study, or a version of this one that git knows (`HEAD~1`, a tag), whose outputs DVC keeps.
"""

import difflib
import io
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.findings.prose import ANY_LINK
from pipeline.study import Study, StudyError

Read = Callable[[str], str | None]  # the text of a file of a run; None where it has no such file

NUMBERS = {  # table: what a row is known by, and the columns that are told
    "processed/survey/indicators.csv": (["indicator", "breakdown", "group"], ["percent", "numerator", "denominator"]),
    "processed/admin/indicators.csv": (["indicator", "breakdown", "group"], ["value"]),
    "processed/triangulation/published.csv": (["claim"], ["published", "recomputed"]),
    "processed/triangulation/matrix.csv": (["finding_id"], ["n_notes_for", "n_notes_between", "n_notes_against"]),
}
LABELS = {
    "processed/triangulation/matrix.csv": (["finding_id"], ["standing", "confidence", "convergence"]),
    "processed/triangulation/published.csv": (["claim"], ["verdict"]),
}
DOCUMENTS = ("brief", "findings")


@dataclass(frozen=True)
class Change:
    """One thing that is another in the second run; `before` or `after` is "" where it is not there."""

    kind: str  # number, label, text
    where: str
    before: str
    after: str


def run_at(study: Study, name: str) -> Read:
    """How to read the files of the run called `name`. Raises StudyError where there is neither folder nor version."""
    folder = Path(name)
    if (folder / "params.yaml").exists():
        return lambda path: (folder / path).read_text(encoding="utf-8") if (folder / path).exists() else None
    return _version(study, name)


def _version(study: Study, name: str) -> Read:
    from dvc.api import DVCFileSystem
    from dvc.exceptions import DvcException

    known = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"],
        cwd=study.root,
        capture_output=True,
        check=False,
    )
    if known.returncode:
        raise StudyError(
            "compare", f"{name!r} is neither a folder of a study nor a version that git knows",
            todo="Name a folder with params.yaml in it, or a commit or tag.",
        )  # fmt: skip
    files = DVCFileSystem(str(study.root), rev=name)

    def read(path: str) -> str | None:
        try:
            return files.read_text(path, encoding="utf-8") if files.exists(path) else None
        except (DvcException, OSError) as error:
            raise StudyError(
                path, f"the version {name} of it is not in DVC's cache", todo="`dvc fetch` it, or run that version."
            ) from error

    return read


def changes(before: Read, after: Read, languages: Sequence[str]) -> list[Change]:
    """What is another in the second run: numbers, then labels, then sentences of brief and report."""
    found = []
    for kind, tables in (("number", NUMBERS), ("label", LABELS)):
        for path, (keys, columns) in tables.items():
            found += _in_table(kind, _table(before(path)), _table(after(path)), keys, columns)
    for language in languages:
        for document in DOCUMENTS:
            path = f"reports/{document}.{language}.md"
            found += _in_text(f"{document}.{language}", before(path) or "", after(path) or "")
    return found


def _table(text: str | None) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False) if text else pd.DataFrame()


def _in_table(kind: str, old: pd.DataFrame, new: pd.DataFrame, keys: list[str], columns: list[str]) -> list[Change]:
    values = [
        {
            (" ".join(row[key] for key in keys), column): _shown(row[column])
            for row in frame.to_dict("records")
            for column in columns
            if column in row
        }
        for frame in (old, new)
    ]
    first, second = values
    return [
        Change(kind, f"{row}, {column}", first.get((row, column), ""), second.get((row, column), ""))
        for row, column in dict.fromkeys([*first, *second])
        if first.get((row, column), "") != second.get((row, column), "")
    ]


def _shown(value: str) -> str:
    """A number without the digits that nobody prints: two runs are not another for the twelfth."""
    try:
        return f"{float(value):.4g}" if "." in value else value
    except ValueError:
        return value


def sentences(markdown: str) -> list[str]:
    """The lines of a document as they read, without links and blank lines."""
    lines = [ANY_LINK.sub(lambda link: link["text"], line).strip() for line in markdown.splitlines()]
    return [line for line in lines if line and not line.startswith(":::")]


def _in_text(where: str, old: str, new: str) -> list[Change]:
    first, second = sentences(old), sentences(new)
    found = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            found += [Change("text", where, *pair) for pair in zip(first[i1:i2], second[j1:j2], strict=True)]
        elif tag != "equal":
            found += [Change("text", where, line, "") for line in first[i1:i2]]
            found += [Change("text", where, "", line) for line in second[j1:j2]]
    return found
