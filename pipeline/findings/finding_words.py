"""What a chapter may say of a finding: its headline by form, the line of its grounds, what speaks against it.

A headline never goes beyond standing and confidence. An author may write a sentence of their own for the form that the
rule gives today (`headline('F13', very_low='...')`); if the form changes, the rule's own sentence is printed again.
"""

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from pipeline import language as write
from pipeline.findings.chapter_mistakes import ChapterMistake, unknown
from pipeline.findings.evidence_ids import id_of
from pipeline.findings.headline_checks import FORMS, form_of, mistake_in
from pipeline.findings.quotations import Quotations
from pipeline.findings.vocabulary import FromVocabulary

SIDES = ("n_notes_for", "n_notes_between", "n_notes_against")
BY_PEOPLE = ("n_people_for", "n_people_between", "n_people_against")


@dataclass
class FindingWords(FromVocabulary):
    SAID: ClassVar = ("headline", "grounds", "people_tally", "participants", "raised_by", "counter", "machine_share",
                      "groups", "all_but")  # fmt: skip
    quotations: Quotations

    def headline(self, finding: str, **choices: str) -> str:
        """The sentence that standing and confidence allow: the author's for the present form, else the rule's."""
        row = self.vocabulary.row(finding)
        for name in choices:
            if name not in FORMS:
                raise unknown("form of a headline", name, list(FORMS))
        own = choices.get(form_of(row))
        if own is None:
            return self.vocabulary.linked_sentence(id_of("finding", finding), row[f"headline_{self.language}"])
        if wrong := mistake_in(own, row, self.words):
            raise ChapterMistake(f"the headline of {finding} says {own!r}: {wrong}", todo="Reword it, or leave it out.")
        return own

    def grounds(self, finding: str) -> str:
        """A small line under a headline: its number, standing, confidence and first reason, and the tally."""
        row, say = self.vocabulary.row(finding), self.words
        standing = say(f"standing.{row['standing']}")
        if row["standing"] == "contradicted":  # the bold line states the opposite: which of the two is contradicted?
            statement = str(row[f"finding_{self.language}"]).rstrip(". ")
            standing = say("grounds.contradicted", statement=write.quoted(statement, self.language))
        if pd.notna(row["confidence"]):
            standing += f", {say('confidence.' + row['confidence'])}"
        parts = [f"{self.vocabulary.link(id_of('finding', finding), finding)}{write.colon(self.language)}{standing}"]
        if pd.notna(row["confidence_reasons"]):
            parts[0] += f" ({self.reasons(row)})"
        if row["n_notes"]:
            n_all = len(self.sources.notes)
            notes = say("of_notes", n=int(row["n_notes"]), of=n_all)
            said = say("grounds.notes", notes=notes, sides=self._sides(row, SIDES))
            people = self._sides(row, BY_PEOPLE)
            parts.append(self.vocabulary.link(id_of("finding", finding), said))
            if sum(row[side] for side in BY_PEOPLE) < row["n_notes"]:
                parts.append(self.vocabulary.link(id_of("finding", finding), say("grounds.people", sides=people)))
        return "\n::: {.grounds}\n" + "; ".join(parts) + ".\n:::\n"

    def reasons(self, row: pd.Series) -> str:
        """Why confidence was lowered, in words: the first two reasons."""
        named = []
        for part in str(row["confidence_reasons"]).split(";")[:2]:
            name, _, what = part.strip().rpartition(" ")[0].partition(": ")
            key = f"lowered.{name}" + (f".{what}" if what and self.words.has(f"lowered.{name}.{what}") else "")
            named.append(self.words(key) if self.words.has(key) else part.strip())
        return write.listed(named, self.language)

    def _sides(self, row: pd.Series, columns: tuple[str, ...]) -> str:
        said = [
            f"{write.number(row[column], self.language)} {self.words('said.' + side)}"
            for column, side in zip(columns, SIDES, strict=True)
        ]
        return ", ".join(said)

    def people_tally(self, finding: str) -> str:
        """The tally of the notes that people coded: `11 for, 0 with reservations, 0 against`."""
        row = self.vocabulary.row(finding)
        return self.vocabulary.link(id_of("finding", finding), self._sides(row, BY_PEOPLE))

    def participants(self, finding: str) -> str:
        """How many participants speak of it (a focus group holds several)."""
        row = self.vocabulary.row(finding)
        text = self.words("n_participants", n=int(row["n_participants"]))
        return self.vocabulary.link(id_of("finding", finding), text)

    def raised_by(self, finding: str, group: str) -> str:
        """`9 of 12 notes`: of one stakeholder group. Refused for a group too small to print."""
        self.vocabulary.row(finding)
        known = sorted(self.sources.notes["stakeholder"].unique())
        if group not in known:
            raise unknown("stakeholder group", group, known)
        if (self.sources.notes["stakeholder"] == group).sum() < self.sources.threshold:
            raise ChapterMistake(f"{group} has fewer than {self.sources.threshold} notes and is not printed alone")
        entry = self.vocabulary.entry(id_of("finding", finding, group))
        text = self.words("of_notes", n=int(entry.value or 0), of=int(entry.base or 0))
        return self.vocabulary.link(entry.evidence_id, text)

    def groups(self, finding: str) -> str:
        """`six of the seven groups`: stakeholder groups whose notes raise the matter, of those that were heard."""
        raising, heard = int(self.vocabulary.row(finding)["n_groups"]), self.sources.notes["stakeholder"].nunique()
        text = self.words("n_groups", n=self.words.numeral(raising), of=self.words.numeral(heard))
        return self.vocabulary.link(id_of("finding", finding), text)

    def all_but(self, finding: str) -> str:
        """`all but one`: how many of the notes that raise the matter do not bear it out. Refused where half do not."""
        row = self.vocabulary.row(finding)
        others = int(row["n_notes"] - row["n_notes_for"])
        if 2 * others >= row["n_notes"]:
            raise ChapterMistake(
                f"{others} of the {row['n_notes']} notes on {finding} do not bear it out",
                "fewer than half",
                "Reword it.",
            )
        which = {0: "none", 1: "one"}.get(others, "more")
        text = self.words(f"all_but.{which}", n=self.words.numeral(others))
        return self.vocabulary.link(id_of("finding", finding), text)

    def machine_share(self, finding: str) -> str:
        """The share of a finding's notes that no person coded."""
        row = self.vocabulary.row(finding)
        share = 0.0 if pd.isna(row["machine_share"]) else 100 * row["machine_share"]
        return self.vocabulary.link(id_of("finding", finding), write.percent(share, self.language))

    def _sides_differ(self, finding: str) -> int:
        """How many passages counted for a finding have a side on which people who coded them differ."""
        mine = self.sources.quotable.get(finding, self.sources.evidence.iloc[:0])
        mine = mine.loc[mine["direction"] == "supports", ["source", "detail"]]
        open_ones = self.sources.sides_differ[["segment_id", "code"]]
        return len(mine.merge(open_ones, left_on=["source", "detail"], right_on=["segment_id", "code"]))

    def counter(self, finding: str) -> str:
        """The best passage against a finding, or with reservations, its origin and whether a person read it.

        Where there is none that may be quoted, that is said, and on how many passages counted for it people who coded
        differ; nobody has listened to a drafted transcript.
        """
        cases = self.sources.negative_cases
        own = cases[(cases["finding_id"] == finding) & cases["source"].isin(self.sources.segments.index)]
        notes = own["source"].str.split("#").str[0]
        heard = own[~notes.isin(self.sources.drafted)]
        if heard.empty:
            if len(own):
                return self.words("counter.drafted", n=notes.nunique())
            differ = self._sides_differ(finding)
            return self.words("counter.differ", n=differ) if differ else self.words("counter.none")
        best = heard.sort_values("rank").iloc[0]
        unit = best["source"]
        quoted = self.vocabulary.link(f"quote.{unit}", self.quotations.in_a_sentence(unit, 30))
        key = "counter.person" if unit in self.sources.coded_by_people else "counter.machine"
        passage = self.words(key, quote=quoted, who=self.quotations.speaker_in_a_sentence(unit))
        return self.words(f"counter.{best['direction']}", passage=passage)
