"""Tables of the annex on how sound the material is: who answered, what was compared, who coded, what is counted."""

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from pipeline import language as write
from pipeline.findings.annexes import pair_of_coders, part_of_material
from pipeline.findings.blocks import Blocks
from pipeline.findings.chapter_mistakes import unknown
from pipeline.findings.evidence_ids import cell_id, id_of
from pipeline.findings.group_figures import notes_by_group
from pipeline.findings.quotations import shown_as_said
from pipeline.findings.sources import OVERALL
from pipeline.findings.vocabulary import FromVocabulary

PARTS = ["all", "language", "material", "question", "stance"]  # of coding/agreement, as they are printed


@dataclass
class AnnexTables(FromVocabulary):
    SAID: ClassVar = ("comparison_table", "nonresponse_table", "scale_table", "coder_table", "agreement_parts_table",
                      "finding_table", "finding_group_table", "admin_table", "transcript_table", "open_answers",
                      "derived_table")  # fmt: skip
    blocks: Blocks

    def _number(self, value: float, decimals: int = 0) -> str:
        return "–" if pd.isna(value) else write.number(value, self.words.language, decimals)

    def comparison_table(self) -> str:
        """Every difference between groups that was tested, the surest first, and which pass the corrected test."""
        rows = []
        for row in self.sources.comparisons.sort_values("p_value").itertuples():
            name = id_of("comparison", row.indicator, row.breakdown)
            high, low = (self.words.group(row.breakdown, one) for one in (row.highest_group, row.lowest_group))
            p_values = [write.p_value(one, self.words.language) for one in (row.p_value, row.p_adjusted)]
            shares = " / ".join(
                write.percent(one, self.words.language) for one in (row.highest_percent, row.lowest_percent)
            )
            rows.append(
                [self.words.indicator(row.indicator), self.words.breakdown(row.breakdown), f"{high} / {low}", shares,
                 self.vocabulary.link(name, self._number(row.difference)), *p_values,
                 self.words("compared.passes") if row.proposed else "–"]
            )  # fmt: skip
        heads = self.blocks.heads("indicator", "by", "highest_lowest", "shares", "points", "p", "p_adjusted", "passes")
        note = self.words("note.comparisons")
        return self.blocks.numbered_table("comparisons", heads, rows, [34, 18, 24, 14, -8, -8, -10, 10], note)

    def nonresponse_table(self) -> str:
        """Each question with answers lacking: how many answered, and why the others have no value."""
        frame, codebook = self.sources.item_nonresponse, self.sources.survey
        reasons = ("blank", "declared_missing", "undeclared", "unread")
        rows = [
            [codebook.variable(row["variable"]).label[self.words.language] if codebook else row["variable"],
             self._number(row["valid"]), *(self._number(row[one]) for one in reasons), self._number(row["not_asked"])]
            for _, row in frame[frame[list(reasons)].sum(axis=1) > 0].iterrows()
        ]  # fmt: skip
        heads = self.blocks.heads("question", "answered", *reasons, "not_asked")
        return self.blocks.numbered_table("nonresponse", heads, rows, [40, -11, -11, -11, -11, -11, -11])

    def scale_table(self) -> str:
        """How reliable each declared battery of questions is; a sentence where the survey has none."""
        frame = self.sources.scales
        if frame.empty:
            return self.words("scales.none")
        rows = [
            [row.battery, self._number(row.items), self._number(row.n), self._number(row.alpha, 2),
             self._number(row.omega, 2)]
            for row in frame.itertuples()
        ]  # fmt: skip
        heads = self.blocks.heads("battery", "items", "base", "alpha", "omega")
        return self.blocks.numbered_table("scales", heads, rows, [40, -12, -12, -12, -12])

    def coder_table(self) -> str:
        """Agreement on each code: people with each other, and the machine with people (Cohen's kappa)."""
        frame, rows = self.sources.reliability, []
        pairs = list(dict.fromkeys(zip(frame["coder_a"], frame["coder_b"], strict=True)))
        known = self.sources.agreements["kappa"]
        for code in dict.fromkeys(frame["code"]):
            cells = []
            for pair in pairs:
                key = (code, *pair)
                there = key in known.index and pd.notna(known[key])
                source = f"agreement.{code}.{pair[0]}.{pair[1]}"
                cells.append(self.vocabulary.link(source, self._number(known[key], 2)) if there else "–")
            rows.append([self.words("all_codes") if code == "all" else self.words.code(code), *cells])
        said = {"machine": self.words("coder.machine")}
        heads = [*self.blocks.heads("code"), *(" – ".join(said.get(one, one) for one in pair) for pair in pairs)]
        return self.blocks.numbered_table("coders", heads, rows, [46, *[-16] * len(pairs)], self.words("note.coders"))

    def agreement_parts_table(self) -> str:
        """Agreement of people, and of the machine with people, by part of the material, and on the stance."""
        table, rows = self.sources.agreement_parts, []
        pairs = list(dict.fromkeys(table["between"]))
        parts = dict.fromkeys(zip(table["part"], table["group"], strict=True))
        for part, group in sorted(parts, key=lambda one: PARTS.index(one[0])):
            cells = []
            for between in pairs:
                there = (part, group, between) in table.index
                units = self._number(table.loc[(part, group, between), "units"]) if there else ""
                cells += [self.vocabulary.agreement_on(part, group, between) if there else "–", units]
            rows.append([part_of_material(part, group, self.words), *cells])
        units = self.blocks.heads("agreement_units")[0]
        heads = self.blocks.heads("agreement_part")
        for between in pairs:
            heads += [pair_of_coders(between, self.words), units]
        widths = [34, *[-22, -11] * len(pairs)]
        return self.blocks.numbered_table("agreement_parts", heads, rows, widths, self.words("note.agreement_parts"))

    def finding_table(self) -> str:
        """What each finding counts: all notes, those people coded, participants, open answers, the machine's part."""
        rows, language = [], self.words.language
        for finding, row in self.sources.matrix.iterrows():
            where = id_of("finding", finding)
            all_notes, people = self._sides(row, "n_notes"), self._sides(row, "n_people")
            grade = "–" if pd.isna(row["confidence"]) else self.words(f"confidence.{row['confidence']}")
            machine = "–" if pd.isna(row["machine_share"]) else write.percent(100 * row["machine_share"], language)
            rows.append(
                [self.vocabulary.link(where, str(finding)), self.vocabulary.finding(str(finding)),
                 self.words(f"standing.{row['standing']}"), grade, all_notes, people,
                 self._number(row["n_participants"]), self._number(row["n_open_answers"]), machine]
            )  # fmt: skip
        heads = self.blocks.heads("claim", "finding", "standing", "confidence", "all_notes", "people_notes",
                                   "participants", "open_answers", "machine")  # fmt: skip
        note = self.words("note.finding_counts")
        return self.blocks.numbered_table("finding_counts", heads, rows, [6, 40, 16, 14, -10, -10, -10, -10, -10], note)

    def _sides(self, row: pd.Series, whose: str) -> str:
        """`7–2–1`: notes for, with reservations and against; a dash where a finding's notes, if any, are context."""
        if not row["n_notes"]:
            return "–"
        return "–".join(self._number(row[f"{whose}_{one}"]) for one in ("for", "between", "against"))

    def finding_group_table(self) -> str:
        """Notes for, with reservations and against each finding by stakeholder group; small groups in one column."""
        words, tallies = self.words, {}
        matrix = self.sources.matrix
        for finding in matrix.index[matrix["n_notes"] > 0]:  # of the others notes are context and are not counted
            tally = notes_by_group(self.sources, str(finding))
            if len(tally):
                tallies[str(finding)] = tally
        there = {group for tally in tallies.values() for group in tally.index}
        groups = [one for one in dict.fromkeys(self.sources.notes["stakeholder"]) if one in there]
        groups += ["+"] if "+" in there else []
        if not groups:
            return words("finding_groups.none")
        rows = [
            [self.vocabulary.link(id_of("finding", finding), finding), self.vocabulary.finding(finding),
             *("–".join(self._number(n) for n in tally.loc[one]) if one in tally.index else "" for one in groups)]
            for finding, tally in tallies.items()
        ]  # fmt: skip
        names = [words("other_groups") if one == "+" else words.own("headings", one) for one in groups]
        heads = [*self.blocks.heads("claim", "finding"), *names]
        note = words("note.finding_groups", threshold=self.sources.threshold)
        return self.blocks.numbered_table("finding_groups", heads, rows, [6, 44, *[-14] * len(groups)], note)

    def admin_table(self, by: str = OVERALL) -> str:
        """The administrative figures, of all or by one breakdown; what rests on too few is left blank."""
        frame = self.sources.admin
        own = frame[(frame["breakdown"] == by) & (frame["value"].notna() | frame["suppressed"])]
        if own.empty:
            raise unknown("breakdown", by, sorted(frame["breakdown"].unique()))
        rows, language = [], self.words.language
        for _, row in own.iterrows():
            shown = ends = base = "–"
            if not row["suppressed"]:
                cell = cell_id("admin", row["indicator"], by, row["group"])
                shown = self.vocabulary.link(cell, self.words.amount(row["value"], row["unit"]))
                base = self._number(row["base"])
                ends = "–" if pd.isna(row["low"]) else self.words.amounts(row["low"], row["high"], row["unit"])
            label, group = (self.words.printed({language: row[f"{one}_{language}"]}) for one in ("label", "group"))
            rows.append([label, *([] if by == OVERALL else [group]), shown, ends, base])
        heads, widths = self.blocks.heads("figure", "value", "admin_interval", "base"), [60, -18, -22, -10]
        if by == OVERALL:
            return self.blocks.numbered_table("admin", heads, rows, widths, self.words("note.admin"))
        named = self.words.admin_breakdown(by)
        heads, widths = [heads[0], named, *heads[1:]], [widths[0], 24, *widths[1:]]
        return self.blocks.numbered_table("admin_by", heads, rows, widths, self.words("note.admin"), by=named)

    def transcript_table(self) -> str:
        """How each transcript came about that a person did not write, and what is to be looked at."""
        notes = self.sources.status
        own = notes[notes["message"].notna() & notes["status"].eq("read")]
        if own.empty:
            return self.words("transcripts.none")
        rows = []
        for row in own.itertuples():
            key = f"origin.{row.origin}"
            message = str(row.message).replace("`", "").split(" To be looked at")[0]
            rows.append([row.note_id, self.words(key) if self.words.has(key) else row.origin,
                         shown_as_said(message, 40)])  # fmt: skip
        return self.blocks.numbered_table(
            "transcripts", self.blocks.heads("note", "origin", "message"), rows, [12, 18, 70]
        )

    def open_answers(self, question: str, n: int = 4) -> str:
        """Some answers to an open question, word for word, each with its record: the longest of each language first."""
        frame = self.sources.open_answers
        own = frame[frame["variable"] == question]
        if own.empty:
            raise unknown("open question", question, sorted(frame["variable"].unique()))
        lines, left = [], own.assign(length=own["text"].str.len()).sort_values(["length", "segment_id"])
        middle = left.iloc[len(left) // 2 :].groupby("language", sort=True).head(-(-n // left["language"].nunique()))
        for row in middle.head(n).itertuples():
            printed = self.blocks.quotations.as_printed(str(row.text), row.language)
            said = write.quoted(shown_as_said(printed, 45), row.language)
            lines.append(f"- {self.vocabulary.link(f'answer.{row.segment_id}', said)}")
        return "\n".join(lines) + "\n"

    def derived_table(self) -> str:
        """The figures worked out from others, with their formulas."""
        rows = []
        for name, one in self.sources.derived.items():
            parts = ", ".join(f"{key}{write.colon(self.words.language)}`{part}`" for key, part in one.parts.items())
            value = self.vocabulary.entry(f"derived.{name}").value
            shown = self.words.amount(value or 0, one.unit)
            rows.append([one.label[self.words.language], self.vocabulary.link(f"derived.{name}", shown),
                         f"`{one.formula}`; {parts}"])  # fmt: skip
        return self.blocks.numbered_table(
            "derived", self.blocks.heads("figure", "value", "formula"), rows, [40, -14, 60]
        )
