"""Recordings: whether one can be read, and the transcript beside it with how it came about.

A transcript drafted by the recogniser is a WebVTT file beside its recording (`EMP-02.vtt` beside `EMP-02.ogg`) whose
first note says what drafted it, from which sound, and whether a person has corrected it. It is an input like any other
note: whoever corrects it writes `corrected: yes` (and who, when) into that note.
"""

import io
import re
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

from pipeline.notes.passages import Passage
from pipeline.study import StudyError, fingerprint

SIGNATURES = {
    "Ogg": ((b"OggS",), (".ogg", ".oga", ".opus")),
    "WAV": ((b"RIFF",), (".wav",)),
    "FLAC": ((b"fLaC",), (".flac",)),
    "MP3": ((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), (".mp3",)),
    "AAC": ((b"\xff\xf1", b"\xff\xf9"), (".aac",)),
    "WebM": ((b"\x1aE\xdf\xa3",), (".webm",)),
    "Windows Media": ((b"0&\xb2u",), (".wma",)),
}
OTHERS = {
    b"%PDF": "PDF",
    b"PK": "zipped document",
    b"{\\rtf": "RTF",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff\xe0": "picture",
    b"<": "web page",
}
FIELDS = ("drafted by", "weights", "sound", "corrected")
NO = {"", "no", "non", "n", "false", "faux"}


@dataclass(frozen=True)
class Provenance:
    """How a transcript came about: the recogniser and its weights with versions, the fingerprint of the sound, and
    whether a person corrected it (`no`, or who and when)."""

    drafted_by: str
    weights: str
    sound: str
    corrected: str = "no"

    @property
    def is_corrected(self) -> bool:
        return self.corrected.strip().lower() not in NO


def check(path: Path, where: str) -> None:
    """Raise StudyError for a recording of no length, of another format than its name says, or (a WAV) of silence."""
    data = path.read_bytes()
    if not data.strip(b"\0 \r\n"):
        raise StudyError(
            where, "a recording of no length", "sound", "Send it again, or take its row out of the manifest."
        )
    found = next((name for start, name in OTHERS.items() if data.startswith(start)), None)
    if found is not None or not any(byte > 127 or byte < 9 for byte in data[:2000]):
        raise StudyError(
            where, f"named {path.suffix}, but it is a {found or 'text'}", "a recording", "Give it the right ending."
        )
    named = next((name for name, (_, endings) in SIGNATURES.items() if path.suffix.lower() in endings), None)
    real = next((name for name, (starts, _) in SIGNATURES.items() if data.startswith(starts)), None)
    if data[4:8] == b"ftyp":
        real, named = "MP4", named or "MP4"
    if real and named and real != named and not {real, named} <= {"MP3", "AAC"}:
        raise StudyError(where, f"named {path.suffix}, but it is {real}", "a recording", "Give it the right ending.")
    length = seconds(data)
    if length == 0:
        raise StudyError(
            where, "a recording of no length", "sound", "Send it again, or take its row out of the manifest."
        )
    if real == "WAV" and _silent(data):
        raise StudyError(where, "silence, no speech in it", "a recording", "Check that it is the right file.")


def seconds(data: bytes) -> float | None:
    """Length of a WAV or Ogg recording; None where the format does not tell simply."""
    if data.startswith(b"RIFF"):
        try:
            with wave.open(io.BytesIO(data)) as sound:
                return sound.getnframes() / sound.getframerate()
        except (wave.Error, EOFError, ZeroDivisionError):
            return None
    if data.startswith(b"OggS"):
        last = data.rfind(b"OggS")
        granule = struct.unpack("<q", data[last + 6 : last + 14])[0] if len(data) >= last + 14 else 0
        return max(0, granule) / 48_000
    return None


def _silent(data: bytes) -> bool:
    try:
        with wave.open(io.BytesIO(data)) as sound:
            frames = sound.readframes(sound.getnframes())
            return sound.getsampwidth() > 1 and not any(frames)
    except (wave.Error, EOFError):
        return False


def draft(passages: list[Passage], provenance: Provenance) -> str:
    """A drafted transcript as WebVTT: provenance in its first note, a cue a passage, the speaker in a voice tag."""
    values = (provenance.drafted_by, provenance.weights, provenance.sound, provenance.corrected)
    note = "\n".join(["NOTE", *(f"{field}: {value}" for field, value in zip(FIELDS, values, strict=True))])
    cues = []
    for passage in passages:
        start = passage.start_s or 0.0
        end = passage.end_s if passage.end_s is not None else start
        cues.append(f"{stamp(start)} --> {stamp(end)}\n<v {passage.speaker or 'speaker'}>{escaped(passage.text)}</v>")
    return "\n\n".join(["WEBVTT", note, *cues]) + "\n"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def stamp(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{thousandths:03d}"


def provenance(text: str) -> Provenance | None:
    """What the first note of a transcript says of how it came about; None where it says nothing of it."""
    found = {}
    for name in FIELDS:
        match = re.search(rf"^{name}:[ \t]*(.*?)[ \t]*$", text[:2000], re.MULTILINE | re.IGNORECASE)
        found[name] = match[1] if match else ""
    return Provenance(*(found[name] for name in FIELDS)) if found["drafted by"] else None


def origin(transcript: Path, recording: Path | None, where: str) -> tuple[str, str]:
    """(`document`, `drafted`, `corrected` or `transcript`, what a person should know of it).

    `transcript`: beside a recording, without provenance. Raises StudyError where it was drafted from another sound.
    """
    if recording is None:
        return "document", ""
    found = (
        provenance(transcript.read_text(encoding="utf-8", errors="replace")) if transcript.suffix == ".vtt" else None
    )
    if found is None:
        return "transcript", ""
    if recording.is_file() and found.sound and found.sound != fingerprint(recording.read_bytes()):
        raise StudyError(
            where, "drafted from another recording than the one beside it", "a transcript of this sound",
            "Draft it again (`python -m pipeline transcripts --draft NOTE`), or put the right recording back.",
        )  # fmt: skip
    how = f"{found.drafted_by}, weights {found.weights}"
    if found.is_corrected:
        return "corrected", f"Drafted by {how}; corrected by a person."
    return "drafted", f"Drafted by {how}; not corrected by a person: listen before quoting."
