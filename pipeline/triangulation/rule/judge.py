"""The whole rule for one finding: its lines read, set beside each other, graded, and the form of its sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.triangulation.rule import confidence, convergence, lines, sentence, standing
from pipeline.triangulation.rule.confidence import Check, Confidence
from pipeline.triangulation.rule.evidence import Evidence, ShareItem
from pipeline.triangulation.rule.lines import Line, Read
from pipeline.triangulation.rule.settings import DIRECT, WORDS, Kind, LineName, Rule, Word
from pipeline.triangulation.rule.standing import Standing


@dataclass(frozen=True)
class Judgement:
    reads: tuple[Read, ...]  # each item by itself
    lines: tuple[Line, ...]  # joined by source
    convergence: str
    silent: tuple[LineName, ...]
    standing: Standing
    confidence: Confidence
    headline: str
    words: tuple[Word, ...] = ()  # the strongest quantity word of each share, where one holds


@dataclass(frozen=True)
class Rulebook:
    """The rule's numbers and tables, as params.yaml gives them."""

    rule: Rule = field(default_factory=Rule)
    direct: dict[Kind, list[LineName]] = field(default_factory=lambda: dict(DIRECT))
    words: Sequence[Word] = tuple(WORDS)


def judge(
    kind: Kind,
    evidence: Sequence[Evidence],
    book: Rulebook,
    weakest: Check | None = None,
    against_interest: int = 0,
) -> Judgement:
    """One finding of this kind. `weakest` is the check that keeps its standing least, once the checks have run."""
    reads = lines.read_all(evidence, kind, book.rule, book.direct)
    joined = lines.lines(reads)
    first = standing.stand(joined)
    graded = confidence.grade(joined, first, book.rule, weakest, against_interest)
    final = standing.after_confidence(first, graded.grade)
    if final not in standing.GRADED:
        graded = Confidence(None)
    headline = sentence.form(final, graded.grade)
    words: tuple[Word, ...] = ()
    if kind == "common" and final in sentence.WITH_QUANTITY and headline != sentence.TEXT_ONLY:
        said = [one.item for one in reads if one.bearing == "direct" and one.reading.speaks]
        chosen = [sentence.word(item, book.words, book.rule) for item in said if isinstance(item, ShareItem)]
        words = tuple(word for word in chosen if word is not None)
    return Judgement(
        tuple(reads),
        tuple(joined),
        convergence.converge(joined),
        tuple(convergence.silent(joined, kind, book.direct)),
        final,
        graded,
        headline,
        words,
    )
