"""A project of another program as decisions on our turns, and the list of what could not be placed.

Sources are matched to notes by GUID, name or content, codes by GUID, id, label or the end of their path, selections by
`anchor`. Nothing is dropped: a coding becomes a decision, or a row of the list with the reason.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

from rapidfuzz import process

from pipeline.decisions.decision_log import Decision
from pipeline.decisions.themes import ThemesCodebook
from pipeline.exchange.anchor import Anchor, Place
from pipeline.exchange.project import CodeNode, Mark, Project, Selection, Source, guid
from pipeline.exchange.study_project import ADJUDICATED, MACHINE, REJECTED, STANCE, STATES
from pipeline.exchange.transcripts import Transcript
from pipeline.tables import STANCES

SHINGLE = 6  # words in a row that two versions of a note share
SAME_NOTE = 0.3  # share of them from which a source is taken for a note


@dataclass
class Unplaced:
    source: str
    user: str
    code: str
    words: str
    reason: str


@dataclass
class Placed:
    decisions: list[Decision] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    how: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # exact, aligned, by content: codings
    by_machine: int = 0  # codings of our own machine that came back; they are no person's decision
    sources: dict[str, str] = field(default_factory=dict)  # name in the file -> note


def place(project: Project, notes: list[Transcript], codebook: ThemesCodebook, version: str, coder: str = "") -> Placed:
    """Every coding of `project` as a decision of its user (or of `coder`, where given), or as unplaced."""
    result = Placed()
    users = {user.guid: user.name for user in project.users}
    codes = {code.guid: code for code in project.codes}
    sources = {source.guid: source for source in project.sources}
    anchors = {}
    for source in project.sources:
        if (note := _note_of(source, notes)) is not None:
            anchors[source.guid] = Anchor(source.text, note)
            result.sources[source.name or source.guid] = note.name
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    stances = _stances(project.selections, codes)
    for selection in project.selections:
        for mark in selection.marks:
            node, user = codes[mark.code], users.get(mark.user or selection.user, "")
            if node.name.startswith(STANCE):
                continue
            if user == MACHINE:
                result.by_machine += 1
                continue
            marked = sources.get(selection.source)
            places, reason = _places(selection, marked, anchors)
            meaning, unknown = _meaning(node, codebook)
            reason = reason if not places else unknown
            if not places or not meaning:
                name, path = marked.name if marked else "", "/".join(node.path)
                result.unplaced.append(Unplaced(name, coder or user, path, selection.words[:300], reason))
                continue
            decision, code = meaning
            result.how[places[0].how] += 1
            stance = stances.get((selection.guid, mark.user)) or stances.get(_spot(selection, mark), "neutral")
            stance = stance if decision == "assigned" else "neutral"
            for one in places:
                result.decisions.append(
                    _decision(one, decision, code, stance, mark, coder or user, version, mark.when or moment)
                )
    return result


def _decision(
    spot: Place, decision: str, code: str, stance: str, mark: Mark, user: str, version: str, when: str
) -> Decision:
    adjudicates = user.startswith(ADJUDICATED)
    return Decision(
        when=utc(when),
        who=coder_name(user.removeprefix(ADJUDICATED)),
        segment_id=spot.turn.segment_id,
        note_id=spot.turn.note_id,
        turn=spot.turn.turn,
        fingerprint=spot.turn.fingerprint,
        start=spot.start,
        end=spot.end,
        quote=spot.quote,
        code=code,
        decision=decision,
        stance=stance,
        memo=mark.memo,
        codebook_version=version,
        adjudicates=adjudicates,
    )


def coder_name(user: str) -> str:
    """A name that can stand in a log; programs have users such as `DOMAIN\\ana`."""
    return re.sub(r"[^\w .-]+", "-", user).strip(" .-")[:60] or "unnamed"


def utc(when: str) -> str:
    """A time of a program (with or without its zone) as the log writes it."""
    moment = datetime.fromisoformat(when)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


def _spot(selection: Selection, mark: Mark) -> tuple:
    return (selection.source, selection.start, selection.end, mark.user)


def _stances(selections: tuple[Selection, ...], codes: dict[str, CodeNode]) -> dict[tuple, str]:
    """The stance of each selection and user; also by place, for programs that make a selection of every coding."""
    found: dict[tuple, str] = {}
    for selection in selections:
        for mark in selection.marks:
            name = codes[mark.code].name
            stance = name.removeprefix(STANCE)
            if name.startswith(STANCE) and stance in STANCES:
                found[selection.guid, mark.user] = stance
                found.setdefault(_spot(selection, mark), stance)
    return found


def _meaning(node: CodeNode, codebook: ThemesCodebook) -> tuple[tuple[str, str] | None, str]:
    """Decision and code that a program's code stands for, or None and why not."""
    for decision, name in STATES.items():
        if node.name == name:
            return (decision, ""), ""
    rejected = node.name.startswith(REJECTED)
    code = match_code(node.name.removeprefix(REJECTED), codebook, node.guid)
    if code:
        return ("rejected" if rejected else "assigned", code), ""
    near = process.extractOne(node.name, [one.id for one in codebook.active])
    return None, f"the code {node.name!r} is not in the codebook" + (f" (nearest: {near[0]})" if near else "")


def match_code(name: str, codebook: ThemesCodebook, code_guid: str = "") -> str | None:
    """The id of the code in use that `name` stands for: id (or a former one), label, or the end of a path `a::b`."""
    tail = re.split(r"::|\\|/", name)[-1].strip()
    for code in codebook.active:
        if guid("code", code.id) == code_guid or code.id.casefold() in (name.casefold(), tail.casefold()):
            return code.id
    current = codebook.current(name) or codebook.current(tail)
    if current is not None:
        return current.id if current.is_active else None
    labels = {text.casefold(): code.id for code in codebook.active for text in code.label.values()}
    return labels.get(name.casefold()) or labels.get(tail.casefold())


def _places(selection: Selection, source: Source | None, anchors: dict[str, Anchor]) -> tuple[list[Place], str]:
    anchor = anchors.get(selection.source)
    if source is None or anchor is None:
        missing = f"; {source.missing}" if source and source.missing else ""
        return [], f"no note of the study is the source {source.name if source else ''!r}{missing}"
    if selection.kind == "document":
        return [], "the code is on the whole document, not on words of it"
    if selection.kind not in ("text", "PDF", "transcript"):
        return [], f"a selection in a {selection.kind} has no words"
    return anchor.place(selection.start, selection.end, selection.words)


def _note_of(source: Source, notes: list[Transcript]) -> Transcript | None:
    names = {note.name.casefold(): note for note in notes}
    for note in notes:
        if guid("source", note.name) == source.guid:
            return note
    stem = PurePosixPath(source.name.replace("\\", "/")).name
    for name in (stem, stem.rsplit(".", 1)[0]):
        if name.casefold() in names:
            return names[name.casefold()]
    if not source.text:
        return None
    theirs = _shingles(source.text)
    shares = [(len(theirs & _shingles(note.text)) / max(len(theirs), 1), note.name) for note in notes]
    share, name = max(shares, default=(0.0, ""))
    return names[name.casefold()] if share >= SAME_NOTE else None


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 1))}
