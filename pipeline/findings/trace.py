"""`trace`: from an evidence id to the raw records or turns, with what stands in the raw files checked on the way.

`quotation_context`: everything around one quotation. Both print de-identified text only: of a raw turn they say where
it is and whether it is still the text that was coded, never what it says.
"""

from dataclasses import dataclass, field

import pandas as pd

from pipeline.findings import annexes, counts
from pipeline.findings.chapter_mistakes import unknown
from pipeline.findings.document import Names, load_document
from pipeline.findings.evidence_ids import id_of
from pipeline.findings.provenance import Provenance, UnknownEvidence
from pipeline.findings.provenance_entry import Entry
from pipeline.findings.sources import Sources, as_list
from pipeline.notes.files import named_by_id
from pipeline.notes.manifest import files_of
from pipeline.study import Study, StudyError, fingerprint, read_csv
from pipeline.survey.codes import raw_codes
from pipeline.survey.exports import read_export

AROUND = 4  # turns shown before and after a quotation


@dataclass
class Trace:
    """An entry, and for each raw record or turn behind it a line that says where it is and what was found there."""

    entry: Entry
    records: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # what could not be found in the raw files

    @property
    def reaches_raw(self) -> bool:
        return not self.missing and bool(self.records or self.turns or self.entry.raw)


def trace(study: Study, evidence_id: str) -> Trace:
    """Follow an evidence id (or a reference number of the printed document) to the raw files.

    Raises StudyError with the nearest ids where there is no such evidence.
    """
    sources = Sources(study)
    provenance = Provenance(sources)
    evidence_id = _by_number(study, evidence_id)
    try:
        entry = provenance.entry(evidence_id)
    except UnknownEvidence:
        known = [*_printed(study), *_common(sources), *sources.evidence.index]
        mistake = unknown("evidence", evidence_id, known)
        raise StudyError(
            "trace", mistake.found, mistake.expected, "reports/findings.evidence.csv lists them."
        ) from None
    found = Trace(entry)
    own_name = {f"raw/{named_by_id(one.file, one.identifier)}": f"raw/{one.file}" for one in files_of(study)}
    for path in entry.raw:
        named = path.partition(", line ")[0]
        if not (study.root / own_name.get(named, named)).exists():
            found.missing.append(path)
    if entry.records:
        _follow_records(sources, found)
    if entry.turns:
        _follow_turns(sources, found)
    return found


def _printed(study: Study) -> list[str]:
    path = study.reports / "findings.evidence.csv"
    return list(read_csv(path)["evidence_id"]) if path.exists() else []


def _common(sources: Sources) -> list[str]:
    """Evidence ids that any document may print."""
    return [
        *(id_of("survey", name) for name in sorted(set(sources.indicators["indicator"]))),
        *(id_of("notes", code) for code in sources.codes),
        *(f"published.{claim}" for claim in sources.published.index),
        *(id_of("finding", finding) for finding in sources.matrix.index),
        *(f"method.{name}" for name in counts.names(sources)),
    ]


def _by_number(study: Study, evidence_id: str) -> str:
    """The evidence id behind a reference number of the printed document; anything else as it is."""
    if not evidence_id.isdecimal():
        return evidence_id
    printed = _printed(study)
    return printed[int(evidence_id) - 1] if 0 < int(evidence_id) <= len(printed) else evidence_id


def _follow_records(sources: Sources, found: Trace) -> None:
    """Find each record in the raw export: its row, and the raw value the indicator was made from."""
    codebook = sources.survey
    assert codebook is not None, "records come from a survey"
    export = read_export(sources.study.root / sources.export, codebook.encoding)
    raw = raw_codes(export, codebook)
    row_of = {record: at for at, record in enumerate(raw[codebook.identifier.raw].str.strip())}
    columns = _raw_columns(sources, found.entry)
    clean = sources.respondents.set_index("record_id")
    for record, counted in found.entry.records:
        if record not in row_of:
            found.missing.append(f"record {record}")
            continue
        values = [
            f"{column}={raw.loc[row_of[record], column] or '(blank)'} → {variable}={_plain(clean, record, variable)}"
            for variable, column in columns
        ]
        place = f"{sources.export}, row {row_of[record] + 1}: {record}"
        found.records.append(
            f"{place} {'; '.join(values)} {'counted' if counted else 'not counted'}".replace("  ", " ")
        )


def _plain(clean: pd.DataFrame, record: str, variable: str) -> str:
    if record not in clean.index:
        return "(left out)"
    value = clean.loc[record, variable]
    return "(missing)" if pd.isna(value) else str(value).removesuffix(".0")


def _raw_columns(sources: Sources, entry: Entry) -> list[tuple[str, str]]:
    """The clean variables an entry rests on and the raw column of each, where it has one."""
    names = [entry.subject.partition(":")[0]]
    if entry.kind == "published":
        names = [str(sources.published_raw.loc[entry.subject, "indicator"])]
    if entry.kind == "finding":
        names = as_list(sources.matrix.loc[entry.subject, "indicators"])
    codebook = sources.survey
    assert codebook is not None, "records come from a survey"
    indicators = [one for one in codebook.indicators if one.name in names]
    variables = [codebook.variable(name) for one in indicators for name in one.variables]
    return [(variable.name, str(variable.raw)) for variable in variables if hasattr(variable, "raw")]


def _follow_turns(sources: Sources, found: Trace) -> None:
    """Find each turn or paragraph in what was read from the raw files, and say whether it is still what was coded."""
    read, coded = _as_read(sources.study), _as_coded(sources.study)
    known = sources.status.set_index("note_id")["file"].to_dict()
    file = known | {one.identifier: one.file for one in files_of(sources.study)}
    for segment in found.entry.turns:
        source, _, place = segment.partition("#")
        where = f"raw/{file.get(source, '?')}, {'paragraph' if segment in sources.passages.index else 'turn'} {place}"
        if segment not in read.index:
            found.missing.append(where)
            continue
        row = read.loc[segment]
        same = fingerprint(row["text"]) == coded.get(segment)
        times = "" if pd.isna(row["start_s"]) else f", {row['start_s']:.0f} to {row['end_s']:.0f} s"
        found.turns.append(f"{where}{times}: {'the text that was coded' if same else 'changed since it was coded'}")


def _as_read(study: Study) -> pd.DataFrame:
    """text, start_s and end_s of each turn and paragraph as they were read, by unit id: they stay on the machine."""
    tables = [pd.DataFrame(columns=["text", "start_s", "end_s"])]
    for name, source, place in (("notes/turns", "note_id", "turn"), ("documents/paragraphs", "document", "paragraph")):
        table = study.table_or_empty(name)
        units = [f"{one}#{at}" for one, at in zip(table[source], table[place], strict=True)]
        tables.append(table.assign(unit_id=units).set_index("unit_id").reindex(columns=tables[0].columns))
    return pd.concat(tables)


def _as_coded(study: Study) -> dict[str, str]:
    """The fingerprint of the raw text of each unit when it was coded, by unit id."""
    name, key = ("coding/units", "unit_id") if study.has_table("coding/units") else ("notes/segments", "segment_id")
    return study.table(name).set_index(key)["fingerprint"].to_dict() if study.has_table(name) else {}


def as_text(found: Trace, study: Study, language: str) -> str:
    """The trace as plain text, the same facts as the entry in the document."""
    entry = found.entry
    words = Names(Sources(study), language, load_document(study))
    lines = [f"{entry.evidence_id}  ({words(f'kind.{entry.kind}')})", f"  {annexes.subject(entry, words)}"]
    if value := annexes.printed_value(entry, words):
        lines.append(f"  {value}")
    if entry.kind == "quote":
        coded = words.sources.segments if entry.subject in words.sources.segments.index else words.sources.passages
        lines.append(f"  {coded.loc[entry.subject, 'text']}")
    lines.append(f"  {words('entry.table')}: {entry.table}, {words('entry.row')} {entry.row}")
    lines.append(f"  {words('entry.stage')}: {entry.stage}")
    if entry.codebook:
        lines.append(f"  {words('entry.codebook')}: {entry.codebook}")
    lines.append(f"  {words('entry.steps', n=len(entry.steps))}: {' > '.join(entry.steps)}")
    lines.append(f"  {words('entry.raw')}: {', '.join(entry.raw)}")
    if entry.findings:
        lines.append(f"  {words('entry.findings')}: {', '.join(entry.findings)}")
    for line in [*found.records, *found.turns]:
        lines.append(f"    {line}")
    for line in found.missing:
        lines.append(f"    NOT FOUND: {line}")
    return "\n".join(lines)


def quotation_context(study: Study, segment: str, language: str) -> str:
    """Everything around a quotation: the talk before and after it, its codes, the findings and chapters that use it.

    Raises StudyError with the nearest segments where there is none of this name.
    """
    sources = Sources(study)
    if segment not in sources.segments.index:
        mistake = unknown("segment", segment, list(sources.segments.index))
        raise StudyError("quote", mistake.found, mistake.expected)
    words = Names(sources, language, load_document(study))
    row = sources.segments.loc[segment]
    note = sources.segments[sources.segments["note_id"] == row["note_id"]].sort_values("turn")
    lines = [f"{segment}  {words.own('speakers', row['stakeholder'])}, {row['region']}, {row['language']}", ""]
    for _, other in note[(note["turn"] - row["turn"]).abs() <= AROUND].iterrows():
        mark = ">" if other["segment_id"] == segment else " "
        if pd.notna(other["question"]):
            lines.append(f"    Q: {other['question']}")
        speaker = "" if pd.isna(other["speaker"]) else f"{other['speaker']}: "
        lines.append(f"{mark} {other['turn']:>3} {speaker}{other['text']}")
    lines.append("")
    own = sources.codings[sources.codings["segment_id"] == segment]
    lines += [
        f"  {words.code(one.code)} ({one.code}): {one.stance}, {one.origin}, {one.score:.2f}"
        for one in own.itertuples()
    ]
    evidence = sources.evidence[sources.evidence["source"] == segment]
    lines += [f"  {one.evidence_id}: {one.direction} {one.finding_id}" for one in evidence.itertuples()]
    for path in sorted((study.reports / "chapters").glob("*.md")):
        if segment in path.read_text(encoding="utf-8"):
            lines.append(f"  {study.relative(path)}")
    return "\n".join(lines)
