"""A review that confirms a chapter: the segments behind one finding's tally, those worth most first."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.study import StudyError
from pipeline.triangulation import review_finding, triangulate
from tests.triangulation.conftest import CODINGS, coded, write_tables


def evidence(*rows: tuple) -> pd.DataFrame:
    """From (note, stakeholder, direction, origin, score): one segment a note, all of code T3 of finding F3."""
    table = pd.DataFrame(rows, columns=["note_id", "stakeholder", "direction", "origin", "score"])
    source = table["note_id"] + "#2"
    return table.assign(finding_id="F3", evidence_id="E-" + source, source=source, detail="T3", kind="segment",
                        bearing="direct", stance="supportive")  # fmt: skip


def order(rows: pd.DataFrame, near: dict[str, float] | None = None) -> pd.DataFrame:
    nothing = pd.DataFrame({"segment_id": [], "code": [], "rationale": []})
    close = pd.Series({f"E-{note}#2": value for note, value in (near or {}).items()}, dtype=float)
    return review_finding.in_order(rows, close, nothing).set_index("segment_id")


def test_what_carries_the_tally_comes_first_then_what_is_least_about_its_code():
    rows = evidence(
        ("A", "one", "supports", "ana", 1.0), ("B", "one", "supports", "machine", 1.0),
        ("C", "one", "supports", "machine", 0.9), ("D", "two", "supports", "machine", 1.0),
        ("E", "one", "contradicts", "machine", 1.0),
    )  # fmt: skip
    found = order(rows, {"B": 0.2, "C": 0.8, "D": 0.9, "E": 0.9})
    assert found.index.tolist() == ["E#2", "D#2", "B#2", "C#2"]  # B is surer, and hardly about it
    assert found["reason"].tolist() == ["only exception", "only of its group", "behind the tally", "behind the tally"]


def test_several_against_are_no_only_exception_and_mixed_ones_are_not_the_other_side():
    rows = evidence(
        *[(note, "one", "supports", "ana", 1.0) for note in "ABC"], ("D", "one", "contradicts", "machine", 1.0),
        ("E", "one", "mixed", "machine", 0.5),
    )  # fmt: skip
    assert order(rows)["reason"].to_dict() == {"D#2": "other side", "E#2": "behind the tally"}


def with_machine(study, rows):
    write_tables(study, coding__codings=pd.concat([coded(CODINGS), coded(rows, "machine")], ignore_index=True))
    triangulate.run(study)
    return study.table("triangulation/matrix").set_index("finding_id")


def test_a_tally_that_people_have_seen_whole_is_marked_and_needs_no_review(study, monkeypatch):
    found = with_machine(study, [("VOL-01#8", "T3_neighbours")])
    assert found.loc["F3", ["n_segments_unseen", "all_seen"]].tolist() == [1, False]
    assert found.loc["F6", ["n_segments_unseen", "all_seen"]].tolist() == [0, True]
    assert not found.loc["F4", "all_seen"]  # nothing stands behind it
    assert "seen by a person" in review_finding.run(study, "F6")

    monkeypatch.setattr(review_finding, "closeness", lambda rows, *_: pd.Series(1.0, rows["evidence_id"]))
    monkeypatch.setattr(review_finding.embed, "study_encoder", lambda _: type("E", (), {"encode": None}))
    write_tables(study, coding__units=units(study))
    assert "1 rows" in review_finding.run(study, "F3")
    sheet = load_workbook(study.root / "reports/review/review_F3.xlsx").worksheets[1]
    assert sheet["A2"].value == "VOL-01#8" and sheet["B2"].value == "alone of its group · seule de son groupe"


def units(study) -> pd.DataFrame:
    segments = study.table("notes/segments")
    return segments.rename(columns={"segment_id": "unit_id", "note_id": "source", "turn": "position"}).assign(
        material="interview", question=None, asked=None
    )


def test_an_unknown_finding_is_told_with_the_nearest(done):
    with pytest.raises(StudyError, match=r"F33.*F3"):
        review_finding.run(done, "F33")
