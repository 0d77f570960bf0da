"""Codebooks as tables (CSV, Excel, Word): a row a code, with its parent, path or level, as codes of a program."""

import re
from collections.abc import Iterator

import pandas as pd

from pipeline.decisions.themes_fields import is_field
from pipeline.exchange.code_names import BETWEEN, plain
from pipeline.exchange.headings import levels, named
from pipeline.exchange.project import CodeNode, guid
from pipeline.study import StudyError

TREE = re.compile(r"\s*(?:::|\\|\s>\s|»|→)\s*")  # between the names of a path that stands in the column of names
NO = {"false", "0", "no", "non", "nein"}
KNOWN = ("name", "parent", "path", "description", "color", "id", "retired", "codable")
EXPECTED = "a column for the name of the code (`name`, `code`, `tag`, `nom`), and perhaps parent, path, description"


def is_codebook(frame: pd.DataFrame) -> bool:
    """Whether a sheet is a list of codes: names, and no words of anybody."""
    columns = set(named(frame, "codebook").columns)
    return bool({"name", "path"} & columns or levels(frame.columns)) and len(frame) > 0


def own_entries(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table in our own fields (`id`, `label.en`, ...), none where it has no such columns."""
    fields = [str(name) for name in frame.columns if is_field(str(name))]
    if "id" not in fields or len(fields) < 2:
        return []
    return [{name: row[name] for name in fields} for row in frame.to_dict("records") if row["id"]]


def read_codebook_table(frame: pd.DataFrame, where: str) -> tuple[CodeNode, ...]:
    """The codes of a table, each after its parent, parents that have no row of their own among them.

    Raises StudyError where a name is missing, a code stands twice, or a code is above itself.
    """
    rows = _dotted(list(_rows(frame, where)))
    by_name: dict[str, list[dict]] = {}
    for row in rows:
        by_name.setdefault(plain(row["name"]), []).append(row)
    nodes: dict[tuple[str, ...], CodeNode] = {}
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        path = _path(row, by_name, where)
        if path in seen:
            raise StudyError(
                f"{where}, row {row['number']}", f"the code {' > '.join(path)!r} stands twice", "each code once"
            )
        for depth in range(1, len(path)):
            above = path[:depth]
            nodes.setdefault(above, CodeNode(guid("codebook", where, *above), above[-1], above, codable=False))
        node = CodeNode(
            guid("codebook", where, *path), path[-1], path, row["description"], row["codable"], row["color"]
        )
        nodes[path] = node
        seen.add(path)
    return tuple(nodes.values())


def unread(frame: pd.DataFrame) -> list[str]:
    """Columns of a codebook that are not taken in, though something stands in them."""
    table = named(frame, "codebook")
    known = {*KNOWN, *levels(frame.columns)}
    return [str(one) for one in table.columns if one not in known and table[one].astype(str).str.strip().any()]


def _dotted(rows: list[dict]) -> list[dict]:
    """`places.harbour` stands under `places` where that is a row too, as Taguette writes its tree."""
    names = {plain(row["name"]) for row in rows}
    for row in rows:
        above, dot, last = row["name"].rpartition(".")
        if dot and last and not row["path"] and not row["parent"] and plain(above) in names:
            row["path"] = tuple(row["name"].split("."))
            row["name"] = last
    return rows


def _rows(frame: pd.DataFrame, where: str) -> Iterator[dict]:
    steps = levels(frame.columns)
    table = named(frame, "codebook")
    held: list[str] = []
    for number, row in zip(table.index, table.to_dict("records"), strict=True):
        cells = {str(key): str(value).strip() for key, value in row.items()}
        names = [cells.get(step, "") for step in steps]
        path = [part for part in BETWEEN.split(cells.get("path", "")) if part]
        if any(names):  # cells of a tree: what stands above holds until another name stands there
            depth = next(index for index, name in enumerate(names) if name)
            held = [*held[:depth], *(name for name in names[depth:] if name)]
            path = list(held)
        name = cells.get("name", "") or (path[-1] if path else "")
        if not path and TREE.search(name):
            path = [part for part in TREE.split(name) if part]
            name = path[-1]
        if not name:
            if any(cells.values()):
                raise StudyError(f"{where}, row {number}", "no name of a code", EXPECTED)
            continue
        if path and plain(path[-1]) != plain(name):
            path.append(name)
        codable = cells.get("codable", "true").lower() not in NO and cells.get("retired", "").lower() in ("", *NO)
        yield {
            "number": number,
            "name": name,
            "path": tuple(path),
            "parent": cells.get("parent", ""),
            "description": cells.get("description", ""),
            "color": cells.get("color", ""),
            "codable": codable,
        }


def _path(row: dict, by_name: dict[str, list[dict]], where: str) -> tuple[str, ...]:
    """The names from the top: as the row's path says, or by way of its parents' rows."""
    if row["path"]:
        return tuple(row["path"])
    path, parent = [row["name"]], row["parent"]
    while parent:
        parts = [part for part in BETWEEN.split(parent) if part]
        path = [*parts, *path]
        above = by_name.get(plain(parent), [])
        if len(path) > 50:
            raise StudyError(f"{where}, row {row['number']}", f"the code {row['name']!r} stands above itself", "a tree")
        parent = above[0]["parent"] if len(above) == 1 and len(parts) == 1 else ""
    return tuple(path)
