"""Several people: each sees how far the others are, never what they said before it is settled."""

import pytest

from pipeline.workbench import coders_progress
from pipeline.workbench.app import VIEWS
from pipeline.workbench.store import Store


def margin(study, page_of, coder: str) -> str:
    return VIEWS["read"].show(page_of(study, "read", coder=coder, note="N-01", by="people"))


def test_nobody_sees_anothers_decision_before_it_is_settled(study, page_of, decide):
    decide("ben", "N-01#2", "T5_place", memo="secret")
    decide("ben", "N-01#2", decision="done")
    assert "secret" in margin(study, page_of, "ben") and "secret" not in margin(study, page_of, "ana")
    assert "shows once it is settled" in margin(study, page_of, "ana")
    for view in ("search", "memos"):
        assert "secret" not in VIEWS[view].show(page_of(study, view, q="ladder" if view == "search" else ""))
    assert Store(study).exemplars["T5_place"] == []
    decide("ana", "N-01#2", "T1_saving")
    decide("ana", "N-01#2", decision="done")
    assert "secret" not in margin(study, page_of, "ana")  # the two differ: it is to be settled first
    decide("cleo", "N-01#2", "T5_place", adjudicates=True)
    assert "secret" in margin(study, page_of, "ana")


def test_what_two_agree_on_shows_and_a_study_may_code_openly(study, page_of, decide):
    for who in ("ana", "ben"):
        decide(who, "N-01#2", "T5_place", memo=f"by {who}")
        decide(who, "N-01#2", decision="done")
    decide("ben", "N-01#4", "T4_hours", memo="open")
    assert "by ben" in margin(study, page_of, "ana") and "open" not in margin(study, page_of, "ana")
    params = study.root / "params.yaml"
    params.write_text(params.read_text("utf-8").replace("coding: {", "coding: {blind: false, "), "utf-8")
    assert "open" in margin(type(study)(study.root), page_of, "ana")


@pytest.fixture
def trained(study, decide):
    """Ana and Ben differ on a first note; what they differ on is settled; they agree on a second one."""
    for turn, code in ((2, "T1_saving"), (4, "T4_hours"), (6, "T2_repair"), (8, "T3_neighbours")):
        decide("ana", f"N-01#{turn}", code)
        decide("ben", f"N-01#{turn}", "T5_place")
        for who in ("ana", "ben"):
            decide(who, f"N-01#{turn}", decision="done")
    for turn, code in ((2, "T1_saving"), (4, "T4_hours"), (6, "T2_repair"), (8, "T3_neighbours")):
        decide("cleo", f"N-01#{turn}", code, adjudicates=True)
        decide("cleo", f"N-01#{turn}", "T5_place", "rejected", adjudicates=True)
        decide("cleo", f"N-01#{turn}", decision="done", adjudicates=True)
    for who in ("ana", "ben"):
        for turn in (2, 4, 6):
            decide(who, f"N-02#{turn}", "T1_saving")
            decide(who, f"N-02#{turn}", decision="done")
    return Store(study)


def test_agreement_is_told_before_and_after_differences_were_settled(trained):
    (one,) = coders_progress.rounds(trained)
    assert (one.a, one.b, one.n_before, one.n_after) == ("ana", "ben", 4, 3)
    assert one.before < 0 and one.after == 1


def test_progress_and_reliability_name_people_and_codes_but_no_decision(trained, page_of, monkeypatch):
    assert [(one.coder, one.begun, one.through, one.units) for one in coders_progress.progress(trained)] == [
        ("ana", 7, 7, 20),
        ("ben", 7, 7, 20),
    ]
    assert coders_progress.reliable(trained) == []  # four settled decisions on a code say little
    monkeypatch.setattr(coders_progress, "FEWEST", 4)
    rows = {(one.coder, one.code): one.same for one in coders_progress.reliable(trained)}
    assert rows == {("ana", "T5_place"): 1, ("ben", "T5_place"): 0}
    html = VIEWS["progress"].show(page_of(trained.study, "progress", coder="dora"))
    assert "ana" in html and "1.00 on 3 segments" in html and "N-01#" not in html


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Nobody has decided anything yet.", "Not enough was settled yet.")),
        ("fr", ("Personne n’a encore rien codé.", "Trop peu de décisions ont été tranchées jusqu’ici.")),
    ],
)
def test_a_table_without_rows_says_why(study, page_of, language, said):
    html = VIEWS["progress"].show(page_of(study, "progress", language=language))
    assert all(one in html for one in said)
    compared = VIEWS["compare"].show(page_of(study, "compare", language=language))
    assert {"en": "No two codes so far.", "fr": "Aucune paire de codes jusqu’ici."}[language] in compared
