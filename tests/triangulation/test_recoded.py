"""The notes as they would stand had they been coded otherwise: what one person decided replaces that, and no more."""

import pandas as pd

from pipeline.decisions.reading import readings
from pipeline.decisions.record import Said
from pipeline.triangulation.recoded import as_one_coder, coded_by_people

UNITS = pd.DataFrame(
    [(f"A#{turn}", "A", turn, "interview") for turn in (2, 4, 6, 8)] + [("B#2", "B", 2, "interview")],
    columns=["unit_id", "source", "position", "material"],
).set_index("unit_id")
ASSIGNED = pd.DataFrame(
    [(f"A#{turn}", "A", turn, "X", "supportive") for turn in (2, 4, 6, 8)],
    columns=["segment_id", "note_id", "turn", "code", "stance"],
)


def pairs(table: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(table["segment_id"], table["code"], strict=True))


def test_one_decision_about_one_turn_leaves_the_rest_of_its_note_as_it_is():
    people = readings([Said("A#2", "Y", "ana", "assigned", file="raw/coding/filled.xlsx")])
    assert pairs(as_one_coder(ASSIGNED, people, "ana", UNITS)) == pairs(ASSIGNED) | {("A#2", "Y")}


def test_a_turn_one_is_through_with_holds_what_they_assigned_alone():
    people = readings([Said("A#2", "Y", "ana", "assigned", "critical", file="raw/coding/ana.csv", whole=True)])
    found = as_one_coder(ASSIGNED, people, "ana", UNITS)
    assert pairs(found) == (pairs(ASSIGNED) - {("A#2", "X")}) | {("A#2", "Y")}
    assert found.set_index("segment_id").at["A#2", "stance"] == "critical"


def test_what_was_settled_is_nobodys_own_coding():
    people = readings([Said("A#2", "Y", "adjudicated", "assigned", file="raw/coding/adjudicated.csv", whole=True)])
    assert people["A#2"].coders() == []
    assert pairs(as_one_coder(ASSIGNED, people, "ana", UNITS)) == pairs(ASSIGNED)


def test_a_note_is_coded_by_people_when_they_are_through_with_half_of_it():
    def through(*units: str) -> dict:
        return readings([Said(unit, "", "ana", "none", file="raw/coding/ana.csv", whole=True) for unit in units])

    assert coded_by_people(UNITS, through("A#2")) == set()
    assert coded_by_people(UNITS, through("A#2", "A#4", "B#2")) == {"A", "B"}
