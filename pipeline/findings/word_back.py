"""A reviewer's Word copy against the chapters: tracked changes and comments, each with its chapter and line.

pandoc reads the copy with its changes (`--track-changes=all`). A paragraph as it was printed is looked for in the
chapters: what the author typed has to match word for word, and where a call stands (`{{ share(...) }}`) anything may.
So it is known which words are the author's and which the pipeline made. The former can be taken over into the Markdown;
a change of the latter is told, since the next run would write the number again.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.study import Study, StudyError, write_whole

CALL = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_MARKS = re.compile(r"\*\*|(?<!\w)[*_]|[*_](?!\w)|`|\{#[\w-]+\}|^#+\s*|^>\s*|^[-*]\s+|^\d+\.\s+", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?")


@dataclass
class Paragraph:
    """A paragraph of the copy that somebody changed or remarked on."""

    before: str
    after: str
    remarks: list[tuple[str, str]] = field(default_factory=list)  # who, what


@dataclass(frozen=True)
class Block:
    """A paragraph of a chapter as its author wrote it."""

    path: Path
    line: int
    source: str


@dataclass(frozen=True)
class Finding:
    """What became of one paragraph."""

    kind: str  # take, made, unknown, marks, remark
    paragraph: Paragraph
    block: Block | None = None
    source: str = ""  # the block with the change taken over, where it can be


def changed_paragraphs(copy: Path) -> list[Paragraph]:
    """The paragraphs of a Word file with tracked changes or comments. Raises StudyError for a file of another kind."""
    import pypandoc

    try:
        tree = json.loads(
            pypandoc.convert_file(str(copy), "json", format="docx", extra_args=["--track-changes=all", "--sandbox"])
        )
    except (RuntimeError, OSError) as error:
        raise StudyError(copy, f"cannot be read as a Word file: {error}", todo="Save it as .docx in Word.") from error
    found = [_paragraph(inlines) for inlines in _texts(tree["blocks"])]
    return [one for one in found if one.before != one.after or one.remarks]


def _texts(node: Any) -> Iterator[list]:
    """The inlines of every paragraph and heading, at any depth."""
    if isinstance(node, dict):
        if node.get("t") in ("Para", "Plain"):
            yield node["c"]
        elif node.get("t") == "Header":
            yield node["c"][2]
        else:
            yield from _texts(node.get("c"))
    elif isinstance(node, list):
        for one in node:
            yield from _texts(one)


def _paragraph(inlines: list) -> Paragraph:
    paragraph = Paragraph("", "")

    def walk(parts: list, before: bool, after: bool) -> None:
        for part in parts:
            kind, content = part["t"], part.get("c")
            classes = content[0][1] if kind == "Span" else []
            if "comment-start" in classes:
                who = dict(content[0][2]).get("author", "")
                paragraph.remarks.append((who, _plain(content[1])))
            elif kind == "Span":
                walk(content[1], before and "insertion" not in classes, after and "deletion" not in classes)
            elif kind in ("Superscript", "Note", "Image"):  # a reference number of the pipeline's
                continue
            elif kind in ("Emph", "Strong", "Underline", "Strikeout", "SmallCaps", "Subscript"):
                walk(content, before, after)
            elif kind in ("Link", "Quoted", "Cite"):
                walk(content[1], before, after)
            else:
                text = content if kind == "Str" else content[1] if kind == "Code" else " "
                paragraph.before += text if before else ""
                paragraph.after += text if after else ""

    walk(inlines, True, True)
    paragraph.before, paragraph.after = (" ".join(text.split()) for text in (paragraph.before, paragraph.after))
    return paragraph


def _plain(blocks_or_inlines: list) -> str:
    held: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("t") == "Str":
                held.append(node["c"])
            elif node.get("t") in ("Space", "SoftBreak", "LineBreak"):
                held.append(" ")
            else:
                walk(node.get("c"))
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(blocks_or_inlines)
    return " ".join("".join(held).split())


def blocks_of(study: Study) -> list[Block]:
    """Every paragraph of every chapter, with its first line."""
    found = []
    for path in sorted((study.reports / "chapters").glob("*.md")):
        line = 1
        for piece in re.split(r"(\n[ \t]*\n)", path.read_text(encoding="utf-8")):
            if piece.strip():
                lead = len(piece) - len(piece.lstrip("\n"))
                found.append(Block(path, line + lead, piece.strip("\n")))
            line += piece.count("\n")
    return found


def unmarked(text: str) -> str:
    """Markdown as the words a reader sees, with plain spaces, straight quotes and three dots: for comparing."""
    text = _MARKS.sub("", _LINK.sub(r"\1", text))
    for curly, straight in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("…", "..."), ("\u00a0", " "), ("–", "--")):
        text = text.replace(curly, straight)
    return re.sub(r"\\([^\w\s])", r"\1", text)


def _pattern(parts: list[str]) -> re.Pattern[str]:
    """What a printed paragraph looks like: the author's words, anything where a call stands."""
    words = [r"\s*".join(map(re.escape, re.findall(r"[^\s]+", unmarked(part)))) for part in parts]
    return re.compile(r"\s*" + r"\s*(.+?)\s*".join(words) + r"\s*", re.DOTALL)


def placed(paragraph: Paragraph, blocks: list[Block]) -> Finding:
    """Where a changed paragraph stands in the chapters, and what can be done with its change."""
    if paragraph.before == paragraph.after:
        return Finding("remark", paragraph, _where(paragraph.before, blocks))
    block = _where(paragraph.before, blocks)
    if block is None:
        return Finding("unknown", paragraph)
    parts, calls = CALL.split(block.source), CALL.findall(block.source)
    printed = _pattern(parts).fullmatch(unmarked(paragraph.before))
    assert printed is not None, "it was found by this pattern"
    pieces, at, after = [], 0, paragraph.after
    loose, marks = unmarked(after), False
    if len(loose) != len(after):
        after = loose
    for value in printed.groups():  # the pipeline's values have to be there still, in their order
        found = loose.find(value.strip(), at)
        if found < 0:
            return Finding("made", paragraph, block)
        pieces.append(after[at:found])
        at = found + len(value.strip())
    pieces.append(after[at:])
    written = []
    for part, piece in zip(parts, pieces, strict=True):
        if _same(part, piece):
            written.append(part)
        else:
            marks = marks or bool(_MARKS.search(part) or _LINK.search(part))
            lead, tail = re.match(r"\s*", part), re.search(r"\s*$", part)
            assert lead is not None and tail is not None
            written.append(lead[0] + piece.strip() + tail[0])
    if marks:
        return Finding("marks", paragraph, block)
    source = "".join(part + call for part, call in zip(written, [*calls, ""], strict=True))
    return Finding("take", paragraph, block, source)


def _same(one: str, other: str) -> bool:
    return "".join(unmarked(one).split()) == "".join(unmarked(other).split())


def _where(text: str, blocks: list[Block]) -> Block | None:
    """The block that prints as `text`; the one with most words of its own where several would."""
    wanted = unmarked(text)
    fitting = [block for block in blocks if _pattern(CALL.split(block.source)).fullmatch(wanted)]
    own = [(len("".join(CALL.split(block.source)).split()), block) for block in fitting]
    words, best = max(own, key=lambda pair: pair[0], default=(0, None))
    return best if words else None


def take(findings: list[Finding]) -> int:
    """Write the changes that can be taken over into the chapters; returns how many."""
    taken = [one for one in findings if one.kind == "take" and one.block is not None]
    for path in sorted({one.block.path for one in taken if one.block}):
        text = path.read_text(encoding="utf-8")
        for one in taken:
            if one.block and one.block.path == path:
                text = text.replace(one.block.source, one.source, 1)
        write_whole(path, text)
    return len(taken)


def review(study: Study, copy: Path) -> list[Finding]:
    """Every change and comment of the copy, in its order."""
    blocks = blocks_of(study)
    return [placed(one, blocks) for one in changed_paragraphs(copy)]
