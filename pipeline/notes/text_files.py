"""Plain text in any usual encoding, as lines of talk; lines that a program counted or laid out in columns, too."""

import itertools
import re
from collections import Counter
from pathlib import Path

from pipeline.notes.passages import Aside, Grid, Passage, tidy
from pipeline.study import StudyError

TYPICAL = set("àâäæçéèêëîïôöœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛ’‘“”«»–—…°ñ\u00a0€")
BULLET = re.compile("\x15\\d+_\\d+\x15")  # when an utterance begins and ends, in CHAT
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_text(path: Path, where: str) -> tuple[list[Passage | Grid], list[Aside]]:
    """Lines of a plain text, and the numbers that counted them; hard-wrapped lines say that they go on."""
    text = decode(path.read_bytes(), where)
    lines, numbers = _unnumbered(BULLET.sub("", text).splitlines())
    columns = _columns(lines)
    found: list[Passage | Grid] = [*passages(lines)] if columns is None else [columns]
    return found, [Aside(number, "heads") for number in numbers] + [Aside(at, "stamps") for at in BULLET.findall(text)]


def passages(lines: list[str]) -> list[Passage]:
    """The lines with words; a blank line opens a paragraph."""
    found: list[Passage] = []
    opens = True
    for line in lines:
        text = tidy(line, tabs=True)
        if text:
            found.append(Passage(text, opens_paragraph=opens, set_in=line[:1].isspace()))
        opens = not text
    return found


def _columns(lines: list[str]) -> Grid | None:
    """Lines of three or more columns, parted by tabs, bars or semicolons, as a table; None where they are none.

    Nearly every line must have as many columns as the others: a title above, a line that goes on are allowed for.
    """
    filled = [line for line in lines if line.strip()]
    for mark in ("\t", "|", ";"):
        rows = [[tidy(cell) for cell in line.strip(" |").split(mark)] for line in filled]
        width = Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0
        if len(rows) >= 4 and width >= 3 and sum(len(row) == width for row in rows) >= 0.9 * len(rows):
            rows = [row if len(row) == width else [mark.join(row), *[""] * (width - 1)] for row in rows]
            return Grid([[[Passage(cell)] if cell else [] for cell in row] for row in rows])
    return None


def _unnumbered(lines: list[str]) -> tuple[list[str], list[str]]:
    """(lines, numbers): without the numbers that a program counted them with, each or every fifth; else as they are."""
    numbered = [
        (n, match) for n, line in enumerate(lines) if (match := re.match(r"\s*(\d{1,5})(?:[\t.):|]?\s+|$)", line))
    ]
    before_words = [(n, match) for n, match in numbered if lines[n][match.end() :].strip()]
    if len(before_words) > 3 * len(numbered) / 4:  # the others are pages' numbers, each on a line of its own
        numbered = before_words
    counts = [int(match[1]) for _, match in numbered]
    steps = {b - a for a, b in itertools.pairwise(counts)}
    if len(steps) != 1 or not steps <= {1, 5, 10} or len(counts) < 4:
        return lines, []
    among = sum(bool(line.strip()) for line in lines[numbered[0][0] : numbered[-1][0] + 1])
    if len(counts) < (0.9 if steps == {1} else 0.09) * among:
        return lines, []
    texts = {n: lines[n][match.end() :] for n, match in numbered}
    return [texts.get(n, line) for n, line in enumerate(lines)], [str(count) for count in counts]


def decode(data: bytes, where: str) -> str:
    """Text of `data` in UTF-8, UTF-16, Windows-1252 or Mac Roman. Raises StudyError where it is no text."""
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    zeros = data.count(0)
    if zeros * 4 >= len(data):  # every other byte of UTF-16 is zero in our languages
        return data.decode("utf-16-le" if data[1::2].count(0) * 2 > zeros else "utf-16-be", errors="replace")
    if zeros:
        raise StudyError(where, "not readable as text", "text", "Save it as UTF-8.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return max((data.decode(old, errors="replace") for old in ("cp1252", "mac_roman")), key=_plausible)


def _plausible(text: str) -> int:
    """How much of what is not ASCII in `text` looks like English or French."""
    return sum(1 if sign in TYPICAL else -1 for sign in text if sign > "\x7f")
