"""People's decisions as they were made: one append-only file a person, one line a decision, in `raw/coding/decisions`.

A line says who decided what, when, about which words, with which version of the codebook. Lines are never changed: a
decision is taken back by a later line that says `undo`. The order that counts is the time in the line, not the order of
lines or files, so that logs of two machines merge by keeping the lines of both.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pydantic

from pipeline.decisions.record import ADJUDICATED, CodingDecision
from pipeline.study import Study, fingerprint
from pipeline.study.appended import append_lines, read_models, repair_lines

FOLDER = "decisions"  # under raw/coding


class Decision(pydantic.BaseModel):
    """One line of a log. `start` and `end` (characters, end not included) only where part of a turn is meant."""

    model_config = pydantic.ConfigDict(frozen=True, extra="ignore")

    when: str  # UTC, ISO 8601 with microseconds: sorts as text
    who: str = pydantic.Field(pattern=r"^[\w][\w .-]*$", max_length=60)
    segment_id: str
    note_id: str
    turn: int = pydantic.Field(ge=0)
    fingerprint: str = ""  # of the raw turn when it was decided
    start: int | None = pydantic.Field(None, ge=0)
    end: int | None = pydantic.Field(None, ge=0)
    quote: str = ""  # the words from start to end, so that they are found again if the text moves
    code: str = ""  # empty for `none` (nothing to code in this turn) and `done`
    decision: Literal["assigned", "rejected", "none", "done", "undo"]  # done: what is assigned is all there is
    stance: Literal["", "supportive", "critical", "mixed", "neutral"] = ""  # "": nobody chose one
    memo: str = ""
    codebook_version: str = ""
    adjudicates: bool = False  # settles a disagreement between coders

    @pydantic.model_validator(mode="after")
    def whole(self) -> "Decision":
        if self.decision in ("assigned", "rejected") and not self.code:
            raise ValueError("a code is needed")
        if (self.start is None) != (self.end is None) or (self.start or 0) >= (self.end or 1):
            raise ValueError("start and end stand together, start before end")
        return self

    @property
    def coder(self) -> str:
        return ADJUDICATED if self.adjudicates else self.who

    def line(self) -> str:
        return self.model_dump_json(exclude_defaults=True)


def folder(study: Study) -> Path:
    return study.coding / FOLDER


def log_path(study: Study, who: str) -> Path:
    """The file of one person."""
    return folder(study) / file_name(who)


def file_name(who: str) -> str:
    """Names that differ only in what a file name can't hold still get files of their own."""
    plain = re.sub(r"[^\w-]+", "-", who, flags=re.ASCII).strip("-").lower()
    return f"{plain}.jsonl" if plain == who else f"{plain or 'coder'}-{fingerprint(who)[:4]}.jsonl"


def now(after: str = "") -> str:
    """The time as the log writes it; always later than `after`, even if the clock went back."""
    moment = datetime.now(UTC)
    if after and moment <= (last := datetime.fromisoformat(after)):
        moment = last + timedelta(microseconds=1)
    return moment.isoformat(timespec="microseconds")


def append(study: Study, decisions: Iterable[Decision]) -> None:
    """Writes the lines to their people's files; they are on the disk when this returns.

    Raises StudyError where the disk refuses: then not a part of a line is left behind.
    """
    by_file: dict[Path, list[str]] = {}
    for decision in decisions:
        by_file.setdefault(log_path(study, decision.who), []).append(decision.line())
    for path, lines in by_file.items():
        append_lines(study, path, lines)


def repair(study: Study) -> list[str]:
    """Sets aside what a crash left of a last line, in every log; a sentence for each. Nothing whole is touched."""
    return [
        f"{study.relative(path)}: the last line was cut off (a crash, or a full disk); what was left of it is "
        f"in {study.relative(aside)}. Decide that segment again."
        for path, aside in repair_lines(study, folder(study).glob("*.jsonl"))
    ]


def read(study: Study) -> list[tuple[Decision, str, int]]:
    """Every decision of every log with its file and line, oldest first, each once however many files hold it.

    The end of a line still being written (or cut by a crash) is left out. Raises StudyError with file and line for
    anything else that is not a decision.
    """
    found: dict[Decision, tuple[str, int]] = {}
    for path in sorted(folder(study).glob("*.jsonl")):
        for one, number in read_models(study, path, Decision, "one decision as a JSON object"):
            found.setdefault(one, (study.relative(path), number))
    return [(one, *found[one]) for one in sorted(found, key=lambda one: (one.when, one.line()))]


def read_lines(study: Study) -> list[CodingDecision]:
    """Every line of every log, oldest first, as it was written: what was taken back later is not marked yet."""
    return [coding_decision(*one) for one in read(study)]


def coding_decision(one: Decision, file: str, row: int) -> CodingDecision:
    """A line of a log as a decision like any other."""
    return CodingDecision(
        one.segment_id,
        one.code,
        one.coder,
        one.decision,
        one.stance,
        one.when,
        file,
        row,
        who=one.who,
        written=one.code,
        whole=one.decision in ("none", "done"),
        fingerprint=one.fingerprint,
        start=one.start,
        end=one.end,
        quote=one.quote,
        memo=one.memo,
        codebook_version=one.codebook_version,
    )


def reduced(lines: Iterable[CodingDecision]) -> list[CodingDecision]:
    """The lines, oldest first, with those that do not stand any more set aside, and why.

    An `undo` takes back the latest line of its coder at its place, so that the one before stands again; of lines at one
    place the latest stands. `none` (nothing to code) withdraws what its coder had assigned in the unit, and a code
    assigned later withdraws `none`. `done` (nothing beyond what is assigned) stands beside them.
    """
    lines = list(lines)
    groups: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(lines):
        groups.setdefault((one.coder, one.unit_id), []).append(at)
    for places in groups.values():
        for at, why in zip(places, _fates([lines[at] for at in places]), strict=True):
            lines[at] = replace(lines[at], set_aside=why) if why else lines[at]
    return lines


def undone(lines: Iterable[CodingDecision]) -> list[CodingDecision]:
    """The lines of one coder that are left once each `undo` took back the latest one at its place."""
    lines = list(lines)
    return [one for one, why in zip(lines, _taken_back(lines), strict=True) if not why]


def _taken_back(lines: list[CodingDecision]) -> list[str]:
    """Why each line counts no more, as far as undoing goes; empty where it does."""
    why = [""] * len(lines)
    for at, one in enumerate(lines):
        if one.decision == "undo":
            why[at] = "takes back"
            before = (k for k in range(at - 1, -1, -1) if not why[k] and _place(lines[k]) == _place(one))
            if (last := next(before, None)) is not None:
                why[last] = "taken back"
    return why


def _fates(lines: list[CodingDecision]) -> list[str]:
    """`_taken_back`, and what later lines of the same coder about the same unit replace or withdraw."""
    why = _taken_back(lines)
    stands: dict[tuple, int] = {}
    for at, one in enumerate(lines):
        if why[at]:
            continue
        withdrawn = {"none": "assigned", "assigned": "none"}.get(one.decision)
        for place in [place for place, other in stands.items() if lines[other].decision == withdrawn]:
            why[stands.pop(place)] = "withdrawn"
        place = (*_place(one), one.decision == "done")
        if place in stands:
            why[stands[place]] = "decided again"
        stands[place] = at
    return why


def _place(one: CodingDecision) -> tuple:
    """What a later line of the same coder replaces, or takes back."""
    return (one.coder, one.unit_id, one.code, one.start, one.end)
