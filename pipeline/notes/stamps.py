"""Times that transcription programs write: `[00:01:02]`, `0:03`, `#00:00:12-5#`, `1 minute 24 seconds`, spans."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from pipeline.notes import labels
from pipeline.notes.note_facts import is_fact
from pipeline.notes.passages import Aside, Passage

FRAMES = r"\d{2};\d{2};\d{2}[;:]\d{2}"  # as editors of films write them
CLOCK = (
    rf"{FRAMES}|"
    r"-?\d{1,3}:\d{1,2}(?::\d{1,2})?"
    r"(?:[:;.,]\d{1,3}|-\d{1,2}(?=#)|(?<=:\d\d:\d\d)-\d(?=[\])]))?(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?"
)
# A message's date with its time of the day: `2024-03-05, 10:02`, `5/3/24 à 10 h 02`.
DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
MONTH = (
    r"(?:jan|f[eé][bv]|mar|apr|avr|abr|ma[iy]|ju[iln]|jui[ln]|aug|ao[uû]|ago|sept?|oct|nov|d[eé]c|dic|ene)"
    r"[^\W\d_]{0,7}\.?"
)
WEEKDAY = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|mi[eé]|jue|vie|s[aá]b|dom)"
    r"[^\W\d_]{0,6}\.?,?\s+)?"
)
DAY = r"\d{1,2}(?:st|nd|rd|th|er|º)?"
# `Mon 4 Mar 2024 09:00`, `March 4, 2024 at 9:00 AM`, `4 mars à 9 h 02`
WRITTEN = rf"(?i:{WEEKDAY}(?:{DAY}\s+(?:of\s+|de\s+)?{MONTH}|{MONTH}\s+{DAY})(?:,?\s+(?:de\s+)?\d{{4}})?)"
DATED = rf"(?:{DATE}|{WRITTEN})(?:,?\s+|T)(?:(?:à|at|a las)\s+)?(?:{CLOCK}|\d{{1,2}}\s?h\s?\d{{2}})"
UNITS = (
    r"(?:\d{1,6}\s*(?:h|hrs?|hours?|heures?)(?:\b|(?=\d))\s*)?(?:\d{1,6}\s*(?:m|min|mins|minutes?)(?:\b\.?|(?=\d))\s*)?"
    r"\d{1,6}(?:[.,]\d{1,9})?\s*(?:s|secs?|seconds?|secondes?|m|min|minutes?)\b\.?"
)
PRIMES = r"\d{1,3}\s?['’′]\s?\d{1,2}(?:\s?(?:[\"”″]|['’′]{2}))?"
LETTERS = r"\d{1,2}h\d{1,2}(?:m(?:in)?\d{1,2}s?)?"
ONE = rf"(?:{DATED}|{CLOCK}|{LETTERS}|{PRIMES})"
BETWEEN = r"\s*(?:-+>|=+>|→|–|—|-|\bto\b|\bà\b)\s*"
SPAN = rf"{ONE}(?:{BETWEEN}{ONE})?"
BRACKETED = rf"[\[({{<#]\s*(?:{SPAN}|{UNITS}(?:{BETWEEN}{UNITS})?)\s*[\])}}>#]"
AFTER = r"(?=\s|$|[:,;|\-–—\"«\[(A-Za-zÀ-ÿ])"
OPENING = re.compile(rf"(?P<stamp>{BRACKETED}|{SPAN}{AFTER})\s*(?:[-–—|]\s+)?")
ALONE = re.compile(rf"(?:{BRACKETED}|{SPAN}|{UNITS})\s*[-–—:|]?")
INSIDE = re.compile(rf"\s*{BRACKETED}")
CLOSING = re.compile(rf"\s*(?P<stamp>{BRACKETED})\s*$")
CLOSING_BARE = re.compile(rf"(?:\s+|\t)[-–—|•·,]?\s*(?P<stamp>{SPAN}|{UNITS})\s*(?P<colon>[:：]?)$")
ENDING_BARE = re.compile(rf"(?<=[.?!…»”\"\])])\s+(?P<stamp>{CLOCK})$")
# A bare time between a label and its talk: `Name: 0:03 talk`, `Name 0:03: talk`.
BETWEEN_LABEL = re.compile(
    rf"(?P<label>[^:：]{{1,60}}?)(?:\s*(?P<before>[:：])\s*(?P<one>{SPAN})\s*[-–—:|]?\s+|\s+(?P<two>{SPAN})\s*[:：]\s+)(?P<said>\S.*)"
)
# Nothing but the time between a label and its talk: `Name 00:00:03 talk`.
AFTER_LABEL = re.compile(
    rf"(?P<label>[^:：]{{1,60}}?)\s+(?P<one>{SPAN})(?P<two>)\s+(?P<said>[^\W_a-z].*|[\"«“¿¡(\[].*)"
)
LABEL_WORDS = 6
CLOCK_HOURS = 6 * 3600  # a first stamp so late is the time of the day, not of the recording


@dataclass(frozen=True)
class Times:
    """Seconds in a stamp: from when, and to when where it is a span."""

    start_s: float | None
    end_s: float | None = None


def seconds(stamp: str) -> float | None:
    """One time in seconds, to the millisecond: `01:02:03.450`, `1 h 2 min 3 s`; None for the time of day."""
    stamp = stamp.strip(" []()<>{}#\t")
    if re.fullmatch(FRAMES, stamp):
        stamp = ":".join(re.split("[;:]", stamp)[:3])
    stamp = stamp.replace(",", ".").replace(";", ".")
    if re.search(r"[ap]\.?\s?m\.?$", stamp, re.IGNORECASE) or re.match(rf"{DATE}|{WRITTEN}", stamp):
        return None
    sign = -1 if stamp.startswith("-") else 1
    stamp = stamp.lstrip("-")
    if ":" in stamp:
        stamp = re.sub(r"-(\d{1,2})$", r".\1", stamp)
        parts = [float(part) for part in stamp.split(":")]
        if len(parts) == 4:  # frames
            parts = parts[:3]
        return sign * round(sum(part * 60**place for place, part in enumerate(reversed(parts))), 3)
    units = re.findall(r"(\d+(?:[.,]\d+)?)\s*([a-z'’′\"”″]*)", stamp.lower())
    total, worth = 0.0, {"h": 3600.0, "m": 60.0, "'": 60.0, "’": 60.0, "′": 60.0}
    for number, (value, unit) in enumerate(units):
        first = unit[:1]
        bare = 60.0 if number and units[number - 1][1][:1] == "h" else 1.0  # `1h02`
        total += float(value) * (1.0 if unit.startswith(("''", "’’", "′′")) else worth.get(first, bare))
    return round(total, 3) if units else None


def times(stamp: str) -> Times:
    """The times of a stamp; two of a span."""
    if re.fullmatch(DATED, stamp.strip(" []()<>{}#")):
        return Times(None)
    parts = re.split(BETWEEN, stamp.strip(" []()<>{}#"), maxsplit=1) if re.search(rf"\d{BETWEEN}\d", stamp) else [stamp]
    if len(parts) == 2 and re.fullmatch(CLOCK, stamp.strip(" []()<>{}#") + ("#" if "#" in stamp else "")):
        parts = [stamp]
    if "#" in stamp:
        parts = [stamp]
    return Times(seconds(parts[0]), seconds(parts[1]) if len(parts) == 2 else None)


def without_stamps(passages: list[Passage]) -> tuple[list[Passage], list[Aside]]:
    """Passages with their times as times instead of words, and the stamps that went.

    A stamp alone on its line is the time of the next line. A stamp at the end of a paragraph ends it (f4), so that the
    next one starts there. Times of the day are taken off and say nothing about when in the recording.
    """
    opening = sum(bool(OPENING.match(p.text)) and p.speaker is None for p in passages) >= 2
    among = sum(_between_label(p.text) is not None for p in passages if p.speaker is None) >= 2
    timed = sum(AFTER_LABEL.fullmatch(p.text) is not None for p in passages if p.speaker is None)
    ending = sum(ENDING_BARE.search(p.text) is not None for p in passages) >= max(3, 0.4 * len(passages))
    bare = timed >= max(3, 0.4 * len(passages))
    again = Counter(before for p in passages if p.speaker is None and (before := _before_time(p.text)))
    found: list[Passage] = []
    aside: list[Aside] = []
    waiting: Times | None = None
    ended: float | None = None
    for passage in passages:
        text, at = passage.text, waiting
        if passage.start_s is not None:
            at = Times(passage.start_s, passage.end_s)
        if ALONE.fullmatch(text) and passage.speaker is None:
            aside.append(Aside(text, "stamps"))
            waiting = times(text)
            if found and labels.like_a_name(found[-1].text):
                found[-1] = replace(found[-1], timed_label=True)
            continue
        text, at, beside = _opening(text, at, aside, opening)
        text, at, header = _header(text, at, aside, again)
        match = AFTER_LABEL.fullmatch(text) if bare else None
        if match is None or not labels.like_a_name(match["label"]):
            match = _between_label(text) if among else None
        if match is not None:
            stamp = match["one"] or match["two"]
            aside.append(Aside(stamp, "stamps"))
            text, at, header = f"{match['label']}: {match['said']}", times(stamp), True
        text, end = _closing(text, aside, ending)
        for stamp in INSIDE.findall(text):
            aside.append(Aside(stamp, "stamps"))
        inside = INSIDE.search(text)
        if inside and at is None and inside.start() <= 60:
            at = times(inside[0])
        beside = beside or header or bool(inside and inside.start() <= 60)
        text = INSIDE.sub("", text).strip()
        if not text:
            waiting = at or waiting
            continue
        if at is None and ended is not None and passage.opens_paragraph:
            at = Times(ended)
        ended = end
        start, stop = (at.start_s, at.end_s) if at else (None, None)
        found.append(
            replace(passage, text=text, start_s=start, end_s=end if end is not None else stop, timed_label=beside)
        )
        waiting = None
    return _not_of_the_day(found), aside


def _opening(text: str, at: Times | None, aside: list[Aside], often: bool) -> tuple[str, Times | None, bool]:
    """A stamp at the start of a line; one without brackets only where lines often begin so."""
    match = OPENING.match(text)
    if not match or not (often or text[0] in "[({<#"):
        return text, at, False
    aside.append(Aside(match["stamp"], "stamps"))
    found = times(match["stamp"])
    return text[match.end() :].lstrip(), found if at is None or found.start_s is not None else at, True


def _between_label(text: str) -> re.Match | None:
    match = BETWEEN_LABEL.fullmatch(text)
    if match is None or match["label"].count("(") > match["label"].count(")"):  # `Name (00:00:04 - 00:00:07) :`
        return None
    return match if labels.like_a_name(match["label"].strip(" *_>[]")) else None


def _before_time(text: str) -> str:
    """The few words that may be a label before a bare time at a line's end; empty where there are none."""
    match = CLOSING_BARE.search(text)
    before = text[: match.start()].strip(" •·|,–—-\t") if match else ""
    if re.fullmatch(rf"{DATE}|{WRITTEN}", before):  # `Mon, Mar 17, 2025 • 7:10`: how long it is
        return ""
    return before if ":" not in before and labels.could_be(before) and len(before.split()) <= LABEL_WORDS else ""


def _header(text: str, at: Times | None, aside: list[Aside], again: Counter) -> tuple[str, Times | None, bool]:
    """A bare time after a few words that may be a label: `Name  0:03`, `Name, 12 s:`; `lin.chen - 0:10`, if again.

    again: how often each few words stand before a time.
    """
    match, before = CLOSING_BARE.search(text), _before_time(text)
    if (
        not match
        or not (labels.like_a_name(before) or again[before] > 1)
        or (is_fact(before) and not labels.usual_role(before) and again[before] == 1)
    ):
        return text, at, False  # `Duration: 0:56`
    aside.append(Aside(match["stamp"], "stamps"))
    return text[: match.start()].rstrip(" •·|,–—-\t") + match["colon"], times(match["stamp"]), True


def _closing(text: str, aside: list[Aside], bare: bool) -> tuple[str, float | None]:
    """A stamp in brackets that ends a paragraph of talk, `#00:00:12-5#`; one after a label alone is left in place.

    bare: lines often end with a stamp without brackets.
    """
    match = CLOSING.search(text) or (ENDING_BARE.search(text) if bare else None)
    if not match or not re.search(r"[.?!…»”\"]\s*$", text[: match.start()]) or len(text.split()) < 3:
        return text, None
    aside.append(Aside(match["stamp"], "stamps"))
    return text[: match.start()].rstrip(), times(match["stamp"]).start_s


def _not_of_the_day(passages: list[Passage]) -> list[Passage]:
    first = next((p.start_s for p in passages if p.start_s is not None), None)
    if first is None or first < CLOCK_HOURS:
        return passages
    return [replace(p, start_s=None, end_s=None) for p in passages]
