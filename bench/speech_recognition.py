"""Words wrong in a recording whose text is known: a text note read aloud by synthetic voices, then recognised.

The true words of the study's own recordings are not in the repository, so their error rate cannot be measured here;
this is the nearest thing to it. Needs the speech extra and, for the voices, `pip install espeakng-loader`:

    python -m bench.speech_recognition EMP-09 en
"""

import ctypes
import json
import re
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

from pipeline.notes import speech
from pipeline.study import Study

VOICES = {"en": (b"en-us", b"en-gb"), "fr": (b"fr", b"fr-be")}  # interviewer, participant
PAUSE = 1.2  # seconds between turns


class Voice:
    """espeak-ng as a function from text to samples."""

    def __init__(self):
        import espeakng_loader

        self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.rate = self.library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
        self.heard: list[bytes] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self.callback = kind(self._hear)
        self.library.espeak_SetSynthCallback(self.callback)

    def _hear(self, samples, count, _events) -> int:
        if samples and count:
            self.heard.append(ctypes.string_at(samples, count * 2))
        return 0

    def say(self, text: str, voice: bytes) -> np.ndarray:
        self.heard.clear()
        self.library.espeak_SetVoiceByName(voice)
        data = text.encode() + b"\0"
        self.library.espeak_Synth(data, len(data), 0, 1, 0, 1, None, None)
        self.library.espeak_Synchronize()
        return np.frombuffer(b"".join(self.heard), dtype=np.int16)


def record(turns, language: str, path: Path) -> None:
    """A stereo recording of `turns`: interviewer left, participant right."""
    voice, sides = Voice(), ([], [])
    for turn in turns.itertuples():
        side = 0 if turn.role == "interviewer" else 1
        samples = voice.say(turn.text, VOICES[language][side])
        silence = np.zeros(int(PAUSE * voice.rate), dtype=np.int16)
        for number, channel in enumerate(sides):
            channel += [samples if number == side else np.zeros_like(samples), silence]
    stereo = np.stack([np.concatenate(side) for side in sides], axis=1)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(voice.rate)
        out.writeframes(stereo.tobytes())


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower().replace("’", "'"))


def main(note: str, language: str) -> None:
    study = Study(Path.cwd())
    turns = study.table("notes/turns").query("note_id == @note")
    hints = speech.hints_for(study, language)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{note}.wav"
        record(turns, language, path)
        seconds = path.stat().st_size / 2 / 2 / 22050
        begun = time.perf_counter()
        heard = speech.recognise(path, note, language, hints, study.cache / "speech")
        took = time.perf_counter() - begun
    said, got = words(" ".join(turns["text"])), words(" ".join(passage.text for passage in heard))
    for passage in heard:
        print(passage.speaker, passage.start_s, passage.text)
    figures = {
        "note": note,
        "word_error_percent": round(100 * Levenshtein.distance(said, got) / len(said), 1),
        "turns_said": len(turns),
        "turns_found": len(heard),
        "times_real_time": round(took / seconds, 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:3])
