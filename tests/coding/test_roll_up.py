"""Parents' figures hold their children's."""

import pandas as pd

from pipeline.coding.roll_up import with_parents
from pipeline.decisions.themes import ThemesCodebook

BOOK = ThemesCodebook.model_validate({
    "themes": [{"id": "t", "label": {"en": "T", "fr": "T"}}],
    "codes": [
        {"id": name, "theme": "t", "label": {"en": name, "fr": name}, "parent": parent}
        for name, parent in {"barriers": None, "money": "barriers", "wages": "money", "time": None}.items()
    ],
})  # fmt: skip


def pairs(*rows: str) -> pd.DataFrame:
    return pd.DataFrame([row.split() for row in rows], columns=["segment_id", "code"])


def as_set(frame: pd.DataFrame) -> set[tuple[str, str]]:
    assert not frame.duplicated(["segment_id", "code"]).any()
    return set(zip(frame["segment_id"], frame["code"], strict=True))


def test_a_coding_counts_for_every_code_above_it():
    assert as_set(with_parents(pairs("A#1 wages"), BOOK)) == {("A#1", "wages"), ("A#1", "money"), ("A#1", "barriers")}


def test_a_parent_counts_once_a_unit():
    found = with_parents(pairs("A#1 wages", "A#1 money", "A#1 barriers", "A#2 time"), BOOK)
    assert as_set(found) == {("A#1", "wages"), ("A#1", "money"), ("A#1", "barriers"), ("A#2", "time")}


def test_codes_without_parents_stay_as_they_are():
    assert as_set(with_parents(pairs("A#2 time"), BOOK)) == {("A#2", "time")}
