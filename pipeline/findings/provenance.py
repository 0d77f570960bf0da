"""The provenance: for every number and quotation that may be printed, where it comes from, down to the raw file.

An evidence id says what it stands for and does not move when chapters are edited:

    survey.NAME                      an indicator, all respondents        survey.NAME.BREAKDOWN.GROUP   one group of it
    notes.CODE                       notes with a code assigned           notes.CODE.STANCE             with that stance
    quote.NOTE#TURN                  a quotation                          published.CLAIM               a printed figure
    agreement.CODE.CODER_A.CODER_B   agreement on a code                  finding.ID                    a label
    agreement_on.PART.GROUP.PAIR     agreement on a part of the material  (stance.documents.machine and people)
    topic.NUMBER                     a topic's size
    method.NAME                      what the method chapter counts (respondents, records, notes, segments, ...)
    admin, context, comparison, derived, finding.ID.GROUP: see `provenance_figures`

`evidence_ids` says how parts with full stops in them are written; as the last part they may stand as they are.
The ids of processed/triangulation/evidence.csv are evidence ids too: they lead to the same entries.
"""

from dataclasses import dataclass, field, replace

import pandas as pd

from pipeline.findings import counts, provenance_figures
from pipeline.findings.evidence_ids import cell_of, id_of, parts_of
from pipeline.findings.provenance_entry import Entry
from pipeline.findings.sources import ALL, OVERALL, Sources, as_list

# The stages between the raw file and the printed number, first to last.
STEPS = {
    "survey": ("clean", "deidentify", "measure", "report"),
    "records": ("clean", "deidentify", "report"),
    "notes": ("deidentify", "embed", "code", "report"),
    "quote": ("deidentify", "report"),
    "topic": ("deidentify", "embed", "topics", "report"),
    "agreement": ("reliability", "report"),
    "published": ("reconcile", "report"),
    "finding": ("measure", "code", "reconcile", "triangulate", "report"),
}
READ_BY = {"notes": "transcribe", "documents": "read-documents", "survey": "clean"}  # the main material, first of all


class UnknownEvidence(KeyError):
    """No evidence has this id."""


@dataclass(frozen=True)
class Provenance:
    """Looks evidence up in the tables, each piece once."""

    sources: Sources
    found: dict[str, Entry] = field(default_factory=dict)

    def entry(self, evidence_id: str) -> Entry:
        """The entry of an evidence id, or of a row of triangulation/evidence.csv. Raises UnknownEvidence."""
        if evidence_id not in self.found:
            self.found[evidence_id] = self._look_up(evidence_id)
        return self.found[evidence_id]

    def _look_up(self, evidence_id: str) -> Entry:
        if evidence_id in self.sources.evidence.index:
            return self._of_finding_evidence(evidence_id)
        kind, _, rest = evidence_id.partition(".")
        make = {
            "survey": self._survey,
            "notes": self._notes,
            "quote": self._quote,
            "published": self._published,
            "agreement": self._agreement,
            "agreement_on": self._agreement_on,
            "finding": self._finding,
            "method": self._method,
            "topic": self._topic,
            "admin": lambda one, name: provenance_figures.admin(self.sources, one, name),
            "context": lambda one, name: provenance_figures.context(self.sources, one, name),
            "comparison": lambda one, name: provenance_figures.comparison(self.sources, one, name),
            "answer": lambda one, name: provenance_figures.answer(self.sources, one, name),
            "derived": lambda one, name: provenance_figures.derived(self, one, name),
        }.get(kind)
        try:
            entry = make(evidence_id, rest) if make and rest else None
        except (KeyError, ValueError, IndexError):
            entry = None
        if entry is None and "." in rest:
            return self.entry(id_of(kind, rest))  # a name typed with its full stops
        if entry is None:
            raise UnknownEvidence(evidence_id)
        return replace(entry, findings=self._also_in(entry))

    def _also_in(self, entry: Entry) -> tuple[str, ...]:
        evidence = self.sources.evidence
        if entry.kind == "survey" and entry.evidence_id.count(".") == 1:
            same = (evidence["strand"] == "survey") & (evidence["detail"] == entry.subject)
        elif entry.kind == "quote":
            same = evidence["source"] == entry.subject
        elif entry.kind == "published":
            same = (evidence["strand"] == "published") & (evidence["source"] == entry.subject)
        else:
            return entry.findings
        return tuple(sorted(evidence.index[same]))

    def _of_finding_evidence(self, evidence_id: str) -> Entry:
        row = self.sources.evidence.loc[evidence_id]
        if numbers := provenance_figures.numbers_of(self.sources, row["finding_id"]).get(evidence_id):
            return self.entry(numbers)
        if row["kind"] == "open answer":
            return self.entry(f"answer.{row['source']}")
        same = {"survey": id_of("survey", row["detail"]), "published": f"published.{row['source']}"}
        return self.entry(same.get(row["strand"], f"quote.{row['source']}"))

    def _survey(self, evidence_id: str, rest: str) -> Entry:
        indicator, breakdown, value = cell_of(rest)
        row = self.sources.indicators.loc[(indicator, breakdown, value)]
        if row["suppressed"]:
            raise UnknownEvidence(evidence_id)
        return Entry(
            evidence_id,
            "survey",
            indicator,
            value=row["percent"],
            base=row["denominator"],
            low=row["ci_low"],
            high=row["ci_high"],
            table="processed/survey/indicators.csv",
            row=f"indicator={indicator}, breakdown={breakdown}, group={value}",
            raw=(self.sources.export,),
            steps=STEPS["survey"],
            codebook=self.sources.codebook_version("survey"),
            records=self.sources.records_behind(indicator, breakdown, value),
        )

    def _read_then(self, kind: str) -> tuple[str, ...]:
        return (READ_BY[self.sources.material], *STEPS[kind])

    def _notes(self, evidence_id: str, rest: str) -> Entry:
        code, stance = (*parts_of(rest, 2), "")[:2]
        codings = self.sources.codings
        rows = codings[codings["code"] == code]
        if code not in self.sources.codes:
            raise UnknownEvidence(evidence_id)
        if stance:
            rows = rows[rows["stance"] == stance]
        return Entry(
            evidence_id,
            "notes",
            code,
            value=rows["note_id"].nunique(),
            base=self.sources.n_sources,
            table="processed/coding/codings.csv",
            row=f"code={code}, decision=assigned" + (f", stance={stance}" if stance else ""),
            raw=self.sources.files(rows["note_id"]),
            steps=self._read_then("notes"),
            codebook=self.sources.codebook_version("themes"),
            turns=tuple(dict.fromkeys(rows["segment_id"])),
        )

    def _quote(self, evidence_id: str, segment: str) -> Entry:
        if segment not in self.sources.segments.index:
            return provenance_figures.passage(self.sources, evidence_id, segment)
        row = self.sources.segments.loc[segment]
        return Entry(
            evidence_id,
            "quote",
            segment,
            table="processed/notes/segments.csv",
            row=f"segment_id={segment}",
            raw=self.sources.files([row["note_id"]]),
            steps=self._read_then("quote"),
            turns=(segment,),
        )

    def _published(self, evidence_id: str, claim: str) -> Entry:
        row = self.sources.published.loc[claim]
        line = self.sources.published_raw.loc[claim]
        indicator = line["indicator"]
        known = pd.notna(indicator) and (indicator, OVERALL, ALL) in self.sources.indicators.index
        return Entry(
            evidence_id,
            "published",
            claim,
            value=row["published"],
            base=row["n"],
            table="processed/triangulation/published.csv",
            row=f"claim={claim}",
            raw=(f"{self.sources.published_file}, line {line['line']}",),
            steps=STEPS["published"],
            records=self.sources.records_behind(indicator) if known else (),
        )

    def _agreement(self, evidence_id: str, rest: str) -> Entry:
        code, coder_a, coder_b = parts_of(rest)
        row = self.sources.agreements.loc[(code, coder_a, coder_b)]
        where = f"code={code}, coder_a={coder_a}, coder_b={coder_b}"
        return self._of_coders(evidence_id, "agreement", code, row, "n", "processed/coding/reliability.csv", where)

    def _agreement_on(self, evidence_id: str, rest: str) -> Entry:
        part, group, between = parts_of(rest)
        row = self.sources.agreement_parts.loc[(part, group, between)]
        where = f"between={between}, part={part}, group={group}"
        return self._of_coders(evidence_id, "agreement_on", part, row, "units", "processed/coding/agreement.csv", where)

    def _of_coders(
        self, evidence_id: str, kind: str, subject: str, row: pd.Series, base: str, table: str, where: str
    ) -> Entry:
        """A kappa between coders. base: the column of what both coded."""
        return Entry(
            evidence_id,
            kind,
            subject,
            value=row["kappa"],
            base=row[base],
            low=row["ci_low"],
            high=row["ci_high"],
            table=table,
            row=where,
            raw=(f"raw/{self.sources.study.params['coding']['coders']}",),
            steps=STEPS["agreement"],
            codebook=self.sources.codebook_version("themes"),
        )

    def _finding(self, evidence_id: str, finding: str) -> Entry:
        finding, stakeholder = (*parts_of(finding, 2), "")[:2]
        if stakeholder:
            return provenance_figures.group(self.sources, evidence_id, finding, stakeholder)
        row = self.sources.matrix.loc[finding]
        evidence = self.sources.evidence
        mine = evidence[evidence["finding_id"] == finding]
        turns = mine.loc[mine["strand"] == "notes", "source"]
        records: dict[str, bool] = {}
        for indicator in as_list(row["indicators"]):
            for record, counted in self.sources.records_behind(indicator):
                records[record] = records.get(record, False) or counted
        files = self.sources.admin_files
        raw = tuple(dict.fromkeys(path for name in as_list(row["figures"]) for path in files.get(name, ())))
        raw += self.sources.files(turns.str.split("#").str[0])
        printed = (self.sources.published_file,) if as_list(row["claims"]) else ()
        return Entry(
            evidence_id,
            "finding",
            finding,
            value=row["robustness"],
            table="processed/triangulation/matrix.csv",
            row=f"finding_id={finding}",
            raw=((self.sources.export,) if records else ()) + printed + raw,
            steps=STEPS["finding"],
            codebook=self.sources.codebook_version("evaluation"),
            records=tuple(records.items()),
            turns=tuple(dict.fromkeys(turns)),
        )

    def _topic(self, evidence_id: str, topic: str) -> Entry:
        topics, of = self.sources.topics, self.sources.segment_topics
        row = topics[topics["topic"] == int(topic)].iloc[0]
        turns = tuple(
            one for one in of.loc[of["topic"] == int(topic), "segment_id"] if one in self.sources.segments.index
        )
        return Entry(
            evidence_id,
            "topic",
            topic,
            value=row["size"],
            table="processed/coding/topics.csv",
            row=f"topic={topic}",
            raw=self.sources.files(one.partition("#")[0] for one in turns),
            steps=self._read_then("topic"),
            codebook=self.sources.codebook_version("themes"),
            turns=turns,
        )

    def _method(self, evidence_id: str, name: str) -> Entry:
        count = counts.count(self.sources, name)
        return Entry(
            evidence_id,
            "method",
            name,
            value=count.value,
            table=count.table,
            row=count.row,
            raw=count.raw,
            steps=STEPS["records"] if count.records else self._read_then("quote"),
            records=count.records,
            turns=count.turns,
        )
