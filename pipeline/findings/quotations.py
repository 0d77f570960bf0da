"""Quotations: verbatim, de-identified, in their language, attributed as closely as the disclosure threshold allows.

A chapter names a quotation (`quote('NOTE-03#8')`) or asks for some (`quotes('FINDING', 2)`, `against('FINDING')`).
Chosen ones are spread over stakeholder groups and languages, and no person speaks twice in a section.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from pipeline import language as write
from pipeline.findings.vocabulary import ChapterMistake, Vocabulary, unknown

FEWEST_WORDS, MOST_WORDS = 12, 110  # a quotation shorter says little, a longer one is not read
DIRECTIONS = ["supports", "contradicts", "mixed", "neutral"]
# What Markdown would read as its own; two dots or dashes in a row would be set as … and –.
_SPECIAL = re.compile(r"""([\\`*_{}\[\]<>#|$~^@"']|\.(?=\.)|-(?=-))""")
_GAP = re.compile(r"\s*(?:\[…\]|\[\.\.\.\]|…|\.\.\.)\s*")


def verbatim(text: str) -> str:
    """`text` as Markdown that prints exactly these characters."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def excerpt(text: str, part: str) -> str:
    """The pieces of `part` (parted by `…`) as they stand in `text`, with `[…]` where something is left out.

    Raises ValueError with the first piece that does not stand in `text` word for word, in that order.
    """
    whole = " ".join(text.split())
    at, pieces = 0, [" ".join(piece.split()) for piece in _GAP.split(part) if piece.strip()]
    for piece in pieces:
        found = whole.find(piece, at)
        if found < 0:
            raise ValueError(piece)
        if at == 0 and found > 0:
            pieces = ["", *pieces]
        at = found + len(piece)
    if at < len(whole):
        pieces = [*pieces, ""]
    return " […] ".join(pieces).strip()


@dataclass
class Quotations:
    """Quotations for one chapter language; remembers who has spoken in the chapter at hand."""

    vocabulary: Vocabulary
    spoken: set[str] = field(default_factory=set)  # notes quoted in this chapter
    lost: list[str] = field(default_factory=list)  # segments whose participant withdrew

    def functions(self) -> dict[str, Callable]:
        return {name: getattr(self, name) for name in ("quote", "quotes", "against")}

    def new_chapter(self) -> None:
        self.spoken.clear()

    def quote(self, segment: str, part: str = "", translation: str = "") -> str:
        """One quotation as a block. `part` names the words to print; `translation` is a person's translation."""
        sources, words = self.vocabulary.sources, self.vocabulary.words
        note = segment.partition("#")[0]
        if note in sources.withdrawn:
            self.lost.append(segment)
            return f"[{words('quote.withdrawn', note=note)}]{{.mark}}"
        if segment not in sources.segments.index:
            raise unknown("segment", segment, list(sources.segments.index))
        row = sources.segments.loc[segment]
        try:
            text = excerpt(row["text"], part) if part else " ".join(row["text"].split())
        except ValueError as piece:
            raise ChapterMistake(
                f"the words {str(piece)!r} do not stand in {segment}", todo="Copy them from the transcript."
            ) from None
        self.spoken.add(row["note_id"])
        return self._block(segment, text, row, translation)

    def quotes(self, finding: str, n: int = 2, direction: str = "supports") -> str:
        """Up to `n` quotations for a finding (or `mixed`, `contradicts`): typical, spread over groups and languages."""
        if direction not in DIRECTIONS:
            raise unknown("direction", direction, DIRECTIONS)
        return self._chosen(self.candidates(finding, [direction]), n, "quote.none")

    def against(self, finding: str, n: int = 1) -> str:
        """Up to `n` of a finding's negative cases: what contradicts it, or else what is said with reservations."""
        cases = self.vocabulary.sources.negative_cases
        own = cases[cases["finding_id"] == finding].sort_values("rank")
        candidates = self.candidates(finding, ["contradicts", "mixed"]).set_index("segment_id", drop=False)
        ranked = candidates.loc[[one for one in own["source"] if one in candidates.index]]
        return self._chosen(ranked.reset_index(drop=True), n, "quote.none_against")

    def _chosen(self, candidates: pd.DataFrame, n: int, if_none: str) -> str:
        segments = choose(candidates, n, self.spoken)
        return "\n\n".join(self.quote(one) for one in segments) or self.vocabulary.words(if_none)

    def candidates(self, finding: str, directions: list[str]) -> pd.DataFrame:
        """Segments that are evidence for (or against) a finding; columns segment_id, person, group, language, rank."""
        self.vocabulary.row(finding)
        sources = self.vocabulary.sources
        mine = sources.quotable.get(finding, sources.evidence.iloc[:0])
        said = mine.loc[mine["direction"].isin(directions), "source"]
        return self._voices[self._voices["segment_id"].isin(said)]

    @cached_property
    def _voices(self) -> pd.DataFrame:
        """Every segment as it may be quoted, best first; columns segment_id, person, group, language, rank."""
        sources, rows = self.vocabulary.sources, self.vocabulary.sources.segments
        length = rows["text"].str.split().str.len()
        score = sources.surest.reindex(rows.index).fillna(0)
        frame = pd.DataFrame(
            {
                "segment_id": rows["segment_id"],
                "person": rows["note_id"],  # speaker labels change within a note: one note counts as one person
                "group": rows["stakeholder"],
                "language": rows["language"],
                # A person's coding before a machine's; a readable length; then the surest coding.
                "rank": 2.0 * rows.index.isin(sources.coded_by_people)
                + length.between(FEWEST_WORDS, MOST_WORDS)
                + score,
            }
        )
        return frame.reset_index(drop=True).sort_values(["rank", "segment_id"], ascending=[False, True])

    def attribution(self, row: pd.Series) -> str:
        """`An employer, Ontario`; the region only where enough notes share both group and region."""
        sources, words = self.vocabulary.sources, self.vocabulary.words
        who = words.own("speakers", row["stakeholder"])
        alike = sources.group_sizes.get((row["stakeholder"], row["region"]), 0)
        return f"{who}, {words.own('regions', row['region'])}" if alike >= sources.threshold else who

    def _block(self, segment: str, text: str, row: pd.Series, translation: str) -> str:
        words, language = self.vocabulary.words, row["language"]
        said = write.quoted(verbatim(write.spaced(text, language)), language)
        linked = self.vocabulary.link(f"quote.{segment}", said)
        lines = [f'::: {{.quotation lang="{write.tag(language)}"}}', f"> {linked}"]
        lines += [":::", ""]
        if language != words.language:
            if translation:
                mark = write.quoted(verbatim(translation), words.language)
                lines += [f"::: {{.translation}}\n{words('quote.translation')} {mark}\n:::", ""]
            else:
                mark = words("quote.to_translate", language=write.language_name(language, words.language))
                lines += [f"::: {{.translation .to-translate}}\n{mark}\n:::", ""]
        lines += [f"::: {{.attribution}}\n— {self.attribution(row)}\n:::"]
        return "\n" + "\n".join(lines) + "\n"


def choose(candidates: pd.DataFrame, n: int, spoken: set[str]) -> list[str]:
    """Up to `n` segment ids, best first, never two of one person, each from a group and language not yet heard if any.

    `candidates` has segment_id, person, group, language, in order of preference. People in `spoken` are left out.
    """
    left = candidates[~candidates["person"].isin(spoken)]
    chosen: list[str] = []
    groups: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    while len(chosen) < n and not left.empty:
        heard = left["group"].map(groups).fillna(0) * 2 + left["language"].map(languages).fillna(0)
        best = left.loc[heard[heard == heard.min()].index[0]]
        chosen.append(best["segment_id"])
        groups[best["group"]] += 1
        languages[best["language"]] += 1
        left = left[left["person"] != best["person"]]
    return chosen
