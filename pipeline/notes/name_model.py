"""Which capitalised runs are names, and of what: spans that compete for the words of a run.

A semi-Markov model (Sarawagi and Cohen 2004): a way to cut a run into names and words that are nobody's is worth the
product of its names' odds, and a span's probability is the share of the ways that hold it. So `Old Roy` and `Roy` are
never both taken for names, and doubt about one speaks for the other. name_model.json holds the weights, fitted by
bench/names_training.py on invented sentences alone; to what the features say is added what a language model of many
languages sees there (sentence_layers.py). Every feature has one weight for each kind and one more for runs of the same
shape (ordinary word or not, opening a sentence or not), as the same words around it say more of `Rose` than of
`Okonkwo`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise
from math import exp
from pathlib import Path

WEIGHTS = Path(__file__).with_name("name_model.json")
KINDS = ["person", "organisation", "place"]
NOTHING = [0.0] * len(KINDS)
STEEPEST = 30.0  # score of a span, at most: the product of a run's must stay a number
MOST_WAYS = 1e150  # beyond, the product of two such numbers may be none

# start, end, features, scores that sentence_layers.py adds for each of KINDS (none: nothing)
Span = tuple[int, int, Iterable[str], Sequence[float]]


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


def probabilities(spans: Sequence[Span]) -> list[dict[str, float]]:
    """How probable it is that each span of one text is nothing, a person, an organisation, a place."""
    found: list[dict[str, float]] = [{} for _ in spans]
    for together in runs([span[:2] for span in spans]):
        for number, shares in zip(together, _shares([spans[number] for number in together]), strict=True):
            found[number] = {"nothing": 1 - sum(shares)} | dict(zip(KINDS, shares, strict=True))
    return found


def runs(spans: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Places of the spans that overlap, directly or through others."""
    together: list[int] = []
    last = -1
    for number in sorted(range(len(spans)), key=lambda number: spans[number]):
        start, end = spans[number]
        if together and start >= last:
            yield together
            together = []
        together.append(number)
        last = max(last, end)
    if together:
        yield together


def _shares(spans: Sequence[Span], number: type = float) -> list[list[float]]:
    """For each span of one run the shares of its kinds: all ways up to it, times its own, times all ways after it.

    A run of hundreds of names has more ways than a float can count; they are counted as decimals.
    """
    places = sorted({place for start, end, *_ in spans for place in (start, end)})
    odds = [[number(exp(max(-STEEPEST, min(STEEPEST, score)))) for score in _scores(span)] for span in spans]
    begun, ended = defaultdict(list), defaultdict(list)  # place -> (other end of a span, its odds)
    for (start, end, *_), odd in zip(spans, odds, strict=True):
        begun[start].append((end, sum(odd)))
        ended[end].append((start, sum(odd)))
    before, after = dict.fromkeys(places, number(1)), dict.fromkeys(places, number(1))
    for last, place in pairwise(places):
        before[place] = before[last] + sum(before[start] * odd for start, odd in ended[place])
    for last, place in pairwise(places[::-1]):
        after[place] = after[last] + sum(after[end] * odd for end, odd in begun[place])
    ways = before[places[-1]]
    if ways > MOST_WAYS and number is float:
        return _shares(spans, Decimal)
    return [
        [float(before[start] * one * after[end] / ways) for one in odd]
        for (start, end, *_), odd in zip(spans, odds, strict=True)
    ]


def _scores(span: Span) -> list[float]:
    """The score of a span for each of KINDS; words that are nobody's have 0."""
    _, _, features, layers = span
    weights = _weights()
    rows: list[Sequence[float]] = [weights[one] for one in ["", *crossed(features)] if one in weights]
    rows.append(layers or NOTHING)
    return [sum(row[number] for row in rows) for number in range(len(KINDS))]


@cache
def _weights() -> dict[str, list[float]]:
    """Feature -> weight for each of KINDS; the empty feature is the intercept."""
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))
