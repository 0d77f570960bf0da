"""Quantity words of the prose against the shares beside them, through the printed scale ("most", "about half").

A word is held against the share that it leads to (`about [half](...)`), and against those that stand after it in its
sentence in brackets or behind a colon: `Most gain ideas (78%) and recruits (72%)`. A share that opens a clause of its
own ("and 20% hired") belongs to no word. Clauses that leave the matter open, and words of notes, are left alone.
"""

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from pipeline import language as write
from pipeline.findings.document import Names
from pipeline.findings.evidence_ids import cell_of
from pipeline.findings.prose import LINK, Sentence
from pipeline.findings.sources import Sources
from pipeline.triangulation.rule import odds
from pipeline.triangulation.rule.settings import Word
from pipeline.triangulation.settings import Settings, read


def share_and_base(row: pd.Series) -> tuple[float, float]:
    """The share (0 to 1) and base by which words are chosen; weighted, with the effective base, where weights are.

    `row` is a row of survey/indicators.
    """
    if pd.isna(row.get("weighted_percent")):
        return row["percent"] / 100, row["denominator"]
    effective = row.get("effective_base")
    return row["weighted_percent"] / 100, row["denominator"] if pd.isna(effective) else effective


def words_beyond_shares(written: Sequence[Sentence], sources: Sources, words: Names) -> list[str]:
    """A line for each word of the scale that does not clearly hold of a share beside it."""
    settings, found = read(sources.study), []
    scale = _scale(settings, words)
    for sentence in written:
        for said, evidence in _pairs(sentence, scale, words):
            row = _row(sources, evidence)
            if row is not None and pd.notna(row["percent"]) and not _holds(scale[said.lower()], row, settings):
                share = write.percent(row["percent"], words.language)
                base = write.of(row["numerator"], row["denominator"], words.language)
                found.append(words("scale.beyond", word=said, share=f"{share} ({base})", name=evidence))
    return list(dict.fromkeys(found))


def _scale(settings: Settings, words: Names) -> dict[str, Word]:
    """The words of the scale in small letters, with other ways to say more and less than half."""
    scale = {one.label[words.language].lower(): one for one in settings.words}
    for side, low, high in (("more", 0.5, 1.0), ("less", 0.0, 0.5)):
        for said in _listed(words, f"scale.{side}_than_half"):
            scale.setdefault(said, Word(**{words.language: said, "low": low, "high": high}))
    return scale


def _listed(words: Names, key: str) -> list[str]:
    return [one.strip() for one in words(key).split("|")]


def _holds(word: Word, row: pd.Series, settings: Settings) -> bool:
    share, base = share_and_base(row)
    return odds.share_within(word.low, word.high, share * base, base) >= settings.rule.clear


def _pairs(sentence: Sentence, scale: dict[str, Word], words: Names) -> Iterator[tuple[str, str]]:
    """Each word of the scale as written, with the evidence id of each share it is said of."""
    text, links, ids = "", [], iter(sentence.values)
    at = 0
    for link in LINK.finditer(sentence.text):
        text += sentence.text[at : link.start()]
        links.append((len(text), len(text) + len(link["text"]), next(ids)[0]))
        text, at = text + link["text"], link.end()
    text += sentence.text[at:]
    if text.rstrip("*_ ").endswith("?"):
        return
    left_open, other_uses = (_spoken(_listed(words, f"scale.{key}")) for key in ("left_open", "other_uses"))
    plain = re.sub("[^:;]+", lambda clause: _blank(clause) if left_open.search(clause[0]) else clause[0], text)
    plain = other_uses.sub(_blank, plain)
    said = list(_spoken(list(scale)).finditer(plain))
    ends = [*(following.start() for following in said[1:]), len(plain)]
    for word, last in zip(said, ends, strict=False):  # no word, no end
        for start, end, evidence in links:
            between = plain[word.end() : max(start, word.end())]
            open_bracket = between.count("(") > between.count(")")
            beside = open_bracket or (":" in between and ";" not in between)
            if (start < word.end() and end > word.start()) or (word.end() <= start < last and beside):
                yield word[0], evidence


def _blank(found: re.Match[str]) -> str:
    return "-" * len(found[0])


def _spoken(phrases: Sequence[str]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)


def _row(sources: Sources, evidence: str) -> pd.Series | None:
    """The row of survey/indicators behind `survey.INDICATOR` or `survey.INDICATOR.BREAKDOWN.GROUP`."""
    kind, _, rest = evidence.partition(".")
    key = cell_of(rest) if kind == "survey" else ()
    return sources.indicators.loc[key] if kind == "survey" and key in sources.indicators.index else None
