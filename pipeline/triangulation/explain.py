"""Why a published figure got its verdict, in both languages."""

import re
from typing import TYPE_CHECKING

from pipeline.language import listed, number, percent, sentence, spaced
from pipeline.triangulation.published import Claim

if TYPE_CHECKING:
    from pipeline.triangulation.reconcile import Test

FEW = 6  # bases named in a sentence; the table lists them all


def figure(
    claim: Claim, own: list["Test"], claims: dict[str, Claim], fitting: list[int], doubts: dict[str, str]
) -> tuple[str, str]:
    """The note on one figure: a sentence for each of its tests. `doubts`: claims in a relation that fails, and it."""
    parts = [SENTENCES[test.test](claim, test, claims, fitting) for test in own]
    for other, relation in doubts.items():
        if other != claim.id and claim.id not in doubts and any(_rests_on(test, other) for test in own):
            parts.append(
                (f"{other} is itself in doubt: {relation} fails", f"{other} est lui-même en doute : {relation} échoue")
            )
    if not any(test.works_out for test in own):
        parts.append(
            (
                "nothing in the study allows it to be worked out",
                "rien dans l'étude ne permet de le recalculer",
            )
        )
        if any(test.test == "grim" and test.result == "exact" for test in own):
            parts.append(("the percentage is possible with its base", "le pourcentage est possible avec sa base"))
    parts = [part for part in parts if part[0]]
    return " ".join(sentence(en) for en, _ in parts), spaced(" ".join(sentence(fr) for _, fr in parts), "fr")


def _rests_on(test: "Test", other: str) -> bool:
    return test.test in ("restatement", "relation") and other in re.findall(r"[^\s=+/]+", test.against)


def _data(claim: Claim, test: "Test", claims: dict[str, Claim], fitting: list[int]) -> tuple[str, str]:
    assert test.actual is not None, "the data gave a value"
    en, fr = (_value(test.actual, claim, language, 2 * claim.is_percent) for language in ("en", "fr"))
    if test.base is not None and claim.is_percent:
        counted = round(test.actual * test.base / 100)
        en = f"{number(counted, 'en')} of {number(test.base, 'en')} answers, {en}"
        fr = f"{number(counted, 'fr')} réponses sur {number(test.base, 'fr')}, soit {fr}"
    ends = {
        "exact": ("as printed", "comme imprimé"),
        "wording": (f"which “{_words(claim, 'en')}” covers", f"ce que permet « {_words(claim, 'fr')} »"),
        "fails": (f"not {_words(claim, 'en')}", f"et non {_words(claim, 'fr')}"),
    }
    return f"the data give {en}, {ends[test.result][0]}", f"les données donnent {fr}, {ends[test.result][1]}"


def _restatement(claim: Claim, test: "Test", claims: dict[str, Claim], fitting: list[int]) -> tuple[str, str]:
    other = claims[test.against]
    gap = abs(claim.value - other.value)
    unit = (" point" if gap == 1 else " points") if claim.is_percent else ""
    gaps = [number(gap, one, claim.decimals) + unit for one in ("en", "fr")]
    en, fr = (
        f"{other.id} says {_words(other, 'en')}",
        f"{other.id} dit {_words(other, 'fr')}",
    )
    ends = {
        "exact": ("the same", "soit la même chose"),
        "wording": (f"{gaps[0]} apart, within the wording", f"un écart de {gaps[1]} que la formulation permet"),
        "fails": ("the two do not agree", "les deux ne concordent pas"),
    }
    return f"{en}, {ends[test.result][0]}", f"{fr}, {ends[test.result][1]}"


def _relation(claim: Claim, test: "Test", claims: dict[str, Claim], fitting: list[int]) -> tuple[str, str]:
    left, right = test.against.split(" = ")
    stated = claims[right]
    if test.actual is None:
        return f"{left} divides by zero", f"{left} divise par zéro"
    decimals = 1 if stated.is_percent else 0
    gap = test.actual - stated.value
    values = [(_value(test.actual, stated, one, decimals), _words(stated, one)) for one in ("en", "fr")]
    if test.result == "fails":
        gaps = [number(abs(gap), one, decimals) for one in ("en", "fr")]
        return (
            f"{left} makes {values[0][0]}, but {right} says {values[0][1]}, a gap of {gaps[0]}: "
            "they cannot all be right",
            f"{left} donne {values[1][0]}, mais {right} dit {values[1][1]}, un écart de {gaps[1]} : "
            "ils ne peuvent pas tous être justes",
        )
    ends = {"exact": ("holds", "est vérifiée"), "wording": ("holds within rounding", "est vérifiée à l'arrondi près")}
    return (
        f"{left} makes {values[0][0]}: the relation with {right} {ends[test.result][0]}",
        f"{left} donne {values[1][0]}: la relation avec {right} {ends[test.result][1]}",
    )


def _grim(claim: Claim, test: "Test", claims: dict[str, Claim], fitting: list[int]) -> tuple[str, str]:
    if test.result == "exact":
        return "", ""
    stated = [percent(claim.value, one, claim.decimals) for one in ("en", "fr")]
    base = number(test.base, "en")
    if not fitting:
        return (
            f"no whole number of {base} gives {stated[0]}, nor does any plausible smaller base; "
            "weighting could explain it",
            f"aucun nombre entier sur {base} ne donne {stated[1]}, ni aucune base plus petite plausible; "
            "une pondération pourrait l’expliquer",
        )
    first, more = [str(one) for one in fitting[:FEW]], len(fitting) > FEW
    en = ", ".join(first) + (" and smaller ones" if more else "") if more else listed(first, "en")
    fr = ", ".join(first) + (" et de plus petites" if more else "") if more else listed(first, "fr")
    return (
        f"no whole number of {base} gives {stated[0]}; the base must have been smaller (bases that fit: {en})",
        f"aucun nombre entier sur {base} ne donne {stated[1]}; la base devait être plus petite (bases possibles: {fr})",
    )


SENTENCES = {"data": _data, "restatement": _restatement, "relation": _relation, "grim": _grim}

PHRASES = {
    "approximate": ("about {}", "environ {}"),
    "about": ("about {}", "environ {}"),
    "nearly": ("nearly {}", "près de {}"),
    "at_least": ("more than {}", "plus de {}"),
    "at_most": ("at most {}", "au plus {}"),
    "nearly_all": ("nearly all", "presque tous"),
    "exact": ("{}", "{}"),
}


def _words(claim: Claim, language: str) -> str:
    """The figure as it is printed, with the words around it."""
    return PHRASES[claim.precision][language == "fr"].format(_value(claim.value, claim, language, claim.decimals))


def _value(value: float, claim: Claim, language: str, decimals: int) -> str:
    return (
        percent(value, language, decimals)
        if claim.is_percent
        else number(value, language, max(decimals, claim.decimals))
    )
