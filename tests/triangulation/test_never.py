"""Section 5's table of what can never follow: no random finding breaks it, and each promise notices a broken rule."""

import pytest

from pipeline.triangulation.rule import confidence, counts, lines, notes, odds, shares, standing
from pipeline.triangulation.rule.lines import Line, joined
from pipeline.triangulation.rule.reading import Reading, Strength
from tests.triangulation import never

FAST = 700  # `python -m bench.rule --random 40000` tries the rest


def test_what_can_never_follow_never_follows() -> None:
    assert never.tried(FAST, seed=1) == []


def _in_part_too(lines_: list[Line], meaning: str) -> list[Line]:
    return [line for line in lines_ if line.reading.clearly(meaning)]


def _against_if_silent(readings: list[Reading]) -> Reading:
    speak = any(one.speaks for one in readings)
    return joined(readings) if speak else Reading("against")


def _agrees_if_restated(why: str) -> Reading:
    return Reading("for", Strength.FIRM) if why == lines.RESTATES else Reading("silent", why=why)


def _firm(probability: float, rule: object) -> Strength:
    return Strength.FIRM


BROKEN: dict[str, list[tuple[object, str, object]]] = {
    "unclear_decides_nothing": [(Reading, "clear", property(lambda reading: reading.speaks))],
    "unclear_only_holds_back": [(Reading, "clear", property(lambda reading: reading.speaks))],
    "part_only_reserves": [(standing, "clearly", _in_part_too), (confidence, "clearly", _in_part_too)],
    "notes_answer_no_number": [(lines, "bearing", lambda item, kind, direct: item.bearing)],
    "silence_says_nothing": [(lines, "joined", _against_if_silent)],
    "no_difference_is_shown": [(odds, "normal_over", lambda threshold, mean, error: 0.95), (shares, "strength", _firm)],
    "not_missed_before_due": [(counts, "day", lambda date: (0, 0, 0))],
    "interested_alone_decide_nothing": [(notes, "of_outsiders", lambda item: item.people)],
    "restatement_agrees_with_nothing": [(lines, "silent", _agrees_if_restated)],
    "reservations_are_not_against": [(notes, "balance", lambda tally, rule: Reading("against", Strength.CLEAR))],
    "one_line_is_never_high": [(confidence, "_full_count", lambda line: True)],
    "grades_and_sentences_fit": [(standing, "after_confidence", lambda standing, confidence: standing)],
}


@pytest.mark.parametrize("promise", BROKEN)
def test_a_broken_rule_is_noticed(promise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, instead in BROKEN[promise]:
        monkeypatch.setattr(module, name, instead)
    monkeypatch.setattr(never, "PROMISES", [getattr(never, promise)])
    assert never.tried(FAST, seed=1)


def test_every_promise_is_broken_once() -> None:
    assert list(BROKEN) == [promise.__name__ for promise in never.PROMISES]
