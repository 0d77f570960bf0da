"""Agreement by part of the material, and whether the machine may stand in for a coder."""

import numpy as np
import pandas as pd
import pytest

from pipeline.agreement import alternative_annotator as alternative
from pipeline.agreement.agreement_by_part import agreement_by_part
from pipeline.agreement.alternative_annotator import alternative_annotator, benjamini_yekutieli
from pipeline.agreement.assistant_ratings import calibration
from pipeline.agreement.coder_pairs import reliability
from pipeline.agreement.reliability import machine_stances, verdict, within_scope
from pipeline.decisions.themes import ThemesCodebook

UNITS = pd.DataFrame(
    {
        "unit_id": [f"N{note}#{turn}" for note in range(10) for turn in range(6)],
        "source": [f"N{note}" for note in range(10) for _ in range(6)],
        "language": ["en" if note < 6 else "fr" for note in range(10) for _ in range(6)],
    }
)
TRUTH = pd.DataFrame({"A": np.arange(60) % 3 == 0, "B": np.arange(60) % 4 == 0}, index=UNITS["unit_id"]).astype(float)


def with_errors(every: int, start: int = 0, only: slice = slice(None)) -> pd.DataFrame:
    """The truth with code A turned round on every so many units."""
    said = TRUTH.copy()
    rows = np.arange(60)[only][start::every]
    said.iloc[rows, 0] = 1 - said.iloc[rows, 0]
    return said


def parts(rated, stances=None, units=UNITS) -> pd.DataFrame:
    return agreement_by_part(rated, stances or {}, units, ["machine"], 100, 1).set_index(["between", "part", "group"])


def test_the_machine_is_told_apart_from_people_and_by_language():
    machine = with_errors(2, only=slice(36, 60))  # wrong in French only
    found = parts({"ana": TRUTH, "ben": TRUTH, "machine": machine})
    assert found.loc[("people and people", "all", "all"), "kappa"] == 1
    with_machine = found.loc["machine and people"]
    assert with_machine.loc[("language", "en"), "kappa"] == 1
    assert with_machine.loc[("language", "fr"), "kappa"] < with_machine.loc[("all", "all"), "kappa"] < 1
    assert with_machine.loc[("language", "fr"), "percent"] == 50 and with_machine.loc[("all", "all"), "pairs"] == 2
    assert with_machine.loc[("all", "all"), "ci_low"] < with_machine.loc[("all", "all"), "kappa"]


def test_an_interval_needs_notes_enough_of_every_pair():
    few = with_errors(15)
    few.iloc[18:] = np.nan  # of three notes
    pair, three = (
        parts({"ana": TRUTH, "ben": with_errors(15)}),
        parts({"ana": TRUTH, "ben": with_errors(15), "cleo": few}),
    )
    place = ("people and people", "all", "all")
    assert pair.loc[place, "ci_low"] < pair.loc[place, "kappa"]
    assert three.loc[place, "pairs"] == 3 and np.isnan(three.loc[place, "ci_low"])


def test_agreement_on_the_stance_is_of_codings_that_both_gave():
    ana = {(unit, "A"): "critical" if at % 2 else "supportive" for at, unit in enumerate(UNITS["unit_id"][:20])}
    machine = dict.fromkeys(list(ana)[:10], "supportive")
    found = parts({"ana": TRUTH, "machine": TRUTH}, {"ana": ana, "machine": machine})
    stance = found.loc[("machine and people", "stance", "all")]
    assert (stance["units"], stance["percent"], stance["kappa"]) == (10, 50, 0)


def test_documents_are_told_apart_from_interviews_where_both_were_coded():
    kinds = ["document" if source >= "N8" else "interview" for source in UNITS["source"]]
    units = UNITS.assign(material=kinds)
    ana = {(unit, "A"): "critical" if at % 2 else "supportive" for at, unit in enumerate(units["unit_id"])}
    machine = {key: "supportive" if key[0] >= "N8" else said for key, said in ana.items()}  # no ear for documents
    only_interviews = TRUTH.where(np.repeat(np.array(kinds)[:, None] == "interview", 2, axis=1))
    rated = {"ana": TRUTH, "ben": only_interviews, "machine": with_errors(2, only=slice(48, 60))}
    found = parts(rated, {"ana": ana, "machine": machine}, units)
    beside = found.loc["machine and people"]
    assert beside.loc[("material", "notes"), "kappa"] == 1 > beside.loc[("material", "documents"), "kappa"]
    assert (beside.loc[("stance", "notes"), "kappa"], beside.loc[("stance", "documents"), "kappa"]) == (1, 0)
    assert beside.loc[("stance", "documents"), "units"] == 12
    assert "material" not in found.loc["people and people"].index.get_level_values("part")  # both coded interviews only


def test_a_stance_that_the_machine_does_not_know_is_no_disagreement():
    blind = pd.DataFrame(
        [("N0#0", "A", True, None), ("N0#1", "A", True, "mixed"), ("N0#2", "A", False, "mixed")],
        columns=["segment_id", "code", "assigned", "stance"],
    )
    assert machine_stances(blind) == {("N0#1", "A"): "mixed"}


@pytest.mark.parametrize(("every", "stands_in"), [(60, True), (2, False)])
def test_the_machine_may_stand_in_where_it_agrees_nearly_as_well_as_a_coder(every, stands_in):
    rated = {"ana": TRUTH, "ben": with_errors(15), "cleo": with_errors(15, 7), "machine": with_errors(every, 1)}
    found = alternative_annotator(rated, UNITS, "machine", 0.2).set_index("coder")
    assert list(found.index) == ["all", "ana", "ben", "cleo"]
    assert (found["stands_in"] == stands_in).all()


def test_too_few_units_say_nothing_and_one_coder_is_no_test():
    few = UNITS.head(18)
    rated = {name: TRUTH.head(18) for name in ("ana", "ben", "machine")}
    assert alternative_annotator(rated, few, "machine", 0.2)["stands_in"].isna().all()
    assert alternative_annotator({"ana": TRUTH, "machine": TRUTH}, UNITS, "machine", 0.2).empty


def test_p_values_are_corrected_for_dependence():
    assert benjamini_yekutieli(np.array([0.01, np.nan, 0.04])).round(3).tolist()[::2] == [0.03, 0.06]


def test_no_code_at_all_is_a_category_of_its_own_where_a_unit_carries_one_code():
    ana = pd.DataFrame({"A": np.arange(60) % 3 == 0, "B": np.arange(60) % 3 == 1}, index=UNITS["unit_id"]).astype(float)
    found = parts({"ana": ana, "ben": ana.assign(A=0.0)})
    assert found.loc[("people and people", "all", "all"), "kappa_single"] == pytest.approx(0.5)


def test_of_two_people_who_differ_half_gave_what_an_assistant_gave():
    said = pd.DataFrame([("N0#0", "bot", "A", 0.95)], columns=["unit_id", "coder", "code", "score"])
    bands = calibration(said, {"ana": TRUTH, "ben": with_errors(60)})
    assert bands[["from_score", "codings", "given_by_people"]].to_numpy().tolist() == [[0.9, 1, 0.5]]


def test_a_unit_of_which_only_one_person_decided_every_code_counts_for_no_set_of_codes():
    in_part = TRUTH.copy()
    in_part.iloc[0, 1] = np.nan
    table = reliability({"ana": TRUTH, "ben": in_part, "cle": in_part}, UNITS, ["A", "B"], 20, 1)
    of_people = table[(table["coder_a"] == "people") & (table["code"] == "all")]
    assert of_people["n"].tolist() == [59]


def test_a_machine_under_fair_agreement_only_suggests_however_little_people_agree():
    row = {"units": 9, "machine": 0.3, "machine_low": 0.1, "people": 0.38}
    assert verdict(row) == "only suggests"
    assert verdict(row | {"machine": 0.4}) == "good enough"


def test_outside_its_scope_nobody_decided_on_a_code_unless_somebody_gave_it():
    label = {"en": "a", "fr": "a"}
    codes = [{"id": "A", "theme": "t", "label": label}]
    codes += [{"id": "B", "theme": "t", "label": label, "scope": {"materials": ["document"]}}]
    codebook = ThemesCodebook.model_validate({"themes": [{"id": "t", "label": label}], "codes": codes})
    units = UNITS.assign(question=None, asked=None, material="interview")
    found = within_scope({"ana": TRUTH, "ben": TRUTH.assign(B=0.0)}, units, codebook)["ben"]
    assert found["A"].notna().all()
    assert found["B"].notna().tolist() == (TRUTH["B"] == 1).tolist()


def test_what_holds_for_each_coder_by_itself_need_not_hold_for_all(monkeypatch):
    monkeypatch.setattr(alternative, "_p", lambda over, notes: 0.04)
    rated = {"ana": TRUTH, "ben": with_errors(15), "machine": with_errors(60, 1)}
    found = alternative_annotator(rated, UNITS, "machine", 0.2).set_index("coder")
    assert found.loc["ana", "p_corrected"] == pytest.approx(0.06) and not found["stands_in"].any()
