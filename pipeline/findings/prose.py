"""What can be said about prose: which sentences carry which evidence, and which numbers were typed by hand.

A sentence is known by its words with each linked value replaced by its evidence id, so that it stays the same sentence
when a number in it changes.
"""

import re
from dataclasses import dataclass
from functools import cache

from pipeline import language as write

LINK = re.compile(r"\[(?P<text>(?:\\.|[^\[\]\\])*)\]\(#e(?P<ref>\d+)\)\{\.ev\}")
ANY_LINK = re.compile(
    r"\[(?P<text>(?:\\.|[^\[\]\\])*)\]\([^)\s]*\)\{\.ev[^}]*\}"
)  # the same once it leads to the annex
_END = re.compile(r"(?<=[.!?…])(?:[\u00a0 ]?[»”])?\s+(?=[«“(\[]?[A-ZÀ-ÖØ-Þ\[])")
_ANSWER = re.compile(r"^::: \{\.answer\}\n(?P<text>.*?)\n:::$", re.MULTILINE | re.DOTALL)
_SKIPPED = re.compile(r"^(\||:|#|!\[|>|—|```|\+|-{3,}|\s*$)")


@dataclass(frozen=True)
class Sentence:
    """One printed sentence that carries evidence."""

    key: str  # words, with `{evidence id}` where a value stands
    values: tuple[tuple[str, str], ...]  # evidence id and the value as printed, in order
    text: str  # Markdown as printed


def paragraphs(markdown: str) -> list[str]:
    """Blocks of running text (paragraphs, list items, boxes with an answer); the rest is left out."""
    found = []
    markdown = _ANSWER.sub(r"\g<text>", markdown)
    for block in re.split(r"\n\s*\n", markdown):
        lines = [line for line in block.splitlines() if not _SKIPPED.match(line)]
        if lines and len(lines) == len(block.strip().splitlines()):
            found += re.split(r"\n(?=\s*(?:[-*]|\d+\.)\s)", block.strip())
    return found


def sentences(markdown: str, evidence_of: dict[int, str]) -> list[Sentence]:
    """The sentences of `markdown` that carry evidence. `evidence_of` gives the evidence id of a reference number."""
    found = []
    for paragraph in paragraphs(markdown):
        for text in _END.split(" ".join(paragraph.split(" "))):
            links = [(evidence_of[int(match["ref"])], match["text"]) for match in LINK.finditer(text)]
            if links:
                key = LINK.sub(lambda match: "{" + evidence_of[int(match["ref"])] + "}", text)
                found.append(Sentence(" ".join(key.split()), tuple(links), text))
    return found


@dataclass(frozen=True)
class TypedNumber:
    """A number typed by hand that a known indicator could have supplied."""

    line: int
    typed: str
    indicator: str
    printed: str
    exact: bool  # equal as printed; otherwise within one point


def typed_numbers(source: str, shares: dict[str, tuple[float, float, float]], language: str) -> list[TypedNumber]:
    """Numbers in a chapter's own text (outside `{{ }}`) that equal, or nearly equal, a known share.

    `shares` gives percent, numerator and denominator of each indicator. `63%`, `63 per cent` and `44 of 70` are looked
    at; the nearest indicator is named. A plain number with no unit is left alone.
    """
    percents, parts = _written_shares(language)
    prose = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", lambda call: re.sub(r"[^\n]", " ", call[0]), source, flags=re.S)
    found = []
    for line_number, line in enumerate(prose.splitlines(), start=1):
        for match in percents.finditer(line):
            value = float(match["value"].replace(",", "."))
            near = sorted((abs(percent - value), name) for name, (percent, _, _) in shares.items())
            if near and near[0][0] <= 1.0:
                name = near[0][1]
                printed = write.percent(shares[name][0], language)
                exact = write.rounded(shares[name][0]) == value
                found.append(TypedNumber(line_number, match[0].strip(), name, printed, exact))
        for match in parts.finditer(line):
            pair = (float(match["part"]), float(match["whole"]))
            for name, (percent, part, whole) in sorted(shares.items()):
                if pair == (part, whole):
                    printed = f"{write.percent(percent, language)} ({write.of(part, whole, language)})"
                    found.append(TypedNumber(line_number, match[0].strip(), name, printed, True))
                    break
    return found


@cache
def _written_shares(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How `language` writes a percentage (`63%`, `63 per cent`) and a part of a whole (`44 of 70`, `44 of the 70`)."""
    signs = "|".join(["%", *(rf"{re.escape(one)}(?!\w)" for one in write.grammar(language)["percent_words"])])
    of = "|".join(map(re.escape, write.grammar(language)["of_words"]))
    blank = r"[\s\u00a0]"
    percents = re.compile(rf"(?P<value>\d+(?:[.,]\d+)?){blank}?(?:{signs})")
    return percents, re.compile(rf"\b(?P<part>\d+){blank}(?:{of}){blank}(?P<whole>\d+)\b")
