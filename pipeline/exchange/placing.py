"""Codings of another program as decisions on the turns of our notes; what can't be placed, and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

from pipeline.decisions.decision_log import Decision
from pipeline.decisions.themes import ThemesCodebook
from pipeline.exchange.anchor import Anchor, Place
from pipeline.exchange.code_names import CodeNames
from pipeline.exchange.project import CodeNode, Mark, Project, Selection, Source, guid
from pipeline.exchange.study_project import ADJUDICATED, REJECTED, STANCE, STATES
from pipeline.exchange.transcripts import Transcript
from pipeline.tables import MACHINE, STANCES

SHINGLE = 6  # words in a row that two versions of a note share
SAME_NOTE = 0.3  # share of them from which a source is taken for a note
NUMBERED = re.compile(r"^[dp]?\s*\d+\s*[:.)-]?\s+")  # `1 N-02`, `D 3: N-02`, as ATLAS.ti counts documents
UNNAMED = "unnamed"


@dataclass
class Unplaced:
    source: str
    user: str
    code: str
    words: str
    reason: str
    memo: str = ""  # what was said of the coding, so that it is not lost with it


@dataclass
class Placed:
    decisions: list[Decision] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    how: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # exact, aligned, by content: codings
    by_machine: int = 0  # codings of our own machine that came back; they are no person's decision
    notes: dict[str, str] = field(default_factory=dict)  # GUID of a source -> note of the study
    spots: dict[str, Place] = field(default_factory=dict)  # GUID of a selection -> the first turn it stands on
    users: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # name in the file -> codings


def place(
    project: Project,
    notes: list[Transcript],
    codebook: ThemesCodebook,
    version: str,
    coder: str = "",
    masked: Callable[[str], str] = str,
) -> Placed:
    """Every coding of `project` as a decision of its user (or of `coder`, where given), or as unplaced. Where the file
    names no user it is the coder: two people's files would be one person's else. `masked`: as of `Anchor`."""
    result = Placed()
    nobody = PurePosixPath(project.name).stem
    users = {user.guid: user.name for user in project.users}
    codes = {code.guid: code for code in project.codes}
    sources = {source.guid: source for source in project.sources}
    meanings = _meanings(project.codes, codebook)
    anchors = {}
    for source in project.sources:
        if (note := note_of(source, notes)) is not None:
            anchors[source.guid] = Anchor(source.text, note, masked)
            result.notes[source.guid] = note.name
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    stances = _stances(project.selections, codes)
    for selection in project.selections:
        marked = sources.get(selection.source)
        places, reason = _places(selection, marked, anchors)
        if places:
            result.spots[selection.guid] = places[0]
        for mark in selection.marks:
            node, user = codes.get(mark.code), users.get(mark.user or selection.user, "") or nobody
            if node is not None and node.name.startswith(STANCE):
                continue
            if user == MACHINE:
                result.by_machine += 1
                continue
            result.users[user] += 1
            meaning, unknown = meanings[node.guid] if node else (None, "its code is not in the code book of the file")
            why = unknown if places or (meaning is None and node is None) else reason
            if not places or not meaning:
                name, path = marked.name if marked else "", "/".join(node.path) if node else mark.code
                result.unplaced.append(Unplaced(name, coder or user, path, selection.words[:300], why, mark.memo))
                continue
            decision, code = meaning
            result.how[places[0].how] += 1
            stance = stances.get((selection.guid, mark.user)) or stances.get(_spot(selection, mark), "")
            stance = stance if decision == "assigned" else ""
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
    return re.sub(r"[^\w .-]+", "-", user).strip(" .-")[:60] or UNNAMED


def utc(when: str) -> str:
    """A time of a program (with or without its zone) as the log writes it."""
    moment = datetime.fromisoformat(when)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


def _spot(selection: Selection, mark: Mark) -> tuple:
    return (selection.source, selection.start, selection.end, mark.user)


def _stances(selections: Sequence[Selection], codes: dict[str, CodeNode]) -> dict[tuple, str]:
    """The stance of each selection and user; also by place, for programs that make a selection of every coding."""
    found: dict[tuple, str] = {}
    for selection in selections:
        for mark in selection.marks:
            name = codes[mark.code].name if mark.code in codes else ""
            stance = name.removeprefix(STANCE)
            if name.startswith(STANCE) and stance in STANCES:
                found[selection.guid, mark.user] = stance
                found.setdefault(_spot(selection, mark), stance)
    return found


Meaning = tuple[tuple[str, str] | None, str]  # decision and code, or None and why


def _meanings(nodes: Sequence[CodeNode], codebook: ThemesCodebook) -> dict[str, Meaning]:
    """By GUID, the decision and code that each code of a program stands for."""
    states = {name: decision for decision, name in STATES.items()}
    names = CodeNames(codebook)
    codes = names.of_nodes([node for node in nodes if not node.name.startswith((REJECTED, STANCE))])
    found: dict[str, Meaning] = {}
    for node in nodes:
        if node.name in states:
            found[node.guid] = (states[node.name], ""), ""
            continue
        is_rejected = node.name.startswith(REJECTED)
        code, reason = names.find(node.name.removeprefix(REJECTED)) if is_rejected else codes.get(node.guid, (None, ""))
        found[node.guid] = (("rejected" if is_rejected else "assigned", code), "") if code else (None, reason)
    return found


def _places(selection: Selection, source: Source | None, anchors: dict[str, Anchor]) -> tuple[list[Place], str]:
    if selection.kind in ("memo", "elsewhere"):
        return [], f"the code is {'on a memo' if selection.kind == 'memo' else 'outside of the sources'} of the project"
    anchor = anchors.get(selection.source)
    if source is None or anchor is None:
        missing = f"; {source.missing}" if source and source.missing else ""
        return [], f"no note of the study is the source {source.name if source else ''!r}{missing}"
    if selection.kind == "document":
        return [], "the code is on the whole document, not on words of it"
    if selection.doubt:
        return [], selection.doubt
    if selection.start is None and selection.kind in ("picture", "audio", "video"):
        return [], f"a selection in a {selection.kind} has no words"
    return anchor.place(selection.start, selection.end, selection.words)


def note_of(source: Source, notes: list[Transcript]) -> Transcript | None:
    """The note that a source is: by identifier, by name unless its text is another note's, or by its text."""
    for note in notes:
        if guid("source", note.name) == source.guid:
            return note
    named = _named(source.name, notes)
    if not source.text:
        return named
    theirs = _shingles(source.text)
    if named is not None and _share(theirs, named) >= SAME_NOTE:
        return named
    share, name = max(((_share(theirs, note), note.name) for note in notes), default=(0.0, ""))
    return next(note for note in notes if note.name == name) if share >= SAME_NOTE else named


def _named(name: str, notes: list[Transcript]) -> Transcript | None:
    stem = PurePosixPath(name.replace("\\", "/")).name.casefold().strip()
    known = {file.casefold(): note for note in notes for file in note.files}
    known |= {note.name.casefold(): note for note in notes}
    unnumbered = NUMBERED.sub("", stem)
    ways = (stem, stem.rsplit(".", 1)[0], unnumbered, unnumbered.rsplit(".", 1)[0])
    return next((known[way] for way in ways if way in known), None)


def _share(theirs: set[tuple[str, ...]], note: Transcript) -> float:
    return len(theirs & _shingles(note.text)) / max(len(theirs), 1)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 1))}
