"""Cases worked out by hand from docs/triangulation.md by a second reader, of the kinds the first ones cover least."""

import pytest

from pipeline.triangulation.rule.judge import Rulebook, judge
from pipeline.triangulation.sentences import same_machine
from tests.triangulation.cases import answer, item


def survey(share: float, n_eff: float, **more) -> dict:
    return {"line": "survey", "share": share, "n_eff": n_eff, "at_least": 0.5} | more


def notes(*people: int, **more) -> dict:
    return {"line": "notes", "people": people, "groups": 5} | more


def documents(*tally: int, authors: int, outside: int, **more) -> dict:
    return {"line": "documents", "documents": tally, "authors": authors, "outside": outside} | more


MEAN = {"line": "survey", "mean": 7.9, "se": 0.3, "n_eff": 60, "at_least": 7}
ADMIN = {"line": "admin", "at_least": 44000, "due": "2021", "as_of": "2022-01"}
CASES = {
    "a mean of people who chose to answer": (
        "common", {"evidence": [MEAN | {"sample": "self-selected"}]},
        "supported with reservations, low (methodological limitations -1; one line only -1)",
    ),
    "three documents are clear, thin and alone": (
        "works", {"evidence": [documents(3, 0, 0, authors=2, outside=1)]},
        "supported with reservations, low (adequacy: thin -1; one line only -1)",
    ),
    "documents beside notes": (
        "works", {"evidence": [documents(6, 0, 0, authors=4, outside=2), notes(14, 1, 0)]}, "well supported, high ()",
    ),
    "documents say nothing of how many": (
        "common", {"evidence": [documents(12, 0, 0, authors=4, outside=2)]}, "not enough evidence",
    ),
    "documents of a code that knows one direction": (
        "works", {"evidence": [documents(12, 0, 0, authors=4, outside=2, one_sided=True)]},
        "supported with reservations, very low (one-sided -2; one line only -1)",
    ),
    "the best line's own reasons count, then those who speak against their interest": (
        "works", {"evidence": [survey(0.8, 90, limits=2), notes(14, 1, 0, limits=1)], "against_interest": 3},
        "well supported, high (methodological limitations -1; raised +1)",
    ),
    "nobody is raised to high on one line": (
        "works", {"evidence": [notes(14, 1, 0)], "against_interest": 3}, "well supported, moderate (one line only -1)",
    ),
    "a check that keeps fewer than half of its runs": (
        "works", {"evidence": [survey(0.8, 90), notes(14, 1, 0)], "weakest": ["without each group", 0.45]},
        "supported with reservations, low (fragile: without each group -2)",
    ),
    "an administrative share with one reporting unit in twenty missing": (
        "target", {"evidence": [ADMIN | {"value": 0.62, "is_share": True, "at_least": 0.6, "coverage": 0.95}]},
        "not supported",
    ),
    "a target reached before it is due": (
        "target", {"evidence": [ADMIN | {"value": 50000, "due": "2024-03", "coverage": 0.8}]},
        "well supported, moderate (methodological limitations -1)",
    ),
    "the ledger and the document that quotes it": (
        "target",
        {"evidence": [ADMIN | {"value": 50000, "source": "ledger"},
                      documents(4, 0, 0, authors=3, outside=2, source="ledger")]},
        "well supported, high ()",
    ),
    "divided notes beside a survey that is clearly for": (
        "works", {"evidence": [notes(7, 1, 6), survey(0.8, 80)]},
        "supported with reservations, low (one line only -1; coherence -1)",
    ),
    "everybody with reservations": (
        "works", {"evidence": [notes(0, 9, 0)]}, "divided, low (adequacy: thin -1; one line only -1)",
    ),
    "a significant difference that is not worth speaking of": (
        "difference", {"evidence": [{"line": "survey", "p1": 0.56, "n1": 1500, "p2": 0.51, "n2": 1500,
                                     "p_corrected": 0.01}]},
        "supported with reservations, moderate (one line only -1)",
    ),
    "interested parties on how it works, though it is theirs": (
        "works", {"evidence": [notes(9, 0, 0, groups=2, own=True, outsiders=[[1, 0, 0], [0, 0, 0]])]},
        "not enough evidence",
    ),
    "a survey of too low a response that says the contrary": (
        "common", {"evidence": [survey(0.2, 45, response=0.2)]}, "not supported",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_rule_says_what_a_second_reader_worked_out(name):
    kind, case, wanted = CASES[name]
    found = answer(kind, case)
    graded = f", {found['confidence']} ({found['reasons']})" if found["confidence"] else ""
    assert found["standing"] + graded == wanted


@pytest.mark.parametrize(("right", "told"), [([0.9, 0.9, 0.5, 0.6], True), (None, False)])
def test_two_lines_of_one_machine_are_told(right, told):
    machine = {"machine": [10, 0, 0], "machine_right": right}
    evidence = [notes(5, 0, 0, **machine), notes(5, 0, 0, **machine) | {"line": "open answers", "source": "survey"}]
    found = judge("works", [item(one) for one in evidence], Rulebook())
    assert same_machine(found.lines) == told
