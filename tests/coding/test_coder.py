"""The coder on a small study: what a coder or a maintainer of a codebook would notice."""

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.coding import features
from pipeline.coding.code import by_machine, by_people, learned_from
from pipeline.coding.coder import Coder
from pipeline.coding.cuts import ranked, worth_a_look
from pipeline.coding.embed import PIECE, Encoder, SlowEncoder, pieces, sentences
from pipeline.coding.letters import LetterVectorizer
from pipeline.coding.people_targets import People, lay_out
from pipeline.coding.rationale import Rationale
from pipeline.coding.ridge import GroupedRidge
from pipeline.coding.scores import calibration_error, mean_kappa, micro_f1
from pipeline.coding.stance import MOST_LIFTED, StanceModel, lifted
from pipeline.coding.text_kernel import gather
from pipeline.decisions.reading import readings
from pipeline.decisions.record import CodingDecision
from pipeline.decisions.standing import standing_table
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from tests.coding.small import segments


def codebook(*codes: dict, no_code: list[str] = ()) -> ThemesCodebook:
    written = [{"theme": "t", "label": {"en": one["id"], "fr": one["id"]}, **one} for one in codes]
    return ThemesCodebook.model_validate(
        {
            "themes": [{"id": "t", "label": {"en": "T", "fr": "T"}}],
            "codes": written,
            "no_code": {"en": list(no_code)},
        }
    )


MONEY = {
    "id": "money",
    "label": {"en": "Saves money", "fr": "Fait économiser"},
    "examples": {
        "en": ["I saved two hundred dollars.", "It costs less than buying one."],
        "fr": ["Ça coûte moins cher."],
    },
}
HOURS = {
    "id": "hours",
    "label": {"en": "Opening hours", "fr": "Heures d'ouverture"},
    "examples": {"en": ["It is closed in the evening.", "They open too late for me."], "fr": ["C'est fermé le soir."]},
}


def units(*said: tuple[str, str, str | None]) -> pd.DataFrame:
    """note, text, question."""
    rows = [
        (f"{note}#{2 * i + 2}", note, 2 * i + 2, "member", "en", text, question, "notes")
        for i, (note, text, question) in enumerate(said)
    ]
    columns = ["segment_id", "note_id", "turn", "stakeholder", "language", "text", "question", "source"]
    return pd.DataFrame(rows, columns=columns)


def study_at(folder) -> Study:
    (folder / "params.yaml").write_text("{}\n")
    return Study(folder)


@pytest.fixture(scope="module")
def encode(tmp_path_factory):
    study = study_at(tmp_path_factory.mktemp("cache"))
    return [Encoder(study).encode, SlowEncoder(study).encode]


def uncoded(said: pd.DataFrame, book: ThemesCodebook, encode, read_again: bool = True) -> Coder:
    nothing = np.zeros((len(said), len(book.ids)))
    material = gather(book, said, learned_from(np.zeros(len(said), bool)) if read_again else np.array([], int), encode)
    return Coder().fit(material, nothing, nothing.astype(bool), np.zeros(len(said), bool))


def test_a_codebook_alone_codes_both_languages(encode):
    said = units(
        ("A", "I kept my dollars, a new drill would have cost a lot.", None),
        ("B", "Le soir c'est toujours fermé quand j'arrive.", None),
    )
    found = uncoded(said, codebook(MONEY, HOURS), encode).probabilities_
    assert found[0, 0] > found[0, 1]
    assert found[1, 1] > found[1, 0]


def test_words_of_the_study_are_learned_from_turns_the_codebook_makes_clear(encode):
    clear = [(note, "I saved money, the greenhouse cost me nothing.", None) for note in "ABCDE"]
    said = units(*clear, ("F", "The greenhouse.", None), ("G", "The staircase.", None))
    book = codebook(MONEY, HOURS, no_code=["Good morning.", "Thank you, that is all."])
    once = uncoded(said, book, encode, read_again=False).probabilities_
    twice = uncoded(said, book, encode).probabilities_
    assert twice[5, 0] - once[5, 0] > abs(twice[6, 0] - once[6, 0]) + 0.01


def test_what_a_coded_note_is_scored_by_has_not_seen_its_coding(encode):
    turns = ["I saved money.", "It is closed when I come.", "Good morning."]
    said = units(*[(note, text, None) for note in "ABC" for text in turns], ("D", "We saved dollars.", None))
    book = codebook(MONEY, HOURS)
    learn = np.arange(len(said)) < 9
    material = gather(book, said, learned_from(learn), encode)

    def read(of_note_a: list) -> np.ndarray:
        targets = np.vstack([of_note_a, [[1, 0], [0, 1], [0, 0]] * 2, [[0, 0]]]).astype(float)
        return Coder().fit(material, targets, np.repeat(learn[:, None], 2, axis=1), learn).scores_[:3]

    assert (read([[1, 0], [0, 1], [0, 0]]) == read([[0, 1], [1, 0], [1, 1]])).all()


def test_how_many_units_are_scored_together_changes_no_score(encode, monkeypatch):
    """Parts then lie across two blocks, or several in one."""
    book = codebook(MONEY, HOURS)
    turns = ["I saved fifty dollars on it.", "The evening is too late for me.", "It costs less. It is closed early."]
    said = units(*((f"N-{note}", f"{turns[turn]} {note}", None) for note in range(5) for turn in range(3)))
    learn = (said["note_id"] < "N-3").to_numpy()
    targets = np.array([[1, 0], [0, 1], [1, 1]] * 5, float)
    material = gather(book, said, np.flatnonzero(learn), encode)

    def scored() -> np.ndarray:
        return Coder().fit(material, targets, np.repeat(learn[:, None], 2, axis=1), learn).probabilities_

    together = scored()
    monkeypatch.setattr(features, "AT_ONCE", 2)
    assert np.abs(scored() - together).max() < 0.001


def test_the_question_before_a_turn_is_context(encode):
    book = codebook(
        MONEY | {"questions": {"en": ["Did it save you money?", "What would it have cost?"]}},
        HOURS | {"questions": {"en": ["Is it open when you need it?", "How do the hours suit you?"]}},
    )
    said = units(
        ("A", "Yes, very much so.", "Did it save you any money?"), ("B", "Yes, very much so.", "And the hours?")
    )
    coder = uncoded(said, book, encode)
    assert coder.scores_[0, 0, 1] > coder.scores_[0, 1, 1]
    assert coder.scores_[1, 1, 1] > coder.scores_[1, 0, 1]


@pytest.mark.parametrize(
    "book",
    [
        codebook(MONEY),
        codebook(MONEY, HOURS | {"label": MONEY["label"]}),
        codebook({"id": "bare"}, {"id": "bare_too"}),
        codebook(MONEY, {"id": "no_example"}, no_code=["Good morning."]),
        codebook(*[{"id": f"code_{i}"} for i in range(120)]),
    ],
    ids=["one code", "duplicate labels", "labels only", "a code without example", "120 codes"],
)
def test_any_codebook_can_be_coded_with(book, encode):
    said = units(("A", "x", None), ("A", "word " * 800, "y"), ("B", "I saved money.", ""))
    found = uncoded(said, book, encode).probabilities_
    assert found.shape == (3, len(book.ids))
    assert np.isfinite(found).all() and (found >= 0).all() and (found <= 1).all()


def test_one_coded_note_is_enough_to_run_and_its_decisions_stand(encode):
    said = units(("A", "I saved money.", None), ("A", "Good morning.", None), ("B", "It saved me dollars.", None))
    book = codebook(MONEY, HOURS)
    by_ann = [("A#2", "money", "ann", "assigned"), ("A#4", "", "ann", "none")]
    people = laid_out(*by_ann, over=said, codes=book.ids)
    material = gather(book, said, np.flatnonzero(people.whole), encode)
    coder = Coder().fit(material, people.targets, people.decided, people.whole)
    assigned = coder.probabilities_ > 0.4
    stances = np.array(["neutral"] * 3)
    machine = by_machine(
        said, book.ids, coder.probabilities_, assigned, ~assigned, people.spoken, stances, Rationale(coder)
    )
    assert set(machine["segment_id"]) == {"B#6"}
    assert by_people(people, said)[["segment_id", "code", "score", "origin"]].values.tolist() == [
        ["A#2", "money", 1.0, "ann"]
    ]


def laid_out(*said: tuple[str, str, str, str], over: pd.DataFrame, codes: list[str], whole: bool = True) -> People:
    """`said`: unit, code, coder and decision of each row; `whole`: of a coder's own table, not of the review."""
    rows = [
        CodingDecision(unit, code, coder, decision, "critical", file=f"raw/coding/{coder}.csv", row=1, whole=whole)
        for unit, code, coder, decision in said
    ]
    found = readings(rows)
    return lay_out(found, standing_table(found, over["segment_id"]), over, codes)


def test_an_adjudicated_decision_outranks_the_coders():
    said = [("A#2", "money", "ann", "assigned"), ("A#2", "hours", "adjudicated", "assigned")]
    people = laid_out(*said, over=units(("A", "one", None)), codes=["money", "hours"])
    assert people.standing[["code", "decision", "coder"]].values.tolist() == [
        ["hours", "assigned", "adjudicated"],
        ["money", "rejected", "adjudicated"],
    ]
    assert people.targets.tolist() == [[0, 1]]


def test_an_adjudication_of_one_code_outranks_the_silence_of_the_others():
    said = [("A#2", "money", "ann", "assigned"), ("A#2", "", "bob", "none")]
    both = [
        *(CodingDecision(unit, code, coder, what, file=f"{coder}.csv", whole=True) for unit, code, coder, what in said),
        CodingDecision("A#2", "money", "adjudicated", "assigned", file="filled.xlsx"),
    ]
    found = readings(both)
    over = units(("A", "one", None))
    assert lay_out(found, standing_table(found, ["A#2"]), over, ["money"]).targets.tolist() == [[1]]


def test_a_code_one_assigns_and_another_rejects_waits_for_review():
    said = [("A#2", "money", "ann", "assigned"), ("A#2", "money", "bob", "rejected")]
    found = laid_out(*said, over=units(("A", "one", None)), codes=["money"], whole=False)
    assert found.standing["decision"].tolist() == ["review"]
    assert found.spoken.all()


def test_codes_nobody_decided_on_a_partly_decided_turn_stay_open():
    said = ("A#2", "money", "ann", "rejected")
    people = laid_out(said, over=units(("A", "one", None)), codes=["money", "hours"], whole=False)
    assert people.decided.tolist() == [[True, False]]
    assert not people.whole[0]


def test_who_contradicts_himself_has_not_decided_the_unit():
    rows = [
        CodingDecision("A#2", "money", "ann", "assigned", file="raw/coding/ann.csv", whole=True),
        CodingDecision("A#2", "money", "ann", "rejected", file="raw/coding/filled.xlsx"),
    ]
    found, over = readings(rows), units(("A", "one", None))
    people = lay_out(found, standing_table(found, ["A#2"]), over, ["money", "hours"])
    assert not people.whole[0] and not people.decided.any()
    assert people.standing["decision"].tolist() == ["review"]  # and not what the machine makes of it
    assert people.spoken.tolist() == [[True, False]]


def test_predictions_without_a_group_equal_a_fit_without_it():
    rng = np.random.default_rng(3)
    points, targets = rng.normal(size=(20, 4)), rng.normal(size=(20, 2))
    kernel, weights = points @ points.T, rng.uniform(0.5, 2, 20)
    group, rest = np.arange(5), np.arange(5, 20)
    without = GroupedRidge(0.3).fit(kernel, targets, weights).predict_without(kernel[group], group)
    refitted = GroupedRidge(0.3).fit(kernel[np.ix_(rest, rest)], targets[rest], weights[rest])
    np.testing.assert_allclose(without, refitted.predict(kernel[np.ix_(group, rest)]), atol=1e-8)
    one = GroupedRidge(0.3).fit(kernel, targets, weights)
    each = one.predict_without_each(kernel[:3], np.arange(3))
    np.testing.assert_allclose(each[1], one.predict_without(kernel[[1]], np.array([1]))[0], atol=1e-8)


def test_a_fragment_stays_with_the_sentence_before_it():
    assert sentences("We never had the money for it. Never. So they paid for all of us.") == [
        "We never had the money for it. Never.",
        "So they paid for all of us.",
    ]
    assert sentences("x") == ["x"]


def test_perfect_coding_has_kappa_and_f1_of_one_and_calibration_counts_the_gap():
    truth = np.array([[1, 0], [0, 1], [0, 0]], bool)
    assert mean_kappa(truth, truth) == pytest.approx(1)
    assert micro_f1(truth, truth) == 1
    assert calibration_error(np.array([1.0, 0.0]), np.array([0.75, 0.75])) == pytest.approx(0.25)


def test_the_turn_that_is_least_sure_comes_first_in_review():
    probabilities = np.array([[0.98, 0.01], [0.55, 0.45], [0.02, 0.01]])
    assert ranked(worth_a_look(probabilities, probabilities > 0.5)).tolist()[1] == 1


def test_stance_follows_the_words_of_the_examples(encode):
    book = codebook(
        MONEY
        | {
            "examples": {
                "en": [
                    {"text": "I love it, it saved me money and I am happy.", "stance": "supportive"},
                    {"text": "Great value, it helped us a lot.", "stance": "supportive"},
                    {"text": "It is a waste of money, they never have what I need.", "stance": "critical"},
                    {"text": "Too expensive, nobody can afford it.", "stance": "critical"},
                ]
            }
        }
    )
    said = units(
        ("A", "Great, it helped, I love it.", None), ("B", "A waste, nobody can afford it, never again.", None)
    )
    material = gather(book, said, np.array([], int), encode)
    nothing = np.zeros((2, 1))
    found = StanceModel().fit(material, np.zeros((2, 4)), nothing, np.zeros(2, bool), np.ones((2, 1))).probabilities_
    assert found[0, 0] > found[0, 1] and found[1, 1] > found[1, 0]


def test_where_nobody_ever_gave_a_stance_none_is_made_up(encode):
    book = codebook(MONEY | {"examples": {"en": ["It saved me money.", "It is cheap."]}})
    said = units(("A", "Great, it helped, I love it.", None), ("B", "A waste, nobody can afford it.", None))
    material = gather(book, said, np.array([0, 1]), encode)
    coded, whole = np.ones((2, 1)), np.ones(2, bool)
    for given, expected in (([0, 0, 0, 0], None), ([0, 1, 0, 0], "critical"), ([0, 0, 0, 1], "neutral")):
        stances = np.array([[0, 0, 0, 0], given], dtype=float)  # of the first turn nobody gave one
        model = StanceModel().fit(material, stances, coded, whole, coded)
        assert model.stances.tolist() == [expected, None]  # the second is judged without its own note


def test_where_all_that_was_coded_is_one_note_its_stances_are_learned_from_its_other_turns(encode):
    said = units(("A", "Great, it helped, I love it.", None), ("A", "A waste, nobody can afford it.", None))
    material = gather(codebook(MONEY), said, np.array([0, 1]), encode)
    stances = np.array([[1.0, 0, 0, 0], [0, 1.0, 0, 0]])
    coded = np.ones((2, 1))
    learned = StanceModel().fit(material, stances, coded, np.ones(2, bool), coded)
    assert learned.stances.tolist() == ["critical", "supportive"]  # each has the other one to learn from
    alone = StanceModel().fit(material, stances, coded, np.array([True, False]), coded)
    assert np.isfinite(alone.probabilities_).all()


def test_documents_teach_no_stance_where_people_talk_and_the_only_one_where_nobody_does(encode):
    praise = ("A", "Great, it helped, I love it.", None)
    said = units(praise, praise, ("B", "A waste, nobody can afford it.", None), ("C", praise[1], None))
    stances = np.array([[0, 1.0, 0, 0], [0, 1.0, 0, 0], [1.0, 0, 0, 0], [0, 0, 0, 0]])  # papers say the opposite
    for source, expected in (("documents", "supportive"), ("notes", "critical")):
        of_notes = said.assign(source=[source, source, "notes", "notes"])
        material = gather(codebook(MONEY), of_notes, np.arange(4), encode)
        learned = StanceModel().fit(material, stances, np.ones((4, 1)), stances.any(axis=1), np.ones((4, 1)))
        assert learned.stances[3] == expected
    papers = gather(codebook(MONEY), said.assign(source="documents"), np.arange(4), encode)
    learned = StanceModel().fit(papers, stances, np.ones((4, 1)), stances.any(axis=1), np.ones((4, 1)))
    assert learned.stances[3] == "critical"


def test_a_reservation_is_heard_although_most_who_speak_are_for(encode):
    plain, reserved = "It helped us a lot.", "It helped us, but it came late."
    said = units(*[(f"N{at}", plain if at < 12 else reserved, None) for at in range(22)])
    stances = np.zeros((22, 4))
    stances[:15, 0] = stances[15:21, 2] = 1  # of those who say "but", three are for and six have reservations
    material = gather(codebook(MONEY), said, np.arange(22), encode)
    learned = StanceModel().fit(material, stances, np.ones((22, 1)), stances.any(axis=1), np.ones((22, 1)))
    assert learned.stances[21] == "mixed"


def test_each_side_weighs_alike_and_neutral_as_often_as_it_occurs():
    answer = np.repeat([0, 1, 2, 3], [12, 6, 3, 1])
    weights = lifted(answer, np.ones(len(answer)))
    assert [weights[answer == one].sum() for one in range(4)] == pytest.approx([7, 7, 7, 1])
    rare = lifted(np.array([0] * 100 + [1]), np.ones(101))
    assert rare[-1] == MOST_LIFTED and lifted(np.array([3, 3]), np.array([0.1, 1])).tolist() == [0.1, 1]


def test_the_same_text_has_the_same_vector_alone_and_in_a_batch(tmp_path, encode):
    texts = segments()["text"].tolist()[:8]
    alone = np.vstack([Encoder._embed([text]) for text in texts])  # unrounded: not one bit may differ
    np.testing.assert_array_equal(Encoder._embed(texts), alone)
    np.testing.assert_array_equal(encode[0](texts), Encoder(study_at(tmp_path)).encode(texts))


def test_letters_are_weighed_as_by_scikit_learn():
    texts = ["Les  stagiaires d'été!", "the students, été", "", "A\u00a0b  ΟΔΟΣ ¨x", "students STUDENTS"] * 3 + ["once"]
    peer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=2, strip_accents="unicode", sublinear_tf=True, dtype=np.float32
    )
    ours = LetterVectorizer(min_df=2)
    np.testing.assert_allclose(ours.fit_transform(texts).toarray(), peer.fit_transform(texts).toarray(), rtol=1e-6)
    assert list(ours.get_feature_names_out()) == list(peer.get_feature_names_out())
    new = ["the étudiant", " ", "unheard-of"]
    np.testing.assert_allclose(ours.transform(new).toarray(), peer.transform(new).toarray(), rtol=1e-6)
    assert ours.transform([" "]).nnz == 0
    with pytest.raises(ValueError):
        LetterVectorizer().fit_transform(["", " "])


def test_texts_are_embedded_in_pieces_of_about_as_many_words_so_that_no_core_waits():
    texts = [" ".join(["mot"] * length) for length in [1, 40, 250, 900] * 40]
    cut = pieces(texts)
    assert [text for piece in cut for text in piece] == texts
    lengths = [sum(len(text.split()) for text in piece) for piece in cut]
    assert all(abs(length - PIECE) < 900 for length in lengths[:-1])  # a text is not cut
    assert len(cut) == -(-sum(lengths) // PIECE)
    assert pieces(["un"]) == [["un"]]


@pytest.mark.parametrize(("whole", "damaged"), [(b"PK", b"KP"), (b"{'descr'", b"('descr'"), (b"<f4", b"<i4")])
def test_a_damaged_cache_of_vectors_is_made_anew(tmp_path, whole, damaged):
    encoder = Encoder(study_at(tmp_path))
    first = encoder.encode(["a text"])
    encoder.path.write_bytes(encoder.path.read_bytes().replace(whole, damaged))
    np.testing.assert_array_equal(Encoder(Study(tmp_path)).encode(["a text"]), first)


@pytest.mark.parametrize("examples", [True, False], ids=["with examples", "labels only"])
def test_codings_that_hold_only_what_applies_do_not_say_that_everything_does(encode, examples):
    """As they come from other programs: nobody rejected a code, nor said that a unit was all coded."""
    book = codebook(MONEY, HOURS) if examples else codebook({"id": "money"}, {"id": "hours"})
    turns = [f"I saved {n} dollars of money." if n % 2 else f"It took {n} hours of my time." for n in range(60)]
    said = units(*[(f"N{n // 2}", turn, None) for n, turn in enumerate(turns)])
    rows = [(unit, "money" if n % 2 else "hours", "ann", "assigned") for n, unit in enumerate(said["segment_id"])]
    people = laid_out(*rows, over=said, codes=book.ids, whole=False)
    assert not people.whole.any() and people.decided.sum() == 60  # agreement and what stands hold no word of the rest
    material = gather(book, said, learned_from(people.learn), encode)
    found = Coder().fit(material, people.targets, people.taught, people.learn).probabilities_
    given = people.targets == 1
    assert found[given].min() > 0.5 > found[~given].max()
