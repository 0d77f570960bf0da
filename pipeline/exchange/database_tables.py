"""Tables of a coding program's database, and how their rows become codes, selections and notes of a `Project`."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from pipeline.exchange import offsets
from pipeline.exchange.project import CodeNode, Mark, Note, Project, Selection, Source, User, guid
from pipeline.exchange.refi_xml import moment

Row = dict[str, Any]


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


def text_in(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def tree(base: Database, codes: list[Row], names: Callable[[Row], tuple[str, ...]]) -> tuple[CodeNode, ...]:
    """Codes with the categories above them, which are folders."""
    found: dict[tuple[str, ...], CodeNode] = {}
    for code in codes:
        path = names(code)
        for depth in range(1, len(path)):
            above = path[:depth]
            found.setdefault(above, CodeNode(base.guid("category", *above), above[-1], above, codable=False))
        key = (*path, f"#{code['id']}")  # a code may be called as its category is
        found[key] = CodeNode(
            base.guid("code", code["id"]), path[-1], path, text_in(code.get("memo")), True, text_in(code.get("color"))
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


def selections_of(base: Database, codings: list[Coding], raw: dict[object, str]) -> tuple[list[Selection], list[str]]:
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


def annotations_of(base: Database, rows: list[Row], raw: dict[object, str]) -> tuple[list[Selection], list[Note]]:
    """Notes on a stretch of a text (QualCoder), or at a place in it (RQDA), as selections without a code and notes."""
    selections, notes = [], []
    for index, row in enumerate(rows):
        target, about = base.guid("source", row["fid"]), "source"
        if row.get("pos1") is not None and row["fid"] in raw:
            place = Coding(("note", index), row["fid"], None, int(row["pos0"]), int(row["pos1"]), "", "", "", "")
            found, _ = selections_of(base, [place], {row["fid"]: raw[row["fid"]]})
            selections += [replace(one, marks=()) for one in found]
            target, about = found[0].guid, "selection"
        notes.append(note_about(base, about, target, row | {"memo": row.get("memo") or row.get("annotation")}))
    return selections, notes


def notes_on_codes(base: Database, codes: list[Row]) -> list[Note]:
    return [note_about(base, "code", base.guid("code", row["id"]), row) for row in codes if row.get("memo")]


def note_about(base: Database, about: str, target: str, row: Row) -> Note:
    owner, text = text_in(row.get("owner")), text_in(row.get("memo"))
    user = base.guid("user", owner) if owner else ""
    return Note(base.guid("note", about, target, text), about, target, text, user, moment(text_in(row.get("date"))))


def project_of(
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
        tree(base, codes, path),
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


def plain_html(html: str) -> str:
    """The text of a page as its program counts it: the text between tags, nothing added."""
    reader = _Texts()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)
