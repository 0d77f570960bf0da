"""layouts.yaml beside the manifest: layouts that a study shares, for files the reader cannot guess.

layouts:
  ministry:                      # the name that the manifest's column `layout` gives
    label: '([A-Z]{2}) ?>'       # what opens a turn: a regular expression, its first group the speaker
  nvivo-table:
    columns: {time: 1, talk: 2, speaker: 3}
"""

import re
from types import ModuleType, SimpleNamespace
from typing import Literal

import pydantic

from pipeline.notes.layouts import BY_NAME
from pipeline.notes.layouts.layout_base import Header
from pipeline.notes.passages import Passage
from pipeline.study import Study, StudyError, load_model_if_any

FILE = "layouts.yaml"
PATTERN = "label of layouts.yaml"


class Settled(pydantic.BaseModel):
    """One layout of the file."""

    model_config = pydantic.ConfigDict(extra="forbid")
    label: str = ""
    columns: dict[Literal["time", "number", "speaker", "talk", "aside"], int] = {}

    @pydantic.field_validator("label")
    @classmethod
    def _pattern(cls, value: str) -> str:
        try:
            groups = re.compile(value).groups if value else 1
        except re.error as error:
            raise ValueError(f"no regular expression ({error})") from error
        if groups < 1:
            raise ValueError("no group in it: put the speaker in brackets, as in '([A-Z]+):'")
        return value


class LayoutFile(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")
    layouts: dict[str, Settled] = {}


def layout_for(study: Study, name: str, note_id: str) -> Settled | ModuleType | None:
    """The layout that the manifest names for a note: one of the study's file, or of the reader; None for no name.

    Raises StudyError for a name that is neither, and for mistakes in the file, with their line.
    """
    if not name:
        return None
    manifest = study.raw / study.params["notes"]["manifest"]
    path = manifest.with_name(FILE)
    shared = load_model_if_any(path, LayoutFile).layouts
    if name in shared:
        return shared[name]
    if name in BY_NAME:
        return BY_NAME[name]
    known = ", ".join(sorted({*shared, *BY_NAME}))
    raise StudyError(study.relative(manifest), f"layout {name} of {note_id} is not known", f"one of {known}")


def by_pattern(pattern: str) -> SimpleNamespace:
    """A layout whose turns open where `pattern` matches at the start of a line."""
    opens = re.compile(rf"\s*(?:{pattern})\s*")

    def header(passage: Passage) -> Header | None:
        match = opens.match(passage.text)
        return Header(match[1], passage.text[match.end() :]) if match and match[1] else None

    return SimpleNamespace(NAME=PATTERN, header=header)
