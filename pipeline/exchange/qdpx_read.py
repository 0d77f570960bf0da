"""Reading REFI-QDA projects (QDPX, or the bare QDE inside) of any program into a `Project`.

Programs differ from the standard and from each other: `Project.qde` or `project.qde`, `sources` or `Sources`, paths
with or without `internal://`, texts of one byte, hierarchies written into names, references to nothing. What is
missing is said, never guessed; a reference to nothing spoils nothing else.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.exchange import offsets
from pipeline.exchange.archive import AGAIN, MAX_XML, Archive
from pipeline.exchange.project import Note, Project, Selection, User
from pipeline.exchange.refi_sources import Body, built, marks_of, read_sources
from pipeline.exchange.refi_xml import (
    Element,
    bare,
    children,
    moment,
    own,
    read_codes,
    read_refi,
    text_of,
)
from pipeline.exchange.source_texts import read_text
from pipeline.study import StudyError

LEFT_OUT = {  # parts of a project that a study has no place for: what they are called to a person
    "Cases/Case": "cases",
    "Sets/Set": "sets",
    "Variables/Variable": "variables",
    "Graphs/Graph": "drawn maps",
}
MORE_LEFT_OUT = ("CodeBook/Sets/Set", "Links/Link")  # they too may be described


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


def _project(data: bytes, where: str, archive: Archive | None) -> Project:
    root = read_refi(data, where, "Project")
    codes = tuple(read_codes(children(root, "CodeBook", "Codes", "Code")))
    users = tuple(User(own(one), one.get("name") or one.get("id") or "") for one in children(root, "Users", "User"))
    texts = {own(note): _note_text(note, archive) for note in children(root, "Notes", "Note")}
    bodies = list(read_sources(root, archive))
    sources, selections, notices = built(bodies, texts)
    selections += _elsewhere(root, bodies, texts)
    known = {code.guid for code in codes}
    codings = [mark for selection in selections for mark in selection.marks]
    if codings and not known:
        found = f"{len(codings)} codings name codes, and none is in the code book"
        raise StudyError(where, found, "a code book with the codes", AGAIN)
    notices += _dangling(root, codings, known, {user.guid for user in users})
    notices += _left_out(root)
    notes = tuple(_notes(root, texts, bodies, selections))
    name, origin = root.get("name") or "", root.get("origin") or ""
    return Project(name, origin, users, codes, tuple(sources), tuple(selections), notes, tuple(notices))


def _elsewhere(root: Element, bodies: list[Body], texts: dict[str, str]) -> list[Selection]:
    """Codings that stand where no source is read, such as those of memos: they are listed, never lost."""
    read = {coding for body in bodies for coding in body.item.findall("Coding")}
    read |= {coding for body in bodies for one in body.chosen for coding in one.item.findall("Coding")}
    above = dict.fromkeys(coding.getparent() for coding in root.iter("Coding") if coding not in read)
    found = []
    for item in above:
        memo = next(item.iterancestors("Note"), item)
        kind = "memo" if memo.tag == "Note" else "elsewhere"
        words = item.get("name") or memo.get("name") or ""
        found.append(Selection(own(item), own(memo), kind, words=words, marks=marks_of(item, item, texts, words)))
    return found


def _dangling(root: Element, codings: list, codes: set[str], users: set[str]) -> list[str]:
    """References that lead to nothing, counted: codings of unknown codes are listed one by one as not placed."""
    unknown = sum(mark.code not in codes for mark in codings)
    strangers = {mark.user for mark in codings if mark.user and mark.user not in users}
    notes = {own(note) for note in children(root, "Notes", "Note")}
    lost = sum(bare(one.get("targetGUID")) not in notes for one in root.iter("NoteRef"))
    found = []
    if unknown:
        found.append(f"{unknown} codings name a code that is not in the code book")
    if strangers:
        found.append(f"{len(strangers)} users of codings are not among the users of the file")
    if lost:
        found.append(f"{lost} references to a note lead to nothing")
    return found


def _left_out(root: Element) -> list[str]:
    counts = {name: len(root.findall(path)) for path, name in LEFT_OUT.items()}
    counts |= {"sets of codes": len(root.findall("CodeBook/Sets/Set"))}
    notes = {own(note) for note in children(root, "Notes", "Note")}
    links = [{bare(one.get("originGUID")), bare(one.get("targetGUID"))} for one in children(root, "Links", "Link")]
    counts |= {"links": sum(not ends & notes for ends in links)}  # those of a note tell what it is about
    shown = [f"{number} {name}" for name, number in counts.items() if number]
    return [f"not taken in, since a study has no place for them: {', '.join(shown)}"] if shown else []


def _notes(root: Element, texts: dict[str, str], bodies: list[Body], selections: list[Selection]) -> list[Note]:
    """Notes and descriptions of the study, its sources and its codes, and of selections that carry no code.

    Those of codings are memos of the codings; all others (of sets, cases, variables, links, or that nothing refers to)
    are about the study.
    """
    said = {own(note): note for note in children(root, "Notes", "Note")}
    codes = [*root.iter("Code")]
    found: list[Note] = []
    used = _of_codings(bodies)
    for about, target, item in [("study", "", root), *_places(bodies), *(("code", own(code), code) for code in codes)]:
        if text := text_of(item, "Description"):
            found.append(Note(f"{target or 'study'}-description", about, target, text, bare(item.get("creatingUser"))))
        for guid in (bare(one.get("targetGUID")) for one in children(item, "NoteRef")):
            if texts.get(guid):
                found.append(_note(said[guid], texts[guid], about, target))
                used.add(guid)
    abouts = {own(body.item): "source" for body in bodies} | {own(code): "code" for code in codes}
    abouts |= {one.guid: "selection" for one in selections}
    for guid, other in _linked(root):
        if texts.get(guid) and other in abouts:
            found.append(_note(said[guid], texts[guid], abouts[other], other))
            used.add(guid)
    found += _descriptions_left_out(root)
    return found + [_note(said[guid], text, "study", "") for guid, text in texts.items() if text and guid not in used]


def _of_codings(bodies: list[Body]) -> set[str]:
    """Notes that codings refer to, or selections that carry a code."""
    coded = [coding for body in bodies for coding in body.item.iter("Coding")]
    coded += [one.item for body in bodies for one in body.chosen if children(one.item, "Coding")]
    return {bare(one.get("targetGUID")) for item in coded for one in children(item, "NoteRef")}


def _places(bodies: list[Body]) -> Iterator[tuple[str, str, Element]]:
    """(kind, GUID, element) of each source, and of its selections that carry no code."""
    for body in bodies:
        yield "source", own(body.item), body.item
        for one in body.chosen:
            if not children(one.item, "Coding"):
                yield "selection", own(one.item), one.item


def _linked(root: Element) -> Iterator[tuple[str, str]]:
    """The ends of each link, both ways round."""
    for link in children(root, "Links", "Link"):
        origin, target = (bare(link.get(name)) for name in ("originGUID", "targetGUID"))
        yield from ((origin, target), (target, origin))


def _descriptions_left_out(root: Element) -> Iterator[Note]:
    """What is said of parts that a study has no place for."""
    for item in (item for path in (*LEFT_OUT, *MORE_LEFT_OUT) for item in root.findall(path)):
        if text := text_of(item, "Description"):
            name = item.get("name") or ""
            yield Note(f"{own(item)}-description", "study", "", f"{name}: {text}" if name else text)


def _note(item: Element, text: str, about: str, target: str) -> Note:
    return Note(own(item), about, target, text, bare(item.get("creatingUser")), moment(item.get("creationDateTime")))


def _note_text(note: Element, archive: Archive | None) -> str:
    """What a note says; its title alone where it has no text."""
    text, _ = read_text(note, archive)
    parts = [text_of(note, "Description"), offsets.plain(text).strip() if text else ""]
    return "\n".join(filter(None, parts)) or note.get("name") or ""
