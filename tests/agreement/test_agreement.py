"""Agreement coefficients against the values their authors, and other programs, published."""

import doctest
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pipeline.agreement import coefficients
from pipeline.agreement.coefficients import (
    bootstrap_alpha,
    bootstrap_kappa,
    cluster_weights,
    cohen_kappa,
    contingency,
    distance_matrix,
    fleiss_kappa,
    gwet_ac1,
    interval,
    krippendorff_alpha,
    masi_distance,
    percent_agreement,
    value_counts,
    values_of,
)

PUBLISHED = YAML(typ="safe").load(Path(__file__).with_name("published_tables.yaml").read_text(encoding="utf-8"))


def ratings_of(patterns: dict[str, int]) -> list[list[str | None]]:
    """What each coder said, a row a coder: `patterns` maps what all said of a unit to how many units it was."""
    units = [pattern.split() for pattern, times in patterns.items() for _ in range(times)]
    return [[None if said == "." else said for said in column] for column in zip(*units, strict=True)]


def test_worked_examples_of_the_documentation_hold():
    results = doctest.testmod(coefficients)
    assert results.attempted >= 5
    assert results.failed == 0


@pytest.mark.parametrize("row", PUBLISHED["two_coders"], ids=lambda row: row["id"])
def test_two_coders_of_freelon_2010(row):
    data = ratings_of(row["patterns"])
    counts = value_counts(data)
    assert 100 * percent_agreement(counts) == pytest.approx(row["percent"], abs=0.06)
    assert cohen_kappa(contingency(*data)) == pytest.approx(row["kappa"], abs=0.0051)  # printed with two decimals
    assert krippendorff_alpha(counts) == pytest.approx(row["alpha"], abs=0.00006)


@pytest.mark.parametrize("row", PUBLISHED["three_coders"], ids=lambda row: row["id"])
def test_three_coders_of_freelon_2010(row):
    data = ratings_of(row["patterns"])
    counts, values = value_counts(data), values_of(data)
    kappas = [cohen_kappa(contingency(a, b, values)) for a, b in combinations(data, 2)]
    assert 100 * percent_agreement(counts) == pytest.approx(row["percent"], abs=0.06)
    if row["kappa"] is None:
        assert np.isnan(kappas).any()
    else:
        assert np.mean(kappas) == pytest.approx(row["kappa"], abs=0.0006)
    assert krippendorff_alpha(counts) == pytest.approx(row["alpha"], abs=0.00006)


@pytest.mark.parametrize("row", PUBLISHED["nominal_alpha"], ids=lambda row: row["id"])
def test_nominal_alpha_of_the_literature(row):
    assert krippendorff_alpha(value_counts(ratings_of(row["patterns"]))) == pytest.approx(row["alpha"], abs=0.0006)


def test_gwet_tables():
    four = PUBLISHED["four_raters"]
    counts = value_counts(ratings_of(four["patterns"]))
    assert krippendorff_alpha(counts) == pytest.approx(four["alpha"], abs=0.0001)
    assert gwet_ac1(counts) == pytest.approx(four["ac1"], abs=0.0001)

    two = PUBLISHED["two_abstractors"]
    pairs = [(a, b) for a in range(3) for b in range(3) for _ in range(two["table"][a][b])]
    counts = value_counts(list(zip(*pairs, strict=True)))
    assert gwet_ac1(counts) == pytest.approx(two["ac1"], abs=0.0001)
    assert krippendorff_alpha(counts) == pytest.approx(two["alpha"], abs=0.0001)

    six = PUBLISHED["six_raters"]
    counts = np.array(six["counts"], dtype=float)
    assert gwet_ac1(counts) == pytest.approx(six["ac1"], abs=0.0001)
    assert krippendorff_alpha(counts) == pytest.approx(six["alpha"], abs=0.0001)


def test_masi_distances_of_passonneau_2006():
    a, b, c = frozenset("a"), frozenset("ab"), frozenset("bc")
    assert masi_distance(b, b) == 0
    assert masi_distance(a, b) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance(b, c) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance(a, c) == 1
    assert masi_distance(frozenset(), frozenset()) == 0
    assert masi_distance(frozenset(), a) == 1


def test_half_right_sets_count_as_half_right_not_as_wrong():
    a = [frozenset("x"), frozenset("xy"), frozenset("y"), frozenset("z")]
    b = [frozenset("x"), frozenset("x"), frozenset("y"), frozenset("z")]
    values = values_of([a, b])
    counts = value_counts([a, b])
    nominal = krippendorff_alpha(counts)
    masi = krippendorff_alpha(counts, distance_matrix(values, masi_distance))
    assert nominal < masi < 1


def test_alpha_with_masi_is_nominal_alpha_for_single_codes():
    a, b = list("xxyzzyxx"), list("xyyzzyxz")
    as_sets = [[frozenset(value) for value in row] for row in (a, b)]
    distance = distance_matrix(values_of(as_sets), masi_distance)
    assert krippendorff_alpha(value_counts(as_sets), distance) == pytest.approx(
        krippendorff_alpha(value_counts([a, b]))
    )


def test_undefined_agreement_is_empty_not_one():
    nobody = value_counts([[None, 1], [1, None]])
    assert np.isnan(percent_agreement(nobody)) and np.isnan(krippendorff_alpha(nobody))
    same = [[0, 0, 0], [0, 0, 0]]
    assert np.isnan(krippendorff_alpha(value_counts(same, [0, 1])))
    assert np.isnan(cohen_kappa(contingency(*same, [0, 1])))
    assert gwet_ac1(value_counts(same, [0, 1])) == 1


codings = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=40)


@given(codings)
def test_coefficients_do_not_depend_on_who_is_named_first_nor_exceed_one(pairs):
    a, b = zip(*pairs, strict=True)
    for one, other in (
        (cohen_kappa(contingency(a, b, range(3))), cohen_kappa(contingency(b, a, range(3)))),
        (krippendorff_alpha(value_counts([a, b])), krippendorff_alpha(value_counts([b, a]))),
        (gwet_ac1(value_counts([a, b], range(3))), gwet_ac1(value_counts([b, a], range(3)))),
    ):
        assert one == pytest.approx(other, nan_ok=True)
        assert np.isnan(one) or one <= 1 + 1e-12


@given(codings)
def test_perfect_agreement_is_one(pairs):
    a = [pair[0] for pair in pairs]
    expected = np.nan if len(set(a)) == 1 else 1.0
    assert cohen_kappa(contingency(a, a, range(3))) == pytest.approx(expected, nan_ok=True)
    assert krippendorff_alpha(value_counts([a, a], range(3))) == pytest.approx(expected, nan_ok=True)


def test_bootstrap_draws_whole_notes_and_brackets_the_estimate():
    rng = np.random.default_rng(1)
    a = rng.integers(0, 2, 200)
    b = np.where(rng.random(200) < 0.85, a, 1 - a)
    notes = np.repeat(np.arange(20), 10)
    weights = cluster_weights(20, 500, seed=1)
    assert (weights.sum(axis=1) == 20).all()
    tables = np.stack([contingency(a[notes == note], b[notes == note], [0, 1]) for note in range(20)])
    counts = value_counts([a, b], [0, 1])
    for samples, estimate in (
        (bootstrap_kappa(tables, weights), cohen_kappa(contingency(a, b, [0, 1]))),
        (bootstrap_alpha(counts, notes, weights), krippendorff_alpha(counts)),
    ):
        low, high = interval(samples)
        assert low < estimate < high
    assert bootstrap_alpha(counts, notes, np.ones((1, 20)))[0] == pytest.approx(krippendorff_alpha(counts))


def test_interval_is_empty_where_most_samples_are_undefined():
    assert np.isnan(interval(np.array([np.nan, np.nan, 1.0]))).all()
    assert interval(np.array([np.nan, 1.0, 1.0])) == (1.0, 1.0)
    assert interval(np.array([np.nan, 1.0])) == (1.0, 1.0)  # half of them are enough


def test_units_with_one_coding_count_for_no_agreement_between_coders():
    twice = np.array([[2, 0], [1, 1], [0, 2], [2, 0]])
    assert fleiss_kappa(np.vstack([twice, [[1, 0], [0, 1]]])) == fleiss_kappa(twice)
    # For the prevalence of AC1 they count, each unit by the share of its codings (Gwet 2008).
    counts = np.array([[2, 0], [1, 1], [0, 2], [1, 0], [3, 0]])
    prevalence = np.array([1, 0.5, 0, 1, 1]).mean()
    expected = 2 * prevalence * (1 - prevalence)
    agreed = np.array([1, 0, 1, 1]).mean()
    assert gwet_ac1(counts) == pytest.approx((agreed - expected) / (1 - expected))


def test_fleiss_kappa_of_the_worked_example_with_fourteen_coders():
    """Ten subjects, fourteen raters, five categories: kappa .210 (Wikipedia, Fleiss' kappa, worked example)."""
    counts = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
    assert fleiss_kappa(np.array(counts, float)) == pytest.approx(0.210, abs=0.0005)
    assert np.isnan(fleiss_kappa(np.array([[2.0, 0.0], [2.0, 0.0]])))
