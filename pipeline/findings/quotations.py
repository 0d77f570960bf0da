"""Quotations: as people edited and translated them, or verbatim; attributed as the disclosure threshold allows.

A chapter names a quotation (`quote('NOTE-03#8')`) or asks for some (`quotes('FINDING', 2)`, `against('FINDING')`).
Chosen ones are spread over stakeholder groups and languages, and no person speaks twice in a section.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar

import pandas as pd

from pipeline import language as write
from pipeline.findings.chapter_mistakes import ChapterMistake, unknown
from pipeline.findings.quotation_checks import ELLIPSIS, MASK
from pipeline.findings.quotation_edits import Edit as QuotationEdit
from pipeline.findings.quotation_edits import is_stale, mistakes_of, stale_translations
from pipeline.findings.sources import Sources
from pipeline.findings.vocabulary import FromVocabulary
from pipeline.language import Words

FEWEST_WORDS, MOST_WORDS = 12, 110  # a quotation shorter says little, a longer one is not read
DIRECTIONS = ["supports", "contradicts", "mixed", "neutral"]
# What Markdown would read as its own; two dots or dashes in a row would be set as … and –.
_SPECIAL = re.compile(r"""([\\`*_{}\[\]<>#|$~^@"']|\.(?=\.)|-(?=-))""")
_GAP = re.compile(r"\s*(?:\[…\]|\[\.\.\.\]|…|\.\.\.)\s*")


def verbatim(text: str) -> str:
    """`text` as Markdown that prints exactly these characters."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def shown_as_said(text: str, words: int, gap: str = "[…]") -> str:
    """The first sentences of a passage up to about so many words, as Markdown; `gap` stands where it goes on.

    >>> shown_as_said("It rained. We stayed [all] night.", 2, "…")
    'It rained. …'
    """
    tokens = text.split()
    ends = [at for at, token in enumerate(tokens[:words], start=1) if token[-1] in ".!?"]
    kept = tokens if len(tokens) <= words else tokens[: ends[-1] if ends and ends[-1] >= 8 else words]
    return verbatim(" ".join(kept if len(kept) == len(tokens) else [*kept, gap]))


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
class Quotations(FromVocabulary):
    """Quotations for one chapter language; remembers who has spoken in the chapter at hand."""

    SAID: ClassVar = ("quote", "quotes", "against")
    spoken: set[str] = field(default_factory=set)  # notes quoted in this chapter
    lost: list[str] = field(default_factory=list)  # segments whose participant withdrew

    def new_chapter(self) -> None:
        self.spoken.clear()

    def quote(self, segment: str, part: str = "", translation: str = "") -> str:
        """One quotation as a block: as it was edited and translated (reports/quotations.yaml), or word for word.

        `part` names the words to print, of the edited form, the translation or the transcript; `translation` is a
        person's, for a chapter that has its own.
        """
        note = segment.partition("#")[0]
        if note in self.sources.withdrawn:
            self.lost.append(segment)
            return f"[{self.words('quote.withdrawn', note=note)}]{{.mark}}"
        if segment not in self.sources.segments.index:
            raise unknown("segment", segment, list(self.sources.segments.index))
        row = self.sources.segments.loc[segment]
        form = self._form(segment, row, translation)
        if part:
            form = replace(form, text=self._part_of(segment, part, [form.text, row["text"]]))
        self.spoken.add(row["note_id"])
        return self._block(segment, form, row)

    def _form(self, segment: str, row: pd.Series, translation: str = "") -> "Form":
        """What is printed of a segment: its translation where the document's language is another, else as edited."""
        said, language = " ".join(row["text"].split()), self.language
        edit = self.sources.edits.get(segment, QuotationEdit(fingerprint=""))
        if edit.fingerprint and (is_stale(edit, said) or mistakes_of(edit, said, row["language"], self.words.fixed)):
            edit = QuotationEdit(fingerprint="")  # told by `quotation_lines`; what was said is printed
        speaker = edit.speaker.get(language, "")
        stale = stale_translations(edit, said)
        theirs = edit.translations[language].text if language in edit.translations and language not in stale else ""
        if row["language"] != language and (translation or theirs):
            return Form(translation or theirs, language, speaker, translated=True)
        return Form(edit.edited or said, row["language"], speaker)

    def _part_of(self, segment: str, part: str, texts: list[str]) -> str:
        """The words of `part` as they stand in the first of `texts` that holds them."""
        for text in texts:
            with contextlib.suppress(ValueError):
                return excerpt(text, part)
        try:
            return excerpt(texts[-1], part)
        except ValueError as piece:
            raise ChapterMistake(
                f"the words {str(piece)!r} do not stand in {segment}",
                todo="Copy them from the transcript, from its edited form or from its translation.",
            ) from None

    def quotes(self, finding: str, n: int = 2, direction: str = "supports") -> str:
        """Up to `n` quotations for a finding (or `mixed`, `contradicts`): typical, spread over groups and languages."""
        if direction not in DIRECTIONS:
            raise unknown("direction", direction, DIRECTIONS)
        return self._chosen(self.candidates(finding, [direction]), n, "quote.none")

    def against(self, finding: str, n: int = 1) -> str:
        """Up to `n` of a finding's negative cases: what contradicts it, or else what is said with reservations."""
        cases = self.sources.negative_cases
        own = cases[cases["finding_id"] == finding].sort_values("rank")
        candidates = self.candidates(finding, ["contradicts", "mixed"]).set_index("segment_id", drop=False)
        ranked = candidates.loc[[one for one in own["source"] if one in candidates.index]]
        return self._chosen(ranked.reset_index(drop=True), n, "quote.none_against")

    def _chosen(self, candidates: pd.DataFrame, n: int, if_none: str) -> str:
        segments = choose(candidates, n, self.spoken)
        return "\n\n".join(self.quote(one) for one in segments) or self.words(if_none)

    def candidates(self, finding: str, directions: list[str]) -> pd.DataFrame:
        """Segments that are evidence for (or against) a finding; columns segment_id, person, group, language, rank."""
        self.vocabulary.row(finding)
        sources = self.sources
        mine = sources.quotable.get(finding, sources.evidence.iloc[:0])
        said = mine.loc[mine["direction"].isin(directions), "source"]
        return self._voices[self._voices["segment_id"].isin(said)]

    @cached_property
    def _voices(self) -> pd.DataFrame:
        """Every segment as it may be quoted, best first; columns segment_id, person, group, language, rank."""
        sources = self.sources
        rows = sources.segments[~sources.segments["note_id"].isin(sources.drafted)]
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
        """`An employer, Ontario`; the region only where enough notes share both group and region, and where there is
        more than one: a word for all says nothing of anybody."""
        sources, words = self.sources, self.words
        who = words.own("speakers", row["stakeholder"])
        alike = sources.group_sizes.get((row["stakeholder"], row["region"]), 0)
        is_told = alike >= sources.threshold and len({region for _, region in sources.group_sizes}) > 1
        return f"{who}, {words.own('regions', row['region'])}" if is_told else who

    def _block(self, segment: str, form: "Form", row: pd.Series) -> str:
        words = self.words
        said = write.quoted(verbatim(self._printed(form)), form.language)
        linked = self.vocabulary.link(f"quote.{segment}", said)
        lines = [f'::: {{.quotation lang="{write.tag(form.language)}"}}', f"> {linked}", ":::", ""]
        if form.language != words.language:
            mark = words("quote.to_translate", language=write.language_name(form.language, words.language))
            lines += [f"::: {{.translation .to-translate}}\n{mark}\n:::", ""]
        who = form.speaker or self.attribution(row)
        lines += [f"::: {{.attribution}}\n— {who}{self._stake(segment, row)}{self._translated(form, row)}\n:::"]
        return "\n" + "\n".join(lines) + "\n"

    def in_a_sentence(self, segment: str, words: int) -> str:
        """A quotation inside a sentence: its first words as edited, or translated where a person did."""
        form = self._form(segment, self.sources.segments.loc[segment])
        gap = Words("findings", form.language, self.sources.study)("quote.gap")
        return write.quoted(shown_as_said(self._printed(form), words, gap), form.language)

    def speaker_in_a_sentence(self, segment: str) -> str:
        """Who says it, for the bracket behind `in_a_sentence`; an interest is marked, a translation or its want too."""
        row, words = self.sources.segments.loc[segment], self.words
        form = self._form(segment, row)
        who = form.speaker or self.attribution(row)
        if self._is_interested(row):
            who += words("counter.interested")
        if form.language != words.language:
            spoken = write.language_name(form.language, words.language)
            return f"{who}; [{words('counter.to_translate', language=spoken)}]{{.to-translate}}"
        if form.translated:
            translated = self._translated_from(row)
            who += f"; {translated[0].lower()}{translated[1:]}"
        return who

    def _printed(self, form: "Form") -> str:
        """The words as they are printed: what was masked in words, marks and spaces of the language they are in."""
        return self.as_printed(form.text, form.language)

    def as_printed(self, text: str, language: str) -> str:
        text = unmasked(text, Words("findings", language, self.sources.study))
        return write.spaced(write.typeset(text, language), language)

    def _stake(self, segment: str, row: pd.Series) -> str:
        """What a reader should know of who speaks: an interest in the outcome; that no person coded the passage."""
        words = self.words
        said = words("quote.interested") if self._is_interested(row) else ""
        return said if segment in self.sources.coded_by_people else said + words("quote.by_machine")

    def _is_interested(self, row: pd.Series) -> bool:
        evaluation = self.sources.evaluation
        return evaluation is not None and row["stakeholder"] in evaluation.interested

    def _translated(self, form: "Form", row: pd.Series) -> str:
        """`. Translated from French` behind the attribution of a translation."""
        return f". {self._translated_from(row)}" if form.translated else ""

    def _translated_from(self, row: pd.Series) -> str:
        words, spoken = self.words, row["language"]
        key = f"quote.from.{spoken}"
        return (
            words(key) if words.has(key) else words("quote.from", language=write.language_name(spoken, words.language))
        )


@dataclass(frozen=True)
class Form:
    """What is printed of a quotation."""

    text: str
    language: str
    speaker: str = ""  # the attribution, where a person gave one
    translated: bool = False


def unmasked(text: str, words: Words) -> str:
    """`[person 3]` as a reader should see it: `[someone]`. Masks of contact data say only that some stood there."""

    def shown(match: re.Match) -> str:
        key = f"mask.{match['kind']}"
        return f"[{words(key)}]" if words.has(key) else f"[{match['kind']}]"

    text = MASK.sub(shown, text)
    return ELLIPSIS.sub(words("quote.gap"), text)


def quotation_lines(sources: Sources, printed: Iterable[str], words: Words) -> list[str]:
    """What an editor should know of reports/quotations.yaml: stale entries, mistakes, and printed units without one."""
    lines = []
    for unit, edit in sources.edits.items():
        if unit not in sources.segments.index:
            lines.append(words("edit.gone", unit=unit))
            continue
        said, spoken = sources.segments.loc[unit, ["text", "language"]]
        if is_stale(edit, said):
            lines.append(words("edit.stale", unit=unit))
            continue
        lines += [f"{unit}: {mistake}" for mistake in mistakes_of(edit, said, spoken, words)]
        lines += [words("edit.stale_translation", unit=unit, language=one) for one in stale_translations(edit, said)]
    left = sorted(set(printed) - set(sources.edits)) if sources.edits else []  # a study may edit none
    return lines + [words("edit.none", unit=unit) for unit in left]


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
