"""Comments of a Word document as coded segments: the words a comment is about, and its text as the codes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.exchange.codebook_files import word_document
from pipeline.exchange.segment_tables import split_codes


def read_comments(path: Path, is_known: Callable[[str], bool]) -> pd.DataFrame:
    """Coded segments (document, words, code, memo, user), a row each line of a comment; none without comments.

    A line is a code, or a code and what is said of it (`Cost: she says why`), or several codes. `is_known`: whether the
    study has a code of that name. Raises StudyError where the document cannot be read.
    """
    document = word_document(path)
    words = _words(document.element.body)
    rows = [
        (path.stem, words.get(comment.comment_id, ""), code, memo, comment.author)
        for comment in document.comments
        for code, memo in _codes(comment.text, is_known)
    ]
    return pd.DataFrame(rows, columns=["document", "words", "code", "memo", "user"])


def is_coded(comments: pd.DataFrame, is_known: Callable[[str], bool]) -> bool:
    """Does any comment name a code?"""
    return any(is_known(code) for cell in comments["code"] for code in split_codes(cell, is_known))


def _codes(text: str, is_known: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    for line in filter(None, map(str.strip, text.splitlines())):
        code, colon, memo = (part.strip() for part in line.partition(":"))
        yield (code, memo) if colon and is_known(code) and not is_known(line) else (line, "")


def _words(body: Any) -> dict[int, str]:
    """The words between the two ends of each comment, by its number; paragraphs parted by line ends."""
    from docx.oxml.ns import qn

    found: dict[int, list[str]] = {}
    inside: set[int] = set()
    signs = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:p"): "\n"}
    for element in body.iter():
        number = int(element.get(qn("w:id"), "-1")) if element.tag.startswith(qn("w:commentRange")) else -1
        if element.tag == qn("w:commentRangeStart"):
            inside.add(number)
        elif element.tag == qn("w:commentRangeEnd"):
            inside.discard(number)
        text = element.text if element.tag == qn("w:t") else signs.get(element.tag, "")
        for one in inside if text else ():
            found.setdefault(one, []).append(text)
    return {number: "".join(parts).strip() for number, parts in found.items()}
