"""Reader of subtitles, WebVTT and SubRip: cues with times, and the voice where the file tells it.

Read by what every dialect has: a line with two times opens a cue, its words are what follows up to the next one. So
cues without milliseconds, with other arrows, with blank lines inside or out of order are read like any other.
"""

import html
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.notes.labels import like_a_name
from pipeline.notes.passages import Aside, Passage, tidy
from pipeline.notes.stamps import seconds
from pipeline.notes.text_files import decode
from pipeline.study import StudyError

TIME = r"-?\s?(?:\d{1,3}\s?:\s?)?\d{1,3}\s?:\s?\d{1,2}(?:\s?[.,:;]\s?\d{1,3})?"
TIMING = re.compile(
    rf"\s*\[?\s*(?P<start>{TIME})\s*(?:[-–—=~]+\s*>+|→|⟶|–+|—|-|,|\bto\b)\s*(?P<end>{TIME})\]?(?P<more>.*)"
)
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
TAG = re.compile(r"</?(?:[a-z][a-z0-9]*|\d[\d:.]*)(?:[.\s][^<>]*)?>|\{\\[^}]*\}", re.IGNORECASE)
BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)|X-TIMESTAMP-MAP|Kind:|Language:")
NAMED_ID = re.compile(r"\d*\s*[\"“](?P<name>[^\"”]+)[\"”](?:\s*\(\d+\))?")
STOP = r"(?<=[.?!…\"”»])(?<!\b\w\.)(?<!\b[DMS][rstRST]\.)(?<!\bM[rR][sS]\.)(?<!\bProf\.)"  # no title, no initial
NAMED = re.compile(rf"(?:^|{STOP}\s)(?P<who>[^\W\d_][^?!…:：]{{0,40}}?)\s?[:：]\s")
ARROWS = re.compile(r"\s+(?=>>+\s)")
DASHES = re.compile(rf"{STOP}\s+(?=[-–—]\s?[\"“«¿¡]?[A-ZÀ-Þ])")


@dataclass
class Cue:
    """One cue: seconds, its lines, and the line above it that numbers or names it."""

    start_s: float
    end_s: float
    name: str
    lines: list[str] = field(default_factory=list)


def read_subtitles(path: Path, form: str, where: str) -> tuple[list[Passage], list[Aside]]:
    """Passages of a .vtt or .srt file in time order, and the words of its notes.

    Raises StudyError where it is not one.
    """
    text = decode(path.read_bytes(), where).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    cues, aside = _cues(text.split("\n"), where)
    if not cues:
        raise StudyError(where, "no cues in it", "subtitles with times", f"Export it again, or is it no {form} file?")
    inside = _named_inside(cues)
    passages = []
    for cue in sorted(_without_repeats(cues, aside), key=lambda cue: cue.start_s):
        named = NAMED_ID.fullmatch(cue.name)
        voice_before = named["name"] if named else None
        for voice, lines in _voices("\n".join(cue.lines)):
            voice_before = voice or voice_before
            said = [part for line in lines for part in _parted(line, inside)]
            passages += [
                Passage(part, voice_before, cue.start_s, cue.end_s, opens_paragraph=number == 0)
                for number, part in enumerate(said)
            ]
    return passages, aside


def _cues(lines: list[str], where: str) -> tuple[list[Cue], list[Aside]]:
    """Cues in the file's order. What numbers or names a cue stands on the line above its times."""
    timed = {n: match for n, line in enumerate(lines) if (match := TIMING.fullmatch(line))}
    cues: list[Cue] = []
    aside: list[Aside] = []
    numbered = sum(_is_id(lines, n - 1, always=False) for n in timed) * 2 > len(timed)
    heads = {n - 1 for n in timed if n and _is_id(lines, n - 1, always=numbered)}
    dropping = False
    for n, line in enumerate(lines):
        if n in timed:
            start, end = (seconds(re.sub(r"\s", "", timed[n][side])) for side in ("start", "end"))
            if start is None or end is None:
                raise StudyError(f"{where}, line {n + 1}", f"no time ({line.strip()})", "00:00:01.000 --> 00:00:02.000")
            cues.append(Cue(start, end, lines[n - 1].strip() if n - 1 in heads else ""))
            dropping = False
        elif n in heads:
            continue
        elif (
            BLOCK.match(line) and (not cues or not lines[n - 1].strip()) and (line[:4] != "NOTE" or _is_note(lines, n))
        ):
            dropping = True
            aside.append(Aside(tidy(line), "tool"))
        elif not line.strip():
            dropping = False
        elif dropping or not cues:
            if not line.startswith("WEBVTT"):
                aside.append(Aside(tidy(line), "tool"))
        else:
            cues[-1].lines.append(line)
    return cues, aside


def _is_note(lines: list[str], n: int) -> bool:
    """Whether `NOTE` opens a comment: blank lines around it, not words that go on inside a cue."""
    return n == 0 or not lines[n - 1].strip()


def _is_id(lines: list[str], n: int, always: bool) -> bool:
    """Whether line `n`, above a cue's times, numbers or names it: digits, or after a blank line where all have one."""
    if n < 0 or not lines[n].strip():
        return False
    line = lines[n].strip()
    alone = n == 0 or not lines[n - 1].strip()
    if line.startswith("WEBVTT"):
        return False
    marked = (
        line.isdigit()
        or bool(NAMED_ID.fullmatch(line))
        or bool(re.fullmatch(r"[\w{}-]+(?:[/-][\w-]+)*", line) and re.search(r"\d", line))
    )
    return (marked and (alone or line.isdigit())) or (always and alone and len(line.split()) == 1)


def _without_repeats(cues: list[Cue], aside: list[Aside]) -> list[Cue]:
    """Cues of a rolling display, where each begins with the line that ended the one before, say each line once."""
    texts = [[tidy(TAG.sub("", line)) for line in cue.lines if tidy(TAG.sub("", line))] for cue in cues]
    again = [bool(a and b and b[0] == a[-1]) for a, b in itertools.pairwise(texts)]
    if len(cues) < 4 or sum(again) < 0.6 * len(again):
        return cues
    kept = cues[:1]
    for cue, text, same in zip(cues[1:], texts[1:], again, strict=True):
        if same:
            aside.append(Aside(text[0], "tool"))
            text = text[1:]
        kept.append(Cue(cue.start_s, cue.end_s, cue.name, text))
    return kept


def _named_inside(cues: list[Cue]) -> re.Pattern | None:
    """What parts a cue in which several speak by name: labels that come again after a stop or at the start of a line,
    each with its colon."""
    lines = [tidy(TAG.sub("", line)) for cue in cues for line in cue.lines]
    again = Counter(match["who"] for line in lines for match in NAMED.finditer(line) if like_a_name(match["who"]))
    names = [re.escape(name) for name, count in again.items() if count > 1]
    return re.compile(rf"{STOP}\s+(?=(?:{'|'.join(names)})\s?[:：]\s)") if names else None


def _parted(line: str, inside: re.Pattern | None) -> list[str]:
    """A cue's line where one speaks, parted where another one begins: `>>`, a dash after a stop, somebody's label."""
    parts = ARROWS.split(line)
    parts = [one for part in parts for one in (DASHES.split(part) if part[:1] in "-–—" else [part])]
    return [one for part in parts for one in (inside.split(part) if inside else [part])]


def _voices(cue: str) -> list[tuple[str | None, list[str]]]:
    """(voice, lines) of a cue; one cue may hold two voices. Lines go on unless each opens with a dash."""
    parts = VOICE.split(cue)
    spoken = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    found = []
    for voice, text in spoken:
        lines = [line for part in text.split("\n") if (line := tidy(html.unescape(TAG.sub("", part)), tabs=True))]
        if lines:
            found.append((tidy(html.unescape(voice)) if voice else None, lines))
    return found
