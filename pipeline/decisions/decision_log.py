"""People's decisions as they were made: one append-only file a person, one line a decision, in `raw/coding/decisions`.

A line says who decided what, when, about which words, with which version of the codebook. Lines are never changed: a
decision is taken back by a later line that says `undo`. The order that counts is the time in the line, not the order of
lines or files, so that logs of two machines merge by keeping the lines of both.
"""

import errno
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pandas as pd
import pydantic
from filelock import FileLock

from pipeline.study import Study, StudyError, fingerprint

FOLDER = "decisions"  # under raw/coding
ADJUDICATED = "adjudicated"  # the coder's name that a settled disagreement carries
COLUMNS = [
    "coder",
    "who",
    "segment_id",
    "note_id",
    "turn",
    "fingerprint",
    "start",
    "end",
    "quote",
    "code",
    "decision",
    "stance",
    "memo",
    "codebook_version",
    "when",
]


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
    stance: Literal["supportive", "critical", "mixed", "neutral"] = "neutral"
    memo: str = ""
    codebook_version: str = ""
    adjudicates: bool = False  # settles a disagreement between coders

    @pydantic.model_validator(mode="after")
    def whole(self) -> "Decision":
        if self.decision in ("assigned", "rejected") and not self.code:
            raise ValueError("a code is needed")
        if (self.start is None) != (self.end is None) or (self.start is not None and self.start >= self.end):
            raise ValueError("start and end stand together, start before end")
        return self

    @property
    def coder(self) -> str:
        return ADJUDICATED if self.adjudicates else self.who

    @property
    def place(self) -> tuple:
        """What a later line of the same coder replaces, or takes back."""
        return (self.coder, self.segment_id, self.code, self.start, self.end)

    def line(self) -> str:
        return self.model_dump_json(exclude_defaults=True) + "\n"


def folder(study: Study) -> Path:
    return study.raw / "coding" / FOLDER


def log_path(study: Study, who: str) -> Path:
    """The file of one person. Names that differ only in what a file name can't hold still get files of their own."""
    plain = re.sub(r"[^\w-]+", "-", who, flags=re.ASCII).strip("-").lower()
    return folder(study) / (f"{plain}.jsonl" if plain == who else f"{plain or 'coder'}-{fingerprint(who)[:4]}.jsonl")


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
        path.parent.mkdir(parents=True, exist_ok=True)
        with _lock(study, path):
            _set_cut_line_aside(path)
            _append_bytes(study, path, "".join(lines).encode("utf-8"))


def _lock(study: Study, path: Path) -> FileLock:
    locks = study.cache / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    return FileLock(locks / f"{path.name}.lock")


def _append_bytes(study: Study, path: Path, data: bytes) -> None:
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    size = os.fstat(handle).st_size
    try:
        written = os.write(handle, data)
        if written < len(data):
            raise OSError(errno.ENOSPC, "the disk took only a part of it")
        os.fsync(handle)
    except OSError as error:
        os.ftruncate(handle, size)
        raise StudyError(
            study.relative(path), f"not saved ({error.strerror})", todo="Make room on the disk and decide again."
        ) from error
    finally:
        os.close(handle)
    if is_new:  # the folder's entry must outlive a crash as well
        entry = os.open(path.parent, os.O_RDONLY)
        os.fsync(entry)
        os.close(entry)


def repair(study: Study) -> list[str]:
    """Sets aside what a crash left of a last line, in every log; a sentence for each. Nothing whole is touched."""
    messages = []
    for path in sorted(folder(study).glob("*.jsonl")):
        with _lock(study, path):
            aside = _set_cut_line_aside(path)
        if aside:
            messages.append(
                f"{study.relative(path)}: the last line was cut off (a crash, or a full disk); what was left of it is "
                f"in {study.relative(aside)}. Decide that segment again."
            )
    return messages


def _set_cut_line_aside(path: Path) -> Path | None:
    """The file the cut end went to, or None where the log ends well."""
    if not path.exists() or not path.stat().st_size:
        return None
    with path.open("rb+") as log:
        log.seek(-1, os.SEEK_END)
        if log.read(1) == b"\n":
            return None
        content = path.read_bytes()
        cut = content[content.rfind(b"\n") + 1 :]
        if _is_whole(cut):  # only the line's end is missing, as editors leave it
            log.seek(0, os.SEEK_END)
            log.write(b"\n")
            return None
        aside = path.with_suffix(f".{fingerprint(cut)[:8]}.cut")
        aside.write_bytes(cut)
        log.truncate(len(content) - len(cut))
        os.fsync(log.fileno())
        return aside


def _is_whole(line: bytes) -> bool:
    try:
        Decision.model_validate_json(line)
    except pydantic.ValidationError:
        return False
    return True


def read(study: Study) -> list[Decision]:
    """Every decision of every log, oldest first, each once however many files hold it.

    The end of a line still being written (or cut by a crash) is left out. Raises StudyError with file and line for
    anything else that is not a decision.
    """
    found: dict[Decision, None] = {}
    for path in sorted(folder(study).glob("*.jsonl")):
        content = path.read_bytes()
        lines = content.split(b"\n")
        if lines[-1] and not _is_whole(lines[-1]):
            lines[-1] = b""
        for number, line in enumerate(lines, start=1):
            if line.strip():
                found[_decision(line, f"{study.relative(path)}, line {number}")] = None
    return sorted(found, key=lambda one: (one.when, one.line()))


def _decision(line: bytes, where: str) -> Decision:
    try:
        return Decision.model_validate_json(line)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(key) for key in first["loc"]) or "the line"
        merge = line.startswith((b"<<<<<<<", b"=======", b">>>>>>>"))
        todo = (
            "Keep the lines of both sides and delete the marks of the merge." if merge else "Mend or delete the line."
        )
        raise StudyError(where, f"{place}: {first['msg']}", "one decision as a JSON object", todo) from None


def undone(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that stand once each `undo` took back the latest one of its coder at its place."""
    kept: list[Decision] = []
    for one in decisions:
        if one.decision != "undo":
            kept.append(one)
            continue
        last = next((i for i in range(len(kept) - 1, -1, -1) if kept[i].place == one.place), None)
        if last is not None:
            kept.pop(last)
    return kept


def state(decisions: Iterable[Decision]) -> list[Decision]:
    """What each coder's decisions come to: the latest at each place, undone ones left out.

    `none` (nothing to code) withdraws what its coder had assigned in the turn, and a code assigned later withdraws
    `none`. `done` (nothing beyond what is assigned) stands beside them.
    """
    turns: dict[tuple[str, str], dict[tuple, Decision]] = {}
    for one in undone(decisions):
        here = turns.setdefault((one.coder, one.segment_id), {})
        withdrawn = {"none": "assigned", "assigned": "none"}.get(one.decision)
        for place in [place for place, other in here.items() if other.decision == withdrawn]:
            del here[place]
        here[*one.place, one.decision == "done"] = one
    return [one for here in turns.values() for one in here.values()]


def standing(decisions: Iterable[Decision]) -> pd.DataFrame:
    """`state` as a table. Columns: COLUMNS, sorted by coder, note, turn, start and code."""
    frame = pd.DataFrame([one.model_dump() | {"coder": one.coder} for one in state(decisions)], columns=COLUMNS)
    frame["start"], frame["end"] = frame["start"].astype("Int64"), frame["end"].astype("Int64")
    return frame.sort_values(["coder", "note_id", "turn", "start", "code"], kind="stable").reset_index(drop=True)


def by_turn(frame: pd.DataFrame) -> pd.DataFrame:
    """`standing` with one row a coder, turn and code: a part of a turn counts for its turn, and outranks a rejection.

    Columns: coder, segment_id, note_id, turn, fingerprint, code, decision, stance (the turn's own decision before that
    of a part), memo, when, whole (the coder is through with the turn: what is not listed does not apply).
    """
    through = set(
        frame.loc[frame["decision"].isin(["none", "done"]), ["coder", "segment_id"]].itertuples(index=False, name=None)
    )
    frame = frame[frame["decision"] != "done"]
    rank = frame["decision"].map({"assigned": 0, "none": 1, "rejected": 2})
    ordered = frame.assign(_rank=rank, _part=frame["start"].notna()).sort_values(["_rank", "_part"], kind="stable")
    rows = ordered.drop_duplicates(["coder", "segment_id", "code"]).sort_values(
        ["coder", "note_id", "turn", "code"], kind="stable"
    )
    columns = ["coder", "segment_id", "note_id", "turn", "fingerprint", "code", "decision", "stance", "memo", "when"]
    whole = [pair in through for pair in rows[["coder", "segment_id"]].itertuples(index=False, name=None)]
    return rows[columns].assign(whole=whole).reset_index(drop=True)
