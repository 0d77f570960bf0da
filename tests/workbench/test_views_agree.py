"""What people decided says the same everywhere: in the tables, in the coding, on the Findings and Adjudicate pages."""

import re
import zipfile
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from pipeline.coding.code import by_people
from pipeline.coding.materials import in_coders_terms
from pipeline.coding.people_targets import lay_out
from pipeline.decisions import decide as stage
from pipeline.decisions.reading import readings
from pipeline.decisions.record import from_table
from pipeline.exchange import commands
from pipeline.workbench.app import VIEWS
from pipeline.workbench.recount import overlaid
from pipeline.workbench.store import Store
from pipeline.workbench.views import adjudicate

CODES = ["T1_saving", "T2_repair", "T3_neighbours", "T4_hours", "T5_place"]


@pytest.fixture
def store(study) -> Store:
    return Store(study)


def coded(study) -> pd.DataFrame:
    """People's rows of coding/codings, as the stage `code` writes them."""
    stage.run(study)
    units = in_coders_terms(study.table("coding/units"))
    found = readings(from_table(study.table("coding/decisions")))
    return by_people(lay_out(found, study.table("coding/standing"), units, CODES), units)


def on_findings(study, store) -> set[tuple[str, str]]:
    codings = study.table("coding/codings")
    table = overlaid(codings[codings["decision"] == "assigned"], store)
    return set(zip(table["segment_id"], table["code"], strict=True))


def listed(study) -> set[str]:
    """Units with something open in the tables of disagreements and conflicts."""
    stage.run(study)
    tables = [study.table(f"coding/{name}") for name in ("disagreements", "conflicts")]
    return {unit for table in tables for unit in table.loc[table["settled"].isna(), "segment_id"]}


def test_what_one_accepts_and_another_rejects_is_open_everywhere(study, store, decide):
    pair = ("N-01#2", "T1_saving")  # the machine assigned it
    assert pair in on_findings(study, store)
    decide("ana", *pair)
    decide("ben", *pair, "rejected")
    codings = coded(study)
    assert codings[["segment_id", "code", "decision"]].values.tolist() == [[*pair, "review"]]
    standing = study.table("coding/standing")
    assert standing[["unit_id", "code", "standing", "why"]].values.tolist() == [[*pair, "open", "coders differ"]]
    assert listed(study) == {"N-01#2"} == set(adjudicate.disagreements(store))
    assert pair not in on_findings(study, store)
    decide("cleo", *pair, adjudicates=True)
    assert listed(study) == set() == set(adjudicate.disagreements(store))
    assert pair in on_findings(study, store)
    assert coded(study)["origin"].tolist() == ["adjudicated"]


def test_every_kind_of_difference_is_on_the_page_and_in_the_tables(study, store, decide):
    (study.raw / "coding/ana.csv").write_text("note_id,turn,code,stance\nN-01,2,T1_saving,supportive\nN-01,4,,\n")
    decide("ben", "N-01#2", "T1_saving", stance="critical")  # the stance
    decide("ben", "N-01#4", "T4_hours")  # a code, against nothing to code
    decide("ana", "N-02#6", "T2_repair")
    decide("ben", "N-02#6", "T3_neighbours")  # coded otherwise, and nobody said that this is all
    decide("ben", "N-02#8", "T3_neighbours")  # by one alone
    (study.raw / "coding/dora.csv").write_text("note_id,turn,code,stance\nN-03,2,T1_saving,mixed\n")
    decide("dora", "N-03#2", "T1_saving", "rejected")  # said in one file, unsaid in another
    assert listed(study) == {"N-01#2", "N-01#4", "N-02#6", "N-03#2"} == set(adjudicate.disagreements(store))


def test_who_is_through_with_a_turn_withdraws_what_the_machine_said_of_it(study, store, decide):
    assert ("N-01#2", "T1_saving") in on_findings(study, store)
    decide("ana", "N-01#2", "T5_place")
    assert ("N-01#2", "T1_saving") in on_findings(study, store)  # one code more says nothing of the others
    decide("ana", "N-01#2", "", "done")
    assert {code for unit, code in on_findings(study, store) if unit == "N-01#2"} == {"T5_place"}


def test_the_page_sees_what_a_run_beside_it_changed(study, store, decide):
    decide("ana", "N-01#4", "T4_hours")
    pages = {name: store.derived(name, object) for name in ("findings", "folded")}
    assert {name: store.derived(name, object) for name in pages} == pages
    units = study.table("coding/units")
    units.loc[units["unit_id"] == "N-01#4", ["text", "fingerprint"]] = ["C’est ouvert.", "corrected"]
    corrections = pd.DataFrame(
        {
            "note_id": ["N-01"],
            "turn_old": [4],
            "turn_new": [4],
            "state": ["changed"],
            "text_old": ["x"],
            "text_new": ["y"],
        }
    )
    with study.writing() as out:
        out.table("coding/units", units)
        out.table("notes/corrections", corrections)
    assert store.segments["N-01#4"].text == "C’est ouvert."
    assert [one.waits for one in store.people.of("N-01#4")] == ["text changed"]
    assert all(store.derived(name, object) is not page for name, page in pages.items())


def test_a_decision_saved_on_the_page_counts_at_once_and_as_it_is_read_again(study, store):
    segment = store.segments["N-02#6"]
    store.save([store.decision("ana", segment, "assigned", "T2_repair")])
    store.save([store.decision("ana", segment, "done")])
    at_once = (store.people.of("N-02#6"), store.people.reading("N-02#6"))
    again = Store(study).people
    assert [(one.code, one.decision, one.when) for one in at_once[0]] == [
        (one.code, one.decision, one.when) for one in again.of("N-02#6")
    ]
    assert at_once[1] == again.reading("N-02#6")
    store.save([store.decision("ana", segment, "undo")])
    assert not store.people.reading("N-02#6").complete
    assert store.people.units == Store(study).people.units


def test_a_rejection_is_a_reading_that_can_be_taken(study, store, decide):
    decide("ana", "N-01#2", "T1_saving")
    decide("ben", "N-01#2", "T1_saving", "rejected")
    segment = store.segments["N-01#2"]
    readings = adjudicate.readings(store, segment)
    assert sorted((who, one.code, one.decision) for who, said in readings for one in said) == [
        ("ana", "T1_saving", "assigned"),
        ("ben", "T1_saving", "rejected"),
    ]


@pytest.mark.parametrize(
    ("language", "unsaid", "neutral"),
    [("en", "no stance given", "neutral"), ("fr", "position non précisée", "neutre")],
)
def test_a_code_without_a_stance_is_nowhere_called_neutral(study, decide, page_of, language, unsaid, neutral):
    decide("ana", "N-01#2", "T1_saving")
    decide("ben", "N-01#2", "T1_saving", "rejected")
    of = partial(page_of, study, language=language)
    shown = VIEWS["adjudicate"].show(of("adjudicate", coder="cleo"))
    reading = shown[shown.index('class="readings"') : shown.index('id="own-title"')]
    assert unsaid in reading and neutral not in reading
    decide("ben", "N-01#2", "T1_saving", "undo")
    heads = re.findall(r'<th scope="col">([^<]+)<br>', VIEWS["compare"].show(of("compare", by="stance")))
    assert unsaid in heads and neutral not in heads
    for kind in ("csv", "xlsx", "docx"):
        (path,) = commands.export(study, kind)
        text = path.read_text("utf-8") if kind == "csv" else b"".join(members(path)).decode()
        assert "T1_saving" in text and neutral not in text.replace("stance: neutral", "")


def test_a_french_page_names_languages_kinds_and_columns_in_french(study, page_of):
    of = partial(page_of, study, language="fr")
    fields = VIEWS["codebook"].show(of("codebook", code="T1_saving"))
    assert "(anglais)" in fields and "(English)" not in fields
    assert "Genre" not in VIEWS["evidence"].show(of("evidence"))  # of a piece of evidence, not somebody's gender
    assert "groupe</h1>" not in VIEWS["compare"].show(of("compare", by="stance"))  # the columns are stances


def members(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
