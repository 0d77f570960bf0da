"""Documents as a line of evidence, what is not independent, and sources that a finding leaves unused."""

import numpy as np
import pandas as pd
import pytest

from pipeline.language import Words
from pipeline.study import Study, StudyError
from pipeline.triangulation import (
    dependence,
    documents_line,
    evidence_tables,
    groups,
    judgements,
    machine_error,
    notes_line,
    one_sided,
    robustness,
    sentences,
    silent_sources,
)
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.triangulation.pairs import holm
from pipeline.triangulation.rule.evidence import NotesItem, ShareItem, Tally
from pipeline.triangulation.rule.judge import Rulebook, judge
from pipeline.triangulation.rule.settings import DIRECT, WORDS, Rule
from pipeline.triangulation.survey_line import Cell

REGISTER = pd.DataFrame(
    [("D1", "The Library", "report"), ("D2", "The Library, board", "minutes"), ("D3", "City auditor", "audit"),
     ("D4", "City auditor", "plan"), ("D5", None, "letter")],
    columns=["document", "author", "kind"],
).assign(speaks_for="neighbours")  # fmt: skip


def book(documents: dict | None = None, **more) -> EvaluationCodebook:
    label = {"en": "a", "fr": "a"}
    findings = [
        {
            "id": name, "question": "Q", "kind": "works", "statement": label,
            "codes": [{"code": code, "supports": "supportive", "bearing": "direct", "reason": "counts it"}],
        }
        for name, code in (("F1", "T1"), ("F2", "T2"))
    ]  # fmt: skip
    return EvaluationCodebook.model_validate(
        {
            "respondents": label, "groups": {}, "themes": [{"id": "t", "label": label}],
            "questions": [{"id": "Q", "theme": "t", "text": label}], "findings": findings, "documents": documents or {},
        } | more
    )  # fmt: skip


def coded(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """From (document, stance, origin), all of the code T1."""
    found = pd.DataFrame(rows, columns=["note_id", "stance", "origin"])
    return found.assign(code="T1", segment_id=found["note_id"] + "#1")


PEOPLE = [("D1", "supportive", "ana"), ("D2", "supportive", "ana"), ("D3", "supportive", "ana")]


def item(design: dict, *rows: tuple[str, str, str], without: str | None = None):
    return documents_line.gather(book(design), REGISTER, coded(*rows)).item(0, without)


def test_three_documents_of_which_one_is_of_an_outside_author_decide():
    found = item({"outside": ["City auditor"]}, *PEOPLE)
    assert (found.documents, found.authors, found.outside_authors) == (Tally(3, 0, 0), 2, 1)
    assert judge("works", [found], Rulebook()).standing == "supported with reservations"


@pytest.mark.parametrize(
    ("design", "rows"),
    [
        ({}, PEOPLE),  # nobody said that the auditor is an outsider
        ({"outside": ["City auditor"]}, [*PEOPLE[:2], ("D3", "supportive", "machine")]),
        ({"outside": ["City auditor"], "context": {"audit": "a draft"}}, PEOPLE),
    ],
)
def test_documents_of_the_body_alone_unread_ones_and_context_decide_nothing(design, rows):
    assert judge("works", [item(design, *rows)], Rulebook()).standing == "not enough evidence"


def test_a_document_counts_once_and_both_ways_is_with_reservations():
    found = item({"outside": ["City auditor"]}, *PEOPLE, ("D1", "critical", "ana"), ("D1", "supportive", "ana"))
    assert found.documents == Tally(2, 1, 0)
    assert found.outsiders == Tally(1, 0, 0)


def test_a_document_may_be_left_out():
    assert item({"outside": ["City auditor"]}, *PEOPLE, without="D3").documents == Tally(2, 0, 0)


def test_an_author_that_the_register_does_not_have_is_refused():
    with pytest.raises(StudyError, match=r"outside.*'City auditer'"):
        item({"outside": ["City auditer"]}, *PEOPLE)
    with pytest.raises(StudyError, match=r"context.*'audits'"):
        item({"context": {"audits": "draft"}}, *PEOPLE)


def test_lines_of_the_same_people_are_one_voice():
    survey = ShareItem(line="survey", source="survey", share=0.8, base=80, at_least=0.5)
    notes = NotesItem(line="notes", source="notes", people=Tally(12, 0, 0), groups=4)
    for share, lines in ((0.6, 1), (0.4, 2)):
        matrix = book(overlaps=[{"lines": ["survey", "notes"], "share": share, "reason": "the panel"}])
        evidence = dependence.joined([survey, notes], dependence.one_voice(matrix, 0.5))
        assert len(judge("works", evidence, Rulebook()).lines) == lines


def test_a_weighted_share_is_told_as_one_beside_the_answers_it_rests_on():
    def told(base, language):
        share = ShareItem(line="survey", source="survey", share=0.603, base=base, respondents=69, at_least=0.5)
        (line,) = judge("common", [share], Rulebook()).lines
        return sentences.item_numbers(line.items[0], book(), Words("triangulation", language))

    assert told(61.6, "en").startswith("60% after weighting, of 69 ")
    assert told(61.6, "fr").startswith("60\u00a0% après pondération, sur 69 ")
    assert told(69, "en").startswith("60% of 69 ")


def test_findings_that_rest_on_the_same_notes_are_told():
    notes = pd.DataFrame(
        {"note_id": [f"N{at}" for at in range(8)], "stakeholder": "a", "region": "", "by_people": True}
    )
    rows = [(f"N{at}", "T1", "supportive", "ana") for at in range(6)]
    rows += [(f"N{at}", "T2", "critical", "ana") for at in range(2, 8)]
    codings = pd.DataFrame(rows, columns=["note_id", "code", "stance", "origin"])
    line = notes_line.gather(book(), notes, codings.assign(segment_id=codings["note_id"] + "#1"))
    for least, same in ((0.5, ["F2"]), (0.6, [])):
        shared = dependence.shared_notes(book(), line, [[0], [1]], least)
        assert shared[["notes", "other_notes", "both", "share"]].to_numpy().tolist() == [[6, 6, 4, 0.5]]
        assert dependence.same_notes(shared, "F1") == same


def test_what_looks_as_if_it_measures_a_finding_and_is_not_used_is_listed():
    units = pd.DataFrame(
        [("D1#1", "document", "D1", None, None, "about a"), ("D2#1", "document", "D2", None, None, "about a too"),
         ("R1#why", "open_answer", "R1", "why", "Why a?", "because"), ("N1#2", "interview", "N1", None, "?", "a a a")],
        columns=["unit_id", "material", "source", "question", "asked", "text"],
    )  # fmt: skip
    used = pd.DataFrame({"segment_id": ["D1#1"], "code": ["T1"]})
    sources = silent_sources.of_units(units, used)
    first = ("F1", "documents:D2", "used", "", "eva")
    said = pd.DataFrame([first, ("F1", "documents:D2", "dismissed", "a plan", "eva")],  # the later word counts
                        columns=["finding_id", "candidate", "decision", "reason", "by"])  # fmt: skip

    def encode(texts: list[str]) -> np.ndarray:
        return np.array([[1.0, 0.1 * len(text)] for text in texts])

    found = silent_sources.unused(book(), sources, encode, said).set_index(["finding_id", "candidate"])
    assert set(found.loc["F1"].index) == {"documents:D2", "open_answers:why"}  # D1 carries its code already
    assert set(found.loc["F2"].index) == {"documents:D1", "documents:D2", "open_answers:why"}
    assert found.loc[("F1", "documents:D2"), ["decision", "label"]].tolist() == ["dismissed", "D2#1: about a too"]
    assert found.loc[("F1", "open_answers:why"), "label"] == "Why a?"  # never what somebody answered


def test_a_document_without_an_author_is_that_of_whom_it_speaks_for():
    assert documents_line.authors(REGISTER).tolist()[-2:] == ["City auditor", "neighbours"]


def test_a_passage_of_a_document_that_is_context_is_shown_as_context():
    passages = REGISTER[["document", "kind"]].rename(columns={"kind": "document_kind"})
    passages = passages.assign(unit_id=passages["document"] + "#1", language="en", text="words")
    rows = coded(("D1", "supportive", "ana"), ("D4", "supportive", "ana")).assign(turn=1, score=1.0)
    shown = evidence_tables.of_documents(book({"context": {"plan": "says what was meant to be"}}), rows, passages)
    assert dict(zip(shown["source"], shown["bearing"], strict=True)) == {"D1#1": "direct", "D4#1": "context"}


def test_a_note_with_one_machine_coding_among_peoples_is_not_peoples():
    rows = coded(("N1", "supportive", "machine"), ("N1", "supportive", "ana"), ("N2", "supportive", "ana"))
    _, machine = notes_line.sides(notes_line.columns_of(book()), pd.Series(["N1", "N2"]), rows)
    assert machine[:, 0].tolist() == [True, False]


def test_a_group_of_just_enough_notes_is_named():
    notes = pd.DataFrame({"note_id": [f"N{at}" for at in range(9)], "region": "East", "by_people": True})
    notes = notes.assign(stakeholder=["members"] * 5 + ["staff"] * 4)
    line = notes_line.gather(book(), notes, coded(*((note, "supportive", "ana") for note in notes["note_id"])))
    rulebook = Rulebook(Rule(), DIRECT, WORDS)
    material = EvidenceBase(book(), rulebook, None, line, None, None, None, None, {}, frozenset())
    named = groups.table(material).query("finding_id == 'F1' and kind == 'stakeholder'").set_index("group")
    assert named["suppressed"].to_dict() == {"members": False, "staff": True}
    assert named.loc["members", "raised"] == 5 and np.isnan(named.loc["staff", "raised"])


@pytest.mark.parametrize(("notes", "against", "one_way"), [(20, 0, True), (19, 0, False), (20, 1, False)])
def test_a_code_given_in_just_enough_notes_and_never_against_knows_one_direction(notes, against, one_way):
    assert one_sided.by_use(notes, against, Rule().one_sided_from) == one_way


def test_instruments_that_share_just_enough_people_are_one_voice():
    matrix = book(overlaps=[{"lines": ["survey", "notes"], "share": 0.5, "reason": "the panel"}])
    assert dependence.one_voice(matrix, 0.5)


def test_the_machine_is_checked_only_where_people_speak_too():
    rates = machine_error.rates(people=np.array([[-1], [0], [2]]), machine=np.array([[0], [0], [0]]))
    assert (rates.said.tolist(), rates.given.tolist()) == ([3], [2])
    assert rates.called.tolist() == [[2, 0, 0]] and rates.agreed.tolist() == [[1, 0, 0]]


def test_a_check_that_lowered_the_line_itself_is_not_the_weakest_again():
    rows = [(robustness.MACHINE, 0.0, 1, True), (robustness.EACH_NOTE, 0.9, 10, False)]
    rows = pd.DataFrame(rows, columns=["check", "share", "runs", "counted_above"])
    assert robustness.weakest(rows, Rule()).name == robustness.EACH_NOTE


def test_unequal_weights_lower_the_effective_base():
    cell = Cell(np.array([True, False, False]), np.array([True, True, True]), pd.Series(dtype=object))
    assert cell.share(np.array([1.0, 1.0, 2.0])) == (0.25, pytest.approx(16 / 6))


def test_of_a_case_that_is_judged_twice_the_last_word_counts(tmp_path):
    path = judgements.path_of(Study(tmp_path), "negative_cases")
    path.parent.mkdir(parents=True)
    head = "finding_id,unit_id,statement,says,reason,by"
    path.write_text(f"{head}\nF1,N1#2,mark,against,r,ana\nF1,N1#2,mark,reservation,r,ana\n", encoding="utf-8")
    found = judgements.searches(Study(tmp_path), {"F1": "mark"})["F1"]
    assert (found.judged, found.accepted) == (1, (("N1#2", "mixed"),))


def test_pairs_of_groups_are_corrected_for_their_number():
    assert holm(np.array([0.01, 0.04, 0.03])).round(2).tolist() == [0.03, 0.06, 0.06]
