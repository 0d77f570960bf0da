"""Reader of PDF notes: running heads, feet and page numbers go, words and paragraphs across lines and pages join."""

import re
from collections import Counter
from pathlib import Path

from pipeline.notes.passages import Passage, tidy
from pipeline.study import StudyError

EDGE = 3  # a running head or foot is at most so many lines
PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page|p\.)?\s*\d{1,4}\s*(?:(?:/|of|de|sur)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)


def read_pdf(path: Path, where: str) -> list[Passage]:
    """Lines of the talk in a PDF. Raises StudyError for a damaged, locked or scanned one."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise StudyError(where, "protected with a password", todo="Save it without a password.")
        pages = [[line for line in map(tidy, page.extract_text().splitlines()) if line] for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise StudyError(where, "damaged: it cannot be read", "a PDF", "Save or send it again.") from error
    if not any(pages):
        raise StudyError(
            where, "holds pictures of pages, no text", "a PDF with text", "Run text recognition on it first."
        )
    return [Passage(line, opens_paragraph=False) for line in join_words(without_heads(pages))]


def shape(line: str) -> str:
    """A line with its numbers as `#`: running heads differ from page to page by these only."""
    return re.sub(r"\d+", "#", line)


def without_heads(pages: list[list[str]]) -> list[str]:
    """All lines of `pages`, without those that come again at the top or bottom of the pages, and page numbers."""

    tops = Counter((place, shape(line)) for page in pages for place, line in enumerate(page[:EDGE]))
    feet = Counter((place, shape(line)) for page in pages for place, line in enumerate(page[: -EDGE - 1 : -1]))
    often = max(2, len(pages) // 2)
    kept = []
    for page in pages:
        first, last = 0, len(page)
        while first < min(EDGE, last) and tops[first, shape(page[first])] >= often:
            first += 1
        while last > max(first, len(page) - EDGE):
            line = page[last - 1]
            if feet[len(page) - last, shape(line)] < often and not PAGE_NUMBER.fullmatch(line):
                break
            last -= 1
        kept += page[first:last]
    return kept


def join_words(lines: list[str]) -> list[str]:
    """Lines whose last word was divided get the rest of it.

    The hyphen stays where the note writes the word so elsewhere, or both parts are words of the note; else it only
    marked the line's end.
    """
    words = Counter(word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", line))
    joined: list[str] = []
    for line in lines:
        divided = re.search(r"([^\W\d_]+)-$", joined[-1]) if joined else None
        rest = re.match(r"[^\W\d_]+", line)
        if divided and rest:
            left, right = divided[1].lower(), rest[0].lower()
            whole, compound = words[left + right], words[f"{left}-{right}"]
            hyphen = compound > whole or (not whole and (rest[0][0].isupper() or (words[left] and words[right] > 1)))
            joined[-1] = (joined[-1] if hyphen else joined[-1][:-1]) + rest[0]
            line = line[rest.end() :].lstrip()
            tail = re.match(r"\S+", line)
            if tail and not line[0].isalnum():  # its comma or full stop
                joined[-1] += tail[0]
                line = line[tail.end() :].lstrip()
        if line:
            joined.append(line)
    return joined
