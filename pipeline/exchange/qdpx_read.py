"""Reading REFI-QDA projects (QDPX, or the bare QDE inside) of any program into a `Project`.

The standard: REFI-QDA Project Exchange 1.0/1.5, schema `urn:QDA-XML:project:1.0`; pyrefiqda holds its classes. Programs
differ from it and from each other: `Project.qde` or `project.qde`, `sources` or `Sources`, paths with or without
`internal://`, texts of one byte, hierarchies written into names. What is missing is said, never guessed.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pydantic
from pyrefiqda.models import Project as RefiProject
from xsdata.exceptions import ConverterError, ParserError
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata_pydantic.bindings import XmlParser

from pipeline.exchange import offsets
from pipeline.exchange.archive import AGAIN, MAX_TEXT, MAX_XML, Archive, parse_xml
from pipeline.exchange.project import CodeNode, Mark, Project, Selection, Source, User
from pipeline.study import StudyError

KINDS = {  # list of sources in the schema -> kind, and the lists of selections each has
    "text_source": ("text", ["plain_text_selection"]),
    "picture_source": ("picture", ["picture_selection"]),
    "pdfsource": ("PDF", ["pdfselection"]),
    "audio_source": ("audio", ["audio_selection"]),
    "video_source": ("video", ["video_selection"]),
}


def read_qdpx(path: Path) -> Project:
    """The project in `path`. Raises StudyError with the part that is damaged, missing or refused."""
    if not path.exists():
        raise StudyError(path, "the file is not there")
    if not zipfile.is_zipfile(path) and path.suffix.lower() != ".qdpx":
        if path.stat().st_size > MAX_XML:
            raise StudyError(path, f"larger than {MAX_XML // 2**20} MiB", todo=AGAIN)
        return _project(path.read_bytes(), str(path), None)
    archive = Archive(path)
    try:
        projects = archive.names(".qde")
        if len(projects) != 1:
            found = "no project.qde inside" if not projects else f"{len(projects)} .qde files inside"
            raise StudyError(path, found, "one project.qde", AGAIN)
        return _project(archive.read(projects[0], MAX_XML), f"{path} > {projects[0]}", archive)
    finally:
        archive.close()


def parse_refi(data: bytes, where: str, model: Any, root: str) -> Any:
    """XML as the schema's classes. Unknown elements of a program are passed over; wrong values are told."""
    tree = parse_xml(data, where)
    namespace, _, name = tree.getroot().tag.rpartition("}")
    if name != root or namespace.lstrip("{") != model.Meta.namespace:
        raise StudyError(
            where, f"the XML starts with <{name}> of {namespace[1:] or 'no namespace'}", f"<{root}> of REFI-QDA"
        )
    config = ParserConfig(fail_on_unknown_properties=False, fail_on_unknown_attributes=False)
    try:
        return XmlParser(config=config).parse(tree, model)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        raise StudyError(where, f"{first['loc'][-1]} of a {error.title}: {first['msg']}", todo=AGAIN) from error
    except (ParserError, ConverterError, ValueError, TypeError, KeyError) as error:
        raise StudyError(where, f"not as the standard says ({error})", todo=AGAIN) from error


def _project(data: bytes, where: str, archive: Archive | None) -> Project:
    refi: RefiProject = parse_refi(data, where, RefiProject, "Project")
    codes = tuple(read_codes(refi.code_book.codes.code, ())) if refi.code_book and refi.code_book.codes else ()
    memos = {_bare(note.guid): _note_text(note, archive) for note in (refi.notes.note if refi.notes else [])}
    sources, selections, notices = [], [], []
    for attribute, (kind, lists) in KINDS.items():
        for item in getattr(refi.sources, attribute) if refi.sources else []:
            raw, missing = (
                _text(item, archive) if kind == "text" else (None, f"a {kind} source: only its codings are read")
            )
            chosen = [one for name in lists for one in getattr(item, name)]
            table: list[int] | None = None
            if raw is not None and chosen:
                spans = [(one.start_position, one.end_position, one.name or "") for one in chosen]
                convention, table = offsets.detect(raw, spans)
                if convention != offsets.STANDARD:
                    notices.append(f"source {item.name or item.guid}: positions are counted in {convention}")
            text = None if raw is None else offsets.plain(raw)
            sources.append(Source(_bare(item.guid), item.name or _file_name(item), kind, text, missing))
            selections += [_selection(one, item.guid, kind, table, text, memos) for one in chosen]
            selections += _others(item, memos)
    users = tuple(User(_bare(one.guid), one.name or one.id or "") for one in (refi.users.user if refi.users else []))
    known = {code.guid for code in codes}
    unknown = [mark.code for selection in selections for mark in selection.marks if mark.code not in known]
    if unknown:
        raise StudyError(
            where, f"{len(unknown)} codings name a code that is not in the code book ({unknown[0]})", todo=AGAIN
        )
    return Project(refi.name, refi.origin or "", users, codes, tuple(sources), tuple(selections), tuple(notices))


def read_codes(items: list, above: tuple[str, ...]) -> Iterator[CodeNode]:
    for item in items:
        path = (*above, item.name)
        yield CodeNode(
            _bare(item.guid), item.name, path, item.description or "", item.is_codable is not False, item.color or ""
        )
        yield from read_codes(item.code, path)


def _selection(item: Any, source: str, kind: str, table: list[int] | None, text: str | None, memos: dict) -> Selection:
    words, start, end = item.name or "", None, None
    if kind == "text":
        start, end = item.start_position, item.end_position
        if table is not None and text is not None:
            inside = 0 <= start < end < len(table)
            start, end = (table[start], table[end]) if inside else (None, None)
            words = text[start:end] if inside else words
    elif getattr(item, "representation", None) is not None:
        words = item.representation.plain_text_content or words
    marks = _marks(item, memos)
    return Selection(_bare(item.guid), _bare(source), kind, start, end, words, _bare(item.creating_user), marks)


def _others(item: Any, memos: dict) -> Iterator[Selection]:
    """Codings of a whole source, and those in transcripts and in the text layer of PDF files."""
    if item.coding:
        yield Selection(
            _bare(item.guid), _bare(item.guid), "document", words=item.name or "", marks=_marks(item, memos)
        )
    for transcript in getattr(item, "transcript", []):
        for one in transcript.transcript_selection:
            yield Selection(
                _bare(one.guid), _bare(item.guid), "transcript", words=one.name or "", marks=_marks(one, memos)
            )
    layer = getattr(item, "representation", None)
    for one in layer.plain_text_selection if layer is not None else []:
        yield Selection(_bare(one.guid), _bare(item.guid), "PDF", words=one.name or "", marks=_marks(one, memos))


def _marks(item: Any, memos: dict) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            _bare(coding.guid),
            _bare(coding.code_ref.target_guid),
            _bare(coding.creating_user or getattr(item, "creating_user", None)),
            str(coding.creation_date_time or ""),
            "\n".join(filter(None, (memos.get(_bare(note.target_guid), "") for note in coding.note_ref))),
        )
        for coding in item.coding
    )


def _text(item: Any, archive: Archive | None) -> tuple[str | None, str]:
    """A source's text as it stands in the file, or None and the part that is missing."""
    if item.plain_text_content:
        return item.plain_text_content, ""
    path = item.plain_text_path or ""
    name = archive.find(unquote(path.split("://", 1)[-1])) if archive and path else None
    if not path or name is None or archive is None:
        return None, f"its text {path or '(no path)'} is not in the file"
    data = archive.read(name, MAX_TEXT)
    text = _decoded(data)
    if text is None:
        return None, f"its text {name} is neither UTF-8 nor UTF-16"
    return (text, "") if text.strip("\ufeff \r\n\t") else (None, f"its text {name} is empty ({len(data)} bytes)")


def _decoded(data: bytes) -> str | None:
    """Text with its byte order mark and line ends kept, since positions may count them."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "\ufeff" + data.decode("utf-16")
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _note_text(note: Any, archive: Archive | None) -> str:
    text, _ = _text(note, archive)
    return offsets.plain(text).strip() if text else note.name or ""


def _file_name(item: Any) -> str:
    path = getattr(item, "plain_text_path", None) or getattr(item, "path", None) or ""
    return unquote(path.split("://", 1)[-1]).rsplit("/", 1)[-1]


def _bare(guid: str | None) -> str:
    """A GUID without the braces some programs put around it, in one case."""
    return (guid or "").strip("{}").lower()
