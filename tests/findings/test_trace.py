from types import SimpleNamespace

import pandas as pd
import pytest
from tests_of_findings import change_table

from pipeline.findings import report, trace
from pipeline.findings.counts import count
from pipeline.findings.provenance import Provenance
from pipeline.findings.sources import Sources
from pipeline.study import Study, StudyError, fingerprint


def test_a_share_reaches_every_record_of_its_base_in_the_raw_export(study):
    found = trace.trace(study, "survey.picked_fruit")
    assert found.reaches_raw and len(found.records) == 36
    assert sum(line.endswith(" counted") and not line.endswith("not counted") for line in found.records) == 24
    assert "raw/survey/answers.csv, row 2: R01 PICKED=1 → picked=1 counted" in found.records


def test_the_share_of_a_group_reaches_the_records_of_the_group_only(study):
    assert len(trace.trace(study, "survey.picked_fruit.side.1").records) == 21


def test_findings_on_the_share_of_all_are_not_told_of_the_share_of_a_group(study):
    provenance = Provenance(Sources(study))
    assert provenance.entry("survey.picked_fruit").findings
    assert provenance.entry("survey.picked_fruit.side.1").findings == ()


def test_a_quotation_reaches_its_turn_and_says_whether_the_text_is_the_one_coded(study):
    assert trace.trace(study, "quote.GA-02#4").turns == ["raw/interviews/GA-02.txt, turn 4: the text that was coded"]
    change_table(study, "notes/turns", lambda frame: frame.assign(text=frame["text"] + " So."))
    assert trace.trace(study, "quote.GA-02#4").turns == ["raw/interviews/GA-02.txt, turn 4: changed since it was coded"]


@pytest.mark.parametrize("evidence", ["notes.A1_fruit", "notes.A1_fruit.supportive", "finding.K1", "method.segments"])
def test_counts_of_notes_reach_every_turn_behind_them(study, evidence):
    found = trace.trace(study, evidence)
    assert found.reaches_raw and len(found.turns) == (22 if evidence == "method.segments" else 11)


def test_a_note_that_holds_a_code_twice_counts_once(study):
    notes = trace.trace(study, "notes.A1_fruit").entry.value
    change_table(study, "coding/codings", lambda frame: pd.concat([frame, frame[frame["code"] == "A1_fruit"]]))
    assert trace.trace(study, "notes.A1_fruit").entry.value == notes


@pytest.mark.parametrize(
    "evidence", ["published.C1", "agreement.all.ana.ben", "method.population", "method.dropped.test"]
)
def test_other_numbers_reach_a_raw_file(study, evidence):
    (study.raw / "coding").mkdir(exist_ok=True)
    assert trace.trace(study, evidence).reaches_raw


def test_the_triangulations_own_evidence_ids_lead_to_the_same_place(study):
    assert trace.trace(study, "E-K1-S").entry.evidence_id == "survey.picked_fruit"
    assert trace.trace(study, "E-K1-N-NB-02#2").entry.evidence_id == "quote.NB-02#2"


def test_a_quotation_is_traced_in_a_study_whose_units_are_made(study):
    segments = study.table("notes/segments")
    units = segments.rename(columns={"segment_id": "unit_id", "note_id": "source", "turn": "position"})
    units = units.assign(material="interview", asked=units["question"], question=None)
    with study.writing() as out:
        out.table("coding/units", units)
    found = trace.trace(Study(study.root), "quote.GA-02#4")
    assert found.turns == ["raw/interviews/GA-02.txt, turn 4: the text that was coded"]


def test_a_passage_of_a_document_reaches_its_paragraph(study):
    passage = {"unit_id": "D-1#3", "document": "D-1", "paragraph": 3, "kind": "paragraph", "heading": None}
    passage |= {"speaks_for": "team", "document_kind": "report", "language": "en", "text": "Twelve trees were planted."}
    described = {"document": "D-1", "file": "documents/D-1.md", "title": "Report", "author": None, "date": None}
    described |= {"language": "en", "kind": "report", "speaks_for": "team", "paragraphs": 3, "headings": 0}
    (study.raw / "documents").mkdir()
    (study.raw / "documents/D-1.md").write_text("Twelve trees were planted.", encoding="utf-8")
    with study.writing() as out:
        out.table("documents/passages", pd.DataFrame([passage | {"fingerprint": fingerprint(passage["text"])}]))
        out.table("documents/documents", pd.DataFrame([described]))
        columns = ["document", "paragraph", "kind", "heading", "language", "text"]
        out.table("documents/paragraphs", pd.DataFrame([{name: passage[name] for name in columns}]))
    found = trace.trace(Study(study.root), "quote.D-1#3")
    assert found.reaches_raw and "paragraph 3" in found.turns[0]
    assert "Twelve trees" in trace.as_text(found, Study(study.root), "en")


def test_the_share_of_a_group_in_the_triangulations_evidence_leads_to_the_group(study):
    path = study.codebooks / "evaluation.yaml"
    tie = "{indicator: picked_fruit, breakdown: side, group: '1', at_least: 50, bearing: direct}, {indicator: picked"
    path.write_text(path.read_text(encoding="utf-8").replace("{indicator: picked", tie, 1), encoding="utf-8")
    row = {"evidence_id": "E-K1-S-picked_fruit-side-1", "detail": "picked_fruit (side: 1)"}
    change_table(study, "triangulation/evidence", lambda rows: pd.concat([rows, rows.iloc[:1].assign(**row)]))
    assert trace.trace(Study(study.root), row["evidence_id"]).entry.evidence_id == "survey.picked_fruit.side.1"


def test_what_is_gone_from_the_raw_files_is_told(study):
    (study.raw / "interviews/NB-03.txt").unlink()
    found = trace.trace(study, "quote.NB-03#2")
    assert not found.reaches_raw and "NOT FOUND: raw/interviews/NB-03.txt" in trace.as_text(found, study, "en")


@pytest.mark.parametrize(
    "evidence", ["survey.picked_fruits", "survey.picked_fruit.side.3", "quote.NB-99#2", "", "nonsense"]
)
def test_unknown_or_suppressed_evidence_is_refused(study, evidence):
    with pytest.raises(StudyError, match="there is no evidence"):
        trace.trace(study, evidence)


def test_a_trace_prints_the_same_facts_in_both_languages(study):
    found = trace.trace(study, "survey.picked_fruit")
    english, french = (trace.as_text(found, study, language) for language in ("en", "fr"))
    assert "66.7%" in english and "66,7\u00a0%" in french
    for text in (english, french):
        assert "clean > deidentify > measure > report" in text and "codebooks/survey.yaml" in text


def test_the_context_of_a_quotation_shows_talk_codes_findings_and_chapters(study):
    shown = trace.quotation_context(study, "NB-01#2", "en")
    for part in ("Q: And?", "I met my neighbours", "Fruit to eat", "E-K1-N-NB-01#2", "reports/chapters/02-use.en.md"):
        assert part in shown
    with pytest.raises(StudyError, match="NB-01#"):
        trace.quotation_context(study, "NB-01#9", "en")


def test_every_evidence_id_of_the_document_can_be_traced(study):
    (study.raw / "coding").mkdir(exist_ok=True)
    composed, references = report.compose_all(study)
    assert all(trace.trace(study, evidence).reaches_raw for evidence in references.numbers)
    assert len(references.numbers) >= len(composed[0].used)


def test_a_record_that_one_indicator_of_a_finding_counts_is_counted_for_the_finding():
    behind = {"a": (("R1", True), ("R2", False)), "b": (("R1", False), ("R2", False))}
    sources = SimpleNamespace(
        matrix=pd.DataFrame({"indicators": "a;b", "figures": "trees", "claims": None, "robustness": 1.0}, index=["F1"]),
        evidence=pd.DataFrame(columns=["finding_id", "strand", "source"], dtype="str"),
        records_behind=behind.get, files=lambda notes: (), published_file="raw/print.csv", export="raw/survey.csv",
        codebook_version=lambda name: "1", admin_files={"trees": ("raw/admin/trees.csv",)},
    )  # fmt: skip
    entry = Provenance(sources).entry("finding.F1")
    assert entry.records == (("R1", True), ("R2", False)) and entry.raw == ("raw/survey.csv", "raw/admin/trees.csv")


def test_a_group_of_fewer_notes_than_the_threshold_has_no_figure_of_its_own():
    notes = pd.DataFrame({"note_id": [f"N{n}" for n in range(9)], "stakeholder": ["growers"] * 5 + ["guests"] * 4})
    evidence = pd.DataFrame({"note_id": ["N0", "N1", "N8"], "source": ["N0#1", "N1#2", "N8#1"]})
    sources = SimpleNamespace(
        notes=notes, threshold=5, evidence=evidence, quotable={"F1": evidence}, files=tuple,
        codebook_version=lambda name: "1", matrix=pd.DataFrame(index=["F1"]),
    )  # fmt: skip
    entry = Provenance(sources).entry("finding.F1.growers")
    assert (entry.value, entry.base) == (2, 5)
    with pytest.raises(KeyError):
        Provenance(sources).entry("finding.F1.guests")


def test_of_the_changes_in_cleaning_the_records_still_in_the_study_are_counted():
    log = pd.DataFrame({"record_id": ["R1", "R1", "R2", "R2"], "rule": ["valid", "skip", "valid", "drop:test"]})
    sources = SimpleNamespace(
        respondents=pd.DataFrame({"record_id": ["R1", "R3"]}), cleaning_log=log, export="raw/survey.csv",
        dropped=pd.DataFrame({"record_id": ["R2"], "reason": ["test"]}), notes=pd.DataFrame({"stakeholder": []}),
        matrix=pd.DataFrame({"standing": []}),
    )  # fmt: skip
    found = count(sources, "changes")
    assert (found.value, found.records) == (3, (("R1", True),))
