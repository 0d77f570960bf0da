"""Tables and figures a chapter may call: each returns a numbered Markdown block with its caption."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from pipeline import language as write
from pipeline.findings.chapter_mistakes import unknown
from pipeline.findings.evidence_ids import cell_id
from pipeline.findings.figure_style import Drawn
from pipeline.findings.figures import ABOUT, drawn_figure
from pipeline.findings.pipe_tables import Printed, pipe_table
from pipeline.findings.quotations import Quotations, choose, verbatim
from pipeline.findings.sources import ALL, OVERALL, as_list
from pipeline.findings.vocabulary import FromVocabulary
from pipeline.study import fingerprint, literal
from pipeline.tables import STANCES


@dataclass
class Blocks(FromVocabulary):
    """Tables and figures for one document in one language."""

    SAID: ClassVar = ("figure", "strip", "key_figures", "joint_display", "indicator_table", "group_table",
                      "findings_table", "codebook_table", "published_table", "note_table", "drop_table",
                      "agreement_table", "topic_table", "document_table")  # fmt: skip
    quotations: Quotations
    prefix: str = ""  # before the numbers of tables and figures
    tables: int = 0
    figures: int = 0
    drawn: dict[str, Drawn] = field(default_factory=dict)  # by file name, without language and suffix
    printed: list[Printed] = field(default_factory=list)

    @property
    def colon(self) -> str:
        return write.colon(self.language)

    def numbered_table(
        self, name: str, heads: Sequence[str], rows: list, widths: Sequence[int], note: str = "", **say: Any
    ) -> str:
        self.tables += 1
        self.printed.append(Printed(f"{self.tables:02d}_{name}", heads, rows))
        caption = self.words("table", n=f"{self.prefix}{self.tables}") + " " + self.words(f"caption.{name}", **say)
        text = pipe_table(heads, rows, widths, caption, f"{name}-{self.tables}")
        return text + (f"\n::: {{.note}}\n{note}\n:::\n" if note else "")

    def heads(self, *keys: str) -> list[str]:
        return [self.words(f"head.{key}") for key in keys]

    # -- figures

    def figure(self, name: str, about: str = "", only: Sequence[str] = ()) -> str:
        """A figure, drawn to reports/figures: its message as title, what is drawn as subtitle, an alternative text.

        `about` names the theme, finding or breakdown of a figure that wants one, `only` the indicators to show.
        """
        if about and ABOUT.get(name) == "theme":
            self._of_theme(about)
        drawn = drawn_figure(self.sources, self.words.plain, name, about, only)
        if drawn is None:
            return self.words("no_figure", caption=self.words(f"figure.{name}"))
        self.figures += 1
        stem = "_".join([name, *([about] if about else []), *([fingerprint(*only)[:6]] if only else [])])
        self.drawn[stem] = drawn
        number = self.words("figure", n=f"{self.prefix}{self.figures}")
        title = drawn.title or self.words(f"figure.{name}")
        caption = f"{number} **{verbatim(write.sentence(title))}** {verbatim(drawn.subtitle)}".strip()
        alt = drawn.alt.replace('"', "'")
        return f'\n![{caption}](figures/{stem}.{self.language}.svg){{#fig-{stem} alt="{alt}"}}\n'

    # -- published figures

    def key_figures(self) -> str:
        """The key figures of the published summary, each reproduced or the difference explained in place."""
        say, rows = self.vocabulary, []
        for figure in self.words.document.key_figures:
            row = say.claim_row(figure.claim)
            first = figure.why[self.language] if figure.why else first_sentence(row[f"note_{self.language}"])
            verdict = self.words(f"verdict.{row['verdict']}")
            if row["verdict"] != "reproduced" or figure.why:
                verdict += ". " + say.linked_sentence(f"published.{figure.claim}", first)
            claim = self.words.own("claims", figure.claim)
            rows.append([claim, say.published(figure.claim), say.recomputed(figure.claim), self._base(row), verdict])
        heads = self.heads("key_figure", "in_print", "from_data", "base", "verdict")
        return self.numbered_table("key_figures", heads, rows, [36, -11, -12, -7, 50])

    def published_table(self) -> str:
        """Every figure already in print, recomputed and tested."""
        say, rows = self.vocabulary, []
        for claim, row in self.sources.published.iterrows():
            note = say.linked_sentence(f"published.{claim}", row[f"note_{self.language}"])
            verdict = self.words(f"verdict.{row['verdict']}")
            rows.append(
                [claim, self.words.own("claims", claim), say.published(claim), say.recomputed(claim), self._base(row),
                 verdict, note]
            )  # fmt: skip
        heads = self.heads("claim", "says", "in_print", "from_data", "base", "verdict", "why")
        return self.numbered_table("published", heads, rows, [6, 26, -11, -11, -7, 13, 34])

    def document_table(self) -> str:
        """What each document says on each question: passages by stance, where they are, the surest in its words."""
        review = self.sources.document_review
        said = review[review["n_passages"] > 0]
        rows = [
            [f"{row.document} ({self.words.own('headings', row.speaks_for)})", row.question, self._passages(row),
             row.passages.replace(";", ", "), f"{write.quoted(row.quote, row.language)} ({row.quoted})"]
            for row in said.itertuples()
        ]  # fmt: skip
        heads = self.heads("document", "question", "passages", "where", "in_its_words")
        silent = int((review["n_passages"] == 0).sum())
        note = self.words("note.documents", n=review["document"].nunique(), silent=silent)
        return self.numbered_table("documents", heads, rows, [18, 8, 16, 18, 50], note)

    def _passages(self, row: Any) -> str:
        """`4 (2 supportive, 1 critical, 1 mixed); 3 coded by a person`."""
        sides = [self.words(f"passages.{stance}", n=int(n)) for stance in STANCES if (n := getattr(row, stance))]
        people = int(row.n_by_people)
        by = self.words("passages.by_people", n=people) if people else self.words("passages.by_machine")
        return f"{row.n_passages} ({', '.join(sides)}); {by}"

    def _base(self, row: pd.Series) -> str:
        if pd.isna(row["n"]):
            return "–"
        return self.vocabulary.link(f"published.{row['claim']}", write.number(row["n"], self.language))

    # -- the survey

    def indicator_table(self) -> str:
        """Every indicator over all respondents: share, interval, base, weighted share."""
        frame, say, rows = self.sources.indicators, self.vocabulary, []
        overall = frame[(frame["breakdown"] == OVERALL) & frame["percent"].notna()]
        order = {name: at for at, name in enumerate(self.sources.indicator_order)}
        for name in sorted(overall["indicator"], key=lambda one: (order.get(one.partition(":")[0], 999), one)):
            row = overall.loc[(name, OVERALL, ALL)]
            weighted = "–" if pd.isna(row["weighted_percent"]) else say.weighted(name)
            share = say.share(name) if row["numerator"] <= row["denominator"] else say.percent(name)
            rows.append([self.words.indicator(name), share, say.interval(name), weighted])
        heads = self.heads("indicator", "share", "interval", "weighted")
        return self.numbered_table("indicators", heads, rows, [44, 22, 22, -12], self.words("note.indicators"))

    def strip(self, indicators: list[str]) -> str:
        """A few shares side by side, each with its base and interval under it."""
        say = self.vocabulary
        rows = [
            [f"**{say.percent(name)}**" for name in indicators],
            [self.vocabulary.part(name) for name in indicators],
            [say.interval(name) for name in indicators],
        ]
        weighted = [say.after_weighting(name) for name in indicators]
        if any(weighted):
            rows.append([one or "–" for one in weighted])
        return self.numbered_table(
            "strip", [self.words.indicator(name) for name in indicators], rows, [20] * len(indicators)
        )

    def group_table(self, indicators: list[str], by: str) -> str:
        """Some indicators by one breakdown; groups under the disclosure threshold are left blank."""
        frame, say = self.sources.indicators, self.vocabulary
        own = frame[(frame["breakdown"] == by) & frame["indicator"].isin(indicators)]
        if own.empty:
            raise unknown("breakdown", by, sorted(frame["breakdown"].unique()))
        groups = list(dict.fromkeys(own["group"]))
        rows = []
        for name in indicators:
            if name not in set(own["indicator"]):
                raise unknown("indicator", name, sorted(frame["indicator"].unique()))
            shown = []
            for group in groups:
                hidden = (name, by, group) not in own.index or own.loc[(name, by, group), "suppressed"]
                shown.append("–" if hidden else say.share(name, by, group))
            rows.append([self.words.indicator(name), *shown])
        heads = [self.words("head.indicator"), *(self.words.group(by, group) for group in groups)]
        note = self.words("note.suppressed", threshold=self.sources.threshold)
        return self.numbered_table(
            "groups", heads, rows, [30, *[14] * len(groups)], note, by=self.words.breakdown(by).lower()
        )

    def drop_table(self) -> str:
        """Records left out of the survey, by reason."""
        counts = self.sources.dropped["reason"].value_counts()
        order = [rule.reason for rule in (self.sources.survey.drop if self.sources.survey else [])]
        reasons = [one for one in order if one in counts] + sorted(set(counts.index) - set(order))
        rows = [[self.words.drop(reason), self.vocabulary.number(f"dropped.{reason}")] for reason in reasons]
        return self.numbered_table("drops", self.heads("drop", "records"), rows, [60, -12])

    # -- the notes

    def note_table(self) -> str:
        """Notes by stakeholder group: read; waiting and withdrawn where there are any."""
        status, rows = self.sources.status, []
        others = [state for state in ("waiting", "withdrawn") if (status["status"] == state).any()]
        for group in dict.fromkeys(status["stakeholder"]):
            own = status[status["stakeholder"] == group]["status"].value_counts()
            read = self.vocabulary.number(f"notes.{group}") if own.get("read", 0) else "–"
            rest = [
                self.vocabulary.link(f"method.{state}", write.number(own[state], self.language))
                if state in own
                else "–"
                for state in others
            ]
            rows.append([self.words.own("headings", group), read, *rest])
        return self.numbered_table(
            "notes", self.heads("group", "read", *others), rows, [40, *[-12] * (1 + len(others))]
        )

    def codebook_table(self, theme: str = "") -> str:
        """The codes in use with their definition and the notes that carry them."""
        rows = []
        for code in self.sources.codes.values():
            if not theme or code.theme == theme:
                definition = code.definition[self.language]
                rows.append([f"**{self.words.code(code.id)}**", definition, self.vocabulary.notes_with(code.id)])
        if not rows:
            raise unknown("theme of codes", theme, sorted({code.theme for code in self.sources.codes.values()}))
        return self.numbered_table("codebook", self.heads("code", "definition", "notes"), rows, [26, 60, 14])

    def agreement_table(self) -> str:
        """Agreement on each code between the two people."""
        frame = self.sources.reliability
        people = frame[(frame["coder_a"] != "machine") & (frame["coder_b"] != "machine")]
        rows = []
        for _, row in people.iterrows():
            pair = (row["coder_a"], row["coder_b"])
            name = self.words("all_codes") if row["code"] == "all" else self.words.code(row["code"])
            kappa = "–" if pd.isna(row["kappa"]) else self.vocabulary.agreement(row["code"], pair)
            source = f"agreement.{row['code']}.{row['coder_a']}.{row['coder_b']}"
            alpha = "–" if pd.isna(row["alpha"]) else write.number(row["alpha"], self.language, 2)
            n = write.number(row["n"], self.language)
            rows.append([name, kappa, self.vocabulary.link(source, alpha), self.vocabulary.link(source, n)])
        return self.numbered_table(
            "agreement", self.heads("code", "kappa", "alpha", "segments"), rows, [46, 24, -10, -10]
        )

    def topic_table(self) -> str:
        """Topics of the topic model against the codebook."""
        rows = []
        for _, topic in self.sources.topics.sort_values("size", ascending=False).iterrows():
            terms = ", ".join(as_list(topic[f"terms_{self.language}"])[:6]) or "–"
            nearest = "" if pd.isna(topic["nearest_code"]) else self.words.code(topic["nearest_code"])
            verdict = self.words(f"topic.{topic['verdict']}")
            size = write.number(topic["size"], self.language)
            link = self.vocabulary.link(f"topic.{topic['topic']}", size)
            rows.append([verbatim(terms), link, nearest, verdict])
        return self.numbered_table(
            "topics", self.heads("terms", "segments", "nearest_code", "verdict"), rows, [40, -10, 34, 16]
        )

    # -- findings

    def _of_theme(self, theme: str) -> pd.DataFrame:
        matrix = self.sources.matrix
        if theme and theme not in matrix["theme"].values:
            raise unknown("theme", theme, sorted(matrix["theme"].unique()))
        return matrix[matrix["theme"] == theme] if theme else matrix

    def findings_table(self, theme: str = "") -> str:
        """Findings with convergence, robustness, and who carries and contests them."""
        say, rows = self.vocabulary, []
        for finding, row in self._of_theme(theme).iterrows():
            rows.append(
                [say.finding(finding), say.convergence(finding), say.standing(finding), say.robustness(finding),
                 say.people(row["carried_by"]) or "–", say.people(row["contested_by"]) or "–"]
            )  # fmt: skip
        heads = self.heads("finding", "convergence", "standing", "robustness", "carried_by", "contested_by")
        return self.numbered_table("findings", heads, rows, [34, 13, 12, -10, 30, 22], self.words("note.robustness"))

    def joint_display(self, theme: str = "") -> str:
        """The joint display: what each line of evidence says of each finding, side by side, and what they say together.
        A study without figures, or without words, has no column for them."""
        main, has_admin = self.sources.material, len(self.sources.admin) > 0
        has_numbers = has_admin or len(self.sources.indicators) > 0 or len(self.sources.published) > 0
        found = list(self._of_theme(theme).iterrows())
        columns = [("finding", 26, [f"**{self.vocabulary.finding(finding)}**" for finding, _ in found])]
        if has_numbers:
            sides = [self._survey_side(row) for _, row in found]
            columns.append(("joint.numbers" if has_admin else "survey", 26, sides))
        if len(self.sources.segments):
            columns.append((f"joint.{main}", 38, [self._notes_side(finding, row) for finding, row in found]))
        columns.append(("convergence", 13, [self.vocabulary.convergence(finding) for finding, _ in found]))
        columns.append(("together", 30, [self.vocabulary.meta_inference(finding) for finding, _ in found]))
        heads, widths, cells = zip(*columns, strict=True)
        rows = list(map(list, zip(*cells, strict=True)))
        note = self.words(f"note.joint.{main}") if len(self.sources.segments) else ""
        return self.numbered_table("joint", self.heads(*heads), rows, list(widths), note)

    def _survey_side(self, row: pd.Series) -> str:
        known, printed = set(self.sources.indicators["indicator"]), self.words("in_print")
        lines = [
            f"{self.words.indicator(name)}{self._context(row.name, name)}{self.colon}"
            + ", ".join(filter(None, [self.vocabulary.share(name), self.vocabulary.after_weighting(name)]))
            for name in as_list(row["indicators"])
            if name in known
        ]
        lines += [
            f"{self.words.own('claims', claim)} ({printed}){self.colon}{self.vocabulary.published(claim)}"
            for claim in as_list(row["claims"])
            if not as_list(row["indicators"]) and claim in self.sources.published.index
        ]
        lines += self._admin_side(row)
        return "; ".join(lines) or self.words("silent")

    def _context(self, finding: str, name: str) -> str:
        """` (context)` behind a code or indicator that is shown beside a finding and not read as evidence for it."""
        book = self.sources.evaluation
        one = book.finding(finding) if book else None
        bearings = {tie.bearing for tie in (one.codes if one else []) if tie.code == name}
        bearings |= {tie.bearing for tie in (one.indicators if one else []) if tie.indicator == name}
        return f" ({self.words('joint.context')})" if bearings == {"context"} else ""

    def _admin_side(self, row: pd.Series) -> list[str]:
        """The administrative figures of a finding, but for those of groups too small to print."""
        book, table, lines = self.sources.evaluation, self.sources.admin, []
        one = book.finding(str(row.name)) if book else None
        for tie in one.figures if one else []:
            key = (tie.figure, tie.breakdown, tie.group)
            if key in table.index and not table.loc[key, "suppressed"]:
                cell = table.loc[key]
                amount = self.words.amount(cell["value"], cell["unit"])
                link = self.vocabulary.link(cell_id("admin", *key), amount)
                lines.append(f"{literal(cell[f'label_{self.language}'])}{self.colon}{link}")
        return lines

    def _notes_side(self, finding: str, row: pd.Series) -> str:
        codes = [code for code in as_list(row["codes"]) if code in self.sources.codes]
        counts = [
            f"{self.words.code(code)}{self._context(finding, code)}{self.colon}{self.vocabulary.notes_with(code)}"
            for code in codes
        ]
        said = choose(self.quotations.candidates(finding, _main_side(row)), 1, set())
        for segment in said:
            text = self.sources.segments.loc[segment, "text"]
            language = self.sources.segments.loc[segment, "language"]
            short = shortened(self.quotations.as_printed(text, language), 28)
            who = self.quotations.attribution(self.sources.segments.loc[segment])
            quote = write.quoted(verbatim(short), language)
            counts.append(f"{self.vocabulary.link(f'quote.{segment}', quote)} ({who})")
        return "; ".join(counts) or self.words("silent")


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?]) ", text, maxsplit=1)[0]


def _main_side(row: pd.Series) -> list[str]:
    """Which segments say what most notes say of a finding."""
    reading = "" if pd.isna(row["notes_reading"]) else str(row["notes_reading"]).split(",")[0]
    return [reading or "supports"]


def shortened(text: str, words: int) -> str:
    """The first whole sentences of `text` up to about `words` words, with `[…]` where it goes on."""
    tokens = text.split()
    if len(tokens) <= words:
        return " ".join(tokens)
    ends = [at for at, token in enumerate(tokens[: words + 1], start=1) if token[-1] in ".!?"]
    return " ".join(tokens[: ends[-1] if ends and ends[-1] >= 8 else words]) + " […]"
