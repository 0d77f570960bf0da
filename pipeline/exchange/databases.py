"""Projects of QualCoder, RQDA and Taguette, which are SQLite databases, as a `Project`.

They are opened for reading only. What they hold besides codings of text (pictures, sound, cases) is told, not taken.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pipeline.exchange import offsets
from pipeline.exchange.project import CodeNode, Mark, Note, Project, Selection, Source, User, guid
from pipeline.exchange.refi_xml import moment
from pipeline.study import StudyError

AGAIN = "Close the project in its program, and copy the file again."
HEAD = b"SQLite format 3\0"
Row = dict[str, Any]


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


@dataclass(frozen=True)
class Database:
    base: sqlite3.Connection
    name: str
    tables: set[str]

    def rows(self, table: str) -> list[Row]:
        """All rows of a table by column, none where there is no such table. `table` is one of our own names."""
        if table not in self.tables:
            return []
        cursor = self.base.execute(f'select * from "{table}"')
        names = [one[0] for one in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def guid(self, kind: str, *parts: object) -> str:
        return guid(self.name, kind, *parts)

    def users(self, *rows: list[Row]) -> tuple[User, ...]:
        names = sorted({str(row.get("owner") or "") for some in rows for row in some} - {""})
        return tuple(User(self.guid("user", name), name) for name in names)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def _tree(base: Database, codes: list[Row], names: Callable[[Row], tuple[str, ...]]) -> tuple[CodeNode, ...]:
    """Codes with the categories above them, which are folders."""
    found: dict[tuple[str, ...], CodeNode] = {}
    for code in codes:
        path = names(code)
        for depth in range(1, len(path)):
            above = path[:depth]
            found.setdefault(above, CodeNode(base.guid("category", *above), above[-1], above, codable=False))
        key = (*path, f"#{code['id']}")  # a code may be called as its category is
        found[key] = CodeNode(
            base.guid("code", code["id"]), path[-1], path, _text(code.get("memo")), True, _text(code.get("color"))
        )
    return tuple(found.values())


@dataclass(frozen=True)
class Coding:
    """A coding as databases hold it: `place` names it, `start` and `end` as the program counts."""

    place: object
    source: object
    code: object
    start: int
    end: int
    words: str
    owner: str
    when: str
    memo: str


def _selections(base: Database, codings: list[Coding], raw: dict[object, str]) -> tuple[list[Selection], list[str]]:
    """Codings in code points; how the program counts is told by the words it keeps."""
    by_source: dict[object, list[Coding]] = {source: [] for source in raw}
    lost = 0
    for one in codings:
        if one.source in by_source:
            by_source[one.source].append(one)
        else:
            lost += 1
    texts = [(raw[source], [(one.start, one.end, one.words) for one in some]) for source, some in by_source.items()]
    found = []
    for reading, (source, some) in zip(offsets.detect_all(texts), by_source.items(), strict=True):
        for one in some:
            inside = 0 <= one.start < one.end < len(reading.table)
            start = int(reading.table[one.start]) if inside else None
            end = int(reading.table[one.end]) if inside else None
            user = base.guid("user", one.owner) if one.owner else ""
            mark = Mark(base.guid("coding", one.place), base.guid("code", one.code), user, moment(one.when), one.memo)
            words = one.words or (offsets.plain(raw[source])[start:end] if inside else "")
            place = base.guid("selection", one.place)
            found.append(Selection(place, base.guid("source", source), "text", start, end, words, user, (mark,)))
    return found, [f"{lost} codings stand in sources that the database does not hold"] if lost else []


def _qualcoder(base: Database) -> Project:
    categories = {row["catid"]: row for row in base.rows("code_cat")}

    def path(code: Row) -> tuple[str, ...]:
        names, above, seen = [_text(code["name"])], code.get("catid"), set()
        while above in categories and above not in seen:
            seen.add(above)
            names.insert(0, _text(categories[above]["name"]))
            above = categories[above].get("supercatid")
        return tuple(names)

    codes = [row | {"id": row["cid"]} for row in base.rows("code_name")]
    files, texts = base.rows("source"), base.rows("code_text")
    raw = {row["id"]: _text(row["fulltext"]) for row in files if row.get("fulltext")}
    sources = [
        Source(
            base.guid("source", row["id"]),
            _text(row["name"]),
            "text" if row.get("fulltext") else "media",
            offsets.plain(raw[row["id"]]) if row["id"] in raw else None,
            "" if row["id"] in raw else "it has no text",
            _text(row.get("memo")),
        )
        for row in files
    ]
    codings = [
        Coding(
            ("text", index), row["fid"], row["cid"], int(row["pos0"]), int(row["pos1"]), _text(row["seltext"]),
            _text(row["owner"]), _text(row["date"]), _text(row["memo"]),
        )
        for index, row in enumerate(texts)
    ]  # fmt: skip
    selections, notices = _selections(base, codings, raw)
    for kind, table in (("picture", "code_image"), ("audio", "code_av")):
        for index, row in enumerate(base.rows(table)):
            mark = Mark(base.guid(kind, index), base.guid("code", row["cid"]), base.guid("user", _text(row["owner"])))
            source = base.guid("source", row.get("id"))
            selections.append(Selection(base.guid("selection", kind, index), source, kind, marks=(mark,)))
    notes = [_about(base, "source", base.guid("source", row["id"]), row) for row in files if row.get("memo")]
    notes += [_about(base, "study", "", row | {"memo": row.get("jentry")}) for row in base.rows("journal")]
    notes += [_about(base, "study", "", row) for row in base.rows("project") if row.get("memo")]
    return _project(
        base, "QualCoder", codes, path, sources, selections, notes, notices, texts, files, base.rows("code_av")
    )


def _rqda(base: Database) -> Project:
    def alive(table: str) -> list[Row]:
        return [row for row in base.rows(table) if row.get("status") in (1, None)]  # 0 and -1: deleted

    categories = {row["catid"]: _text(row["name"]) for row in alive("codecat")}
    above = {row["cid"]: categories[row["catid"]] for row in alive("treecode") if row["catid"] in categories}

    def path(code: Row) -> tuple[str, ...]:
        name = _text(code["name"])
        return (above[code["id"]], name) if code["id"] in above else (name,)

    files, codes, rows = alive("source"), alive("freecode"), alive("coding")
    raw = {row["id"]: _text(row["file"]) for row in files}
    sources = [
        Source(base.guid("source", row["id"]), _text(row["name"]), text=offsets.plain(raw[row["id"]])) for row in files
    ]
    codings = [
        Coding(
            index, row["fid"], row["cid"], int(row["selfirst"]), int(row["selend"]), _text(row["seltext"]),
            _text(row["owner"]), _text(row["date"]), _text(row["memo"]),
        )
        for index, row in enumerate(rows)
    ]  # fmt: skip
    selections, notices = _selections(base, codings, raw)
    notes = [_about(base, "source", base.guid("source", row["id"]), row) for row in files if row.get("memo")]
    notes += [_about(base, "study", "", row) for row in base.rows("project") if row.get("memo")]
    return _project(base, "RQDA", codes, path, sources, selections, notes, notices, rows, files)


def _taguette(base: Database) -> Project:
    files, codes = base.rows("documents"), base.rows("tags")
    raw = {row["id"]: _plain_html(_text(row["contents"])) for row in files}
    tags: dict[object, list[object]] = {}
    for row in base.rows("highlight_tags"):
        tags.setdefault(row["highlight_id"], []).append(row["tag_id"])
    sources = [
        Source(base.guid("source", row["id"]), _text(row["name"]), text=offsets.plain(raw[row["id"]])) for row in files
    ]
    codings = [
        Coding(
            (row["id"], tag), row["document_id"], tag, int(row["start_offset"]), int(row["end_offset"]),
            _plain_html(_text(row["snippet"])).strip(), "", "", "",
        )
        for row in base.rows("highlights")
        for tag in tags.get(row["id"], [])
    ]  # fmt: skip
    selections, notices = _selections(base, codings, raw)
    codes = [row | {"name": row["path"], "memo": row.get("description")} for row in codes]
    notes = [
        _about(base, "source", base.guid("source", row["id"]), row | {"memo": row["description"]})
        for row in files
        if row.get("description")
    ]
    return _project(base, "Taguette", codes, lambda code: (_text(code["path"]),), sources, selections, notes, notices)


def _about(base: Database, about: str, target: str, row: Row) -> Note:
    owner, text = _text(row.get("owner")), _text(row.get("memo"))
    user = base.guid("user", owner) if owner else ""
    return Note(base.guid("note", about, target, text), about, target, text, user, moment(_text(row.get("date"))))


def _project(
    base: Database,
    origin: str,
    codes: list[Row],
    path: Callable[[Row], tuple[str, ...]],
    sources: list[Source],
    selections: list[Selection],
    notes: list[Note],
    notices: list[str],
    *owned: list[Row],
) -> Project:
    return Project(
        base.name,
        origin,
        base.users(*owned),
        _tree(base, codes, path),
        tuple(sources),
        tuple(selections),
        tuple(note for note in notes if note.text.strip()),
        tuple(notices),
    )


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain_html(html: str) -> str:
    """The text of a page as its program counts it: the text between tags, nothing added."""
    reader = _Texts()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


KINDS: dict[tuple[str, ...], Callable[[Database], Project]] = {
    ("source", "code_name", "code_text"): _qualcoder,
    ("source", "freecode", "coding"): _rqda,
    ("documents", "highlights", "tags", "highlight_tags"): _taguette,
}
