"""Finding by words, by meaning and through filters; searches that are kept; a code given where it is found."""

import numpy as np
import pandas as pd
import pytest

from pipeline.coding import embed
from pipeline.decisions import decision_log
from pipeline.decisions.units import of_answers, together
from pipeline.study import StudyError, fingerprint
from pipeline.workbench import code_map, code_matrix, meaning, saved_searches
from pipeline.workbench.app import VIEWS
from pipeline.workbench.filters import Filters, matching
from pipeline.workbench.store import Store
from pipeline.workbench.views import search_view
from tests.workbench.conftest import SENTENCES

DIRECTIONS = np.eye(5)  # one for each thing that is spoken of: money, hours, repair, neighbours, nothing


def embedded(study) -> None:
    """Vectors as the stage `embed` leaves them: what is said of one thing in two languages points one way."""
    texts = {text: DIRECTIONS[at] for said in SENTENCES.values() for at, text in enumerate(said)}
    table = pd.DataFrame({"key": [fingerprint(one) for one in texts], "vector": list(np.float32(list(texts.values())))})
    with study.writing() as out:
        table.to_parquet(out.path(f"processed/{embed.TABLE}"), index=False)


def ids(hits) -> list[str]:
    return [hit.segment.segment_id for hit in hits]


def test_more_like_a_segment_are_found_in_any_language(study, page_of):
    embedded(study)
    page = page_of(study, "search")
    like = page.store.segments["N-01#6"]  # repair, in French
    found = search_view.hits(page, Filters(), "", "words", like)
    assert set(ids(found)[:4]) == {"N-01#6", "N-02#6", "N-03#6", "N-04#6"}
    assert set(ids(search_view.hits(page, Filters(language="en"), "", "words", like))[:2]) == {"N-02#6", "N-04#6"}


def test_a_query_is_compared_by_meaning_and_new_units_are_laid_out_again(study, page_of, monkeypatch):
    embedded(study)
    monkeypatch.setattr(embed, "of_query", lambda words: np.float32(DIRECTIONS[3]))
    page = page_of(study, "search")
    found = search_view.hits(page, Filters(), "qui s’entraide?", "meaning", None)
    assert {one.split("#")[1] for one in ids(found)[:4]} == {"8"}
    assert found[0].likeness == pytest.approx(1) and found[-1].likeness < 0
    units = study.table("coding/units").iloc[::-1].head(7)
    with study.writing() as out:
        out.table("coding/units", units)
    assert len(search_view.hits(page, Filters(), "qui s’entraide?", "meaning", None)) == 7
    assert len(list((study.cache / "workbench").glob("*.npy"))) == 1


def test_without_vectors_the_page_says_what_to_run(study, page_of):
    with pytest.raises(StudyError, match="dvc repro"):
        meaning.unit_vectors(Store(study))
    assert "dvc repro" in VIEWS["search"].show(page_of(study, "search", q="money", how="meaning"))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"group": "volunteer", "region": "South"}, 5),
        ({"language": "fr", "note": "N-02"}, 0),
        ({"speaker": "N-02 P1"}, 5),
        ({"code": "T1_saving"}, 4),
        ({"code": "T1_saving", "code2": "T5_place"}, 1),
        ({"code": "T1_saving", "stance": "critical"}, 1),
        ({"code": "T1_saving", "score": "0,95"}, 1),
        ({"code": "T1_saving", "score": "0.9"}, 4),
        ({"coder": "ben"}, 1),
        ({"coder": "machine"}, 3),
        ({"code": "-", "note": "N-01"}, 4),
    ],
)
def test_filters_leave_what_they_say(study, decide, wanted, expected):
    decide("ben", "N-01#2", "T1_saving", stance="critical")
    decide("ben", "N-01#2", "T5_place")
    assert len(matching(Store(study), Filters(**wanted), "ben")) == expected


def test_open_answers_are_found_by_what_the_same_person_answered(study):
    columns = ["segment_id", "record_id", "variable", "language", "text"]
    rows = [("R1#why", "R1", "why", "en", "Cheap."), ("R2#why", "R2", "why", "en", "Far.")]
    with study.writing() as out:
        answers = of_answers(pd.DataFrame(rows, columns=columns), {})
        out.table("coding/units", together([study.table("coding/units"), answers]))
        frame = pd.DataFrame({"record_id": ["R1", "R2"], "rents": [1.0, 2.0], "interface_lang": "en", "weight": 1.0})
        out.table("survey/respondents", frame)
    assert matching(Store(study), Filters(answer="rents=2"), "ben") == ["R2#why"]


def test_a_parent_code_finds_what_is_coded_below_it(study):
    path = study.codebooks / "themes.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "  - id: T5_place\n    theme: run\n", "  - id: T5_place\n    parent: T4_hours\n    theme: run\n"
    )
    path.write_text(text, encoding="utf-8")
    store = Store(study)
    store.save([store.decision("ana", store.segments["N-01#10"], "assigned", "T5_place")])
    assert matching(store, Filters(code="T4_hours"), "ana") == ["N-01#10"]


def test_kept_searches_are_there_for_everybody_until_they_are_forgotten(study, page_of):
    page = page_of(study, "search", coder="ana")
    body = {"action": "keep", "name": " late  hours ", "q": "lundi", "how": "words", "group": "member", "page": "3"}
    VIEWS["search"].act(page, body)
    assert saved_searches.saved(study) == {"late hours": {"q": "lundi", "how": "words", "group": "member"}}
    assert "late hours" in VIEWS["search"].show(page_of(study, "search", coder="ben"))
    VIEWS["search"].act(page, {"action": "forget", "name": "late hours"})
    assert saved_searches.saved(study) == {}


def test_a_hit_is_coded_and_taken_back_where_it_is_found(study, page_of):
    page = page_of(study, "search")
    said = VIEWS["search"].act(page, {"action": "assign", "segment": "N-01#2", "seen": 0, "code": "T2_repair"})
    assert "Repair skills" in said["card"] and said["seen"] == 1
    said = VIEWS["search"].act(page, {"action": "undo", "segment": "N-01#2", "seen": 1})
    assert "Repair skills" not in said["card"]
    assert [one.decision for one in decision_log.read_lines(study)] == ["assigned", "undo"]


def test_every_cell_of_the_matrix_leads_to_the_segments_it_counts(study, decide):
    decide("ben", "N-01#2", "T1_saving", stance="critical")
    decide("ben", "N-01#2", "T5_place")
    store = Store(study)
    for by in ("group", "region", "language", "material", "stance", "coder", "note"):
        found = code_matrix.matrix(store, by, "ben")
        cells = {(code, value): n for code, row in found.cells.items() for value, n in row.items()}
        assert cells
        behind = {pair: len(matching(store, Filters(**{by: pair[1], "code": pair[0]}), "ben")) for pair in cells}
        assert behind == cells
    assert code_matrix.matrix(store, "stance", "ben").cells["T1_saving"] == {"critical": 1, "supportive": 3}
    (pair, *_) = code_matrix.together(store, "ben")
    assert (pair.a, pair.b, pair.both, pair.share) == ("T1_saving", "T5_place", 1, 0.25)


def test_a_coding_unlike_its_code_and_codes_of_one_meaning_are_offered_for_a_look(study, decide):
    embedded(study)
    for note in ("N-01", "N-02", "N-03", "N-04"):
        for turn in (2, 6):
            decide("ana", f"{note}#{turn}", "T3_neighbours")
            decide("ana", f"{note}#{turn}", "T2_repair")
    decide("ana", "N-01#4", "T2_repair")  # opening hours, among repair and money
    store = Store(study)
    vectors = meaning.unit_vectors(store)
    assert (code_matrix.unlike_the_rest(store, vectors, "ana")[0].unit_id, "T2_repair") == ("N-01#4", "T2_repair")
    (near, *_) = code_matrix.near_codes(store, vectors, "ana")
    assert (near.a, near.b) == ("T2_repair", "T3_neighbours") and near.likeness > 0.9


def test_nobody_finds_or_counts_what_another_decided_before_it_is_settled(study, decide, page_of):
    decide("cleo", "N-03#2", "T2_repair", stance="critical")
    for coder, seen in (("cleo", 1), ("dan", 0)):
        store = Store(study)
        found = [one for one in matching(store, Filters(coder="cleo"), coder) if one == "N-03#2"]
        assert len(found) == seen
        assert code_matrix.matrix(store, "coder", coder).cells.get("T2_repair", {}).get("cleo", 0) == seen
    decide("cleo", "N-03#2", "T2_repair", stance="critical", adjudicates=True)
    assert "N-03#2" in matching(Store(study), Filters(code="T2_repair"), "dan")


def test_codes_that_go_together_are_drawn_as_a_map_with_the_table_beside(study, page_of):
    codebook = Store(study).codebook
    a, b = codebook.ids[:2]
    one = code_map.drawn([code_matrix.Pair(a, b, 9, 0.5), code_matrix.Pair(a, "gone", 4, 0.5)], codebook, "fr")
    assert [place.code for place in one.places] == [a, b] and len(one.lines) == 1
    assert one.lines[0].width == code_map.THICKEST and len(one.places[0].label) <= code_map.LONGEST
    assert code_map.drawn([], codebook, "en").lines == []
    assert '<h2 id="together"' in VIEWS["compare"].show(page_of(study, "compare"))
