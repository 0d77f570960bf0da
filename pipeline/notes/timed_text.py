"""Timed text that says itself what it is, saved as `.txt` too: TextGrid, and styled subtitles (`.ass`, `.ssa`)."""

import re
from pathlib import Path

from pipeline.notes.passages import Passage, tidy
from pipeline.notes.stamps import seconds
from pipeline.notes.text_files import decode

GRID = re.compile(r'File type = "ooTextFile')
TIERS = ("IntervalTier", "TextTier")
TOKEN = re.compile(r'"((?:[^"]|"")*)"|(?<![\w\[])(-?\d+(?:\.\d+)?)(?![\w\]])')  # a text or a number; `[3]:` only counts
DIALOGUE = re.compile(r"^Dialogue:\s*(.*,.*,.*,.*)$", re.MULTILINE)
FORMAT = re.compile(r"^Format:\s*(.*\bText\b.*)$", re.MULTILINE)
COLUMNS = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]


def read_signed(path: Path, where: str) -> list[Passage] | None:
    """What was said in a text that says itself to be styled subtitles (`.ass`, `.ssa`) or a TextGrid, in order of time;
    None of any other text."""
    text = decode(path.read_bytes(), where)
    if DIALOGUE.search(text):
        return _styled(text)
    return _of_tiers(text) if GRID.search(text[:200]) else None


def _of_tiers(text: str) -> list[Passage]:
    """The intervals and points of all tiers, each with its tier's name as the speaker; silences are left out.

    Long or short, a TextGrid has the same values in the same order; the words between them are for people.
    """
    said: list[Passage] = []
    kind, name, numbers = "", None, []
    for match in TOKEN.finditer(text):
        if match[2] is not None:
            numbers.append(float(match[2]))
        elif match[1] in TIERS:
            kind, name = match[1], None
        elif name is None:
            name = match[1] if kind else None
        else:
            start, end = (numbers[-2], numbers[-1]) if kind == TIERS[0] else (numbers[-1], None)
            words = tidy(match[1].replace('""', '"'))
            said += [Passage(words, name, start, end)] if words else []
    return sorted(said, key=lambda passage: passage.start_s or 0.0)


def _styled(text: str) -> list[Passage]:
    """The lines of styled subtitles, by the columns that the file names; the name may be empty."""
    heads = [one.strip().lower() for one in FORMAT.findall(text)[-1].split(",")] if FORMAT.search(text) else COLUMNS
    found = []
    for line in DIALOGUE.findall(text):
        own = dict(zip(heads, line.split(",", len(heads) - 1), strict=False))
        words = tidy(re.sub(r"\{[^}]*\}", "", own.get("text", "")).replace("\\N", " ").replace("\\n", " "))
        who = (own.get("name") or own.get("actor") or "").strip() or None
        start, end = (seconds(own.get(side, "").strip()) for side in ("start", "end"))
        found += [Passage(words, who, start, end)] if words else []
    return sorted(found, key=lambda passage: passage.start_s or 0.0)
