"""Why a published figure got its verdict, in one language: the room's words, filled in with what each test found."""

import re
from typing import TYPE_CHECKING

from pipeline.language import Words, listed, number, percent, rounded, sentence, spaced
from pipeline.triangulation.published import Claim

if TYPE_CHECKING:
    from pipeline.triangulation.reconcile import Test

FEW = 6  # bases named in a sentence; the table lists them all


def figure(
    claim: Claim,
    own: list["Test"],
    claims: dict[str, Claim],
    fitting: list[int],
    doubts: dict[str, str],
    language: str,
) -> str:
    """The note on one figure: a sentence for each of its tests. `doubts`: claims in a relation that fails, and it."""
    say = Words("triangulation", language)
    parts = [SENTENCES[test.test](claim, test, claims, fitting, say) for test in own]
    for other, relation in doubts.items():
        if other != claim.id and claim.id not in doubts and any(_rests_on(test, other) for test in own):
            parts.append(say("note.in_doubt", claim=other, relation=relation))
    if not any(test.works_out for test in own):
        parts.append(say("note.not_worked_out"))
        if any(test.test == "grim" and test.result == "exact" for test in own):
            parts.append(say("note.possible"))
    return spaced(" ".join(sentence(part) for part in parts if part), language)


def _rests_on(test: "Test", other: str) -> bool:
    return test.test in ("restatement", "relation") and other in re.findall(r"[^\s=+/]+", test.against)


def _data(claim: Claim, test: "Test", claims: dict[str, Claim], fitting: list[int], say: Words) -> str:
    assert test.actual is not None, "the data gave a value"
    value = _value(test.actual, claim, say.language, 2 * claim.is_percent)
    if test.base is not None and claim.is_percent:
        counted = int(rounded(test.actual * test.base / 100))
        value = say("note.of_answers", counted=counted, base=number(test.base, say.language), value=value)
    return say(f"note.data.{test.result}", value=value, printed=_printed(claim, say))


def _restatement(claim: Claim, test: "Test", claims: dict[str, Claim], fitting: list[int], say: Words) -> str:
    other = claims[test.against]
    apart = abs(claim.value - other.value)
    gap = number(apart, say.language, claim.decimals)
    gap = say("note.points", gap=gap, count=apart) if claim.is_percent else gap
    return say(f"note.restatement.{test.result}", other=other.id, printed=_printed(other, say), gap=gap)


def _relation(claim: Claim, test: "Test", claims: dict[str, Claim], fitting: list[int], say: Words) -> str:
    left, right = test.against.split(" = ")
    stated = claims[right]
    if test.actual is None:
        return say("note.relation.zero", left=left)
    decimals = 1 if stated.is_percent else 0
    return say(
        f"note.relation.{test.result}",
        left=left,
        value=_value(test.actual, stated, say.language, decimals),
        right=right,
        printed=_printed(stated, say),
        gap=number(abs(test.actual - stated.value), say.language, decimals),
    )


def _grim(claim: Claim, test: "Test", claims: dict[str, Claim], fitting: list[int], say: Words) -> str:
    if test.result == "exact":
        return ""
    stated, base = percent(claim.value, say.language, claim.decimals), number(test.base, say.language)
    if not fitting:
        return say("note.grim.no_base", base=base, stated=stated)
    first = [str(one) for one in fitting[:FEW]]
    more = len(fitting) > FEW
    bases = say("note.grim.more", bases=", ".join(first)) if more else listed(first, say.language)
    return say("note.grim.smaller", base=base, stated=stated, bases=bases)


SENTENCES = {"data": _data, "restatement": _restatement, "relation": _relation, "grim": _grim}


def _printed(claim: Claim, say: Words) -> str:
    """The figure as it is printed, with the words around it."""
    return say(f"figure.{claim.precision}", value=_value(claim.value, claim, say.language, claim.decimals))


def _value(value: float, claim: Claim, language: str, decimals: int) -> str:
    if claim.is_percent:
        return percent(value, language, decimals)
    return number(value, language, max(decimals, claim.decimals))
