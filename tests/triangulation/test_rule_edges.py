"""Where one row of the rule ends and the next begins, each edge from both sides (worked.py holds whole cases)."""

from typing import Any

import pytest

from pipeline.triangulation.rule.evidence import Tally
from pipeline.triangulation.rule.judge import Rulebook, judge
from pipeline.triangulation.rule.notes import balance
from pipeline.triangulation.rule.settings import Rule
from tests.triangulation.cases import answer, item
from tests.triangulation.drawn import documents, notes, survey


def judged(kind: str, *evidence: dict[str, Any], weakest: list | None = None) -> dict[str, str]:
    return answer(kind, {"evidence": list(evidence), "weakest": weakest, "against_interest": 0})


def difference(share1: float, base1: int, share2: float, base2: int, p: float) -> dict[str, Any]:
    return {"line": "survey", "p1": share1, "n1": base1, "p2": share2, "n2": base2, "p_corrected": p}


def test_reservations_of_one_line_do_not_save_what_the_other_contradicts_plainly():
    with_reservations = notes("1-6-16", groups=6)
    assert judged("works", with_reservations)["standing"] == "not supported"
    assert judged("works", survey(0.2, 200, at_least=0.5), with_reservations)["standing"] == "contradicted"


@pytest.mark.parametrize("base", [34, 35, 60, 70, 111])
def test_a_share_that_is_just_its_threshold_reads_for(base):
    read = judged("common", survey(0.5, base, at_least=0.5))["readings"]
    assert read == "survey (direct): for, unclear, 0.50"


def test_a_mean_without_spread_that_is_just_its_threshold_is_not_clear():
    mean = {"line": "survey", "mean": 3, "se": 0, "n_eff": 60, "at_least": 3}
    assert judged("works", mean)["readings"] == "survey (direct): for, unclear, 0.50"
    assert judged("works", mean | {"mean": 2.9})["readings"] == "survey (direct): against, firm, 0.00"


@pytest.mark.parametrize(("for_", "reserved"), [(5.7, False), (6.0, True)])
def test_a_quarter_with_reservations_counts_from_two_notes_on(for_, reserved):
    """The machine's notes count in parts: a quarter of the notes can be less than two."""
    reading = balance(Tally(for_, for_ / 3, 0), Rule())
    assert (reading.meaning, reading.clear, reading.reserved) == ("for", True, reserved)


def test_one_group_alone_is_few_groups():
    assert judged("works", notes("12-0-0", groups=1))["readings"] == "notes (direct): silent, few notes or groups"


def test_a_line_that_speaks_in_part_alone_is_still_one_that_could_have_answered_directly():
    def silent(bearing: str) -> tuple[str, ...]:
        evidence = [survey(0.8, 200, at_least=0.5), notes("20-0-0", groups=6) | {"bearing": bearing}]
        return judge("works", [item(one) for one in evidence], Rulebook()).silent

    assert "notes" in silent("part") and "notes" not in silent("direct")


@pytest.mark.parametrize(("searched", "standing"), [(True, "well supported"), (False, "supported with reservations")])
def test_codes_of_one_direction_hold_plainly_only_after_a_search(searched, standing):
    sided = {"one_sided": True, "searched": searched}
    assert judged("experience", notes("24-0-0", groups=6, **sided), documents("9-0-0", 5, 4, **sided))["standing"] == (
        standing
    )


@pytest.mark.parametrize(
    ("tally", "convergence"), [("20-0-0", "agreement"), ("6-10-0", "partial agreement"), ("0-0-20", "dissonance")]
)
def test_lines_agree_fully_only_without_reservations(tally, convergence):
    assert judged("works", survey(0.8, 200, at_least=0.5), notes(tally, groups=6))["convergence"] == convergence


@pytest.mark.parametrize(("kept", "runs", "fragile"), [(0.75, 4, True), (0.9, 4, True), (1, 4, False), (0.9, 8, False)])
def test_a_check_of_few_runs_has_to_keep_the_standing_in_all(kept, runs, fragile):
    found = judged(
        "works", survey(0.8, 200, at_least=0.5), notes("20-0-0", groups=6), weakest=["without each group", kept, runs]
    )
    assert ("fragile" in found["reasons"]) == fragile


@pytest.mark.parametrize(
    ("groups", "reading"),
    [
        (difference(0.70, 200, 0.50, 200, 0.001), "for, firm"),
        (difference(0.56, 200, 0.50, 200, 0.001), "for, unclear"),  # its own interval holds 0, whatever p was noted
        (difference(0.70, 200, 0.50, 200, 0.06), "for, unclear"),
        (difference(0.90, 4, 0.20, 200, 0.001), "silent"),
        (difference(0.90, 200, 0.20, 4, 0.001), "silent"),
    ],
)
def test_groups_differ_firmly_where_interval_and_corrected_test_say_so_and_both_are_large_enough(groups, reading):
    assert reading in judged("difference", groups)["readings"]
