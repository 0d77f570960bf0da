"""What all layouts share."""

from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace

from pipeline.notes.passages import Aside

Layout = ModuleType | SimpleNamespace  # of layouts/, or made of a study's layouts.yaml


@dataclass(frozen=True)
class Header:
    """The label at the start of a turn, as written, and what was said on the same line."""

    label: str
    said: str = ""


@dataclass(frozen=True)
class Seen:
    """A line that may open a turn."""

    place: int
    header: Header
    strength: float
    key: str


@dataclass
class Turn:
    """One speaker's turn as it was said. `role` is filled by `speakers.roles`."""

    speaker: str | None
    words: list[str]
    start_s: float | None = None
    end_s: float | None = None
    role: str = "participant"
    side: str = ""  # what tells sides apart where nobody is named: a mark, a style

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)


def say_by_role(
    turns: list[Turn], role: str, said: str, start_s: float | None = None, end_s: float | None = None
) -> None:
    """Words of a role, where nobody is named: they go on with the last turn, or open one of the other role."""
    if turns and turns[-1].role == role:
        turns[-1].words.append(said)
    else:
        turns.append(Turn(None, [said], start_s, end_s, role, side=role))


@dataclass
class Reading:
    """A note read in one layout: its turns, what was set aside, and how well the layout fits (0 to 1)."""

    layout: str
    turns: list[Turn]
    aside: list[Aside] = field(default_factory=list)
    not_taken: list[str] = field(default_factory=list)  # lines shaped like a label, read as talk
    fit: float = 0.0
    oddities: list[str] = field(default_factory=list)
    asking: list[str] = field(default_factory=list)  # speakers of whom a remark beside the name says that they ask
