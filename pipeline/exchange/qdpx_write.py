"""Writing a `Project` as a REFI-QDA project (QDPX) that NVivo, ATLAS.ti, MAXQDA and QualCoder open.

Texts are UTF-8 with line feeds, positions count code points (the standard), memos are notes tied to what they are
about. The same project gives the same bytes.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

from pyrefiqda.models import (
    CodeRefType,
    CodingType,
    NoteRefType,
    NotesType,
    PlainTextSelectionType,
    ProjectCodeBookType,
    ProjectCodesType,
    ProjectCodeType,
    SourcesType,
    TextSourceType,
    UsersType,
    UserType,
)
from pyrefiqda.models import Project as RefiProject
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.models.datatype import XmlDateTime
from xsdata_pydantic.bindings import XmlSerializer

from pipeline.exchange.project import CodeNode, Mark, Project, Selection, Source, guid
from pipeline.study import write_zip

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"


def write_qdpx(project: Project, path: Path) -> None:
    files = {"project.qde": to_xml(_refi(project), PROJECT)}
    for source in project.sources:
        files[f"sources/{source.guid}.txt"] = (source.text or "").encode("utf-8")
    write_zip(path, files)


def to_xml(model: object, namespace: str) -> bytes:
    config = SerializerConfig(indent=" ", encoding="utf-8", xml_declaration=True)
    return XmlSerializer(config=config).render(model, ns_map={None: namespace}).encode("utf-8")


def _refi(project: Project) -> RefiProject:
    by_source: dict[str, list[Selection]] = defaultdict(list)
    for selection in project.selections:
        by_source[selection.source].append(selection)
    notes = [
        TextSourceType(
            guid=_memo_guid(mark), name="memo", plain_text_content=mark.memo, creating_user=mark.user or None
        )
        for selection in project.selections
        for mark in selection.marks
        if mark.memo
    ]
    notes += [
        TextSourceType(
            guid=note.guid,
            name="memo",
            plain_text_content=note.text,
            creating_user=note.user or None,
            creation_date_time=XmlDateTime.from_string(note.when) if note.when else None,
        )
        for note in project.notes
    ]
    about: dict[str, list[NoteRefType]] = defaultdict(list)
    for note in project.notes:
        about[note.target].append(NoteRefType(target_guid=note.guid))
    codes = code_tree(project.codes, ProjectCodeType, about)
    sources = [_source(one, by_source[one.guid], about) for one in project.sources]
    users = [UserType(guid=user.guid, name=user.name) for user in project.users]
    return RefiProject(
        name=project.name,
        origin=project.origin,
        users=UsersType(user=users) if users else None,
        code_book=ProjectCodeBookType(codes=ProjectCodesType(code=codes)) if codes else None,
        sources=SourcesType(text_source=sources) if sources else None,
        notes=NotesType(note=notes) if notes else None,
        note_ref=about[""],
    )


def code_tree(codes: tuple[CodeNode, ...], kind: type, about: dict[str, list[NoteRefType]] | None = None) -> list:
    """The flat list of codes as the nested elements of the schema; `kind` is its class in projects or in code books.

    `about`: references to notes by GUID of the code, which only projects have.
    """
    built: dict[tuple[str, ...], Any] = {}
    top: list[Any] = []
    for node in codes:
        item = kind(
            guid=node.guid,
            name=node.name,
            is_codable=node.codable,
            description=node.description or None,
            color=node.color or None,
            **({"note_ref": about[node.guid]} if about and node.guid in about else {}),
        )
        built[node.path] = item
        (built[node.path[:-1]].code if node.path[:-1] in built else top).append(item)
    return top


def _source(source: Source, selections: list[Selection], about: dict[str, list[NoteRefType]]) -> TextSourceType:
    return TextSourceType(
        guid=source.guid,
        name=source.name,
        description=source.memo or None,
        plain_text_path=f"internal://{source.guid}.txt",
        plain_text_selection=[_selection(one, about[one.guid]) for one in selections],
        note_ref=about[source.guid],
    )


def _selection(selection: Selection, notes: list[NoteRefType]) -> PlainTextSelectionType:
    return PlainTextSelectionType(
        guid=selection.guid,
        name=" ".join(selection.words.split())[:100],
        start_position=selection.start,
        end_position=selection.end,
        creating_user=selection.user or None,
        coding=[_coding(mark) for mark in selection.marks],
        note_ref=notes,
    )


def _coding(mark: Mark) -> CodingType:
    return CodingType(
        guid=mark.guid,
        creating_user=mark.user or None,
        creation_date_time=XmlDateTime.from_string(mark.when) if mark.when else None,
        code_ref=CodeRefType(target_guid=mark.code),
        note_ref=[NoteRefType(target_guid=_memo_guid(mark))] if mark.memo else [],
    )


def _memo_guid(mark: Mark) -> str:
    return guid("memo", mark.guid, mark.memo)
