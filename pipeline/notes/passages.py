"""What every reader gives: passages of a note in order, before anybody knows which of them are speech."""

import re
from dataclasses import dataclass, field

from pipeline.study import visible

WORD = re.compile(r"\w+(?:['’\-·.@/]\w+)*")
TAB = "\t"
SENTENCE_END = re.compile(r"[.?!…]\s?[\"”»)\]]*$")
TITLE_WORDS = 14  # of a title or heading, at most
SELDOM = 0.15  # of a note's lines


@dataclass(frozen=True)
class Passage:
    """A line, paragraph, table cell or subtitle cue, with what its format says about it."""

    text: str
    speaker: str | None = None  # where the format itself tells speakers apart: table column, voice tag, channel
    start_s: float | None = None
    end_s: float | None = None
    opens_paragraph: bool = True  # False: goes on from the line before
    style: str = ""  # of the whole line: `heading`, `bold`, `italic`
    lead: str = ""  # the words at its start that are set in bold or italics
    timed_label: bool = False  # a time stands beside what may be the label: `Name  0:03`

    set_in: bool = False  # indented, quoted, or an item of a list
    form: str = ""  # what else its document sets it apart by (paragraph_forms): `style: Question; colour: ff0000`

    @property
    def heading(self) -> bool:
        """A heading, or a paragraph set in bold."""
        return self.style in ("heading", "bold")

    @property
    def title(self) -> bool:
        """A heading, or a paragraph set in bold that is no sentence: nobody's talk among turns that have labels."""
        return self.style == "heading" or (self.style == "bold" and not SENTENCE_END.search(self.text))


@dataclass(frozen=True)
class Grid:
    """A table of a note: rows of cells, each the passages in it."""

    rows: list[list[list[Passage]]] = field(default_factory=list)

    def texts(self) -> list[list[str]]:
        """The cells' texts, all rows as wide as the widest."""
        width = max((len(row) for row in self.rows), default=0)
        return [[" ".join(p.text for p in cell) for cell in row] + [""] * (width - len(row)) for row in self.rows]


@dataclass(frozen=True)
class Aside:
    """Words of a note that are nobody's turn, and why."""

    text: str
    reason: str  # one of REASONS


REASONS = ("heads", "stamps", "facts", "labels", "remarks", "tool", "before")


def tidy(text: str, tabs: bool = False) -> str:
    """`text` in composed characters, without invisible marks, white space folded to single spaces.

    tabs: white space with a tab in it, or of three and more, becomes one tab: it may stand between label and talk.
    """
    text = visible(text)
    if tabs:
        text = re.sub(r"[^\S\n]*\t\s*|\s{3,}", TAB, text.strip())
        return re.sub(r"[^\S\t]+", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def words(text: str) -> int:
    """How many words `text` has."""
    return len(WORD.findall(text))


def shape(line: str) -> str:
    """A line with its numbers as `#`: running heads differ from page to page by these only."""
    return re.sub(r"\d+", "#", line)


def unparted(passages: list[Passage]) -> bool:
    """Whether a note has no blank lines (or next to none), so that what opens a paragraph says nothing."""
    return sum(passage.opens_paragraph for passage in passages[1:]) < SELDOM * len(passages)
