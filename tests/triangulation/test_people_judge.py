"""What people are asked: notes to code, passages near a finding, measures nobody used, statements of two claims."""

import numpy as np
import pandas as pd
import pytest

from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import StudyError
from pipeline.triangulation import check_findings, draw_notes, judgements
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.near_passages import Passages, Queries, nearest, nearness
from tests.triangulation.conftest import segments, write_tables


def test_notes_are_drawn_by_group_with_their_probability():
    notes = pd.DataFrame(
        {"note_id": [f"{g}{i}" for g in "AB" for i in range(10)], "stakeholder": ["A"] * 10 + ["B"] * 10}
    )
    drawn = draw_notes.draw(notes, 10, seed=1)
    assert drawn["note_id"].str[0].value_counts().to_dict() == {"A": 5, "B": 5}
    assert drawn["probability"].eq(0.5).all() and drawn["note_id"].is_unique
    assert draw_notes.draw(notes, 10, seed=1).equals(drawn)
    assert not draw_notes.draw(notes, 10, seed=2).equals(drawn)


def test_a_draw_is_written_down_and_never_drawn_again(bare):
    write_tables(bare, notes__segments=segments())
    first = draw_notes.run(bare, 4, seed=3)
    second = draw_notes.run(bare, 4, seed=3)
    assert not set(first) & set(second)
    rows = judgements.read(bare, "notes_drawn")
    assert judgements.checked_notes(rows) == sorted({*first, *second})
    with pytest.raises(StudyError, match="0 are not on record"):
        draw_notes.run(bare, 1, seed=3)


def test_notes_chosen_or_seen_with_the_machine_are_no_random_draw():
    rows = pd.DataFrame(
        [("A", "drawn", 0.5, "yes", ""), ("B", "drawn", 0.5, "no", ""), ("C", "chosen", None, "yes", ""),
         ("D", "drawn", None, "yes", ""), ("E", "not recorded", None, "yes", "")],
        columns=list(judgements.FILES["notes_drawn"]),
    )  # fmt: skip
    assert judgements.checked_notes(rows) == ["A"]


def test_a_judgement_without_a_reason_is_refused(bare):
    path = judgements.path_of(bare, "negative_cases")
    path.parent.mkdir()
    path.write_text("finding_id,unit_id,statement,says,reason,by\nF1,A#1,x,against,,eva\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"negative_cases.csv, line 2"):
        judgements.read(bare, "negative_cases")


def test_the_nearest_passage_that_does_not_carry_the_code_comes_first():
    vectors = np.array([[1, 0, 0], [0.9, 0.43, 0], [0, 1, 0], [0, 0, 1]])
    passages = Passages(np.arange(4), vectors, ["A#1", "B#1", "C#1", "D#1"])
    known = {"it helps": np.array([1.0, 0, 0])}
    near = nearness(passages, [Queries(["it helps"], [], [])], known)[:, 0]
    found = [unit for unit, _ in nearest(passages.ids, near, {"A#1"}, 2)]
    assert found[0] == "B#1" and len(found) == 2


def finding(statement_en: str, statement_fr: str = "Elle aide.", **more) -> EvaluationCodebook:
    one = {
        "id": "F1", "question": "Q", "kind": "works", "statement": {"en": statement_en, "fr": statement_fr},
        "codes": [{"code": "T1", "supports": "supportive", "bearing": "direct", "reason": "counts it"}],
    } | more  # fmt: skip
    label = {"en": "a", "fr": "a"}
    return EvaluationCodebook.model_validate(
        {
            "respondents": label, "groups": {}, "themes": [{"id": "t", "label": label}],
            "questions": [{"id": "Q", "theme": "t", "text": label}], "findings": [one],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("It saves money and brings people together.", True),
        ("It can grow, since members are ready.", True),
        ("It is easier, so that most tried it.", True),
        ("It is a bridge between borrowers and lenders.", False),
        ("It saves money.", False),
    ],
)
def test_two_claims_in_one_statement_are_refused(statement, refused):
    assert bool(check_findings.two_claims(finding(statement).findings[0])) == refused
    said = finding(statement, one_construct="one code").findings[0]
    assert check_findings.two_claims(said) == []


def test_french_doublets_are_one_thing():
    one = finding("It helps.", "Elle sert à celles et ceux qui empruntent, étudiantes et étudiants compris.").findings[
        0
    ]
    assert check_findings.two_claims(one) == []


def test_notes_on_a_number_are_told_to_be_read_in_part():
    from pipeline.triangulation.rule.settings import DIRECT

    told = check_findings.remarks(finding("Most save money.", kind="common").findings[0], DIRECT)
    assert any("notes cannot answer 'common' directly" in text for text in told)


def test_a_passage_like_an_example_of_the_other_side_comes_before_one_on_the_same_side():
    vectors = np.array([[0.8, 0.6, 0], [0.8, 0, 0.6], [0, 0, 1.0]])
    passages = Passages(np.arange(3), vectors, ["A#1", "B#1", "C#1"])
    known = {"it helps": np.array([1.0, 0, 0]), "it is no help": np.array([0.9, 0.44, 0])}
    opposing = Queries(["it helps"], ["it helps", "it is no help"], ["it is no help"])
    assert nearness(passages, [opposing], known)[:, 0].argmax() == 0


def test_a_passage_like_what_people_would_say_to_the_contrary_comes_before_one_near_the_statement():
    vectors = np.array([[0.95, 0.31, 0], [0.6, 0, 0.8], [0, 1.0, 0], [-0.5, 0.86, 0]])
    passages = Passages(np.arange(4), vectors, ["A#1", "B#1", "C#1", "D#1"])
    known = {"it helps": np.array([1.0, 0, 0]), "we did it alone": np.array([0, 0, 1.0])}
    first = [nearness(passages, [Queries(["it helps"], [], [], said)], known)[:, 0].argmax()
             for said in ([], ["we did it alone"])]  # fmt: skip
    assert first == [0, 1]


def test_a_wording_that_every_passage_is_near_to_does_not_drown_one_that_tells_them_apart():
    vectors = np.array([[0.6, 0.8, 0], [0.6, -0.8, 0], [0.62, 0, 0.78], [0.58, 0, -0.81]])
    passages = Passages(np.arange(4), vectors, ["A#1", "B#1", "C#1", "D#1"])
    known = {"small talk": np.array([0, 0, 1.0]), "it helps": np.array([0, 0.5, 0])}
    asked = Queries(["it helps"], ["small talk"], [])
    near = nearness(passages, [asked], known)[:, 0]
    assert near[0] == pytest.approx(near[2], abs=0.05)


def test_a_passage_that_is_as_near_to_every_finding_comes_after_one_that_is_near_to_this_one():
    vectors = np.array([[0.8, 0.6, 0], [0.7, 0, 0.7], [0, 1.0, 0], [0, 0, 1.0]])
    passages = Passages(np.arange(4), vectors, ["A#1", "B#1", "C#1", "D#1"])
    known = {"it helps": np.array([1.0, 0, 0]), "they travel": np.array([0, 1.0, 0])}
    both = [Queries(["it helps"], [], []), Queries(["they travel"], [], [])]
    assert nearness(passages, both[:1], known)[:, 0].argmax() == 0
    assert nearness(passages, both, known)[:, 0].argmax() == 1


def test_what_the_machine_hears_the_findings_code_in_comes_before_what_is_as_near_in_words():
    """An idiom: the machine is sure of no code, and surer of this finding's (or one below it) than of others."""
    from pipeline.triangulation import codes_heard
    from pipeline.triangulation.near_passages import likely

    label = {"en": "a", "fr": "a"}
    codes = [{"id": one, "theme": "t", "label": label, "parent": above}
             for one, above in (("T1", None), ("T1a", "T1"), ("T2", None))]  # fmt: skip
    themes = ThemesCodebook.model_validate({"themes": [{"id": "t", "label": label}], "codes": codes})
    scores = pd.DataFrame({"T1": [0.0, 0.3, 0.0, 0.0], "T1a": [0.04, 0.0, 0.0, 0.0], "T2": [0.02, 0.9, 0.9, 0.5]},
                          index=["idiom", "both", "other", "another"])  # fmt: skip
    ids = ["another", "both", "idiom", "other"]
    matrix = finding("It helps.")
    heard = codes_heard.of_findings(matrix, themes, scores, ids)
    order = [ids[at] for at in np.argsort(-likely(np.ones((4, 1)), heard)[:, 0])]
    assert order[:2] == ["idiom", "both"]
    untied = matrix.model_copy(update={"findings": [matrix.findings[0].model_copy(update={"codes": []})]})
    for nothing in (codes_heard.of_findings(untied, themes, scores, ids),
                    codes_heard.of_findings(matrix, themes, pd.DataFrame(), ids)):  # fmt: skip
        assert likely(np.array([[0.1], [0.4], [0.2], [0.3]]), nothing)[:, 0].argsort().tolist() == [0, 2, 3, 1]


def test_a_person_reads_more_where_an_accepted_passage_counts_and_no_more_in_all():
    from pipeline.triangulation.near_passages import shown

    matrix = finding("It helps.")
    tied, untied = matrix.findings[0], matrix.findings[0].model_copy(update={"codes": []})
    context = tied.model_copy(update={"codes": [tied.codes[0].model_copy(update={"bearing": "context"})]})
    assert shown(matrix.model_copy(update={"findings": [tied, tied, untied, context]}), 20) == [35, 35, 5, 5]
    assert shown(matrix.model_copy(update={"findings": [tied, tied]}), 20) == [20, 20]
    assert shown(matrix.model_copy(update={"findings": [tied, *[untied] * 9]}), 20)[0] == 40
    assert shown(matrix.model_copy(update={"findings": [untied]}), 20) == [5]


def test_how_near_passages_are_does_not_turn_on_how_many_are_looked_at_at_once(monkeypatch):
    from pipeline.triangulation import near_passages

    random = np.random.default_rng(2)
    passages = Passages(np.repeat(np.arange(5), 2), random.normal(size=(10, 4)), list("ABCDE"))
    known = {text: random.normal(size=4) for text in ("it helps", "nobody came", "we did it alone", "they travel")}
    asked = [Queries(["it helps"], ["they travel", "nobody came"], ["nobody came"], ["we did it alone"]),
             Queries(["they travel"], [], [])]  # fmt: skip
    at_once = nearness(passages, asked, known)
    monkeypatch.setattr(near_passages, "BLOCK", 3)
    np.testing.assert_allclose(nearness(passages, asked, known), at_once)


def test_what_the_machine_alone_coded_is_searched_and_what_a_person_coded_is_not():
    """A code of another finding, and one that only gives context, settle nothing."""
    from pipeline.triangulation.near_passages import counted

    ties = [{"code": "T1", "supports": "supportive", "bearing": "direct"},
            {"code": "T2", "supports": "supportive", "bearing": "context"}]  # fmt: skip
    rows = [("A#1", "T1", "supportive", "machine"), ("B#1", "T1", "critical", "machine"),
            ("C#1", "T1", "mixed", "machine"), ("D#1", "T1", "supportive", "ana"), ("E#1", "T1", "neutral", "machine"),
            ("F#1", "T2", "supportive", "ana"), ("G#1", "T3", "critical", "ana")]  # fmt: skip
    codings = pd.DataFrame(rows, columns=["segment_id", "code", "stance", "origin"])
    settled, by_machine = counted(finding("It helps.", codes=ties).findings[0], codings)
    assert settled == {"D#1"} and by_machine == {"A#1": "for", "B#1": "against", "C#1": "reservation"}


def test_what_is_written_of_the_contrary_is_searched_for_in_every_language():
    from pipeline.triangulation.near_passages import queries

    said = {"en": ["We did it alone."], "fr": ["On a fait ça tout seuls."]}
    one = finding("It helps.", contrary_said=said).findings[0]
    assert queries(one, None).said == ["We did it alone.", "On a fait ça tout seuls."]
    with pytest.raises(ValueError, match="xx"):
        finding("It helps.", contrary_said={"xx": ["?"]})


def test_the_other_side_is_that_of_the_finding():
    from pipeline.decisions.themes import ThemesCodebook
    from pipeline.triangulation.near_passages import queries

    examples = [("It is shut at noon.", "critical"), ("Always open.", "supportive"), ("Open, but late.", "mixed")]
    code = {
        "id": "T1", "theme": "t", "label": {"en": "Hours", "fr": "Heures"},
        "examples": {"en": [{"text": text, "stance": stance} for text, stance in examples], "fr": []},
    }  # fmt: skip
    label = {"en": "t", "fr": "t"}
    themes = ThemesCodebook.model_validate({"themes": [{"id": "t", "label": label}], "codes": [code]})
    for side, opposing in (("supportive", ["It is shut at noon.", "Open, but late."]),
                           ("critical", ["Always open.", "Open, but late."])):  # fmt: skip
        tie = {"code": "T1", "supports": side, "bearing": "direct", "reason": "counts it"}
        assert queries(finding("It is open.", codes=[tie]).findings[0], themes).opposing == opposing


def test_a_code_with_a_direction_knows_one_direction_only():
    from pipeline.decisions.themes import ThemesCodebook
    from pipeline.triangulation import one_sided

    label = {"en": "t", "fr": "t"}
    code = {"id": "T1", "theme": "t", "label": label}
    tie = finding("It helps.").findings[0].codes[0]
    for direction, one_way in ((None, False), ("for", True)):
        book = {"themes": [{"id": "t", "label": label}], "codes": [code | {"direction": direction}]}
        assert one_sided.by_codebook(tie, ThemesCodebook.model_validate(book)) == one_way
