"""Which capitalised runs are names, and of what: a logistic regression over the features of name_features.py.

name_model.json holds its weights, fitted by bench/names_training.py on invented sentences alone. Every feature has one
weight for each kind and one more for runs of the same shape (ordinary word or not, opening a sentence or not), as the
same words around it say more of `Rose` than of `Okonkwo`.
"""

import json
from collections.abc import Iterable
from functools import cache
from math import exp
from pathlib import Path

WEIGHTS = Path(__file__).with_name("name_model.json")
KINDS = ["nothing", "person", "organisation", "place"]


def shape(features: set[str]) -> str:
    """The class of runs that share weights: how ordinary the words are, whether they open a sentence or are
    typed in small letters, how many."""
    ordinary = "word" if features & {"all ordinary", "first is word"} else "both"
    ordinary = "name" if features & {"first is name", "last is name"} else ordinary
    where = "typed small" if "typed small" in features else "opening" if "opens" in features else "inside"
    return f"{ordinary} {where} {'one' if '1 words' in features else 'more'}"


def crossed(features: Iterable[str]) -> list[str]:
    """`features`, and each of them again within its shape, sorted."""
    own = set(features)
    within = shape(own)
    return sorted([*own, within, *(f"{within} | {feature}" for feature in own)])


def probabilities(features: Iterable[str]) -> dict[str, float]:
    """How probable it is that a run with these features is nothing, a person, an organisation, a place."""
    weights = _weights()
    rows = [weights[feature] for feature in ["", *crossed(features)] if feature in weights]
    sums = [sum(row[number] for row in rows) for number in range(len(KINDS))]
    top = max(sums)
    shares = [exp(value - top) for value in sums]
    return {kind: share / sum(shares) for kind, share in zip(KINDS, shares, strict=True)}


@cache
def _weights() -> dict[str, list[float]]:
    """Feature -> weight for each of KINDS; the empty feature is the intercept."""
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))
