"""The topic model against the codebook: what is covered, what is missing, in both languages, the same every time."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from pipeline.coding import embed, topics
from pipeline.coding.materials import in_coders_terms
from pipeline.coding.topic_model import CodedSpace, WardClusters, stop_words, terms
from pipeline.coding.topic_verdicts import judge
from pipeline.coding.ward import ward
from pipeline.decisions.units import of_notes
from pipeline.study import StudyError, fingerprint
from tests.coding.small import SAID, codings, segments, small_study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The small study with vectors that are built from what was said, so that no encoder is needed."""
    study = small_study(tmp_path_factory.mktemp("topics"))
    study.params["coding"]["topics"]["segments_a_topic"] = 6
    return study


class Codes:
    """Stands in for the encoder: a direction for each thing said, with a little noise that depends on the text."""

    def __init__(self, study=None):
        self.of = {text: index for index, (_, *texts) in enumerate(SAID) for text in texts}

    def encode(self, said):
        vectors = np.zeros((len(said), 20), np.float32)
        for row, text in enumerate(said):
            for beginning, index in self.of.items():
                if text.startswith(beginning[:20]):
                    vectors[row, index] = 1
            vectors[row, 10 + sum(text.encode()) % 10] += 0.2
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def run(study, monkeypatch):
    def go(said=None, coded=None):
        said = segments() if said is None else said
        monkeypatch.setattr(topics.embed, "study_encoder", Codes)
        with study.writing() as out:
            out.table("coding/units", of_notes(said.assign(question=None), {}))
            out.table("coding/codings", codings() if coded is None else coded)
        topics.run(study)
        return study.table("coding/topics"), study.table("coding/segment_topics")

    return go


def test_a_topic_holds_both_languages_and_has_terms_in_both(run):
    found, given = run()
    saving = found[found["nearest_code"] == "T1_saving"].iloc[0]
    assert {"BOR-01#2", "BOR-02#2"} <= set(given.loc[given["topic"] == saving["topic"], "segment_id"])
    assert "drill" in saving["terms_en"] and "perceuse" in saving["terms_fr"]


def test_every_segment_has_a_topic_and_sizes_add_up(run):
    found, given = run()
    assert given["topic"].notna().all()
    assert found["size"].sum() == len(given) == 36


def test_what_a_code_explains_is_covered_and_small_talk_is_a_candidate(run):
    found, _ = run()
    verdicts = {row.exemplars.split(";")[0].split("#")[1]: row.verdict for row in found.itertuples()}
    assert verdicts == {
        "2": "covered",
        "4": "covered",
        "6": "refines",
        "8": "covered",
        "10": "covered",
        "12": "candidate",
    }


def test_a_code_that_is_missing_comes_back_as_a_candidate(run):
    found, _ = run(coded=codings().query("code != 'T4_hours_access'"))
    candidates = found[found["verdict"] == "candidate"]["exemplars"].str.split(";").explode()
    assert {"8", "12"} == {one.split("#")[1] for one in candidates}


def test_the_same_segments_give_the_same_topics(run):
    first, _ = run()
    np.random.seed(5)
    second, _ = run()
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("kept", [1, 2, 3, 7])
def test_a_handful_of_segments_is_no_trouble(run, kept):
    found, given = run(said=segments().head(kept))
    assert len(given) == kept and found["size"].sum() == given["topic"].notna().sum()


def test_talk_without_a_word_is_one_topic(run):
    found, _ = run(said=segments().head(8).assign(text="Yes, and..."))
    assert found["size"].tolist() == [8]


def test_odd_segments_are_no_trouble(run):
    odd = segments()
    odd.loc[0, "text"] = "."
    odd.loc[1, "text"] = "[person 3]"
    odd.loc[2, "text"] = "word " * 5000
    _, given = run(said=odd)
    assert len(given) == 36


def test_nothing_coded_makes_every_topic_a_candidate(run):
    found, _ = run(coded=codings().iloc[:0])
    assert set(found["verdict"]) == {"candidate"} and found["nearest_code"].notna().all()


def test_a_second_topic_of_a_code_refines_it():
    given = np.repeat([0, 1, 2, 3], 4)
    vectors = np.eye(4)[given]
    explained = np.zeros((16, 2))
    explained[:8, 0] = 0.9  # topics 0 and 1 are both the first code's
    explained[8:10, 1] = 0.9  # half of topic 2 is the second code's
    found = judge(given, vectors, vectors, explained, np.eye(4)[:2], None, 0.5, 0.25, 0.1, 2)
    assert [one.verdict for one in found] == ["covered", "refines", "refines", "candidate"]
    assert [one.nearest for one in found[:3]] == [0, 0, 1]
    assert found[2].exemplars == [10, 11]  # what the code does not explain is what is new about it


def test_what_the_codebook_says_carries_no_code_is_covered_without_one():
    given = np.repeat([0, 1], 3)
    vectors, codes = np.eye(3)[given], np.eye(3)[2:]
    found = judge(given, vectors, vectors, np.zeros((6, 1)), codes, np.eye(3)[1], 0.5, 0.25, 0.1, 2)
    assert [(one.verdict, one.nearest) for one in found] == [("candidate", 0), ("covered", None)]


def test_clusters_that_are_too_small_are_dissolved():
    rng = np.random.default_rng(0)
    points = np.vstack([rng.normal(0, 0.1, (20, 2)), rng.normal(5, 0.1, (20, 2)), [[0.1, 0.1]], [[100, 100]]])
    labels = WardClusters(4).fit(points).labels_
    assert labels[40] == labels[0]
    assert labels[41] == -1


def test_codes_beside_the_meaning_pull_segments_together():
    rng = np.random.default_rng(0)
    vectors, codes = rng.normal(size=(30, 10)), np.repeat(np.eye(3), 10, axis=0)
    assert CodedSpace(5, 0).fit_transform(vectors, codes).shape == (30, 5)
    labels = WardClusters(3).fit(CodedSpace(5, 50).fit_transform(vectors, codes)).labels_
    assert [len(set(labels[start : start + 10])) for start in (0, 10, 20)] == [1, 1, 1]


def test_terms_are_words_of_the_topic_not_of_every_talk():
    said = ["the ladder is broken [person 1]"] * 4 + ["the garden is open [person 1]"] * 4
    found = terms(said, np.repeat([0, 1], 4), "en", 3)
    assert found[0][0] in ("ladder", "broken", "ladder broken")
    assert not {"the", "person", "garden"} & set(" ".join(found[0]).split())
    assert {"the"} <= stop_words("en") and {"les", "est"} <= stop_words("fr")


def test_one_word_in_common_is_enough_for_terms():
    texts = ["hammer blue", "hammer green", "hammer red"]
    assert terms(texts, np.array([0, 0, 1]), "en", 3) == {0: ["hammer"], 1: ["hammer"]}


def test_the_declared_vectors_are_what_is_read(tmp_path):
    """Without them nothing is worked out, and a text that is in them is not embedded again."""
    study = small_study(tmp_path)
    with pytest.raises(StudyError, match=r"coding/embeddings\.parquet"):
        embed.study_encoder(study)
    texts = embed.texts_of(in_coders_terms(study.table("coding/units")))
    assert len(texts) == len(set(texts)) and set(segments()["text"]) <= set(texts) and "And what else?" in texts
    marked = np.arange(len(texts) * 512, dtype=np.float32).reshape(len(texts), 512)
    with study.writing() as out:
        table = pd.DataFrame({"key": [fingerprint(text) for text in texts], "vector": list(marked)})
        table.to_parquet(out.path("processed/coding/embeddings.parquet"), index=False)
    assert (embed.study_encoder(study).encode(texts) == marked).all()


def test_wards_tree_over_groups_of_points_is_wards_own_where_every_point_is_a_group():
    points = np.random.default_rng(5).normal(size=(200, 6))
    ours, theirs = ward(points, 17), AgglomerativeClustering(17, linkage="ward").fit_predict(points)
    assert adjusted_rand_score(ours, theirs) == 1


def test_many_points_are_gathered_and_groups_apart_stay_apart(monkeypatch):
    monkeypatch.setattr("pipeline.coding.ward.GROUPS", 60)
    centres = np.random.default_rng(5).normal(size=(8, 5)) * 20
    points = np.repeat(centres, 50, axis=0) + np.random.default_rng(6).normal(size=(400, 5))
    assert adjusted_rand_score(ward(points, 8), np.repeat(np.arange(8), 50)) == 1
    assert ward(points[:1], 3).tolist() == [0]
