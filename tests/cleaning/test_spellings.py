"""A spelling table: what is written for a thing, and what is written where nothing is known."""

import pytest

from pipeline.cleaning.texts import Speller, SpellingTable

TABLE = SpellingTable.model_validate(
    {
        "values": [{"clean": "ON", "label": {"en": "Ontario"}, "spellings": ["Ontario", "Ont."]}],
        "missing": ["n/a", "Unknown"],
    }
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ontario", ("ON", "listed")),
        ("Toronto, Ontario", ("ON", "near")),
        ("N.A.", (None, "missing")),
        (" unknown", (None, "missing")),
        ("", (None, "missing")),
        ("Ohio", (None, "unknown")),
    ],
)
def test_what_is_written_is_read_by_the_table(written, read):
    assert Speller(TABLE).look_up(written) == read
