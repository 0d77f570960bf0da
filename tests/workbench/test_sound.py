"""A note with a recording plays from any turn; the sound is sent in ranges, and only from within raw/."""

import http.client
import wave

import pandas as pd
import pytest

from pipeline.workbench import sound
from pipeline.workbench.app import VIEWS
from pipeline.workbench.store import Store
from tests.workbench.conftest import TOKEN


@pytest.fixture
def recorded(study):
    """N-01 with half a second of silence beside its transcript, N-02 without, N-03 with a path out of raw/."""
    folder = study.raw / "interviews"
    folder.mkdir()
    rows = "note_id,file\nN-01,interviews/N-01.vtt\nN-02,interviews/N-02.txt\nN-03,../../secret.wav\n"
    (folder / "manifest.csv").write_text(rows, encoding="utf-8")
    with wave.open(str(folder / "N-01.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(8000))
    (study.root.parent / "secret.wav").write_bytes(b"RIFF")
    turns = pd.DataFrame({"note_id": ["N-01"] * 2, "turn": [2, 4], "start_s": [1.5, 64.0]})
    (study.processed / "notes").mkdir(exist_ok=True)
    turns.to_parquet(study.processed / "notes/turns.parquet")
    return study


def test_turns_of_a_recorded_note_say_from_where_they_play(recorded, page_of):
    for view, query in (("read", {"note": "N-01"}), ("code", {"note": "N-01"}), ("review", {"segment": "N-01#4"})):
        html = VIEWS[view].show(page_of(recorded, view, **query))
        assert 'id="sound"' in html and 'data-start="64.0"' in html and "1:04" in html
    assert 'id="sound"' not in VIEWS["read"].show(page_of(recorded, "read", note="N-02"))
    assert sound.recording(Store(recorded), "N-03") is None and sound.recording(Store(recorded), "N-99") is None


def test_a_browser_gets_the_part_it_asks_for(recorded, served):
    with served(recorded) as address:
        connection = http.client.HTTPConnection(address.split("/")[2], timeout=10)

        def ask(note: str, **headers: str):
            connection.request("GET", f"/{TOKEN}/en/sound/{note}", headers={"Cookie": "workbench_coder=ana"} | headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("content-range"), answer.read()

        data = (recorded.raw / "interviews/N-01.wav").read_bytes()
        assert ask("N-01", Range="bytes=100-199") == (206, f"bytes 100-199/{len(data)}", data[100:200])
        assert ask("N-01")[2] == data
        assert ask("N-02")[0] == 404 and ask("N-03")[0] == 404
        assert ask("N-01", Cookie="")[0] == 404  # nobody said who they are
