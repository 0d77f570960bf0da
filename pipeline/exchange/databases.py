"""Projects of QualCoder, RQDA and Taguette, which are SQLite databases, as a `Project`.

They are opened for reading only. What they hold besides codings of text (pictures, sound, cases) is told, not taken.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pipeline.exchange import offsets
from pipeline.exchange.database_tables import (
    Coding,
    Database,
    Row,
    annotations_of,
    note_about,
    notes_on_codes,
    plain_html,
    project_of,
    selections_of,
    text_in,
)
from pipeline.exchange.project import Mark, Project, Selection, Source
from pipeline.study import StudyError

AGAIN = "Close the project in its program, and copy the file again."
HEAD = b"SQLite format 3\0"


def is_database(path: Path) -> bool:
    """Whether the file, or QualCoder's folder, is a SQLite database."""
    file = path / "data.qda" if path.is_dir() else path
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(HEAD)) == HEAD


def read_database(path: Path) -> Project:
    """The project in a database (or in QualCoder's folder with `data.qda`). Raises StudyError for any other."""
    file = path / "data.qda" if path.is_dir() else path
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            tables = {name for (name,) in base.execute("select name from sqlite_master")}
            for needed, read in KINDS.items():
                if set(needed) <= tables:
                    return read(Database(base, path.stem, tables))
    except sqlite3.Error as error:
        raise StudyError(path, f"damaged ({error})", "a whole database", AGAIN) from error
    expected = "a project of QualCoder, RQDA or Taguette"
    raise StudyError(path, f"a database with the tables {', '.join(sorted(tables)[:8]) or 'none'}", expected)


def _qualcoder(base: Database) -> Project:
    categories = {row["catid"]: row for row in base.rows("code_cat")}

    def path(code: Row) -> tuple[str, ...]:
        names, above, seen = [text_in(code["name"])], code.get("catid"), set()
        while above in categories and above not in seen:
            seen.add(above)
            names.insert(0, text_in(categories[above]["name"]))
            above = categories[above].get("supercatid")
        return tuple(names)

    codes = [row | {"id": row["cid"]} for row in base.rows("code_name")]
    files, texts = base.rows("source"), base.rows("code_text")
    raw = {row["id"]: text_in(row["fulltext"]) for row in files if row.get("fulltext")}
    sources = [
        Source(
            base.guid("source", row["id"]),
            text_in(row["name"]),
            "text" if row.get("fulltext") else "media",
            offsets.plain(raw[row["id"]]) if row["id"] in raw else None,
            "" if row["id"] in raw else "it has no text",
            text_in(row.get("memo")),
        )
        for row in files
    ]
    codings = [
        Coding(
            ("text", index), row["fid"], row["cid"], int(row["pos0"]), int(row["pos1"]), text_in(row["seltext"]),
            text_in(row["owner"]), text_in(row["date"]), text_in(row["memo"]),
        )
        for index, row in enumerate(texts)
    ]  # fmt: skip
    selections, notices = selections_of(base, codings, raw)
    for kind, table in (("picture", "code_image"), ("audio", "code_av")):
        for index, row in enumerate(base.rows(table)):
            mark = Mark(base.guid(kind, index), base.guid("code", row["cid"]), base.guid("user", text_in(row["owner"])))
            source = base.guid("source", row.get("id"))
            selections.append(Selection(base.guid("selection", kind, index), source, kind, marks=(mark,)))
    notes = [note_about(base, "source", base.guid("source", row["id"]), row) for row in files if row.get("memo")]
    notes += [note_about(base, "study", "", row | {"memo": row.get("jentry")}) for row in base.rows("journal")]
    notes += [note_about(base, "study", "", row) for row in base.rows("project") if row.get("memo")]
    annotated, annotations = annotations_of(base, base.rows("annotation"), raw)
    selections += annotated
    notes += [*annotations, *notes_on_codes(base, codes)]
    return project_of(
        base, "QualCoder", codes, path, sources, selections, notes, notices, texts, files, base.rows("code_av")
    )


def _rqda(base: Database) -> Project:
    def alive(table: str) -> list[Row]:
        return [row for row in base.rows(table) if row.get("status") in (1, None)]  # 0 and -1: deleted

    categories = {row["catid"]: text_in(row["name"]) for row in alive("codecat")}
    above = {row["cid"]: categories[row["catid"]] for row in alive("treecode") if row["catid"] in categories}

    def path(code: Row) -> tuple[str, ...]:
        name = text_in(code["name"])
        return (above[code["id"]], name) if code["id"] in above else (name,)

    files, codes, rows = alive("source"), alive("freecode"), alive("coding")
    raw = {row["id"]: text_in(row["file"]) for row in files}
    sources = [
        Source(base.guid("source", row["id"]), text_in(row["name"]), text=offsets.plain(raw[row["id"]]))
        for row in files
    ]
    codings = [
        Coding(
            index, row["fid"], row["cid"], int(row["selfirst"]), int(row["selend"]), text_in(row["seltext"]),
            text_in(row["owner"]), text_in(row["date"]), text_in(row["memo"]),
        )
        for index, row in enumerate(rows)
    ]  # fmt: skip
    selections, notices = selections_of(base, codings, raw)
    notes = [note_about(base, "source", base.guid("source", row["id"]), row) for row in files if row.get("memo")]
    notes += [note_about(base, "study", "", row) for row in base.rows("project") if row.get("memo")]
    notes += [note_about(base, "study", "", row | {"memo": row.get("journal")}) for row in alive("journal")]
    notes += [*annotations_of(base, alive("annotation"), raw)[1], *notes_on_codes(base, codes)]
    return project_of(base, "RQDA", codes, path, sources, selections, notes, notices, rows, files)


def _taguette(base: Database) -> Project:
    files, codes = base.rows("documents"), base.rows("tags")
    raw = {row["id"]: plain_html(text_in(row["contents"])) for row in files}
    tags: dict[object, list[object]] = {}
    for row in base.rows("highlight_tags"):
        tags.setdefault(row["highlight_id"], []).append(row["tag_id"])
    sources = [
        Source(base.guid("source", row["id"]), text_in(row["name"]), text=offsets.plain(raw[row["id"]]))
        for row in files
    ]
    codings = [
        Coding(
            (row["id"], tag), row["document_id"], tag, int(row["start_offset"]), int(row["end_offset"]),
            plain_html(text_in(row["snippet"])).strip(), "", "", "",
        )
        for row in base.rows("highlights")
        for tag in tags.get(row["id"], [])
    ]  # fmt: skip
    selections, notices = selections_of(base, codings, raw)
    codes = [row | {"name": row["path"], "memo": row.get("description")} for row in codes]
    notes = [
        note_about(base, "source", base.guid("source", row["id"]), row | {"memo": row["description"]})
        for row in files
        if row.get("description")
    ]
    return project_of(
        base, "Taguette", codes, lambda code: (text_in(code["path"]),), sources, selections, notes, notices
    )


KINDS: dict[tuple[str, ...], Callable[[Database], Project]] = {
    ("source", "code_name", "code_text"): _qualcoder,
    ("source", "freecode", "coding"): _rqda,
    ("documents", "highlights", "tags", "highlight_tags"): _taguette,
}
