"""Which survey tool an export is from, and what is known of that tool's own columns (`tools.toml`)."""

import functools
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

CODE_AND_TEXT = re.compile(r"^(?P<code>[^\W\d_]\w{0,24}(?:\[\w+\]){0,2})\.\s+(?P<text>\S.*)$", re.DOTALL)


@dataclass(frozen=True)
class Tool:
    """A survey tool. Names of columns are in lower case; `tests` says which records are the tool's own tries."""

    name: str
    signature: list[str]
    enough: int
    own: list[str]
    identifier: list[str]
    dates: list[str]
    personal: list[str]
    first: bool = False
    event: list[str] = field(default_factory=list)
    wordings: list[str] = field(default_factory=list)
    answer_words: list[str] = field(default_factory=list)  # below a question: an answer stands here
    open_words: list[str] = field(default_factory=list)  # below a question: what people wrote stands here
    tests: dict = field(default_factory=dict)
    unfinished: dict = field(default_factory=dict)  # the column, and what stands there, of who did not come to the end
    separator: str = ""  # between the choices of a tick-all cell
    nothing: list[str] = field(default_factory=list)  # cells that it writes for a question that was not put
    order: str = ""  # how names of columns end that hold in which order something was shown

    def is_test(self, code: str) -> bool:
        """Does a cell of the column that `tests` names say that the record is a preview or a test of the tool?"""
        words = set(re.findall(r"\w+", code.casefold()))
        return code.casefold() in self.tests["values"] or any(word in words for word in self.tests["words"])

    @property
    def columns(self) -> set[str]:
        """All of the tool's own columns."""
        return {*self.signature, *self.own}


def code_and_text(heading: str) -> tuple[str, str]:
    """(code, question) of a heading that holds both (LimeSurvey: `q3[a]. Which? [Bus]`); another heading, twice."""
    found = CODE_AND_TEXT.match(heading)
    return (found["code"], found["text"]) if found else (heading, heading)


def own_name(heading: str) -> str:
    """A heading as the tools' own columns are listed: in lower case, and of a code with its text the code alone."""
    return code_and_text(heading)[0].casefold()


@functools.cache
def tools() -> tuple[Tool, ...]:
    """The tools in the order in which they are looked for."""
    content = tomllib.loads(Path(__file__).with_name("tools.toml").read_text(encoding="utf-8"))
    return tuple(Tool(**entry) for entry in content["tools"])


def tool_of(names: list[str]) -> Tool | None:
    """The tool whose columns these are; none where no tool has enough of its own among them."""
    lower = [own_name(name) for name in names]
    for tool in tools():
        found = len(set(lower) & set(tool.signature))
        if found >= tool.enough and (not tool.first or lower[0] in tool.signature):
            return tool
    return None


def named(name: str) -> Tool | None:
    """The tool of this name."""
    return next((tool for tool in tools() if tool.name == name), None)
