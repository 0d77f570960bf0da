"""Numbers of a survey, ours or one in print: shares, means, and differences between groups."""

from collections.abc import Callable

from pipeline.triangulation.rule import odds
from pipeline.triangulation.rule.evidence import DifferenceItem, MeanItem, ShareItem, Threshold
from pipeline.triangulation.rule.reading import Meaning, Reading, Strength, silent, strength
from pipeline.triangulation.rule.settings import Rule

SMALL = "base too small"
OF_95 = 1.959963984540054  # normal quantile of a two-sided 95 % interval
EVEN = 0.5 - 1e-9  # a share that is just its threshold reads for: the Beta distribution is off by the last digits there


def share(item: ShareItem, rule: Rule) -> Reading:
    """For where the share more likely lies on the statement's side than not; clear from odds of nine to one."""
    if item.base < rule.survey_base:
        return silent(SMALL)
    k = item.share * item.base
    return _by(_on_side(item, lambda threshold: odds.share_over(threshold, k, item.base)), rule)


def mean(item: MeanItem, rule: Rule) -> Reading:
    if item.base < rule.survey_base:
        return silent(SMALL)
    over = _on_side(item, lambda threshold: odds.mean_over(threshold, item.mean, item.error, item.base))
    return _by(over, rule)


def difference(item: DifferenceItem, rule: Rule) -> Reading:
    """Against only where a difference worth speaking of is ruled out: `not significant` is never `no difference`."""
    if min(item.base1, item.base2) < rule.survey_base:
        return silent(SMALL)
    gap, error = odds.difference(item.share1, item.base1, item.share2, item.base2)
    worth = odds.normal_over(rule.margin, gap, error)
    ruled_out = strength(1 - worth, rule)
    if gap - OF_95 * error > 0 and item.corrected_p <= rule.corrected_p:
        return Reading("for", Strength.FIRM, reserved=ruled_out >= Strength.CLEAR, probability=worth)
    if ruled_out >= Strength.CLEAR:
        return Reading("against", ruled_out, probability=worth)
    return Reading("for" if gap > 0 else "against", Strength.UNCLEAR, probability=worth)


def _on_side(threshold: Threshold, over: Callable[[float], float]) -> float:
    """The probability of lying on the statement's side, from the probability of lying over a value."""
    low, high = threshold.ends
    return max(0.0, (over(low) if low is not None else 1.0) - (over(high) if high is not None else 0.0))


def _by(probability: float, rule: Rule) -> Reading:
    meaning: Meaning = "for" if probability >= EVEN else "against"
    return Reading(meaning, strength(max(probability, 1 - probability), rule), probability=probability)
