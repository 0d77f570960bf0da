"""Words wrong in recordings whose text is known: text notes read aloud by synthetic voices, then recognised.

The true words of the study's own recordings are not in the repository, so their error rate cannot be measured here;
this is the nearest thing to it. Only notes that the coders had are read aloud. Needs the speech extra and, for the
voices, `pip install espeakng-loader`:

    python -m bench.speech_recognition                    # every note below with every pair of voices
    python -m bench.speech_recognition EMP-06 en en-us+f3 en-gb
"""

import ctypes
import itertools
import json
import re
import statistics
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein
from text_to_num import alpha2digit

from pipeline.notes import speech
from pipeline.study import Study

NOTES = {"en": ("EMP-06", "MEM-04"), "fr": ("EMP-10",)}
VOICES = {  # interviewer, participant; +f3 and such are espeak's variants of a voice
    "en": (("en-us+f3", "en-gb"), ("en-gb-x-rp+f2", "en-us")),
    "fr": (("fr+f3", "fr"), ("fr", "fr-be")),
}
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

    def say(self, text: str, voice: str) -> np.ndarray:
        self.heard.clear()
        self.library.espeak_SetVoiceByName(voice.encode())
        data = text.encode() + b"\0"
        self.library.espeak_Synth(data, len(data), 0, 1, 0, 1, None, None)
        self.library.espeak_Synchronize()
        return np.frombuffer(b"".join(self.heard), dtype=np.int16)


def record(turns, pair: tuple[str, str], path: Path) -> float:
    """A stereo recording of `turns`: interviewer left, participant right. Gives its seconds."""
    voice, sides = Voice(), ([], [])
    for turn in turns.itertuples():
        side = 0 if turn.role == "interviewer" else 1
        samples = voice.say(turn.text, pair[side])
        silence = np.zeros(int(PAUSE * voice.rate), dtype=np.int16)
        for number, channel in enumerate(sides):
            channel += [samples if number == side else np.zeros_like(samples), silence]
    stereo = np.stack([np.concatenate(side) for side in sides], axis=1)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(voice.rate)
        out.writeframes(stereo.tobytes())
    return len(stereo) / voice.rate


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower().replace("’", "'"))


def in_figures(text: str, language: str) -> str:
    """`text` with numbers in figures, so that "twenty-two" and "22", or "1,400" and "1400", are the same."""
    text = re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", text.lower())
    return alpha2digit(re.sub(r"(?<=\w)-(?=\w)", " ", text), language)


def errors(said: str, got: str) -> dict[str, float]:
    """Words wrong in percent of the words said, and what of it is replaced, missing or too much."""
    true, heard = words(said), words(got)
    kinds = [step.tag for step in Levenshtein.editops(true, heard)]
    shares = {kind: 100 * kinds.count(kind) / len(true) for kind in ("replace", "delete", "insert")}
    return {"wrong": sum(shares.values()), **shares}


def measure(study: Study, note: str, language: str, pair: tuple[str, str]) -> dict:
    turns = study.table("notes/turns").query("note_id == @note")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{note}.wav"
        seconds = record(turns, pair, path)
        begun, used = time.perf_counter(), time.process_time()
        hints = speech.hints_for(study, language)
        heard = speech.recognise(path, note, language, hints, study.cache / "speech")
        took, used = time.perf_counter() - begun, time.process_time() - used
    said, got = " ".join(turns["text"]), " ".join(passage.text for passage in heard)
    return {
        "note": note,
        "voices": " ".join(pair),
        "words": len(words(said)),
        **{kind: round(share, 1) for kind, share in errors(said, got).items()},
        "wrong_numbers_folded": round(errors(in_figures(said, language), in_figures(got, language))["wrong"], 1),
        "turns_said": len(turns),
        "turns_found": len(heard),
        "times_real_time": round(took / seconds, 2),
        "processor_seconds_a_second": round(used / seconds, 2),
    }


def main(chosen: list[str]) -> None:
    study = Study(Path.cwd())
    for language in ("en", "fr"):
        tasks = [(note, pair) for note, pair in itertools.product(NOTES[language], VOICES[language])]
        if chosen:
            tasks = [(chosen[0], tuple(chosen[2:4]))] if chosen[1] == language else []
        found = []
        for note, pair in tasks:
            found.append(measure(study, note, language, pair))
            print(json.dumps(found[-1]), flush=True)
        for figure in ("wrong", "wrong_numbers_folded") if found else ():
            values = [row[figure] for row in found]
            print(f"{language} {figure}: mean {statistics.mean(values):.1f} % ({min(values)} to {max(values)})")


if __name__ == "__main__":
    main(sys.argv[1:])
