"""Files of somebody's folder as files of the study: copied once each, with a row of a manifest.

What was taken in earlier is known by its content, so that a file that was renamed, or that comes from another folder,
is not taken in twice; what is in the study stays as it is.
"""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from pipeline.decisions.read import COPY
from pipeline.notes.read_documents import title_in
from pipeline.study import folded, read_people_table, without_accents, write_whole

NOTE_COLUMNS = ["note_id", "file", "mode", "stakeholder", "region", "language", "date", "original"]
DOCUMENT_COLUMNS = ["id", "file", "title", "author", "date", "language", "kind", "speaks_for", "original"]
ID = re.compile(r"(?P<letters>[A-Z]{1,6}|[a-z]{1,6})[-_ ]?\d{1,4}")  # `Nair_4` has a name's capital
GROUP = re.compile(r"(?:^|[^a-z])(?:focus|fg|groups?|groupes?|grupos?|table ronde)(?:[^a-z]|$)")  # in a file's name

Row = dict[str, str]


def notes(files: list[Path], folder: Path, interviews: Path, language: str) -> list[str]:
    """Copy new notes of `folder` into `interviews`, add them to its manifest, and say what a person should know.

    `language`: of all notes; "" where there are several.
    """

    def row_of(path: Path, taken: set[str]) -> Row:
        note = _id_of(path, taken, "NOTE", files)
        mode = "group" if GROUP.search(without_accents(path.stem).lower()) else "interview"
        return {
            "note_id": note, "file": f"interviews/{note}{path.suffix.lower()}", "mode": mode,
            "stakeholder": "participant", "region": "all", "language": language,
        }  # fmt: skip

    return _taken_in(files, folder, interviews / "manifest.csv", NOTE_COLUMNS, row_of)


def documents(files: list[Path], folder: Path, target: Path) -> list[str]:
    """Copy new documents of `folder` into `target`, as `notes` does: under their ids, since names may name somebody.
    A document's title is the heading it opens with, else its file's name."""

    def row_of(path: Path, taken: set[str]) -> Row:
        name = _id_of(path, taken, "DOC", files)
        file = f"documents/{name}{path.suffix.lower()}"
        return {
            "id": name,
            "file": file,
            "title": title_in(path) or path.stem,
            "kind": "document",
            "speaks_for": "author",
        }

    return _taken_in(files, folder, target / "manifest.csv", DOCUMENT_COLUMNS, row_of)


def _taken_in(
    files: list[Path], folder: Path, manifest: Path, columns: list[str], row_of: Callable[[Path, set[str]], Row]
) -> list[str]:
    """`row_of`: the row of a new file, given the ids that are taken; the first of `columns` is the id."""
    raw = manifest.parents[1]
    frame = read_people_table(manifest) if manifest.exists() else pd.DataFrame()
    rows = frame.to_dict("records")
    number_before = len(rows)
    content = {_digest(raw / row["file"]): row for row in rows if (raw / row["file"]).is_file()}
    names = {row.get("original") or Path(row["file"]).name: row for row in rows}
    told = []
    for path in sorted(files, key=lambda one: COPY.search(folded(one.stem)) is not None):  # a copy after what it is of
        original, digest = path.relative_to(folder).as_posix(), _digest(path)
        if not path.stat().st_size:
            told.append(f"{original} is empty: not taken.")
            continue
        if known := content.get(digest):
            if known.get("original", original) != original:
                told.append(f"{original} is the same file as {known['original']}: taken once, as {known['file']}.")
            continue
        row = names.get(original)
        if row and (raw / row["file"]).is_file():
            told.append(f"{original} differs from raw/{row['file']}, which stays: copy it there if it is the better.")
            continue
        if row is None:
            row = {**row_of(path, {one[columns[0]].upper() for one in rows}), "original": original}
            rows.append(row)
        target = raw / row["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        content[digest] = names[original] = row
    if len(rows) > number_before:
        table = pd.DataFrame(rows, columns=list(dict.fromkeys([*frame.columns, *columns])))
        write_whole(manifest, table.to_csv(index=False, lineterminator="\n"))
    return told


def _id_of(path: Path, taken: set[str], prefix: str, files: list[Path]) -> str:
    """The file's own name where that is an id (`EMP-01`), else `NOTE-01`: file names may name people.

    Letters of an id stand in others too; a name stands alone.
    """
    own = path.stem.strip().replace(" ", "-").replace("_", "-")
    if (letters := _letters(own)) and own.upper() not in taken:
        others = [one.stem.strip() for one in files if one != path]
        if letters in {_letters(other) for other in (*others, *taken)}:
            return own.upper()
    width = max(2, len(str(len(files))))
    free = (f"{prefix}-{at:0{width}}" for at in range(len(taken) + 1, 2 * len(taken) + 2))
    return next(one for one in free if one not in taken)


def _letters(name: str) -> str:
    """The letters of an id; empty for anything else."""
    found = ID.fullmatch(name)
    return found["letters"].upper() if found else ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
