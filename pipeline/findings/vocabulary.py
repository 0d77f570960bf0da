"""The words a chapter may call: numbers, names and statements; see `quotations` and `blocks` for the rest.

Every function returns Markdown. A number is a link to its entry in the evidence annex, so that it can be clicked in the
HTML and carries its reference in Word and PDF: `[72 % (50 sur 69)](#e12){.ev}`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from pipeline import language as write
from pipeline.findings import counts
from pipeline.findings.chapter_mistakes import ChapterMistake, no_cell, unknown
from pipeline.findings.document import Names
from pipeline.findings.evidence_ids import cell_id, id_of
from pipeline.findings.provenance import Provenance, UnknownEvidence
from pipeline.findings.provenance_entry import Entry
from pipeline.findings.sources import ALL, OVERALL, Sources, as_list
from pipeline.study import literal
from pipeline.tables import MACHINE


@dataclass
class References:
    """Reference numbers of evidence, given in order of first use and shared by the languages."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, evidence_id: str) -> int:
        return self.numbers.setdefault(evidence_id, len(self.numbers) + 1)


@dataclass
class Vocabulary:
    """Functions for one chapter language."""

    sources: Sources
    words: Names
    references: References
    provenance: Provenance
    used: dict[str, Entry] = field(default_factory=dict)  # evidence printed in this language

    @property
    def language(self) -> str:
        return self.words.language

    def functions(self) -> dict[str, Callable]:
        names = ("share", "percent", "part", "interval", "weighted", "value", "base", "count", "published",
                 "recomputed", "verdict", "notes_with", "agreement", "agreement_on", "number", "finding", "convergence",
                 "standing", "confidence", "breaks", "reason", "meta_inference", "robustness", "raised", "tally",
                 "notes_for", "notes_against", "notes_between", "groups_raising", "carried_by", "contested_by", "label",
                 "title")  # fmt: skip
        return {name: getattr(self, name) for name in names}

    # -- links

    def link(self, evidence_id: str, text: str) -> str:
        """`text` as a link to the evidence. Raises ChapterMistake where there is no such evidence."""
        self.entry(evidence_id)
        return f"[{text}](#e{self.references.of(evidence_id)}){{.ev}}"

    def entry(self, evidence_id: str) -> Entry:
        if evidence_id not in self.used:
            try:
                self.used[evidence_id] = self.provenance.entry(evidence_id)
            except UnknownEvidence:
                raise ChapterMistake(f"there is no evidence {evidence_id!r}") from None
        return self.used[evidence_id]

    # -- the survey

    def indicator_row(self, indicator: str, by: str, group: str) -> tuple[str, pd.Series]:
        """Evidence id and row of an indicator in a group; a suppressed cell is refused."""
        frame = self.sources.indicators
        try:
            row = frame.loc[indicator, by, str(group)]
        except KeyError:
            raise no_cell("indicator", self.sources.indicators, indicator, by, group) from None
        if row["suppressed"]:
            raise ChapterMistake(
                f"{indicator} for {by} {group} has fewer than {self.sources.threshold} respondents and is not printed",
                todo="Take the sentence out, or speak of all respondents.",
            )
        return cell_id("survey", indicator, by, str(group)), row

    def share(self, indicator: str, by: str = OVERALL, group: str = ALL, decimals: int = 0) -> str:
        """`63% (44 of 70)`: the share with its base. `by` and `group` name a breakdown group."""
        evidence_id, row = self.indicator_row(indicator, by, group)
        text = write.percent(row["percent"], self.language, decimals)
        base = write.of(row["numerator"], row["denominator"], self.language)
        return self.link(evidence_id, f"{text} ({base})")

    def percent(self, indicator: str, by: str = OVERALL, group: str = ALL, decimals: int = 0) -> str:
        """`63%` alone, for tables and places where the base stands beside it."""
        evidence_id, row = self.indicator_row(indicator, by, group)
        return self.link(evidence_id, write.percent(row["percent"], self.language, decimals))

    def part(self, indicator: str, by: str = OVERALL, group: str = ALL) -> str:
        """`44 of 70` alone, where the share stands beside it."""
        evidence_id, row = self.indicator_row(indicator, by, group)
        return self.link(evidence_id, write.of(row["numerator"], row["denominator"], self.language))

    def interval(self, indicator: str, by: str = OVERALL, group: str = ALL) -> str:
        """`51% to 73%`: the 95% Wilson interval."""
        evidence_id, row = self.indicator_row(indicator, by, group)
        return self.link(evidence_id, write.interval(row["ci_low"], row["ci_high"], self.language))

    def weighted(self, indicator: str, by: str = OVERALL, group: str = ALL) -> str:
        """The share weighted to the population."""
        evidence_id, row = self.indicator_row(indicator, by, group)
        return self.link(evidence_id, write.percent(row["weighted_percent"], self.language))

    def after_weighting(self, indicator: str) -> str:
        """`62% after weighting`, where the weighted share, which the standing rests on, is printed otherwise than the
        share itself; else nothing."""
        _, row = self.indicator_row(indicator, OVERALL, ALL)
        if pd.isna(row["weighted_percent"]) or pd.isna(row["percent"]):
            return ""
        if write.rounded(row["weighted_percent"]) == write.rounded(row["percent"]):
            return ""
        return self.words("after_weighting", share=self.weighted(indicator))

    def value(self, indicator: str, decimals: int = 1) -> str:
        """A mean or a net score as a plain number (one decimal)."""
        evidence_id, row = self.indicator_row(indicator, OVERALL, ALL)
        mean = row["numerator"] / row["denominator"] if pd.isna(row["percent"]) else row["percent"]
        return self.link(evidence_id, write.number(mean, self.language, decimals))

    def base(self, indicator: str, by: str = OVERALL, group: str = ALL) -> str:
        """How many respondents answered."""
        evidence_id, row = self.indicator_row(indicator, by, group)
        return self.link(evidence_id, write.number(row["denominator"], self.language))

    def count(self, indicator: str, by: str = OVERALL, group: str = ALL) -> str:
        """How many respondents were counted."""
        evidence_id, row = self.indicator_row(indicator, by, group)
        return self.link(evidence_id, write.number(row["numerator"], self.language))

    # -- figures in print

    def claim_row(self, claim: str) -> pd.Series:
        if claim not in self.sources.published.index:
            raise unknown("published figure", claim, sorted(self.sources.published.index))
        return self.sources.published.loc[claim]

    def amount(self, claim: str, value: float) -> str:
        """A published or recomputed value with its unit, without a link."""
        unit = self.sources.published_raw.loc[claim, "unit"]
        if unit == "percent":
            return write.percent(value, self.language)
        decimals = 0 if float(value).is_integer() else 1
        number = write.number(value, self.language, decimals)
        return self.words(f"unit.{unit}", number=number) if self.words.has(f"unit.{unit}") else number

    def published(self, claim: str) -> str:
        """A figure as it is in print."""
        row = self.claim_row(claim)
        return self.link(f"published.{claim}", self.amount(claim, row["published"]))

    def recomputed(self, claim: str) -> str:
        """The same figure from the data; a dash where they cannot give it."""
        row = self.claim_row(claim)
        if pd.isna(row["recomputed"]):
            return "–"
        return self.link(f"published.{claim}", self.amount(claim, row["recomputed"]))

    def verdict(self, claim: str) -> str:
        """reproduced, rounding, inconsistent or not testable."""
        return self.words(f"verdict.{self.claim_row(claim)['verdict']}")

    # -- the notes

    def notes_with(self, code: str, stance: str = "") -> str:
        """`31 of 51 notes`: notes in which a code was assigned (with a stance, where one is named).

        Said to be the machine's where no person gave the code in any of them.
        """
        if code not in self.sources.codes:
            raise unknown("code", code, list(self.sources.codes))
        stances = ("supportive", "critical", "mixed", "neutral")
        if stance and stance not in stances:
            raise unknown("stance", stance, list(stances))
        evidence_id = id_of("notes", code, *([stance] if stance else []))
        entry = self.entry(evidence_id)
        count = self._counted(entry.value or 0, entry.base or 0)
        codings = self.sources.codings
        by = codings.loc[(codings["code"] == code) & codings["segment_id"].isin(entry.turns), "origin"]
        if len(by) and by.eq(MACHINE).all():
            count = self.words("by_machine_alone", count=count)
        return self.link(evidence_id, count)

    def _counted(self, part: float, whole: float) -> str:
        """`31 of 51 notes`, or documents, or people who answered: what the study's main material is."""
        return self.words(f"of_{self.sources.material}", n=int(part), of=int(whole))

    def agreement(self, code: str = "all", coders: tuple[str, str] | None = None) -> str:
        """Cohen's kappa with its interval, of the first pair of people or of the pair named."""
        frame = self.sources.reliability
        rows = frame[frame["code"] == code]
        if coders:
            rows = rows[(rows["coder_a"] == coders[0]) & (rows["coder_b"] == coders[1])]
        else:
            rows = rows[(rows["coder_a"] != "machine") & (rows["coder_b"] != "machine")]
        if rows.empty:
            raise unknown("agreement on the code", code, sorted(frame["code"].unique()))
        row = rows.iloc[0]
        return self.link(id_of("agreement", code, row["coder_a"], row["coder_b"]), self.kappa(row))

    def agreement_on(self, part: str, group: str = "all", between: str = "machine and people") -> str:
        """Kappa with its interval on a part of the material: `agreement_on('stance', 'documents')`, of the machine."""
        table = self.sources.agreement_parts
        if (part, group, between) not in table.index:
            known = [", ".join(one) for one in table.index]
            raise unknown("part of coding/agreement", f"{part}, {group}, {between}", known)
        return self.link(id_of("agreement_on", part, group, between), self.kappa(table.loc[(part, group, between)]))

    def kappa(self, row: pd.Series) -> str:
        """`0.97 (0.95 to 0.99)`, or without the interval where there is none."""
        text = write.number(row["kappa"], self.language, 2)
        if pd.notna(row["ci_low"]):
            low, high = (write.number(row[end], self.language, 2) for end in ("ci_low", "ci_high"))
            text += f" ({write.span(low, high, self.language)})"
        return text

    def number(self, name: str) -> str:
        """What the method chapter counts: respondents, records, dropped, dropped.REASON, notes, segments, ..."""
        known = counts.names(self.sources)
        if name not in known:
            raise unknown("count", name, known)
        entry = self.entry(f"method.{name}")
        return self.link(f"method.{name}", write.number(entry.value, self.language))

    # -- findings

    def row(self, finding: str) -> pd.Series:
        if finding not in self.sources.matrix.index:
            raise unknown("finding", finding, sorted(self.sources.matrix.index))
        return self.sources.matrix.loc[finding]

    def finding(self, finding: str, stop: bool = True) -> str:
        """The statement of a finding; without its full stop where `stop` is false, for use inside a sentence."""
        text = str(literal(self.row(finding)[f"finding_{self.language}"]))
        return text if stop else text.rstrip(".")

    def convergence(self, finding: str) -> str:
        """How the lines of evidence converge (agreement, dissonance, silence ...), linked to the evidence behind it."""
        return self.link(id_of("finding", finding), self.words(f"convergence.{self.row(finding)['convergence']}"))

    def standing(self, finding: str) -> str:
        """Where the finding stands (well supported, divided, contradicted ...), linked to the evidence."""
        return self.link(id_of("finding", finding), self.words(f"standing.{self.row(finding)['standing']}"))

    def confidence(self, finding: str) -> str:
        """How far the standing can be relied on, in words; empty where it is not graded."""
        grade = self.row(finding)["confidence"]
        return "" if pd.isna(grade) else self.link(id_of("finding", finding), self.words(f"confidence.{grade}"))

    def breaks(self, finding: str) -> str:
        """What the weakest check leaves of a finding's standing; empty where every check keeps it."""
        text = self.row(finding)[f"breaks_{self.language}"]
        return "" if pd.isna(text) else self.linked_sentence(id_of("finding", finding), text)

    def reason(self, finding: str) -> str:
        """Why the finding has its label, in a sentence; its numbers are linked to the finding's evidence."""
        return self.linked_sentence(id_of("finding", finding), self.row(finding)[f"reason_{self.language}"])

    def meta_inference(self, finding: str) -> str:
        """What survey, notes and print say together."""
        self.row(finding)
        text = self.sources.joint_display.loc[finding, f"meta_inference_{self.language}"]
        return self.linked_sentence(id_of("finding", finding), text)

    def linked_sentence(self, evidence_id: str, text: str) -> str:
        """A sentence of the pipeline's own: where it holds a number, all of it leads to the evidence behind it."""
        text = str(literal(text))
        return self.link(evidence_id, text) if re.search(r"\d", text) else text

    def robustness(self, finding: str) -> str:
        """The share of runs in which the weakest check keeps the finding's standing, in per cent."""
        value = write.percent(100 * self.row(finding)["robustness"], self.language)
        return self.link(id_of("finding", finding), value)

    def raised(self, finding: str) -> str:
        """`21 of 51 notes`: notes that raise the matter of a finding and take a side. Where none takes one, as where
        coders gave no stances, those with its codes, which is said: `7 of 51 notes (without taking a side)`."""
        row = self.row(finding)
        codings = self.sources.codings
        codes = [] if row["n_notes"] else as_list(row["codes"])
        if not (with_codes := codings.loc[codings["code"].isin(codes), "note_id"].nunique()):
            return self._notes_of(finding, "n_notes")
        text = self.words("without_side", count=self._counted(with_codes, self.sources.n_sources))
        return self.link(id_of("finding", finding), text)

    def tally(self, finding: str) -> str:
        """`for: 10, with reservations: 1, against: 0`: on which side the notes stand that raise the matter."""
        row, colon = self.row(finding), write.colon(self.language)
        sides = [
            self.words(f"said.{column}") + colon + write.number(row[column], self.language)
            for column in ("n_notes_for", "n_notes_between", "n_notes_against")
        ]
        return self.link(id_of("finding", finding), ", ".join(sides))

    def notes_for(self, finding: str) -> str:
        """How many notes bear a finding out."""
        return self._notes_of(finding, "n_notes_for", whole=False)

    def notes_against(self, finding: str) -> str:
        """How many notes contradict it."""
        return self._notes_of(finding, "n_notes_against", whole=False)

    def notes_between(self, finding: str) -> str:
        """How many notes speak to it with reservations."""
        return self._notes_of(finding, "n_notes_between", whole=False)

    def groups_raising(self, finding: str) -> str:
        """How many stakeholder groups raise the matter."""
        return self.link(id_of("finding", finding), write.number(self.row(finding)["n_groups"], self.language))

    def _notes_of(self, finding: str, column: str, whole: bool = True) -> str:
        value = self.row(finding)[column]
        text = self._counted(value, self.sources.n_sources) if whole else write.number(value, self.language)
        return self.link(id_of("finding", finding), text)

    def carried_by(self, finding: str) -> str:
        """Groups and regions that carry a finding, in words."""
        return self.people(self.row(finding)["carried_by"]) or self.words("nobody")

    def contested_by(self, finding: str) -> str:
        """Groups and regions that contest it, in words."""
        return self.people(self.row(finding)["contested_by"]) or self.words("nobody")

    def people(self, cell: str) -> str:
        """Groups of a cell of the matrix as a phrase, then regions: two lists; empty where there are none."""
        groups = set(self.sources.status["stakeholder"])
        there = as_list(cell)
        lists = [[one for one in there if one in groups], [one for one in there if one not in groups]]
        said = [write.listed([self.words.group_or_region(one) for one in some], self.language) for some in lists]
        return "; ".join(filter(None, [said[0], said[1] and self.words("in_regions", regions=said[1])]))

    # -- names

    def label(self, name: str) -> str:
        """The label of an indicator, a code, a theme or a question."""
        evaluation = self.sources.evaluation
        themes = [theme.id for theme in evaluation.themes] if evaluation else []
        questions = [question.id for question in evaluation.questions] if evaluation else []
        indicators = sorted(set(self.sources.indicators["indicator"]))
        for known, say in (
            (self.sources.codes, self.words.code),
            (themes, self.words.theme),
            (questions, self.words.question),
            (indicators, self.words.indicator),
        ):
            if name in known:
                return say(name)
        raise unknown("label", name, [*self.sources.codes, *themes, *questions, *indicators])

    def title(self) -> str:
        return write.spaced(self.words.document.title[self.language], self.language)


@dataclass
class FromVocabulary:
    """Further words of a chapter, which look up and write as the vocabulary does."""

    SAID: ClassVar[tuple[str, ...]] = ()  # the methods that a chapter may call
    vocabulary: Vocabulary

    def functions(self) -> dict[str, Callable]:
        return {name: getattr(self, name) for name in self.SAID}

    @property
    def words(self) -> Names:
        return self.vocabulary.words

    @property
    def sources(self) -> Sources:
        return self.vocabulary.sources

    @property
    def language(self) -> str:
        return self.vocabulary.language
