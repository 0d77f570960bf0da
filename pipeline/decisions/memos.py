"""Memos: what people note about a unit, a code, a note and the whole study, in `raw/coding/memos`, a file a person.

A file only grows. A memo keeps its id: a later line with the same id is its new text, and an empty text takes it back.
Memos may name people, so they stay under raw/ and in exports that a person asks for; no stage writes them anywhere.
"""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd
import pydantic

from pipeline.decisions.decision_log import file_name, now
from pipeline.decisions.follow import corrected_units
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, fingerprint
from pipeline.study.appended import append_lines, read_models, repair_lines
from pipeline.tables.decisions import Memos

About = Literal["unit", "code", "note", "study"]
LONGEST = 20_000  # characters


class Memo(pydantic.BaseModel):
    """One line: a memo as somebody left it. `start` and `end` (characters) where part of a unit is meant."""

    model_config = pydantic.ConfigDict(frozen=True, extra="ignore")

    memo_id: str = pydantic.Field(min_length=1)
    when: str
    who: str = pydantic.Field(pattern=r"^[\w][\w .-]*$", max_length=60)
    about: About
    target: str = ""  # unit_id, code id, note or document; empty for the study
    start: int | None = pydantic.Field(None, ge=0)
    end: int | None = pydantic.Field(None, ge=0)
    quote: str = ""
    text: str = pydantic.Field("", max_length=LONGEST)  # empty: taken back

    @pydantic.model_validator(mode="after")
    def whole(self) -> "Memo":
        if (self.about == "study") != (not self.target):
            raise ValueError("a memo about the study has no target, any other has one")
        if (self.start is None) != (self.end is None) or (self.start or 0) >= (self.end or 1):
            raise ValueError("start and end stand together, start before end")
        return self

    def line(self) -> str:
        return self.model_dump_json(exclude_defaults=True)


def folder(study: Study) -> Path:
    return study.coding / "memos"


def files(study: Study) -> list[Path]:
    return sorted(folder(study).glob("*.jsonl"))


def new(who: str, about: About, target: str = "", text: str = "", imported_as: str = "", **more: object) -> Memo:
    """A memo of this moment. `imported_as`: what names it in the file it comes from, so that a second import of the
    file gives the same id and adds nothing."""
    memo_id = fingerprint("memo", imported_as) if imported_as else secrets.token_hex(8)
    content = {"memo_id": memo_id, "when": now(), "who": who, "about": about, "target": target, "text": text}
    return Memo.model_validate(content | more)


def append(study: Study, memos: Iterable[Memo]) -> int:
    """Writes the memos that say something new; they are on the disk when this returns. Returns how many.

    Raises StudyError where the disk refuses.
    """
    stands = {one.memo_id: one for one in lines(study)}
    by_file: dict[Path, list[str]] = {}
    for memo in memos:
        before = stands.get(memo.memo_id)
        if before is None or before.model_copy(update={"when": memo.when, "who": memo.who}) != memo:
            by_file.setdefault(folder(study) / file_name(memo.who), []).append(memo.line())
    for path, written in by_file.items():
        append_lines(study, path, written)
    return sum(map(len, by_file.values()))


def lines(study: Study) -> list[Memo]:
    """The last line of each memo, taken-back ones too, oldest first. Raises StudyError for a line that is no memo."""
    found: dict[str, Memo] = {}
    expected = "one memo as a JSON object"
    every = [one for path in files(study) for one, _ in read_models(study, path, Memo, expected)]
    for one in sorted(every, key=lambda one: (one.when, one.line())):
        found.pop(one.memo_id, None)
        found[one.memo_id] = one
    return list(found.values())


def read(study: Study, codebook: ThemesCodebook | None = None) -> pd.DataFrame:
    """The memos that stand, oldest first, as the table `tables.decisions.Memos` declares them.

    Targets follow what became of them since: codes that were renamed or merged (with `codebook`), turns of a corrected
    transcript.
    """
    corrected = corrected_units(study.table_or_empty("notes/corrections"))

    def target_of(one: Memo) -> str:
        if one.about == "code" and codebook is not None and (code := codebook.current(one.target)):
            return code.id
        return (corrected.get(one.target, ("", ""))[1] if one.about == "unit" else "") or one.target

    standing = [one.model_dump() | {"target": target_of(one)} for one in lines(study) if one.text]
    frame = pd.DataFrame(standing, columns=list(Memo.model_fields))
    return Memos.validate(frame.astype({"start": "Int64", "end": "Int64"}))


def repair(study: Study) -> list[str]:
    """Sets aside what a crash left of a last line; a sentence for each file."""
    return [
        f"{study.relative(path)}: the last memo was cut off (a crash); what is left is in {study.relative(aside)}."
        for path, aside in repair_lines(study, files(study))
    ]
