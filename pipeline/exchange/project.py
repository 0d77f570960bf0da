"""A coded project as every program of the field understands it: users, codes, sources, selections, codings.

Readers make it, writers take it. Positions count Unicode code points of `Source.text`, with line feeds as line ends.
"""

import uuid
from collections import Counter
from dataclasses import dataclass, field

NAMESPACE = uuid.UUID("6f0c3c52-3c3a-5d0e-9a55-5a2a0a6d9f11")  # ours: the same thing gets the same GUID in every export


def guid(kind: str, *parts: object) -> str:
    """The GUID of a thing, made from what it is, so that two exports of the same study are the same bytes."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join([kind, *map(str, parts)])))


@dataclass(frozen=True)
class User:
    guid: str
    name: str


@dataclass(frozen=True)
class CodeNode:
    """One code, or a folder of codes (`codable` false). `path` holds the names from the top, its own last."""

    guid: str
    name: str
    path: tuple[str, ...]
    description: str = ""
    codable: bool = True
    color: str = ""


@dataclass(frozen=True)
class Source:
    """One document. `text` is None where the file holds none; `missing` then says which part is missing.

    The text of a PDF file is its text layer, that of a recording its transcript.
    """

    guid: str
    name: str
    kind: str = "text"  # text, picture, PDF, audio, video
    text: str | None = None
    missing: str = ""
    memo: str = ""


@dataclass(frozen=True)
class Mark:
    """One code put on one selection by one user."""

    guid: str
    code: str  # GUID of the code
    user: str = ""  # GUID of the user
    when: str = ""
    memo: str = ""


@dataclass(frozen=True)
class Selection:
    """A stretch of a source with its codings. Only selections of text have positions.

    `doubt`: why the program's own positions could not be used, where it gives some.
    """

    guid: str
    source: str  # GUID of the source
    # text, picture, PDF, audio, video, transcript, document (codes on a whole source), memo, elsewhere (in no source)
    kind: str = "text"
    start: int | None = None
    end: int | None = None
    words: str = ""  # what the program says was selected; programs cut it short, or put a title here
    user: str = ""
    marks: tuple[Mark, ...] = ()
    doubt: str = ""


@dataclass(frozen=True)
class Note:
    """What somebody wrote about a thing of the project; memos of codings stand on the coding itself."""

    guid: str
    about: str  # study, source, code, selection
    target: str  # GUID of that thing; empty for the study
    text: str
    user: str = ""  # GUID of the user
    when: str = ""


@dataclass(frozen=True)
class Project:
    name: str
    origin: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[CodeNode, ...] = ()
    sources: tuple[Source, ...] = ()
    selections: tuple[Selection, ...] = ()
    notes: tuple[Note, ...] = ()
    notices: tuple[str, ...] = field(default=())  # what a person should know about how it was read

    @property
    def counts(self) -> dict[str, int]:
        return {
            "codes": len(self.codes),
            "sources": len(self.sources),
            "selections": len(self.selections),
            "codings": sum(len(selection.marks) for selection in self.selections),
        }

    def summary(self) -> str:
        """`14 codes, 12 sources (6 text, 2 PDF, ...), 15 selections, 16 codings`."""
        kinds = Counter(source.kind for source in self.sources)
        detail = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        counts = self.counts
        sources = f"{counts['sources']} sources" + (f" ({detail})" if set(kinds) - {"text"} else "")
        return f"{counts['codes']} codes, {sources}, {counts['selections']} selections, {counts['codings']} codings"
