"""What can never follow (docs/triangulation.md), tried on random findings.

Each promise is a function of one random case; it yields a sentence where the case breaks it. `tried` is used by the
tests (a few thousand findings) and by `python -m bench.rule --random 40000`.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from pipeline.triangulation.rule import confidence, lines, sentence, standing
from pipeline.triangulation.rule.judge import Judgement, Rulebook, judge
from pipeline.triangulation.rule.reading import Strength
from pipeline.triangulation.rule.settings import DIRECT
from tests.triangulation import cases

BOOK = Rulebook()
KINDS = list(DIRECT)
NUMBERS = ("common", "difference", "target")
Case = dict[str, Any]


def judged(case: Case, evidence: list[Case] | None = None) -> Judgement:
    weakest = case.get("weakest")
    return judge(
        case["kind"],
        [cases.item(one) for one in (case["evidence"] if evidence is None else evidence)],
        BOOK,
        cases.check(*weakest) if weakest else None,
        case.get("against_interest", 0),
    )


def outcome(found: Judgement) -> tuple[str, str | None, str]:
    return found.standing, found.confidence.grade, found.headline


# ------------------------------------------------------------------------------------------------ random findings


def finding(random: np.random.Generator) -> Case:
    """A finding of any kind with one to four pieces of evidence of any line."""
    case: Case = {"kind": str(random.choice(KINDS))}
    case["evidence"] = [evidence(random) for _ in range(random.integers(1, 5))]
    if random.random() < 0.3:
        case["weakest"] = ["without each note", float(random.random()), int(random.integers(1, 60))]
    if random.random() < 0.2:
        case["against_interest"] = int(random.integers(0, 6))
    return case


def evidence(random: np.random.Generator) -> Case:
    made = MADE[random.integers(len(MADE))](random)
    made["bearing"] = str(random.choice(["direct", "direct", "direct", "part", "context"]))
    if random.random() < 0.15:
        made["limits"] = int(random.integers(1, 3))
    if random.random() < 0.1:
        made["other_period"] = True
    return made


def _side(random: np.random.Generator, scale: float = 1.0) -> Case:
    at = float(random.choice([0.1, 0.25, 0.5, 0.75])) * scale
    return [{"at_least": at}, {"at_most": at}, {"between": [at * 0.6, at * 1.2]}][random.integers(3)]


def _survey(random: np.random.Generator) -> Case:
    base = int(random.integers(10, 300))
    made = {"line": "survey", "source": str(random.choice(["employers", "students"])), "n": base * 2, "response": 0.4}
    made |= {"share": float(random.random()), "n_eff": base} | _side(random)
    return made | ({"sample": "self-selected"} if random.random() < 0.2 else {})


def _mean(random: np.random.Generator) -> Case:
    return {"line": "survey", "mean": float(random.random()), "se": 0.05, "n_eff": 60, "at_least": 0.5}


def _difference(random: np.random.Generator) -> Case:
    made = {name: float(random.random()) for name in ("p1", "p2", "p_corrected")}
    return {"line": "survey"} | made | {"n1": int(random.integers(20, 400)), "n2": int(random.integers(20, 400))}


def _tally(random: np.random.Generator, most: int = 16) -> list[int]:
    return [int(n) for n in random.integers(0, most, size=3) * (random.random(3) < 0.6)]


def _notes(random: np.random.Generator) -> Case:
    made: Case = {"line": "notes", "people": _tally(random), "machine": _tally(random)}
    made["groups"] = int(random.integers(1, 8))
    made["machine_right"] = None if random.random() < 0.2 else [float(p) for p in random.uniform(0.5, 1, size=4)]
    if random.random() < 0.4:
        some = random.random() < 0.7
        made["outsiders"] = [
            [int(some * random.integers(0, n + 1)) for n in made[who]] for who in ("people", "machine")
        ]
        made["own"] = bool(random.random() < 0.3)
    if random.random() < 0.3:
        made |= {"one_sided": True, "searched": bool(random.random() < 0.5), "found": [1, 2]}
    return made | ({"concerned": float(random.random())} if random.random() < 0.3 else {})


def _documents(random: np.random.Generator) -> Case:
    made = {"authors": int(random.integers(1, 5)), "outside": int(random.integers(0, 3))}
    return {"line": "documents", "documents": _tally(random, 8)} | made


def _count(random: np.random.Generator) -> Case:
    made = {"line": "admin", "value": float(random.random() * 100), "coverage": float(random.uniform(0.7, 1))}
    made |= {"due": str(random.choice(["2021-03", "2024-03"])), "as_of": "2021-12"} if random.random() < 0.5 else {}
    return made | _side(random, 100)


def _print(random: np.random.Generator) -> Case:
    made: Case = {"line": "print", "source": "elsewhere", "outside_study": bool(random.random() < 0.5)}
    based = {"share": float(random.random()), "n_eff": int(random.integers(20, 500))} | _side(random)
    return made | (based if random.random() < 0.6 else {})


MADE = [_survey, _mean, _difference, _notes, _notes, _documents, _count, _print]


# ------------------------------------------------------------------------------------------------------- promises


def unclear_decides_nothing(case: Case, found: Judgement) -> Iterator[str]:
    said = [
        line.reading for line in found.lines if line.bearing == "direct" and line.reading.strength >= Strength.CLEAR
    ]
    clear = {reading.meaning for reading in said}
    needed = {"well supported": {"for"}, "supported with reservations": {"for"}, "contradicted": {"against"}}
    if not clear >= needed.get(found.standing, set()) or (found.standing == "divided" and not clear):
        yield f"{found.standing}, and clear is only: {', '.join(sorted(clear))}"


def unclear_only_holds_back(case: Case, found: Judgement) -> Iterator[str]:
    """Without its unclear direct lines a finding never stands worse, nor on the other side."""
    speak = [line for line in found.lines if line.bearing == "direct" and line.reading.speaks]
    weak = [line for line in speak if line.reading.strength == Strength.UNCLEAR]
    if not weak or found.standing == "not yet due":
        return
    sources = {one.item.source for line in weak for one in line.items}
    rest = judged(case, [one for one in case["evidence"] if cases.item(one).source not in sources])
    allowed = {
        "well supported": ("well supported", "supported with reservations"),
        "supported with reservations": ("supported with reservations",),
        "contradicted": ("contradicted", "not supported"),
        "divided": ("divided",),
    }.get(rest.standing, ("not supported", "not enough evidence"))
    if found.standing not in allowed:
        yield f"unclear lines turn {rest.standing} into {found.standing}"


def part_only_reserves(case: Case, found: Judgement) -> Iterator[str]:
    direct = [
        one
        for one in case["evidence"]
        if one["bearing"] == "direct" and lines.bearing(cases.item(one), case["kind"], BOOK.direct) == "direct"
    ]
    alone = judged(case, direct)
    if alone.standing != found.standing and (alone.standing, found.standing) != (
        "well supported",
        "supported with reservations",
    ):
        yield f"lines in part turn {alone.standing} into {found.standing}"
    if alone.confidence.grade != found.confidence.grade:
        yield f"lines in part turn {alone.confidence.grade} into {found.confidence.grade}"


def notes_answer_no_number(case: Case, found: Judgement) -> Iterator[str]:
    words = all(one["line"] in ("notes", "documents") for one in case["evidence"])
    if case["kind"] in NUMBERS and words and found.standing != "not enough evidence":
        yield f"words alone make a number {found.standing}"


def silence_says_nothing(case: Case, found: Judgement) -> Iterator[str]:
    said = [
        one
        for one in case["evidence"]
        if (reading := lines.read(cases.item(one), BOOK.rule)).speaks or reading.why == "not yet due"
    ]
    again = judged(case, said)
    if (outcome(again), again.convergence) != (outcome(found), found.convergence) and said:
        yield f"silent evidence turns {outcome(again)} into {outcome(found)}"
    if not said and found.standing != "not enough evidence":
        yield f"silence alone makes {found.standing}"


def no_difference_is_shown(case: Case, found: Judgement) -> Iterator[str]:
    for one in found.reads:
        gap = hasattr(one.item, "corrected_p")
        if gap and one.reading.clearly("against") and one.reading.probability > 1 - BOOK.rule.clear:
            yield "a difference reads against although one worth speaking of is not ruled out"


def not_missed_before_due(case: Case, found: Judgement) -> Iterator[str]:
    for one in found.reads:
        due = getattr(one.item, "due", None)
        if due and due > one.item.as_of and one.reading.meaning == "against":
            yield "a target reads as missed before it is due"


def interested_alone_decide_nothing(case: Case, found: Judgement) -> Iterator[str]:
    """Notes in which nobody else speaks leave all as it was; nor do they decide against those who are without."""
    for one in case["evidence"]:
        if one["line"] == "notes" and not one.get("own") and one.get("outsiders") == [[0, 0, 0], [0, 0, 0]]:
            rest = [other for other in case["evidence"] if other is not one]
            if rest and outcome(judged(case, rest)) != outcome(found):
                yield "interested parties alone change the outcome"
    for one in found.reads:
        if one.reading.why == "outsiders lean the other way" and one.reading.clear:
            yield "a line is clear although those without an interest lean the other way"


def restatement_agrees_with_nothing(case: Case, found: Judgement) -> Iterator[str]:
    own = {"line": "print", "source": "own report", "bearing": "direct", "share": 0.9, "n_eff": 400, "at_least": 0.5}
    again = judged(case, [*case["evidence"], own])
    if (outcome(again), again.convergence) != (outcome(found), found.convergence):
        yield f"a restatement turns {outcome(found)}, {found.convergence} into {outcome(again)}, {again.convergence}"


def reservations_are_not_against(case: Case, found: Judgement) -> Iterator[str]:
    for one in case["evidence"]:
        if one["line"] != "notes":
            continue
        alone = copy.deepcopy(one) | {"machine_right": None, "found": None, "outsiders": None}
        alone["people"] = [one["people"][0], one["people"][1], 0]
        if lines.read(cases.item(alone), BOOK.rule).meaning == "against":
            yield f"notes {alone['people']} read against although none is"


def one_line_is_never_high(case: Case, found: Judgement) -> Iterator[str]:
    if found.confidence.grade != "high":
        return
    sides = confidence.deciding(found.lines, found.standing)
    decide = [line for side in sides for line in side]
    if len(decide) < 2 and any(one.item.line != "admin" for line in decide for one in line.items):
        yield "high on one line"


def grades_and_sentences_fit(case: Case, found: Judgement) -> Iterator[str]:
    if (found.confidence.grade is not None) != (found.standing in standing.GRADED):
        yield f"{found.standing} graded {found.confidence.grade}"
    if found.standing in ("well supported", "contradicted") and found.confidence.grade not in ("high", "moderate"):
        yield f"{found.standing} with confidence {found.confidence.grade}"
    if found.headline in ("assert", "according to") and found.standing != "well supported":
        yield f"a sentence without reservation on a finding that is {found.standing}"
    if found.headline == "assert" and found.confidence.grade != "high":
        yield "asserted without high confidence"
    if found.words and (case["kind"] != "common" or found.headline == sentence.TEXT_ONLY):
        yield "a quantity word where none may stand"


PROMISES = [
    unclear_decides_nothing,
    unclear_only_holds_back,
    part_only_reserves,
    notes_answer_no_number,
    silence_says_nothing,
    no_difference_is_shown,
    not_missed_before_due,
    interested_alone_decide_nothing,
    restatement_agrees_with_nothing,
    reservations_are_not_against,
    one_line_is_never_high,
    grades_and_sentences_fit,
]


def tried(n: int, seed: int) -> list[str]:
    """`n` random findings; one line for each promise that one of them breaks, with the case as JSON."""
    random = np.random.default_rng(seed)
    broken = []
    for _ in range(n):
        case = finding(random)
        found = judged(case)
        for promise in PROMISES:
            broken += [f"{promise.__name__}: {text}: {json.dumps(case)}" for text in promise(case, found)]
    return broken
