"""The one way from Markdown to documents: words stay words, whatever they look like, nothing of the machine is read.

Texts of codebooks, exports and strangers' files are escaped before they stand in Markdown (`literal`). What is parsed
is then parsed by pandoc in its sandbox, without raw HTML or TeX, and its tree is cleaned (`document_tree`): the only
pictures are files of the folders a caller names, the only links lead to web pages, addresses or places in the document.
"""

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.study.errors import StudyError

READER = "-raw_html-raw_tex-raw_attribute-native_divs-native_spans-yaml_metadata_block-tex_math_dollars"
LONGEST = 120  # seconds: a report of a thousand pages takes ten; rows of brackets would take for ever
MOST_OPEN = 10  # brackets at once in a paragraph: with each more, pandoc takes twice as long to try what closes them
LINKS = re.compile(r"(?i)(?:https?://|mailto:|#)|(?![a-z][a-z0-9+.-]*:)(?!//)[^:]*$")
_PARAGRAPHS = re.compile(r"\n\s*\n|\n(?=\|)")  # a row of a table is read by itself
_BRACKETS = re.compile(r"\\.|(?<!`)(`++)[^`]++\1(?!`)|([\[\]])", re.DOTALL)  # not those escaped, or in code
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|$~^@&])")
_LIST = re.compile(r"^(?:[-+:%=]|\(?(?:\d+|[A-Za-z])[.)](?= |$))")


class Ready(str):
    """Markdown that we wrote ourselves and that stands as it is."""


def literal(value: object) -> object:
    """A text as Markdown that prints as that text; anything else as it is. A text on several lines becomes one.

    >>> literal("![i](private/key.csv)")
    '!\\\\[i\\\\](private/key.csv)'
    """
    if not isinstance(value, str) or isinstance(value, Ready):
        return value
    text = _MARKS.sub(r"\\\1", " ".join(value.split()))
    return re.sub(_LIST, lambda match: match[0][:-1] + "\\" + match[0][-1], text)


def verbatim(value: str) -> Ready:
    """A text between backticks."""
    return Ready(f"`{' '.join(value.replace('`', '').split())}`")


def tree_of(markdown: str, where: str, pictures: tuple[str, ...] = (), reader: str = "markdown") -> str:
    """Markdown as pandoc's document tree, in JSON; see `document_tree`."""
    return json.dumps(document_tree(markdown, where, pictures, reader), ensure_ascii=False)


def document_tree(
    markdown: str, where: str, pictures: tuple[str, ...] = (), reader: str = "markdown"
) -> dict[str, Any]:
    """Markdown as pandoc's document tree that holds nothing from outside the document but `pictures`.

    pictures: folders, relative to where the document is written (`figures`), whose files it may show. A picture from
    anywhere else and a link to anything but a page are printed as the words they are. Raises StudyError where pandoc
    refuses the Markdown, is not done with it in `LONGEST`, or where more than `MOST_OPEN` brackets are open.
    """
    import pypandoc

    for paragraph in _PARAGRAPHS.split(markdown):
        if paragraph.count("[") > MOST_OPEN and (deep := _open_at_once(paragraph)) > MOST_OPEN:
            start = " ".join(paragraph.split())[:60]
            raise StudyError(
                where,
                f"{deep} brackets `[` stand open at once in “{start}”",
                f"at most {MOST_OPEN}",
                r"Close them, or write `\[` for one that is only a sign.",
            )
    command = [pypandoc.get_pandoc_path(), "--sandbox", "--from", reader + READER, "--to", "json"]
    text = markdown.encode("utf-8", "replace")
    try:
        done = subprocess.run(command, input=text, capture_output=True, timeout=LONGEST, check=True)
        return _cleaned(json.loads(done.stdout), pictures)
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()
        raise StudyError(where, f"pandoc cannot read it: {said}") from error
    except (subprocess.TimeoutExpired, RecursionError) as error:
        expected = "brackets and marks in few levels"
        raise StudyError(
            where, "pandoc does not come to an end with it", expected, "Look for rows of `[` or `>`."
        ) from error


def _open_at_once(paragraph: str) -> int:
    """The most brackets that stand open at one place of a paragraph."""
    now = most = 0
    for mark in _BRACKETS.finditer(paragraph):
        now = max(0, now + {"[": 1, "]": -1}.get(mark[2], 0))
        most = max(most, now)
    return most


def _cleaned(node: Any, pictures: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_cleaned(part, pictures) for part in node]
    if not isinstance(node, dict):
        return node
    kind = node.get("t")
    if kind in ("Str", "Space", "SoftBreak"):  # most of a document
        return node
    if kind in ("RawBlock", "RawInline"):
        words = {"t": "Str", "c": node["c"][1]}
        return words if kind == "RawInline" else {"t": "Para", "c": [words]}
    if kind == "Image" and not _of_folders(node["c"][2][0], pictures):
        return _as_words(node, "!", pictures)
    if kind == "Link" and not LINKS.match(node["c"][2][0]):
        return _as_words(node, "", pictures)
    return {name: _cleaned(part, pictures) for name, part in node.items()}


def _as_words(node: dict[str, Any], mark: str, pictures: tuple[str, ...]) -> dict[str, Any]:
    """A picture or link as the words that were written."""
    _, inlines, (target, _title) = node["c"]
    words = [{"t": "Str", "c": f"{mark}["}, *_cleaned(inlines, pictures), {"t": "Str", "c": f"]({target})"}]
    return {"t": "Span", "c": [["", [], []], words]}


def _of_folders(target: str, pictures: tuple[str, ...]) -> bool:
    """Whether a picture is a file of one of the folders, written plainly."""
    path = Path(unquote(target))
    plain = not path.is_absolute() and ".." not in path.parts and ":" not in target and not target.startswith("//")
    return plain and any(path.is_relative_to(folder) for folder in pictures)
