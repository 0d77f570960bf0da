"""What stands once people's decisions are put together: each test is a small table of who said what."""

import pytest

from pipeline.decisions.differences import contradictions_of, differences_of, is_open
from pipeline.decisions.reading import read_unit
from pipeline.decisions.record import CodingDecision
from pipeline.decisions.standing import standing_of

UNIT, LOGS = "N#2", "raw/coding/decisions/"
TABLES = "raw/coding/{}.csv"


def table(coder: str, *codes: str, stance: str = "neutral") -> list[CodingDecision]:
    """A unit of a coder's own table: what it does not list does not apply; no code, nothing to code."""
    file = TABLES.format(coder)
    rows = [CodingDecision(UNIT, code, coder, "assigned", stance, file=file, row=2, whole=True) for code in codes]
    return rows or [CodingDecision(UNIT, "", coder, "none", file=file, row=2, whole=True)]


def log(coder: str, code: str, decision: str = "assigned", **more) -> CodingDecision:
    """A line of the workbench's log: about this code, and about no other."""
    more.setdefault("file", f"{LOGS}{coder}.jsonl")
    return CodingDecision(UNIT, code, coder, decision, whole=decision in ("none", "done"), row=1, **more)


def stands(*said: CodingDecision) -> dict[str, tuple[str, str, str]]:
    return {one.code: (one.standing, one.by, one.why) for one in standing_of(UNIT, read_unit(said))}


@pytest.mark.parametrize(("said", "expected"), [
    # who says what                                                  what stands, by whom, why
    (table("ana", "X"),                                              {"X": ("assigned", "ana", "one coder")}),
    (table("ana"),                                                   {}),
    ([*table("ana", "X"), *table("ben", "X")],                       {"X": ("assigned", "ana;ben", "agreed")}),
    ([*table("ana", "X"), *table("ben", "Y")],                       {"X": ("assigned", "ana", "not by all"),
                                                                      "Y": ("assigned", "ben", "not by all")}),
    ([*table("ana", "X"), *table("ben")],                            {"X": ("assigned", "ana", "not by all")}),
    ([log("ana", "X"), log("ben", "X", "rejected")],                 {"X": ("open", "ana;ben", "coders differ")}),
    ([log("ben", "X", "rejected")],                                  {"X": ("rejected", "ben", "one coder")}),
    ([log("ana", "X", "rejected"), log("ben", "X", "rejected")],     {"X": ("rejected", "ana;ben", "agreed")}),
    ([log("ana", "X"), log("ben", "X", "rejected"),
      log("adjudicated", "X", who="cleo")],                          {"X": ("assigned", "adjudicated", "adjudicated")}),
    ([*table("ana", "X"), *table("adjudicated", "Y")],               {"X": ("rejected", "adjudicated", "adjudicated"),
                                                                      "Y": ("assigned", "adjudicated", "adjudicated")}),
    ([*table("ana", "X", "Y"), log("adjudicated", "X", "rejected")], {"X": ("rejected", "adjudicated", "adjudicated"),
                                                                      "Y": ("assigned", "ana", "one coder")}),
    ([*table("ana", "X"), log("ana", "X", "rejected")],              {"X": ("open", "ana", "said and unsaid")}),
    ([*table("ana", "X"), log("ana", "X", "rejected"), log("ben", "X")], {"X": ("assigned", "ben", "one coder")}),
    ([log("ana", "X", "review", waits="code split")],                {"X": ("open", "ana", "code split")}),
    ([log("ana", "X", "review", waits="code split"), log("ben", "X")], {"X": ("assigned", "ben", "one coder")}),
    ([log("ana", "X", "review", waits="text changed"), log("ana", "X")], {"X": ("assigned", "ana", "one coder")}),
    # an adjudication that waits settles nothing, and is not called settled
    ([log("adjudicated", "X", "review", waits="code split")],        {"X": ("open", "adjudicated", "code split")}),
    ([*table("ana", "X"), log("adjudicated", "X", "review", waits="code split")],
                                                                     {"X": ("assigned", "ana", "one coder")}),
    ([log("ana", "X", start=0, end=4), log("ana", "X", "rejected")], {"X": ("assigned", "ana", "one coder")}),
    ([log("ana", "X", set_aside="taken back")],                      {}),
])  # fmt: skip
def test_what_stands(said, expected):
    assert stands(*said) == expected
    assert stands(*reversed(said)) == expected  # the order in which files are read decides nothing


def test_a_code_stands_since_its_first_assignment_and_is_open_since_the_last_word():
    first, later = "2026-01-01T00:00:00", "2026-02-01T00:00:00"
    agreed = standing_of(UNIT, read_unit([log("ana", "X", when=later), log("ben", "X", when=first)]))
    assert agreed[0].since == first
    differ = standing_of(UNIT, read_unit([log("ana", "X", when=first), log("ben", "X", "rejected", when=later)]))
    assert differ[0].since == later
    assert standing_of(UNIT, read_unit(table("ana", "X")))[0].since == ""


def test_a_coder_who_contradicts_himself_is_through_with_nothing():
    reading = read_unit([*table("ana", "X", "Y"), log("ana", "X", "rejected")])
    assert "ana" not in reading.complete
    assert reading.of_people("Y")["ana"].word == "assigned"
    assert "ana" not in reading.of_people("Z")


def test_who_said_that_is_all_has_decided_against_the_rest():
    assert read_unit([log("ana", "X"), log("ana", "", "done")]).of_people("Z")["ana"].word == "silent"
    assert read_unit([log("ana", "X")]).of_people("Z") == {}


def test_the_stance_is_that_of_the_coder_in_whose_name_it_stands():
    said = [*table("ben", "X", stance="critical"), *table("ana", "X", stance="supportive")]
    assert standing_of(UNIT, read_unit(said))[0].stance == "supportive"


def test_of_coders_who_gave_no_stance_none_stands_and_one_who_did_speaks_for_the_others():
    assert standing_of(UNIT, read_unit([log("ana", "X"), log("ben", "X")]))[0].stance == ""
    assert standing_of(UNIT, read_unit([log("ana", "X"), log("ben", "X", stance="mixed")]))[0].stance == "mixed"


def test_the_stance_on_the_whole_unit_goes_before_that_on_a_part_of_it():
    part, whole = log("ana", "X", stance="critical", start=0, end=4), log("ana", "X", stance="supportive")
    for said in ([part, whole], [whole, part]):
        assert standing_of(UNIT, read_unit(said))[0].stance == "supportive"


def test_who_is_through_with_a_unit_said_no_to_what_they_left_out_and_did_not_code_it_otherwise():
    assert read_unit([*table("ana", "X"), *table("ben", "Y")]).coded_otherwise("X") == []
    assert read_unit([log("ana", "X"), log("ben", "Y")]).coded_otherwise("X") == ["ben"]


@pytest.mark.parametrize(("said", "expected"), [
    ([*table("ana", "X"), *table("ben", "X")],                   []),
    ([*table("ana", "X"), *table("ben")],                        [("X", "code", "ana", "ben", "")]),
    ([*table("ana", "X"), *table("ben", "Y")],                   [("X", "code", "ana", "ben", ""),
                                                                  ("Y", "code", "ben", "ana", "")]),
    ([log("ana", "X"), log("ben", "X", "rejected")],             [("X", "code", "ana", "ben", "")]),
    ([log("ana", "X"), log("ben", "Y")],                         [("X", "code", "ana", "ben", ""),
                                                                  ("Y", "code", "ben", "ana", "")]),
    ([log("ana", "X"), log("ben", "Y"), log("ben", "X")],        [("Y", "code", "ben", "ana", "")]),
    ([log("ana", "X"), log("ben", "Y", "rejected")],             []),  # nobody spoke against anything of the other
    ([*table("ana", "X", stance="mixed"), *table("ben", "X")],   [("X", "stance", "ana", "ben", "")]),
    ([log("ana", "X", stance="mixed"), log("ben", "X")],         []),  # ben gave no stance
    ([*table("ana", "X"), *table("ben"), log("adjudicated", "X", "rejected")], [("X", "code", "ana", "ben", "no")]),
    ([*table("ana", "X"), *table("ben"), *table("adjudicated")], [("X", "code", "ana", "ben", "no")]),
    ([*table("ana", "X"), *table("ben"), log("adjudicated", "X")], [("X", "code", "ana", "ben", "yes")]),
])  # fmt: skip
def test_on_what_people_differ(said, expected):
    reading = read_unit(said)
    assert [tuple(one)[1:] for one in differences_of(UNIT, reading)] == expected
    assert is_open(UNIT, said, reading) == any(not settled for *_, settled in expected)


def test_what_one_person_says_and_unsays_names_both_files():
    said = [*table("ana", "X"), log("ana", "X", "rejected")]
    (found,) = contradictions_of(UNIT, said, read_unit(said))
    assert (found.coder, found.in_favour, found.against) == ("ana", "raw/coding/ana.csv", LOGS)
    assert is_open(UNIT, said, read_unit(said))
    settled = [*said, log("adjudicated", "X")]
    assert not is_open(UNIT, settled, read_unit(settled))
