"""Codebooks as they are in the world: labels, at best a definition, few coded units of odd shapes."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from pipeline.coding.coder import Coder, _less_sure
from pipeline.coding.cuts import best_cuts, ranked, worth_a_look
from pipeline.coding.embed import Encoder
from pipeline.coding.features import parts_of
from pipeline.coding.logistic import BalancedLogistic, KernelSpace
from pipeline.coding.ranker import PairRanker, priors
from pipeline.coding.structure import compatible
from pipeline.coding.text_kernel import gather, prompts
from pipeline.decisions.scopes import in_scope
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study

LABELS = {
    "price": "Price and cost",
    "staff": "Friendliness of staff",
    "queue": "Waiting in the queue",
    "noise": "Noise",
}
SAID = [
    ("price", "It costs far too much for what you get."),
    ("price", "The price went up again, I cannot pay that cost."),
    ("staff", "The staff were friendly and kind to us."),
    ("staff", "A very friendly lady at the desk."),
    ("queue", "We spent an hour waiting in the queue."),
    ("queue", "The queue at lunch is long, you keep waiting."),
    ("noise", "The noise from the street kept me awake."),
    ("", "I came by bus on Tuesday."),
]


def book(labels: dict[str, str] = LABELS, **of_code) -> ThemesCodebook:
    codes = [
        {"id": code, "theme": "t", "label": {"en": label, "fr": label}} | of_code.get(code, {})
        for code, label in labels.items()
    ]
    return ThemesCodebook.model_validate({"themes": [{"id": "t", "label": {"en": "T", "fr": "T"}}], "codes": codes})


def said(notes: list[str] | None = None, times: int = 1) -> pd.DataFrame:
    rows = [text for _ in range(times) for _, text in SAID]
    notes = notes or [f"N{i}" for i in range(len(rows))]
    return pd.DataFrame(
        {
            "segment_id": [f"{note}#{i}" for i, note in enumerate(notes)],
            "note_id": notes,
            "stakeholder": "",
            "language": "en",
            "text": rows,
            "question": None,
        }
    )


def truth(codes: list[str], times: int = 1) -> np.ndarray:
    return np.array([[code == one for one in codes] for _ in range(times) for code, _ in SAID], float)


@pytest.fixture(scope="module")
def encoders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    (folder / "params.yaml").write_text("{}\n")
    return [Encoder(Study(folder)).encode]


def code(codebook: ThemesCodebook, units: pd.DataFrame, learn: np.ndarray, encoders, targets=None) -> np.ndarray:
    targets = truth(codebook.ids, len(units) // len(SAID)) if targets is None else targets
    targets = targets * learn[:, None]
    material = gather(codebook, units, np.flatnonzero(learn), encoders)
    return Coder().fit(material, targets, np.repeat(learn[:, None], len(codebook.ids), axis=1), learn).probabilities_


def test_labels_alone_rank_their_own_texts_first(encoders):
    found = code(book(), said(), np.zeros(len(SAID), bool), encoders)
    carried = truth(list(LABELS)).any(axis=1)
    assert (found[carried].argmax(axis=1) == truth(list(LABELS))[carried].argmax(axis=1)).mean() >= 0.85


def test_equal_labels_in_both_languages_count_once():
    assert prompts(book()).texts == list(LABELS.values())


@pytest.mark.parametrize(
    "notes",
    [["one"] * 16, [f"N{i}" for i in range(16)], [f"N{i // 4}" for i in range(16)]],
    ids=["all units of one document", "a document a unit", "four documents"],
)
def test_any_shape_of_documents_is_learned_from_and_what_was_coded_is_told_apart(notes, encoders):
    codebook = book(LABELS | {"unused": "Parking for bicycles"})
    learn = np.arange(16) < 12
    found = code(codebook, said(notes, 2), learn, encoders)
    assert np.isfinite(found).all() and found.min() >= 0 and found.max() <= 1
    new = np.flatnonzero(~learn & truth(codebook.ids, 2).any(axis=1))
    assert (found[new].argmax(axis=1) == truth(codebook.ids, 2)[new].argmax(axis=1)).all()


def test_where_each_note_holds_one_unit_shares_of_codes_do_not_give_its_code_away():
    targets, notes = truth(list(LABELS), 3), np.array([f"N{i}" for i in range(24)])
    told = priors(np.full(24, ""), notes, targets, np.ones(24, bool))[:, :, 0]
    own, other = told[targets > 0], told[targets == 0]
    assert own.mean() > other.mean() - 0.4  # counts without the unit itself alone would part them by far more
    few = priors(np.full(24, ""), np.repeat(["a", "b"], 12), targets, np.ones(24, bool))
    assert not few.any()


def test_a_rare_code_is_assigned_where_it_is_likeliest():
    common = np.linspace(0, 1, 40)
    rare = np.full(40, 0.01)
    rare[3] = 0.3
    probabilities = np.column_stack([common, rare])
    assigned = probabilities >= best_cuts(probabilities)
    assert assigned[:, 1].sum() == 1 and assigned[3, 1]
    assert not (np.full((10, 1), 0.01) >= best_cuts(np.full((10, 1), 0.01))).any()


def test_review_puts_the_likely_error_in_a_rare_code_before_the_same_in_a_common_one():
    probabilities = np.array([[0.9, 0.0]] * 10 + [[0.4, 0.0], [0.0, 0.4]] + [[0.0, 0.0]] * 10)
    order = ranked(worth_a_look(probabilities, probabilities > 0.5))
    assert order[11] < order[10] < order[-1]


def test_a_balanced_regression_hears_a_rare_code_and_says_nothing_of_one_never_seen():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(60, 3))
    carried = np.column_stack([points[:, 0] > 1.3, np.zeros(60), points[:, 1] > 0]).astype(float)
    model = clone(BalancedLogistic(C=10)).fit(points, carried)
    logits = model.decision_function(points)
    assert ((logits[:, 0] > 0) == (carried[:, 0] > 0)).mean() > 0.9
    np.testing.assert_allclose(logits[:, 1], logits[:, [0, 2]].mean(axis=1), atol=2e-3)


def test_the_space_of_a_kernel_gives_its_inner_products_back():
    points = np.random.default_rng(1).normal(size=(20, 4))
    kernel = points @ points.T
    space = clone(KernelSpace(dimensions=10)).fit(kernel)
    found = space.transform(kernel)
    np.testing.assert_allclose(found @ found.T, kernel, atol=1e-6)
    assert found.shape[1] == 4  # no more than there are


def test_a_ranker_of_one_class_says_it_and_one_of_two_puts_them_in_order():
    features, applies = np.arange(10.0)[:, None], (np.arange(10) > 5).astype(int)
    assert (np.diff(clone(PairRanker()).fit(features, applies).predict_proba(features)[:, 1]) > 0).all()
    assert (PairRanker().fit(features, np.ones(10)).predict_proba(features)[:, 1] == 1).all()


def test_a_code_is_given_only_where_its_question_was_asked_and_in_its_material():
    codebook = book(price={"scope": {"asked": ["cost"]}}, staff={"scope": {"materials": ["interview"]}})
    units = pd.DataFrame({"asked": ["What of the COST?", "And now?"], "material": ["open_answer", "interview"]})
    allowed = in_scope([code.scope for code in codebook.active], units["asked"], units["material"])
    assert allowed.tolist() == [[True, False, True, True], [False, True, True, True]]


def test_codes_that_exclude_each_other_never_stand_together():
    codebook = book(price={"excludes": ["staff"]})
    probabilities = np.array([[0.6, 0.7, 0.5, 0.1], [0.6, 0.2, 0.5, 0.5]])
    assigned = probabilities >= 0.5
    assert compatible(codebook, assigned, probabilities).tolist() == [
        [False, True, True, False],
        [True, False, True, True],
    ]
    one_only = codebook.model_copy(update={"one_code_only": True})
    assert compatible(one_only, assigned, probabilities).sum(axis=1).tolist() == [1, 1]


def test_a_code_without_examples_borrows_its_childrens_else_its_parents():
    example = {"en": [{"text": "Ten dollars for a coffee."}]}
    of_child = prompts(book(staff={"parent": "price", "examples": example}))
    at = of_child.texts.index("Ten dollars for a coffee.")
    assert of_child.targets[at].tolist() == [1, 0, 0, 0] and not of_child.spoken[at]
    of_parent = prompts(book(price={"examples": example}, staff={"parent": "price"}))
    carried = [row.tolist() for row, text in zip(of_parent.targets, of_parent.texts, strict=True) if "dollars" in text]
    assert [0, 1, 0, 0] in carried


def test_with_one_coded_note_its_stretches_are_told_apart_and_with_more_the_notes():
    notes = np.array(["a"] * 12 + ["b"] * 4)
    one = parts_of(notes, notes == "a")
    assert len(set(one[:12])) == 6 and set(one[12:]) == {"b"}
    many = np.array([f"N{i}" for i in range(8)])
    assert parts_of(many, np.ones(8, bool)).tolist() == many.tolist()


def test_fifty_units_that_hold_ten_of_forty_codes_leave_the_others_to_likeness(encoders):
    """A code that nobody used yet is still suggested where its own words are said."""
    things = ["ladders", "kettles", "violins", "canoes", "beehives", "sofas", "candles", "saddles"]
    places = ["indoors", "on Sundays", "in winter", "for children", "at the harbour"]
    topics = [f"{thing} {place}" for thing in things for place in places]
    codebook = book({f"code_{at}": topic for at, topic in enumerate(topics)})
    texts = [f"We spoke of {topics[at % 10]} again." for at in range(50)]
    texts += [f"We spoke of {topic} again." for topic in topics[10:20]]
    notes = [f"N{at // 5}" for at in range(60)]
    units = pd.DataFrame(
        {"segment_id": [f"{note}#{at}" for at, note in enumerate(notes)], "note_id": notes, "text": texts}
    )
    units = units.assign(stakeholder="", language="en", question=None)
    targets = np.eye(40)[[*[at % 10 for at in range(50)], *range(10, 20)]]
    found = code(codebook, units, np.arange(60) < 50, encoders, targets)
    assert np.isfinite(found).all() and found.min() >= 0 and found.max() <= 1
    assert np.mean(found[50:, 10:].argmax(axis=1) == np.arange(10)) >= 0.7


def test_the_fewer_units_were_coded_the_less_sure_the_coder_is_in_the_same_order():
    learned = np.array([[0.0, 0.2], [0.5, 0.97], [1.0, 0.9]])
    after_few, after_many = _less_sure(learned, 16), _less_sure(learned, 10000)
    assert (np.abs(after_few - 0.5) < np.abs(after_many - 0.5))[learned != 0.5].all()
    assert np.allclose(after_many, learned, atol=0.01) and after_few[1, 0] == 0.5
    assert (after_few.ravel().argsort() == learned.ravel().argsort()).all()
