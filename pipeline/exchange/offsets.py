"""Where a program's character counts point to: the standard counts Unicode code points, programs do otherwise.

Seen in the field: UTF-16 units or bytes instead of code points, a line end counted as one character, two or none
whatever the file has, the byte order mark counted. Which one a program used is told by all selections of a project
together: with the right convention they are the words that the program names, and start and end between words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNITS = ("code points", "UTF-16 units", "bytes")
TELLING = 0.22  # how much better, a selection, a convention must fit (0 to 1) to be more than where a clause starts
CLEAR = 0.45  # the same for an unusual convention that alone fits
PROOF = 0.9  # how much better in all an unusual convention fits that is taken in any case
LINE_ENDS = {0: ", line ends not counted", 1: ", line ends as one", 2: ", line ends as two"}


@dataclass(frozen=True)
class Convention:
    unit: str = "code points"
    line_end: int | None = None  # what a line end counts; None: as many characters as the file has there
    mark: bool = False  # the byte order mark counts

    def __str__(self) -> str:
        extra = "" if self.line_end is None else LINE_ENDS[self.line_end]
        return f"{self.unit}{extra}{', byte order mark counted' if self.mark else ''}"

    def is_unusual(self, has_mark: bool = False) -> bool:
        """Seen in few programs. `has_mark`: the text begins with a byte order mark, which some count."""
        return self.unit == "bytes" or (self.mark and not has_mark) or self.line_end in (0, 2)


STANDARD = Convention()
CONVENTIONS = sorted(
    (Convention(unit, end, mark) for unit in UNITS for mark in (False, True) for end in (None, 1, 2, 0)),
    key=lambda one: (one != STANDARD, one.is_unusual()),
)

Span = tuple[int, int, str]  # start and end as the program counts, and the words it names


@dataclass(frozen=True)
class Reading:
    """How the positions of one text are read: `table[p]` is the place in `plain(raw)` of the program's position p.

    `rivals`: for each selection the conventions that fit the project as well and say another place, so that nothing is
    placed in silence where it is undecided; `doubted`: those selections that must not be placed for it.
    """

    convention: Convention
    table: NDArray[np.int64]
    rivals: tuple[tuple[Convention, ...], ...]
    doubted: tuple[bool, ...]


def plain(raw: str) -> str:
    """The text that positions are translated to: no byte order mark, line feeds only."""
    return raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def table(raw: str, convention: Convention) -> NDArray[np.int64]:
    """For each position the program may write, the position in `plain(raw)`; the length of the text last."""
    signs = np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    widths = np.ones(len(signs), dtype=np.int64)
    if convention.unit == "UTF-16 units":
        widths += signs > 0xFFFF
    elif convention.unit == "bytes":
        widths += (signs > 0x7F).astype(np.int64) + (signs > 0x7FF) + (signs > 0xFFFF)
    feed, back = signs == 0x0A, signs == 0x0D
    second = feed & np.concatenate([[False], back[:-1]])  # the feed of a Windows line end; kept as one line end
    if convention.line_end is not None:
        widths[feed | back] = convention.line_end
        widths[second] = 0
    kept = np.where(second, 0, 1)
    if len(signs) and signs[0] == 0xFEFF:
        kept[0] = 0
        widths[0] = widths[0] if convention.mark else 0
    places = np.concatenate([[0], np.cumsum(kept)])
    before = np.repeat(np.where(second, places[:-1] - 1, places[:-1]), widths)
    if convention.mark and not raw.startswith("\ufeff"):
        before = np.concatenate([np.zeros(3 if convention.unit == "bytes" else 1, dtype=np.int64), before])
    return np.concatenate([before, [places[-1]]])


def detect_all(texts: Sequence[tuple[str, Sequence[Span]]]) -> list[Reading]:
    """How the positions in each text of a project are read.

    One convention for the project, the standard's own unless another fits strictly better; a text whose own selections
    name words that only another convention gives is read with that one.
    """
    alike = [_alike(raw) for raw, _ in texts]
    fits = [
        {one: _fits(raw, spans, one) for one in set(same.values())}
        for same, (raw, spans) in zip(alike, texts, strict=True)
    ]
    total = {
        one: sum(float(fit[same[one]].sum()) for same, fit in zip(alike, fits, strict=True)) for one in CONVENTIONS
    }
    spots = {one: [spot for raw, spans in texts for spot in _placed(spans, table(raw, one))] for one in CONVENTIONS}
    has_mark = any(raw.startswith("\ufeff") for raw, _ in texts)
    chosen = _chosen(total, spots, has_mark)
    return [
        _reading(raw, spans, fit, same[chosen], total, has_mark)
        for same, (raw, spans), fit in zip(alike, texts, fits, strict=True)
    ]


def _chosen(total: dict[Convention, float], spots: dict[Convention, list], has_mark: bool) -> Convention:
    """The convention of a project: `total` of the fits, `spots`: where each selection stands."""
    for one in sorted(CONVENTIONS, key=lambda one: -total[one]):
        gain = total[one] - total[STANDARD]
        if one == STANDARD or gain < TELLING:
            break
        number = sum(here != there for here, there in zip(spots[one], spots[STANDARD], strict=True))
        others = [total[other] for other in CONVENTIONS if spots[other] != spots[one]]
        alone = total[one] - max(others) >= TELLING * number
        if not one.is_unusual(has_mark) or gain >= PROOF or (alone and gain >= CLEAR * number):
            return one
    return STANDARD


Fits = dict[Convention, NDArray[np.float64]]  # one number a selection


def _reading(
    raw: str,
    spans: Sequence[Span],
    fit: Fits,
    here: Convention,
    total: dict[Convention, float],
    has_mark: bool,
) -> Reading:
    own = max(fit, key=lambda one: float(fit[one].sum()))
    if float(fit[own].sum() - fit[here].sum()) >= 5:  # words are named that the project's convention does not give
        here = own
    places = {one: _placed(spans, table(raw, one)) for one in fit}
    apart = {other: sum(a != b for a, b in zip(places[here], places[other], strict=True)) for other in fit}
    close = [other for other in fit if apart[other] and total[here] - total[other] < TELLING * apart[other]]
    rivals, doubted = [], []
    for index in range(len(spans)):
        other = [one for one in close if places[one][index] not in (None, places[here][index])]
        better = [one for one in other if fit[one][index] > fit[here][index] + TELLING]
        alike = [one for one in other if fit[one][index] > fit[here][index] - TELLING]
        usual = [one for one in alike if not one.is_unusual(has_mark)]
        rivals.append(tuple(sorted({*better, *alike}, key=CONVENTIONS.index)))
        doubted.append(bool(better) or (here != STANDARD and bool(usual)))
    return Reading(here, table(raw, here), tuple(rivals), tuple(doubted))


def _alike(raw: str) -> dict[Convention, Convention]:
    """For each convention the first of CONVENTIONS that says the same on this text."""
    first: dict[tuple, Convention] = {}
    windows = raw.count("\r\n")
    others = raw.count("\n") + raw.count("\r") - 2 * windows
    beyond = any(ord(sign) > 0xFFFF for sign in raw)
    found = {}
    for one in CONVENTIONS:
        is_wide = not raw.isascii() if one.unit == "bytes" else beyond and one.unit == "UTF-16 units"
        ends = (2, 1) if one.line_end is None else (one.line_end, one.line_end)
        key = (one.unit if is_wide else "", ends[0] if windows else -1, ends[1] if others else -1, one.mark)
        found[one] = first.setdefault(key, one)
    return found


def _placed(spans: Sequence[Span], places: NDArray[np.int64]) -> list[tuple[int, int] | None]:
    return [
        (int(places[start]), int(places[end])) if 0 <= start < end < len(places) else None for start, end, _ in spans
    ]


def _fits(raw: str, spans: Sequence[Span], convention: Convention) -> NDArray[np.float64]:
    text, places = plain(raw), table(raw, convention)
    found = _placed(spans, places)
    return np.array([_fit(text, spot, span[2]) for spot, span in zip(found, spans, strict=True)])


def _fit(text: str, spot: tuple[int, int] | None, words: str) -> float:
    """0 outside the text; up to 1 for bounds between words; 10 more where they hold the words the program names."""
    if spot is None:
        return 0.0
    first, last = spot
    fit = 0.5 * _starts(text, first) + 0.5 * _ends(text, last)
    named, found = squeeze(words).rstrip("….").rstrip(), squeeze(text[first:last]).rstrip("….").rstrip()
    if len(named) >= 8 and found.startswith(named):  # programs cut long words short: more words than named are no worse
        fit += 10.0 + (found == named)
    elif named == found and re.search(r"[^\W\d_]", named):
        fit += 11.0
    elif len(found) >= 8 and named.startswith(found):
        fit += 5.0
    return fit


def _starts(text: str, at: int) -> float:
    """1 where a clause starts, less at the start of any other word, half in a gap, 0 within a word."""
    before, here = text[at - 1 : at], text[at : at + 1]
    if here.isalnum() and before.isalnum():
        return 0.0
    if here.isspace() or (before.isalnum() and not here.isalnum()):
        return 0.5
    return 1.0 if here.isupper() or not re.match(r"[\w,'’]", text[:at].rstrip(" ")[-1:] or ".") else 0.8


def _ends(text: str, at: int) -> float:
    before, here = text[at - 1 : at], text[at : at + 1]
    if before.isalnum() and here.isalnum():
        return 0.0
    if before.isspace() or (here.isalnum() and not before.isalnum()):
        return 0.5
    return 0.8 if before.isalnum() and here == " " else 1.0


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
