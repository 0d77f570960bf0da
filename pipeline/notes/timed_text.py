"""Timed text of broadcasters and linguists: TTML (`.xml`, `.ttml`, `.dfxp`); TextGrid and styled subtitles (`.ass`,
`.ssa`), saved as `.txt` too."""

import re
from pathlib import Path
from typing import Any

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from pipeline.notes.passages import Passage, tidy
from pipeline.notes.stamps import seconds
from pipeline.notes.text_files import decode
from pipeline.study import StudyError

GRID = re.compile(r'File type = "ooTextFile')
TIER = re.compile(r'\bclass = "(?:IntervalTier|TextTier)"\s+name = "(?P<name>[^"]*)"')
INTERVAL = re.compile(
    r'(?:xmin|number|time) = (?P<start>[\d.]+)\s+(?:xmax = (?P<end>[\d.]+)\s+)?(?:text|mark) = "(?P<text>(?:[^"]|"")*)"'
)
DIALOGUE = re.compile(r"^Dialogue:\s*(.*,.*,.*,.*)$", re.MULTILINE)
FORMAT = re.compile(r"^Format:\s*(.*\bText\b.*)$", re.MULTILINE)
COLUMNS = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
WHO, BEGIN, END = ("agent", "speaker", "who", "spk"), ("begin", "start"), ("end",)


def read_signed(path: Path, where: str) -> list[Passage] | None:
    """What was said in a text that says itself to be styled subtitles (`.ass`, `.ssa`) or a TextGrid, in order of time;
    None of any other text."""
    text = decode(path.read_bytes(), where)
    if DIALOGUE.search(text):
        return _styled(text)
    return _of_tiers(text) if GRID.search(text[:200]) else None


def _of_tiers(text: str) -> list[Passage]:
    """The intervals of all tiers, each with its tier's name as the speaker; silences are left out."""
    tiers = list(TIER.finditer(text))
    ends = [*(tier.start() for tier in tiers[1:]), len(text)]
    said = [
        Passage(words, tier["name"], float(one["start"]), float(one["end"]) if one["end"] else None)
        for tier, end in zip(tiers, ends, strict=True)
        for one in INTERVAL.finditer(text, tier.end(), end)
        if (words := tidy(one["text"].replace('""', '"')))
    ]
    return sorted(said, key=lambda passage: passage.start_s or 0.0)


def read_timed_text(path: Path, where: str) -> list[Passage]:
    """The timed paragraphs of an XML file, with who speaks where it tells. Raises StudyError where it has none."""
    try:
        tree = defusedxml.ElementTree.fromstring(decode(path.read_bytes(), where).encode("utf-8"), forbid_dtd=True)
    except (DefusedXmlException, defusedxml.ElementTree.ParseError) as error:
        raise StudyError(where, "damaged or unsafe XML", "timed text (TTML)", "Export it again.") from error
    names = {
        _attribute(one, ("id",)): tidy(" ".join(one.itertext()))
        for one in tree.iter()
        if _attribute(one, ("type", "id"))
    }
    found = []
    for one in tree.iter():
        start, text = _attribute(one, BEGIN), tidy(" ".join(part for part in one.itertext() if part.strip()))
        if start is None or not text or any(_attribute(child, BEGIN) for child in one.iter() if child is not one):
            continue
        who, end = _attribute(one, WHO), _attribute(one, END)
        found.append(Passage(text, _without(names.get(who) or who), seconds(start), seconds(end) if end else None))
    if not found:
        raise StudyError(
            where, "no timed words in it", "timed text (TTML), a `p` with `begin` a line", "Export it again."
        )
    return [Passage(_said(one.text, one.speaker), one.speaker, one.start_s, one.end_s) for one in found]


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


def _attribute(element: Any, names: tuple[str, ...]) -> str | None:
    """The value of the first of these attributes, in any name space."""
    own = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    return next((own[name] for name in names if own.get(name)), None)


def _without(name: str | None) -> str | None:
    return name.strip(" :#") or None if name else None


def _said(text: str, speaker: str | None) -> str:
    """A line without its speaker's name before it, which the file tells twice."""
    return re.sub(rf"^{re.escape(speaker)}\s*[:：–-]\s*", "", text) if speaker else text
