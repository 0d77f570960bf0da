"""The codebook of themes: parents to any depth, direction, scope, and one rule for ids."""

import pandas as pd
import pytest

from pipeline.decisions.coder_tables import read_coder_table
from pipeline.decisions.follow import Follower
from pipeline.decisions.record import ADJUDICATED, CodingDecision
from pipeline.decisions.review import stale
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import StudyError, load_model


def book(tmp_path, codes: str, head: str = "") -> ThemesCodebook:
    path = tmp_path / "themes.yaml"
    text = f"{head}themes: [{{id: t, label: {{en: T, fr: T}}}}]\ncodes:\n"
    for line in codes.strip().splitlines():
        name, _, rest = line.strip().partition(" ")
        text += f"  - {{id: {name}, theme: t, label: {{en: {name}, fr: {name}}}{rest and ', ' + rest}}}\n"
    path.write_text(text, encoding="utf-8")
    return load_model(path, ThemesCodebook)


def test_parents_to_any_depth(tmp_path):
    codes = book(tmp_path, "barriers\nmoney parent: barriers\nwages parent: money\ntime")
    assert codes.ancestors("wages") == ["money", "barriers"]
    assert codes.descendants("barriers") == ["money", "wages"]
    assert codes.ancestors("time") == [] == codes.descendants("time")


def test_a_code_above_itself_is_refused(tmp_path):
    with pytest.raises(StudyError, match="is its own parent, by way of"):
        book(tmp_path, "a parent: b\nb parent: c\nc parent: a")


@pytest.mark.parametrize("entry", ["parent: nobody", "excludes: [nobody]"])
def test_a_code_that_names_an_unknown_one_is_refused(tmp_path, entry):
    with pytest.raises(StudyError, match="names nobody, which is not under `codes`"):
        book(tmp_path, f"a {entry}")


@pytest.mark.parametrize("name", ['"two words"', '"a;b"', '"é"'])
def test_ids_that_tables_could_not_hold_are_refused(tmp_path, name):
    path = tmp_path / "themes.yaml"
    path.write_text(
        f"themes: [{{id: t, label: {{en: T, fr: T}}}}]\ncodes: [{{id: {name}, theme: t, label: {{en: A, fr: A}}}}]\n"
    )
    with pytest.raises(StudyError, match="line 2"):
        load_model(path, ThemesCodebook)


def test_scope_says_where_a_code_may_be_given(tmp_path):
    scope = book(tmp_path, "a scope: {asked: [q7, what was hard], materials: [open_answer, interview]}")["a"].scope
    assert scope.holds("q7", "open_answer")
    assert scope.holds("And What was hard for you?", "interview")
    assert not scope.holds("What was easy?", "interview")
    assert not scope.holds("q7", "document")
    assert book(tmp_path, "a")["a"].scope.holds("anything", "document")


def test_merges_are_followed_to_the_code_that_is_in_use(tmp_path):
    codes = book(tmp_path, "a merged_into: b\nb merged_into: c\nc")
    assert codes.current("a").id == "c"


def test_a_rejected_code_that_was_split_is_rejected_with_each_part(tmp_path):
    follow = Follower(book(tmp_path, "a split_into: [b, c]\nb\nc"), {"N1#2": ""}, {})
    said = follow(CodingDecision("N1#2", "a", "ana", "rejected"))
    assert [(one.code, one.decision) for one in said] == [("b", "rejected"), ("c", "rejected")]
    said = follow(CodingDecision("N1#2", "a", "ana", "assigned"))
    assert [(one.code, one.decision, one.waits) for one in said] == [
        ("b", "review", "code split"),
        ("c", "review", "code split"),
    ]


def test_a_decision_on_a_note_that_waits_to_be_read_is_set_aside(tmp_path):
    follow = Follower(book(tmp_path, "a"), {"N1#2": ""}, {}, frozenset({"N9"}))
    assert [one.set_aside for one in follow(CodingDecision("N9#4", "a", "ana", "assigned"))] == ["note not read"]
    with pytest.raises(StudyError, match="N8"):
        follow(CodingDecision("N8#4", "a", "ana", "assigned"))


def test_what_adjudication_settled_is_not_asked_again_when_its_words_are_corrected():
    units = pd.DataFrame({"unit_id": ["N1#2"], "fingerprint": "new"})
    said = [CodingDecision("N1#2", "a", coder, "assigned", fingerprint="old") for coder in ("ana", ADJUDICATED)]
    assert [one.coder for one in stale(said, units)] == ["ana"]


def test_that_there_was_nothing_to_code_is_not_asked_again_as_a_code():
    units = pd.DataFrame({"unit_id": ["N1#2"], "fingerprint": "new"})
    assert stale([CodingDecision("N1#2", "", "ana", "none", fingerprint="old")], units) == []


def test_turns_are_counted_from_1_in_a_coders_table(tmp_path):
    path = tmp_path / "ana.csv"
    path.write_text("note_id,turn,code\nN1,0,a\n", encoding="utf-8")
    with pytest.raises(StudyError, match="counted from 1"):
        read_coder_table(path, "ana.csv")
