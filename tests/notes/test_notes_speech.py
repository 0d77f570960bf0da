"""Recordings wait without the optional extra; a person's transcript beside one wins; words go in order of time."""

import wave
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from notes_helpers import TALK, cues, study_with, text, turns

from pipeline.notes import preview, speech, transcribe
from pipeline.notes.passages import Passage
from pipeline.study import Study, StudyError


def recording(path: Path) -> bytes:
    tone = (np.sin(np.arange(16_000) / 20) * 8000).astype(np.int16)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(np.stack([tone, tone[::-1]], axis=1).tobytes())
    return path.read_bytes()


def drafted(study: Study, monkeypatch, found: list[Passage]) -> list[Path]:
    """Transcripts drafted by a recogniser that hears `found`."""
    monkeypatch.setattr(speech, "installed", lambda: True)
    monkeypatch.setattr(speech, "version", lambda _: "1.0.0")
    monkeypatch.setattr(speech, "recognise", lambda *_, **__: found)
    return preview.draft_all(study)


HEARD = [Passage("Who are you?", "channel 1", 0.0, 1.2), Passage("I weld <big> boats & barges.", "channel 2", 2.0, 3.3)]


def test_a_draft_says_how_it_came_about_until_a_person_corrects_it(tmp_path, monkeypatch):
    study = study_with(tmp_path / "s", {"REC.wav": recording(tmp_path / "r.wav")})
    (path,) = drafted(study, monkeypatch, HEARD)
    assert list(turns(Study(study.root))["text"]) == ["Who are you?", "I weld <big> boats & barges."]
    status = Study(study.root).table("notes/status").iloc[0]
    assert status["status"] == "read" and status["origin"] == "drafted" and "not corrected" in status["message"]
    path.write_text(path.read_text().replace("corrected: no", "corrected: AB, 2 May").replace("boats", "ships"))
    assert list(turns(Study(study.root))["text"])[1] == "I weld <big> ships & barges."
    assert Study(study.root).table("notes/status").iloc[0]["origin"] == "corrected"
    assert drafted(Study(study.root), monkeypatch, HEARD) == [] and "ships" in path.read_text()  # never overwritten


def test_a_draft_of_another_recording_is_told(tmp_path, monkeypatch):
    study = study_with(tmp_path / "s", {"REC.wav": recording(tmp_path / "r.wav")})
    drafted(study, monkeypatch, HEARD)
    sound = study.raw / "interviews" / "REC.wav"
    sound.write_bytes(sound.read_bytes()[:-400] + bytes(400))
    with pytest.raises(StudyError, match="another recording"):
        transcribe.run(Study(study.root))


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("REC.wav", b"", "is empty"),
        ("REC.ogg", b"\0" * 500, "no length"),
        ("REC.ogg", b"%PDF-1.7 not sound", "it is a PDF"),
        ("REC.mp3", b"Q: Who are you?\nR: Nobody.\n", "it is a text"),
        ("REC.mp3", b"fLaC" + bytes(range(200)) * 5, "it is FLAC"),
    ],
)
def test_a_recording_that_is_none_is_told_and_not_skipped(tmp_path, name, content, found):
    with pytest.raises(StudyError, match=found):
        transcribe.run(study_with(tmp_path / "s", {name: content}))


def test_silence_is_told(tmp_path):
    with wave.open(str(tmp_path / "r.wav"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(32_000))
    with pytest.raises(StudyError, match="silence"):
        transcribe.run(study_with(tmp_path / "s", {"REC.wav": (tmp_path / "r.wav").read_bytes()}))


def test_a_recording_waits_and_everything_else_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(speech, "recognise", lambda *_, **__: pytest.fail("a run never listens"))
    study = study_with(tmp_path / "s", {"REC.wav": recording(tmp_path / "r.wav"), "N.txt": text()})
    assert set(turns(study)["note_id"]) == {"N"}
    status = Study(study.root).table("notes/status").set_index("note_id")
    assert status.at["REC", "status"] == "waiting" and "transcripts --draft" in status.at["REC", "message"]
    covered = Study(study.root).table("notes/coverage").set_index("note_id")
    assert list(covered.index) == ["REC", "N"] and covered.at["REC", "look"] == 1


def test_a_persons_transcript_beside_the_recording_wins(tmp_path, monkeypatch):
    monkeypatch.setattr(speech, "recognise", lambda *_, **__: pytest.fail("the recording was listened to"))
    study = study_with(tmp_path / "s", {"REC.wav": recording(tmp_path / "r.wav")})
    (study.raw / "interviews" / "REC.vtt").write_bytes(cues())
    found = turns(study)
    assert list(found["text"]) == [said for _, said in TALK]
    assert list(found["role"]) == ["interviewer", "participant"] * 3


def test_two_transcripts_of_one_recording_are_told(tmp_path):
    study = study_with(tmp_path / "s", {"REC.wav": recording(tmp_path / "r.wav")})
    for name in ("REC.vtt", "REC.txt"):
        (study.raw / "interviews" / name).write_bytes(cues())
    with pytest.raises(StudyError, match="two transcripts"):
        transcribe.run(study)


def test_words_go_in_order_of_time_and_roles_come_from_the_talk(tmp_path, monkeypatch):
    words = [(0.0, 0.5, "channel 1", " Who"), (0.5, 1.0, "channel 1", " are"), (1.0, 1.2, "channel 1", " you?")]
    words += [(9.0, 9.4, "channel 1", " And"), (9.4, 9.9, "channel 1", " then?")]
    words += [(2.0, 2.5, "channel 2", " I"), (2.4, 3.0, "channel 2", " weld"), (2.3, 3.3, "channel 2", " boats.")]
    words += [(11.0, 11.4, "channel 2", " Nothing"), (11.4, 12.0, "channel 2", " more.")]
    found = speech.in_order(words)
    assert [passage.text for passage in found] == ["Who are you?", "I weld boats.", "And then?", "Nothing more."]
    assert [(passage.start_s, passage.end_s) for passage in found] == [(0, 1.2), (2, 3.3), (9, 9.9), (11, 12)]

    study = study_with(tmp_path / "s", {"REC.wav": recording(tmp_path / "r.wav")})
    drafted(study, monkeypatch, found)
    read = turns(Study(study.root))
    assert list(read["role"]) == ["interviewer", "participant"] * 2
    assert list(read["start_s"]) == [0, 2, 9, 11]


def test_stretches_of_all_speakers_are_heard_together_in_order_of_time():
    second = speech.RATE
    stretches = [(0, 3 * second, "channel 1"), (4 * second, 28 * second, "channel 2"), (29 * second, 32 * second, "x")]
    assert speech.windows(stretches, 1.0) == [[0, 1], [2]]
    assert speech.windows(stretches, 0.8) == [
        [0],
        [
            1,
        ],
        [2],
    ]
    assert speech.windows(stretches, 1.2) == [[0, 1, 2]]
    assert speech.windows(stretches, 1.0, seconds=0.0) == [[0], [1], [2]]
    assert speech.windows([(0, 100 * second, "x"), (101 * second, 102 * second, "x")], 1.0) == [[0], [1]]


def test_each_stretch_gets_its_own_words_at_their_times():
    pieces = [np.zeros(4 * speech.RATE, np.float32), np.zeros(2 * speech.RATE, np.float32)]
    spoken = [(0.3, 0.9, " Who"), (0.9, 1.4, "'s"), (1.4, 2.0, " there?"), (3.9, 5.1, " Only"), (5.1, 5.6, " me.")]
    words = [SimpleNamespace(start=start, end=end, word=word) for start, end, word in spoken]
    late = SimpleNamespace(start=6.5, end=7.0, word=" Thanks.")  # the model's own, after the last word that was said
    segments = [SimpleNamespace(start=0.3, words=words), SimpleNamespace(start=6.5, words=[late])]
    model = SimpleNamespace(transcribe=lambda *_, **__: (iter(segments), None))
    first, second = speech._hear(model, pieces, 1.0, "en", [])
    assert [word.text for word in first] == [" Who's", " there?"]
    assert [(word.text, round(word.start_s, 2), round(word.end_s, 2)) for word in second] == [
        (" Only", 0, 0.6),
        (" me.", 0.6, 1.1),
    ]


@pytest.mark.skipif(not speech.installed(), reason="the optional extra is not installed")
def test_a_damaged_recording_is_told(tmp_path):
    damaged = tmp_path / "REC.ogg"
    damaged.write_bytes(b"OggS" + b"\1" * 200)
    with pytest.raises(StudyError, match="cannot be played"):
        speech.recognise(damaged, "REC.ogg", "en", [], folder=tmp_path)
