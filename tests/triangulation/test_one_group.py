"""Notes of a single group are enough to be counted and not to be compared: the sentence says just that."""

from types import SimpleNamespace

import pytest

from pipeline.triangulation.headline import text
from pipeline.triangulation.rule.evidence import NotesItem, Tally
from pipeline.triangulation.rule.notes import FEW, ONE_GROUP, notes
from pipeline.triangulation.rule.settings import Rule


def reading(for_: int, groups: int):
    return notes(NotesItem(line="notes", source="notes", people=Tally(for_, 0, 0), groups=groups), Rule())


def test_one_group_is_told_from_few_notes():
    assert [reading(6, 1).why, reading(4, 1).why, reading(6, 2).why] == [ONE_GROUP, FEW, ""]
    assert not reading(6, 1).speaks


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "All 6 notes that speak to it are of one group of people, and it takes a second group to say whether"),
        ("fr", "Les 6 notes qui en parlent viennent toutes d’un seul groupe de personnes"),
        ("es", "Las 6 notas que hablan de ello son todas de un solo grupo de personas"),
    ],
)
def test_the_sentence_says_that_there_is_one_group(language, said):
    statement = {"en": "The bus is hard.", "fr": "L’autobus est difficile.", "es": "El autobús es difícil."}
    line = SimpleNamespace(reading=reading(6, 1), bearing="direct", name="notes")
    judged = SimpleNamespace(headline="none (text only)", standing="not enough evidence", lines=[line])
    fact = SimpleNamespace(judgement=judged, line=lambda name: line, said=SimpleNamespace(speak=6), notes_read=6)
    assert text(SimpleNamespace(statement=statement, contrary=None), fact, None, language).startswith(said)
