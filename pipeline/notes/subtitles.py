"""Reader of subtitles, WebVTT and SubRip: cues with times, and the voice where the file tells it."""

import html
import re
from pathlib import Path

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from pipeline.notes.documents import decode
from pipeline.notes.passages import Passage, tidy
from pipeline.study import StudyError

VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
TAG = re.compile(r"</?[a-z0-9][^>]*>", re.IGNORECASE)


def read_subtitles(path: Path, form: str, where: str) -> list[Passage]:
    """Cues of a .vtt or .srt file in time order. Raises StudyError where it is not one."""
    text = decode(path.read_bytes(), where).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    try:
        captions = webvtt.from_string(text) if form == ".vtt" else webvtt.from_string(_as_vtt(text))
        cues = sorted(captions, key=lambda cue: cue.start_in_seconds)
    except (MalformedFileError, MalformedCaptionError) as error:
        raise StudyError(where, f"not readable as subtitles ({error})", f"a {form} file", "Export it again.") from error
    if not cues:
        raise StudyError(where, "no cues in it", "subtitles with times", "Export it again.")
    passages = []
    for cue in cues:
        for voice, words in _voices(cue.raw_text):
            if words:
                passages.append(Passage(words, voice, seconds(cue.start), seconds(cue.end)))
    return passages


def seconds(stamp: str) -> float:
    """`01:02:03.450` or `02:03,450` in seconds, to the millisecond."""
    parts = [float(part) for part in stamp.replace(",", ".").split(":")]
    return round(sum(part * 60**place for place, part in enumerate(reversed(parts))), 3)


def _as_vtt(text: str) -> str:
    """SubRip as WebVTT: the same but for the first line and the decimal comma."""
    arrow = re.compile(r"(\d{1,2}:\d{2}:\d{2}),(\d{1,3})")
    return "WEBVTT\n\n" + "\n".join(arrow.sub(r"\1.\2", line) if "-->" in line else line for line in text.split("\n"))


def _voices(cue: str) -> list[tuple[str | None, str]]:
    """(voice, words) of a cue; one cue may hold two voices."""
    parts = VOICE.split(cue)
    spoken = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    return [(tidy(voice) if voice else None, tidy(html.unescape(TAG.sub("", words)))) for voice, words in spoken]
