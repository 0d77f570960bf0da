"""Why too little is known is said just as it is: notes of a single group, or nobody but the machine coded."""

import re
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from pipeline.triangulation.facts import Sides
from pipeline.triangulation.headline import lowered, text
from pipeline.triangulation.rule.evidence import NotesItem, Right, Tally
from pipeline.triangulation.rule.notes import FEW, ONE_GROUP, notes
from pipeline.triangulation.rule.settings import Rule


def reading(for_: int, groups: int):
    return notes(NotesItem(line="notes", source="notes", people=Tally(for_, 0, 0), groups=groups), Rule())


def test_one_group_is_told_from_few_notes():
    assert [reading(6, 1).why, reading(4, 1).why, reading(6, 2).why] == [ONE_GROUP, FEW, ""]
    assert not reading(6, 1).speaks


STATEMENT = {"en": "The bus is hard.", "fr": "L’autobus est difficile.", "es": "El autobús es difícil."}


def said(people: int, machine: int, groups: int, language: str, right: Right | None = None) -> str:
    item = NotesItem(
        line="notes",
        source="notes",
        people=Tally(people, 0, 0),
        machine=Tally(machine, 0, 0),
        right=right,
        groups=groups,
    )
    line = SimpleNamespace(reading=notes(item, Rule()), bearing="direct", name="notes", items=[Mock(item=item)])
    judged = SimpleNamespace(headline="none (text only)", standing="not enough evidence", lines=[line])
    spoken = {name: Sides(n) for name, n in (("people", people), ("machine", machine), ("said", people + machine))}
    fact = Mock(judgement=judged, line=lambda name: line, notes_read=people + machine, **spoken)
    return text(SimpleNamespace(statement=STATEMENT, contrary=None), fact, language)


@pytest.mark.parametrize(
    ("language", "one_group", "machine_alone"),
    [
        (
            "en",
            "All 6 notes that speak to it are of one group of people, and it",
            "The machine alone sees it in 6 of 6",
        ),
        ("fr", "Les 6 notes qui en parlent viennent toutes d’un seul groupe", "Seule la machine le voit, dans 6 notes"),
        ("es", "Las 6 notas que hablan de ello son todas de un solo grupo", "Solo la máquina lo ve, en 6 de 6 notas"),
    ],
)
def test_the_sentence_says_what_is_lacking(language, one_group, machine_alone):
    assert said(6, 0, 1, language).startswith(one_group)
    assert said(0, 6, 2, language).startswith(machine_alone)
    of_all = said(6, 3, 1, language)  # people found it in notes of one group, the machine in three more of any
    assert re.search(r"\b6\b", of_all) and not re.search(r"\b9\b", of_all) and not of_all.startswith(one_group)
    assert re.search(r"\b8\b.*\b2\b", said(2, 6, 2, language))  # of eight notes people coded two
    assert not said(2, 0, 2, language).startswith((one_group, machine_alone))
    checked = said(0, 4, 2, language, right=Right(1, 1, 1, 1))  # its notes count, and are few
    assert not checked.startswith((one_group, machine_alone[:25]))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_what_was_said_in_notes_leaves_out_those_that_say_the_contrary(language):
    line = SimpleNamespace(reading=Mock(speaks=True), bearing="direct", name="notes", items=[])
    judged = SimpleNamespace(headline="none (text only)", standing="supported with reservations", lines=[line])
    fact = Mock(judgement=judged, line=lambda name: line, notes_read=15, said=Sides(7, 2, 1))
    told = text(SimpleNamespace(statement=STATEMENT, contrary=None), fact, language)
    assert re.findall(r"\d+", told) == ["9", "15"]


@pytest.mark.parametrize(
    ("language", "headline", "open_end"),
    [
        ("en", "Views are divided", "is not established."),
        ("fr", "Les avis sont partagés", "de quel côté penche l’ensemble."),
        ("es", "Las opiniones están divididas", "hacia qué lado se inclina el conjunto."),
    ],
)
def test_divided_is_a_headline_only_where_confidence_allows_one(language, headline, open_end):
    line = SimpleNamespace(reading=Mock(speaks=True), bearing="direct", name="notes", items=[])

    def told(form: str, lines: list) -> str:
        judged = SimpleNamespace(headline=form, standing="divided", lines=lines)
        found = next(iter(lines), None)
        fact = Mock(judgement=judged, line=lambda name: found, notes_read=15, said=Sides(2, 6, 3))
        return text(SimpleNamespace(statement=STATEMENT, contrary=None), fact, language)

    assert told("divided", [line]).startswith(headline)
    sure_of_nothing = told("none (text only)", [line])
    assert not sure_of_nothing.startswith(headline) and sure_of_nothing.endswith(open_end)
    assert re.findall(r"\d+", sure_of_nothing) == ["11", "15"]
    without_notes = told("none (text only)", [])
    assert without_notes.endswith(open_end) and not re.search(r"\d", without_notes)


def test_a_statement_inside_a_sentence_begins_small_but_for_a_word_in_capitals():
    assert lowered("Employers train staff.") == "employers train staff."
    assert lowered("NGOs train staff.") == "NGOs train staff."
