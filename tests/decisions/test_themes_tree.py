"""The tree of codes changes everywhere at once, decisions follow, and every change can be taken back."""

import pytest

from pipeline.decisions import decision_log, themes_tree
from pipeline.decisions.read import read
from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_edit import codebook_path, codebook_version
from pipeline.study import Study, StudyError


def book(study: Study) -> ThemesCodebook:
    return study.codebook("themes", ThemesCodebook)


def do(study: Study, change: str, *values: object) -> themes_tree.Plan:
    plan = getattr(themes_tree, change)(study, *values, codebook_version(study))
    themes_tree.write(study, plan, "ana")
    return plan


@pytest.fixture
def written(study):
    """With a chapter that names two codes."""
    (study.reports / "chapters").mkdir(parents=True)
    chapter = "{{ quotes('T1_saving') }} and T1_saving_more, T12; see {{ code('T4_hours') }}.\n"
    (study.reports / "chapters/01-gain.en.md").write_text(chapter, encoding="utf-8")
    return study


def files(study) -> dict[str, bytes]:
    paths = [*study.codebooks.glob("*"), *study.reports.rglob("*.md")]
    return {path.name: path.read_bytes() for path in paths}


def test_a_renamed_code_is_renamed_wherever_it_stands_and_decisions_follow(written, decide):
    decide("ana", "N-01#2", "T1_saving")
    before = files(written)
    assert themes_tree.touched(written, "T1_saving") == (["F1"], ["01-gain.en.md"])
    do(written, "rename", "T1_saving", "G1_cheap")
    assert book(written)["G1_cheap"].renamed_from == ["T1_saving"]
    chapter = (written.reports / "chapters/01-gain.en.md").read_text(encoding="utf-8")
    assert chapter.startswith("{{ quotes('G1_cheap') }} and T1_saving_more, T12;")
    assert "code: G1_cheap" in (written.codebooks / "evaluation.yaml").read_text(encoding="utf-8")
    assert "# the oldest code" in codebook_path(written).read_text(encoding="utf-8")
    assert [one.code for one in read(written, book(written))] == ["G1_cheap"]
    assert decision_log.read_lines(written)[0].code == "T1_saving"  # what people wrote stays
    themes_tree.undo(written, "ben")
    assert files(written) == before
    with pytest.raises(StudyError, match="no change to take back"):
        themes_tree.undo(written, "ben")


def test_examples_that_carry_a_renamed_code_carry_it_on(study):
    do(study, "rename", "T2_repair", "T2_mending")
    also = [one for _, example in book(study)["T1_saving"].examples.pairs() for one in example.also]
    assert also == ["T2_mending"]
    assert "T5_place" in book(study)["T4_hours"].not_when["en"]


@pytest.mark.parametrize(
    ("change", "values", "said"),
    [
        ("rename", ("T1_saving", "T2_repair"), "taken"),
        ("rename", ("T1_saving", "T1 saving"), "pattern"),
        ("rename", ("T9", "T8"), "no code 'T9'"),
        ("merge", ("T1_saving", "T1_saving"), "itself"),
        ("split", ("T1_saving", [("T1_a", "A")]), "two codes"),
        ("split", ("T1_saving", [("T1_a", "A"), ("T2_repair", "B")]), "no code has or had"),
        ("new", ("T2_repair", "gain", "Again"), "no code has or had"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(written, change, values, said):
    before = files(written)
    with pytest.raises(StudyError, match=said):
        do(written, change, *values)
    assert files(written) == before and themes_tree.last(written) is None


def test_merge_split_retire_and_move_and_back_again(written, decide):
    decide("ana", "N-01#2", "T4_hours")
    before = files(written)
    do(written, "merge", "T4_hours", "T5_place")
    assert [one.code for one in read(written, book(written))] == ["T5_place"]
    assert "code: T5_place" in (written.codebooks / "evaluation.yaml").read_text(encoding="utf-8")
    do(written, "split", "T5_place", [("T5_near", "Near"), ("T5_bus", "By bus")])
    assert {one.code for one in read(written, book(written))} == {"T5_near", "T5_bus"}
    assert do(written, "move", "T5_bus", "run", "T5_near").to == ("T5_near",)
    assert book(written).descendants("T5_near") == ["T5_bus"]
    do(written, "retire", "T2_repair")
    do(written, "colour", "T1_saving", "#2b6a43")
    assert not book(written)["T2_repair"].is_active and book(written)["T1_saving"].colour == "#2b6a43"
    do(written, "retire", "T2_repair")
    assert book(written)["T2_repair"].is_active
    for _ in range(6):
        themes_tree.undo(written, "ana")
    assert files(written) == before


def test_a_code_merged_into_one_below_it_leaves_that_one_on_top(written):
    do(written, "move", "T4_hours", "run", "T5_place")
    do(written, "merge", "T5_place", "T4_hours")
    assert book(written)["T4_hours"].parent is None


def test_a_code_cannot_be_put_under_one_of_its_own(study):
    do(study, "move", "T5_place", "run", "T4_hours")
    with pytest.raises(StudyError, match="its own parent"):
        do(study, "move", "T4_hours", "run", "T5_place")


def test_a_file_edited_by_hand_meanwhile_stops_change_and_undo(written):
    plan = themes_tree.rename(written, "T1_saving", "G1", codebook_version(written))
    path = written.codebooks / "evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Members save money.", "Members save."), encoding="utf-8")
    with pytest.raises(StudyError, match="changed meanwhile"):
        themes_tree.write(written, plan, "ana")
    do(written, "rename", "T1_saving", "G1")
    path.write_text(path.read_text(encoding="utf-8").replace("codes: [{code: G1,", "codes: [ {code: G1,"), "utf-8")
    with pytest.raises(StudyError, match="was changed since"):
        themes_tree.undo(written, "ana")
    assert "G1" in book(written).ids
