"""Further numbers a chapter may call: administrative and derived figures, context, differences between groups, words.

Each is a link to its entry, as in `vocabulary`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import pandas as pd

from pipeline import language as write
from pipeline.findings.chapter_mistakes import ChapterMistake, no_cell, unknown
from pipeline.findings.evidence_ids import cell_id, id_of
from pipeline.findings.scale_words import share_and_base
from pipeline.findings.sources import ALL, OVERALL
from pipeline.findings.vocabulary import FromVocabulary
from pipeline.triangulation.rule.evidence import ShareItem
from pipeline.triangulation.rule.sentence import word
from pipeline.triangulation.settings import read


@dataclass
class FigureWords(FromVocabulary):
    SAID: ClassVar = ("admin", "admin_interval", "context", "derived", "difference", "differences", "quantity",
                      "scale", "response", "unanswered", "drafted", "fraction")  # fmt: skip

    def admin(self, name: str, by: str = OVERALL, group: str = ALL) -> str:
        """An administrative figure with its unit, of all or of one group."""
        row = self._admin_row(name, by, group)
        return self.vocabulary.link(
            cell_id("admin", name, by, str(group)), self.words.amount(row["value"], row["unit"])
        )

    def admin_interval(self, name: str, by: str = OVERALL, group: str = ALL) -> str:
        """The interval of a ratio: how far it would move had other partners taken part. Refused where there is none."""
        row = self._admin_row(name, by, group)
        if pd.isna(row["low"]):
            raise ChapterMistake(f"{name} has no interval: it is no ratio, or rests on one partner")
        text = self.words.amounts(row["low"], row["high"], row["unit"])
        return self.vocabulary.link(cell_id("admin", name, by, str(group)), text)

    def _admin_row(self, name: str, by: str, group: str) -> pd.Series:
        frame = self.sources.admin
        key = (name, by, str(group))
        if key not in frame.index:
            raise no_cell("administrative figure", frame, name, by, group)
        row = frame.loc[key]
        if row["suppressed"]:
            raise ChapterMistake(f"{name} for {by} {group} rests on too few and is not printed")
        return row

    def context(self, key: str) -> str:
        """A figure of raw/published/context.csv, with its unit."""
        if key not in self.sources.context.index:
            raise unknown("figure of the context", key, list(self.sources.context.index))
        entry = self.vocabulary.entry(f"context.{key}")
        if entry.value is None:
            raw = str(self.sources.context.loc[key, "value"])
            text = write.day(raw, self.language) if entry.unit == "date" else write.month(raw, self.language)
        else:
            text = self.words.amount(entry.value, entry.unit)
        return self.vocabulary.link(f"context.{key}", text)

    def derived(self, name: str) -> str:
        """A figure of reports/chapters/derived.yaml, worked out from its parts."""
        if name not in self.sources.derived:
            raise unknown("derived figure", name, sorted(self.sources.derived))
        entry = self.vocabulary.entry(f"derived.{name}")
        assert entry.value is not None, "a derived figure has a value"
        return self.vocabulary.link(f"derived.{name}", self.words.amount(entry.value, entry.unit))

    # -- differences between groups

    def _compared(self, indicator: str, by: str) -> pd.Series:
        frame = self.sources.comparisons
        if (indicator, by) not in frame.index:
            known = [f"{one}, {two}" for one, two in frame.index]
            raise unknown("comparison", f"{indicator}, {by}", known)
        return frame.loc[(indicator, by)]

    def difference(self, indicator: str, by: str) -> str:
        """`42 points (19 to 60; adjusted p 0.041, one of 89 comparisons)`. Refused where the corrected test fails."""
        row = self._compared(indicator, by)
        if not row["proposed"]:
            raise ChapterMistake(
                f"{indicator} by {by} does not pass the test corrected for {row['comparisons']} comparisons "
                f"(adjusted p {row['p_adjusted']:.3f})",
                "a difference that `differences()` lists",
                "Leave the comparison out, however large it looks; the annex prints them all.",
            )
        p = write.p_value(row["p_adjusted"], self.language)
        points = self.words.amount(row["difference"], "points")
        if pd.notna(row["ci_low"]):
            low, high = (write.number(row[end], self.language, 0) for end in ("ci_low", "ci_high"))
            text = self.words("difference.interval", points=points, ends=write.span(low, high, self.language), p=p,
                              n=row["comparisons"])  # fmt: skip
        else:
            text = self.words("difference.plain", points=points, p=p, n=row["comparisons"])
        return self.vocabulary.link(id_of("comparison", indicator, by), text)

    def differences(self) -> str:
        """How many differences were tested and how many pass: `of 89 differences tested, one passes`."""
        frame = self.sources.comparisons
        if frame.empty:
            return self.words("difference.none")
        text = self.words("difference.count", n=int(frame["proposed"].sum()), of=len(frame))
        return self.vocabulary.link("comparison.count", text)

    # -- words

    def quantity(self, indicator: str, by: str = OVERALL, group: str = ALL) -> str:
        """The strongest word of the printed scale that clearly holds of a share; the share itself where none does."""
        _, row = self.vocabulary.indicator_row(indicator, by, group)
        share, base = share_and_base(row)
        settings = read(self.sources.study)
        item = ShareItem(line="survey", source="survey", share=share, base=base, at_least=0.5)
        found = word(item, settings.words, settings.rule)
        return found.label[self.language] if found else self.vocabulary.percent(indicator, by, group)

    def fraction(self, indicator: str, by: str = OVERALL, group: str = ALL) -> str:
        """`three in ten`: the simple fraction that is nearest to a share. Refused nearer to none or all than to one in
        ten or nine in ten."""
        evidence, row = self.vocabulary.indicator_row(indicator, by, group)
        share = row["percent"] / 100
        if not 0.05 <= share <= 0.95:
            raise ChapterMistake(f"{indicator} is {100 * share:.0f}%", "a share from 5% to 95%", "Print the share.")
        known = [one.strip().partition(" ") for one in self.words("fractions").split("|")]
        nearest = min(known, key=lambda one: abs(float(Fraction(one[0])) - share))
        return self.vocabulary.link(evidence, nearest[2])

    def scale(self) -> str:
        """The scale of quantity words, as a list. Half itself is neither most nor a minority."""
        shares = []
        for one in read(self.sources.study).words:
            low, high = one.low, one.high
            key = "scale.from" if high >= 1 else "scale.to" if low <= 0 else "scale.between"
            key = {("scale.from", 0.5): "scale.over", ("scale.to", 0.5): "scale.under"}.get(
                (key, low if high >= 1 else high), key
            )
            ends = {"low": write.percent(100 * low, self.language), "high": write.percent(100 * high, self.language)}
            shares.append(f"*{one.label[self.language]}*{write.colon(self.language)}{self.words(key, **ends)}")
        return "; ".join(shares)

    # -- who answered

    def response(self) -> str:
        """How many of those asked answered, by AAPOR's definitions; else that nobody wrote how many were asked."""
        rates = self.sources.response_rates
        said = [
            f"{row.rate}{write.colon(self.language)}{write.percent(row.percent, self.language)}"
            for row in rates.itertuples()
            if pd.notna(row.percent)
        ]
        if not said:
            return self.words("response.unknown")
        return self.words("response.known", rates=write.listed(said, self.language))

    def unanswered(self) -> str:
        """How much of what was asked has no answer: the worst questions, and how many records lack nothing."""
        frame = self.sources.item_nonresponse
        if frame.empty:
            return ""
        frame = frame.assign(lacking=frame["blank"] + frame["declared_missing"] + frame["undeclared"] + frame["unread"])
        codebook = self.sources.survey
        open_ones = {one.name for one in codebook.variables if one.kind == "open"} if codebook else set()
        closed = frame[~frame["variable"].isin(open_ones)]
        worst = closed.loc[closed["lacking"].idxmax()]
        label = codebook.variable(worst["variable"]).label[self.language] if codebook else worst["variable"]
        patterns = self.sources.missing_patterns
        whole = int(patterns.loc[patterns["items"] == 0, "records"].sum()) if len(patterns) else 0
        asked = int(worst["valid"] + worst["lacking"])
        return self.vocabulary.link(
            "method.respondents",
            self.words("unanswered", label=label, n=int(worst["lacking"]), of=asked, whole=whole,
                       all=len(self.sources.respondents)),
        )  # fmt: skip

    def drafted(self) -> str:
        """How transcripts came about: which a machine drafted, and that nobody has listened to them since."""
        notes = self.sources.notes
        names = list(notes.loc[notes["origin"] == "drafted", "note_id"])
        if not names:
            return self.words("drafted.none")
        said = self.words("drafted.some", n=len(names), notes=write.listed(names, self.language))
        return self.vocabulary.link("method.drafted", said)
