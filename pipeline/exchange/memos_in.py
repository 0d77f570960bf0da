"""Notes of another program's project as memos of the study: on units, codes, notes and the study itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.decisions import memos
from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_fields import describe, fields_of
from pipeline.exchange import offsets
from pipeline.exchange.code_names import CodeNames
from pipeline.exchange.placing import Placed, coder_name
from pipeline.exchange.project import Note, Project, guid
from pipeline.exchange.study_inputs import printable
from pipeline.exchange.study_project import ORIGIN
from pipeline.study import Study


@dataclass(frozen=True)
class Taken:
    """`fresh`: to be added; `homeless`: notes on things that are nothing of the study, with what they are about."""

    fresh: list[memos.Memo]
    homeless: list[Note]


def memos_of(study: Study, project: Project, placed: Placed, codebook: ThemesCodebook, coder: str) -> Taken:
    """The notes of `project` as memos; one that is on file with the same text is left out, with another is changed."""
    users = {user.guid: user.name for user in project.users}
    meant = CodeNames(codebook).of_nodes(project.codes)
    known = {guid("memo", one.memo_id): one for one in memos.lines(study)}
    fresh, homeless = [], []
    for note in project.notes:
        if project.origin == ORIGIN and note.guid.endswith("-description"):
            continue  # what our own export writes there: a note's group and region, a code's definition
        about, target, more = _target(note, placed, meant)
        if about == "code" and " ".join(note.text.split()) in _texts(codebook, target):
            continue
        if about is None:
            homeless.append(note)
            continue
        who = coder_name(coder or users.get(note.user, ""))
        if note.guid in known:
            before = known[note.guid]
            if offsets.plain(printable(before.text)).strip() != note.text:  # as a project that we wrote has it
                fresh.append(before.model_copy(update={"text": note.text, "when": memos.new(who, "study").when}))
            continue
        for part in _parts(note.text):
            fresh.append(memos.new(who, about, target, part, imported_as=f"{note.guid}/{part[:40]}", **more))
    return Taken(fresh, homeless)


def _target(note: Note, placed: Placed, meant: dict) -> tuple[memos.About | None, str, dict]:
    if note.about == "study":
        return "study", "", {}
    if note.about == "source":
        return ("note", placed.notes[note.target], {}) if note.target in placed.notes else (None, "", {})
    if note.about == "code":
        code = meant.get(note.target, (None, ""))[0]
        return ("code", code, {}) if code else (None, "", {})
    spot = placed.spots.get(note.target)
    if spot is None:
        return None, "", {}
    part = {} if spot.start is None else {"start": spot.start, "end": spot.end, "quote": spot.quote}
    return "unit", spot.turn.segment_id, part


def _texts(codebook: ThemesCodebook, code_id: str) -> set[str]:
    """What the codebook says of a code already."""
    fields = fields_of(codebook[code_id], codebook.languages)
    return {" ".join(text.split()) for text in (*fields.values(), describe(fields))}


def _parts(text: str) -> Iterator[str]:
    """A text longer than a memo may be, in pieces."""
    for start in range(0, len(text), memos.LONGEST):
        yield text[start : start + memos.LONGEST]
