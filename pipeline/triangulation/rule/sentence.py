"""Which sentence may be written: its form from standing and confidence, its quantity word from the share."""

from collections.abc import Sequence

from pipeline.triangulation.rule import odds
from pipeline.triangulation.rule.evidence import ShareItem
from pipeline.triangulation.rule.settings import Rule, Word
from pipeline.triangulation.rule.standing import Standing

TEXT_ONLY = "none (text only)"
FORMS: dict[str, dict[str | None, str]] = {
    "well supported": {"high": "assert", "moderate": "according to"},
    "supported with reservations": {
        "high": "with reservation", "moderate": "with reservation", "low": "some evidence suggests",
    },
    "divided": {"high": "divided", "moderate": "divided"},
    "contradicted": {"high": "contrary", "moderate": "contrary, according to"},
    "not yet due": {None: "too early"},
}  # fmt: skip
WITH_QUANTITY = ("well supported", "supported with reservations", "contradicted")


def form(standing: Standing, confidence: str | None) -> str:
    """The form of the headline, or that there is none."""
    return FORMS.get(standing, {}).get(confidence, TEXT_ONLY)


def word(item: ShareItem, words: Sequence[Word], rule: Rule) -> Word | None:
    """The strongest quantity word that clearly holds of a share; None: the number alone."""
    k = item.share * item.base
    for one in words:
        if odds.share_within(one.low, one.high, k, item.base) >= rule.clear:
            return one
    return None
