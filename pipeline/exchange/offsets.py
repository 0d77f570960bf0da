"""Where a program's character counts point to: the standard counts Unicode code points, programs do otherwise.

Seen in the field: UTF-16 units or bytes instead of code points, a Windows line end counted as one character, the byte
order mark counted. Which one a program used is told by the text: with the right convention the selections are
the words the program names, and start and end between words.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTHS: dict[str, Callable[[str], int]] = {
    "code points": lambda character: 1,
    "UTF-16 units": lambda character: 2 if ord(character) > 0xFFFF else 1,
    "bytes": lambda character: len(character.encode("utf-8", "surrogatepass")),
}


@dataclass(frozen=True)
class Convention:
    unit: str = "code points"
    line_ends: bool = True  # \r\n counts as two
    mark: bool = False  # the byte order mark counts

    def __str__(self) -> str:
        extra = "" if self.line_ends else ", line ends as one"
        return f"{self.unit}{extra}{', byte order mark counted' if self.mark else ''}"


STANDARD = Convention()
CONVENTIONS = [Convention(unit, ends, mark) for unit in WIDTHS for mark in (False, True) for ends in (True, False)]


def plain(raw: str) -> str:
    """The text that positions are translated to: no byte order mark, line feeds only."""
    return raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def table(raw: str, convention: Convention) -> list[int]:
    """For each position the program may write, the position in `plain(raw)`."""
    width, places, here = WIDTHS[convention.unit], [], 0
    for index, character in enumerate(raw):
        if index == 0 and character == "\ufeff":
            places += [0] * (width(character) if convention.mark else 0)
        elif character == "\r" and raw[index + 1 : index + 2] == "\n":
            places += [here] if convention.line_ends else []
        else:
            places += [here] * width(character)
            here += 1
    return [*places, here]


def detect(raw: str, spans: Sequence[tuple[int, int, str]]) -> tuple[Convention, list[int]]:
    """The convention under which `spans` (start, end, the words named by the program) fit `raw` best, and its table.

    The standard's own wins unless another fits strictly better.
    """
    if raw.isascii() and "\r\n" not in raw:
        return STANDARD, table(raw, STANDARD)
    text, best, best_fit, best_table = plain(raw), STANDARD, -1.0, []
    for convention in CONVENTIONS:
        places = table(raw, convention)
        fit = sum(_fit(text, places, *span) for span in spans)
        if fit > best_fit + 1e-9:
            best, best_fit, best_table = convention, fit, places
    return best, best_table


def _fit(text: str, places: list[int], start: int, end: int, words: str) -> float:
    """0 outside the text; up to 1 for bounds between words; 10 more where the words start as the program names them."""
    if not 0 <= start < end < len(places):
        return 0.0
    first, last = places[start], places[end]
    fit = 0.5 * _between_words(text, first) + 0.5 * _between_words(text, last)
    named, found = squeeze(words).rstrip("….").rstrip(), squeeze(text[first:last]).rstrip("….").rstrip()
    if len(named) >= 8 and found.startswith(named):  # programs cut long words short: more words than named are no worse
        fit += 10.0 + (found == named)
    elif len(found) >= 8 and named.startswith(found):
        fit += 5.0
    return fit


def _between_words(text: str, position: int) -> bool:
    return not (0 < position < len(text) and text[position - 1].isalnum() and text[position].isalnum())


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
