"""The language of each turn: notes switch languages, and a short turn alone does not show its own."""

from collections.abc import Sequence
from copy import copy
from functools import cache
from typing import Any

from pipeline.notes.language_models import HOUSE

NEIGHBOUR = 0.15  # how much a turn's neighbours say about it, beside its own words
NEIGHBOUR_AT_MOST = 5.0  # log odds of a neighbour that count
PRIOR = 1.0  # log odds that the manifest's language adds; a few words outweigh it
OTHERWISE = 5.0  # log odds that a language which neither study nor manifest names must have more


def languages(texts: list[str], note_language: str, named: Sequence[str], alone: bool = False) -> list[str]:
    """The language of each text of one note: one of `named` (the study's), the manifest's, or one the house reads.
    `alone`: texts of no note, which say nothing of each other.

    A turn's own log odds (py3langid) count in full, those of its neighbours a little, and the manifest's language
    breaks ties of very short turns; what is still even is in the first of `named`.
    """
    told, tells = note_language.lower()[:2], set(_identifier().nb_classes)
    if told in named and told not in tells:
        return [told] * len(texts)  # nothing to tell it by: the manifest's word for the whole note
    expected = [one for one in dict.fromkeys([*named, told]) if one in tells]
    among = [*expected, *(language for language in HOUSE if language not in expected)]
    odds = [log_odds(text, tuple(among)) for text in texts]
    found = []
    for i, own in enumerate(odds):
        around = [] if alone else odds[max(0, i - 1) : i] + odds[i + 1 : i + 2]
        score = {one: own[one] + NEIGHBOUR * sum(_capped(other[one]) for other in around) for one in among}
        for one in among:
            score[one] += (PRIOR if one == told else -PRIOR) if told in among else 0.0
            score[one] -= 0.0 if one in expected else OTHERWISE
        found.append(max(among, key=lambda one: score[one]))
    return found


def log_odds(text: str, among: tuple[str, ...]) -> dict[str, float]:
    """Log odds that `text` is in each of two or more languages rather than in the likeliest other one; 0 where it has
    no words."""
    ranked = dict(_identifier(among).rank(text)) if text.strip() else dict.fromkeys(among, 0.0)
    return {one: float(ranked[one] - max(ranked[other] for other in among if other != one)) for one in among}


def _capped(odds: float) -> float:
    return max(-NEIGHBOUR_AT_MOST, min(NEIGHBOUR_AT_MOST, odds))


@cache
def _identifier(among: tuple[str, ...] = ()) -> Any:
    """py3langid for these languages only; for all it tells where none are named."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    if not among:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    identifier = copy(_identifier())  # of the model, which is read once
    identifier.set_languages(list(among))
    return identifier
