"""What the coder read is kept: another decision costs no reading, and another text is read."""

import numpy as np
import pandas as pd
import pytest

from pipeline.coding import kept_material
from pipeline.coding.coder import Coder
from pipeline.coding.kept_material import gathered
from pipeline.coding.text_kernel import CodingMaterial
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study

BOOK = ThemesCodebook.model_validate(
    {
        "themes": [{"id": "t", "label": {"en": "T", "fr": "T"}}],
        "codes": [
            {"id": "money", "theme": "t", "label": {"en": "Money", "fr": "Argent"},
             "examples": {"en": ["I saved ten dollars. It cost me nothing."], "fr": []}},
            {"id": "hours", "theme": "t", "label": {"en": "Hours", "fr": "Heures"},
             "examples": {"en": ["It is closed in the evening."], "fr": ["Le soir, c'est fermé."]}},
        ],
    }
)  # fmt: skip
TURNS = ["I saved money. The drill cost less.", "It is closed when I come.", "Good morning to you all.", "Late hours."]


@pytest.fixture
def study(tmp_path):
    (tmp_path / "params.yaml").write_text("{}\n")
    return Study(tmp_path)


def units(*said: str) -> pd.DataFrame:
    rows = [
        (f"{note}#{n}", note, n, "member", "en", text, "Why?", "notes") for note in "AB" for n, text in enumerate(said)
    ]
    columns = ["segment_id", "note_id", "turn", "stakeholder", "language", "text", "question", "source"]
    return pd.DataFrame(rows, columns=columns)


def letters_of(texts: list[str]) -> np.ndarray:
    """An encoder: how often each letter stands in a text."""
    counted = np.array(
        [[text.lower().count(chr(97 + letter)) + 1 for letter in range(26)] for text in texts], np.float32
    )
    return counted.reshape(-1, 26) / np.linalg.norm(counted.reshape(-1, 26), axis=1, keepdims=True)


def asked_for_nothing(texts: list[str]) -> np.ndarray:
    raise AssertionError(f"read again: {texts}")


def scores(material: CodingMaterial, targets: list) -> np.ndarray:
    targets = np.array(targets * 2, float)
    learn = np.ones(len(targets), bool)
    return Coder().fit(material, targets, np.ones(targets.shape, bool), learn).probabilities_


FIRST, SECOND = [[1, 0], [0, 1], [0, 0], [0, 1]], [[1, 0], [0, 1], [1, 0], [0, 1]]


def test_after_another_decision_nothing_is_read_and_the_scores_are_those_of_reading_it(study):
    said, known = units(*TURNS), np.arange(8)
    first = scores(gathered(study, BOOK, said, known, [letters_of]), FIRST)
    again = gathered(study, BOOK, said, known, [asked_for_nothing])
    assert np.array_equal(scores(again, FIRST), first)
    second = scores(again, SECOND)
    (study.private / "cache/coding/material.npz").unlink()
    assert np.array_equal(second, scores(gathered(study, BOOK, said, known, [letters_of]), SECOND))
    assert not np.array_equal(second, first)


@pytest.mark.parametrize("changed", ["text", "question", "learned from", "program"])
def test_what_is_read_otherwise_is_read(study, changed, monkeypatch):
    said, known = units(*TURNS), np.arange(8)
    gathered(study, BOOK, said, known, [letters_of])
    if changed == "learned from":
        known = np.arange(7)
    elif changed == "program":
        monkeypatch.setattr(kept_material, "CODE", kept_material.CODE[1:])
    else:
        said.loc[2, changed] = "I met my neighbours."
    with pytest.raises(AssertionError, match="read again"):
        gathered(study, BOOK, said, known, [asked_for_nothing])


def other_byte(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 64]) + data[place + 1 :]


MEMBER = b"PK\x01\x02"  # begins each line of the list of arrays at the end
DAMAGES = {
    "half": lambda data: data[: len(data) // 2],
    "end": lambda data: data[:-9000] + b"x" * 9000,
    "head of an array": lambda data: other_byte(data, data.index(b"{'descr'")),
    "shape of an array": lambda data: other_byte(data, data.rindex(b"'shape': (") + 10),
    "way of packing": lambda data: other_byte(data, data.rindex(MEMBER) + 10),
    "list of arrays": lambda data: other_byte(data, data.rindex(MEMBER, 0, data.rindex(MEMBER)) + 33),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_a_disk_damaged_is_read_again(study, damage):
    said, known = units(*TURNS), np.arange(8)
    first = gathered(study, BOOK, said, known, [letters_of])
    path = study.private / "cache/coding/material.npz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(AssertionError, match="read again"):
        gathered(study, BOOK, said, known, [asked_for_nothing])
    assert np.array_equal(gathered(study, BOOK, said, known, [letters_of]).text, first.text)
    assert np.array_equal(gathered(study, BOOK, said, known, [asked_for_nothing]).text, first.text)


def test_a_large_study_keeps_nothing_on_the_disk(study, monkeypatch):
    monkeypatch.setattr(kept_material, "MOST", 10)
    gathered(study, BOOK, units(*TURNS), np.arange(8), [letters_of])
    assert not study.private.exists()
