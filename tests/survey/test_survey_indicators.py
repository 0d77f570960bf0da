"""Indicators, intervals, weights and suppression against published examples and an independent library."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW
from survey_helpers import ROOT

from pipeline.cleaning.disclosure import hidden_groups, suppressed
from pipeline.cleaning.entries import Text
from pipeline.study import StudyError
from pipeline.survey.compare import compared, exact_test, freeman_halton
from pipeline.survey.estimates import share_interval
from pipeline.survey.indicators import groupings, hidden, measured, measures
from pipeline.survey.survey_codebook import Indicator, Margin, SurveyCodebook
from pipeline.survey.weights import design_effect, rake, read_margins

BOTH = Text(en="x", fr="x")


@pytest.fixture(scope="module")
def respondents(cleaned) -> pd.DataFrame:
    return cleaned.table("survey/cleaned")


@pytest.fixture(scope="module")
def results(respondents, codebook):
    figures, groups = measures(respondents, codebook), groupings(respondents, codebook)
    hide = hidden(figures, groups, 5)
    return {
        "figures": figures,
        "groups": groups,
        "hide": hide,
        "table": measured(figures, groups, hide, respondents["weight"].to_numpy()),
    }


# --- the study's own figures ---


def test_all_fifteen_published_percentages_come_out(results):
    published = pd.read_csv(ROOT / "raw/published/figures.csv")
    exact = published[(published["base"] == "employers") & published["precision"].isin(["exact", "at_least"])]
    table = results["table"]
    overall = table[table["breakdown"] == "overall"].set_index("indicator")
    assert published.loc[published["base"].eq("employers"), "indicator"].nunique() == 15
    for claim in exact[exact["section"] == "outcomes"].itertuples():
        assert math.floor(overall.loc[claim.indicator, "percent"] + 0.5) == claim.value, claim.claim
    assert overall.loc["pandemic_reduced_places", "percent"] == pytest.approx(100 * 31 / 67)
    assert overall.loc["survey_respondents", "numerator"] == 70


def test_the_overall_row_always_stands_and_groups_come_with_labels_in_both_languages(results):
    table = results["table"]
    overall = table[table["breakdown"] == "overall"]
    assert overall["denominator"].notna().all() and not overall["suppressed"].any()
    assert (table[["label_en", "label_fr", "group_en", "group_fr"]].map(len) > 0).all().all()
    regions = table[(table["breakdown"] == "region") & (table["indicator"] == "process_eased")]
    assert regions["group_fr"].tolist()[:3] == ["Colombie-Britannique", "Prairies", "Ontario"]


def test_estimates_and_intervals_equal_statsmodels_to_four_decimals(results, respondents):
    table = results["table"].set_index(["indicator", "breakdown", "group"])
    checked = 0
    for measure in results["figures"]:
        for name, codes, of in [
            ("overall", ["all"], np.zeros(len(respondents), int)),
            *[(g.name, g.codes, g.of) for g in results["groups"]],
        ]:
            for number, code in enumerate(codes):
                row = table.loc[(measure.name, name, code)]
                inside = (of == number) & ~np.isnan(measure.values)
                if row["suppressed"] or measure.unit == "respondents" or inside.sum() < 2:
                    continue
                values, weights = measure.values[inside], respondents["weight"].to_numpy()[inside]
                factor = 1 if measure.unit == "mean" else 100
                weighted = DescrStatsW(values, weights=weights)
                effective = weights.sum() ** 2 / (weights**2).sum()
                assert row["weighted_estimate"] == pytest.approx(factor * weighted.mean, abs=1e-4)
                if measure.unit == "percent":
                    low, high = proportion_confint(values.sum(), len(values), method="wilson")
                    share = weighted.mean
                    wlow, whigh = proportion_confint(share * effective, effective, method="wilson")
                else:
                    low, high = DescrStatsW(values).tconfint_mean()
                    scaled = DescrStatsW(values, weights=weights / weights.sum() * effective)
                    wlow, whigh = scaled.tconfint_mean()
                found = row[["ci_low", "ci_high", "weighted_ci_low", "weighted_ci_high"]].astype(float)
                expected = [factor * number for number in (low, high, wlow, whigh)]
                assert found.tolist() == pytest.approx(expected, abs=1e-4, nan_ok=True), (measure.name, name, code)
                checked += 1
    assert checked > 500


# --- intervals and tests of the literature ---


@pytest.mark.parametrize(
    ("hits", "base", "low", "high"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_wilson_intervals_are_those_of_newcombe_1998(hits, base, low, high):
    found = share_interval([hits], [base])
    assert [found[0][0], found[1][0]] == pytest.approx([low, high], abs=0.01)


@settings(deadline=None)
@given(base=st.integers(1, 500), data=st.data())
def test_an_interval_holds_its_estimate_and_stays_within_0_and_100(base, data):
    hits = data.draw(st.integers(0, base))
    low, high = share_interval([hits], [base])
    assert -1e-9 <= low[0] <= 100 * hits / base + 1e-9 and 100 * hits / base - 1e-9 <= high[0] <= 100 + 1e-9


@settings(deadline=None, max_examples=40)
@given(table=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), min_size=3, max_size=4))
def test_freeman_halton_counts_every_table_with_the_same_margins(table):
    base = np.array([size for size, _ in table])
    hits = np.array([min(size, hit) for size, hit in table])
    total, most = hits.sum(), base.sum()

    def probability(counts):
        ways = math.prod(math.comb(int(n), int(k)) for n, k in zip(base, counts, strict=True))
        return ways / math.comb(int(most), int(total))

    every = [c for c in itertools.product(*(range(n + 1) for n in base)) if sum(c) == total]
    expected = sum(p for p in map(probability, every) if p <= probability(hits) * (1 + 1e-7))
    assert freeman_halton(hits, base) == pytest.approx(expected)


def test_one_very_large_group_does_not_make_the_exact_test_too_long():
    """The count of the largest group follows from the others: 6 times 6 tables, however large it is."""
    assert exact_test(np.array([3, 1, 900_000]), np.array([5, 5, 3_000_000]))[1] == "Freeman-Halton exact"


def test_two_groups_are_tested_with_fishers_exact_test():
    # The lady tasting tea (Fisher 1935): 3 of 4 cups right, p = 0.4857 on both sides.
    assert exact_test(np.array([3, 1]), np.array([4, 4])) == (pytest.approx(0.4857, abs=1e-4), "Fisher exact")
    assert freeman_halton(np.array([3, 1]), np.array([4, 9])) == pytest.approx(
        stats.fisher_exact([[3, 1], [1, 8]]).pvalue
    )


def test_comparisons_tell_size_first_and_correct_for_their_number(results):
    table = compared(results["figures"], results["groups"], results["hide"])
    assert table.columns[2] == "difference"
    assert set(table["comparisons"]) == {len(table)}
    ordered = table.sort_values("p_value")
    assert ordered["p_adjusted"].iloc[0] == pytest.approx(min(1, ordered["p_value"].iloc[0] * len(table)))
    assert (table["p_adjusted"] >= table["p_value"]).all()
    rural = table[(table["indicator"] == "enlarged_talent_pool") & (table["breakdown"] == "rural")].squeeze()
    assert rural["difference"] == pytest.approx(100 * (37 / 42 - 13 / 27))
    # an indicator is not compared by the question it is made of
    assert table[(table["indicator"] == "first_time_wil_employer") & (table["breakdown"] == "first_wil")].empty


# --- suppression ---


def test_groups_under_the_threshold_are_empty_everywhere(results, respondents):
    table = results["table"]
    small = table[table["suppressed"]]
    assert (
        len(small)
        and small.drop(columns=["indicator", "breakdown", "group", "suppressed", "unit"])
        .filter(regex="^(?!label|group)")
        .isna()
        .all()
        .all()
    )
    shown = table[~table["suppressed"] & (table["breakdown"] != "overall")]
    assert (shown["denominator"] >= 5).all()


@settings(deadline=None)
@given(
    bases=st.lists(st.integers(0, 12), min_size=1, max_size=8),
    unknown=st.integers(0, 6),
    threshold=st.integers(2, 6),
)
def test_what_a_breakdown_hides_cannot_be_had_by_subtraction(bases, unknown, threshold):
    hide = suppressed(np.array(bases), threshold, unknown)
    hidden_cells = [n for n, h in zip(bases, hide, strict=True) if h and n] + ([unknown] if unknown else [])
    shown = [n for n, h in zip(bases, hide, strict=True) if not h]
    assert all(n >= threshold for n in shown)
    if shown and hidden_cells:
        rest = sum(bases) + unknown - sum(shown)
        assert rest >= threshold and not (len(hidden_cells) == 1 and hidden_cells[0] < threshold)


def test_a_small_group_cannot_be_had_from_another_breakdown_that_holds_it():
    # Region North = YT (2) + NT (7); without the second rule North - NT = YT.
    region = np.array([0] * 9 + [1] * 20)
    province = np.array([0] * 2 + [1] * 7 + [2] * 20)
    patterns, counts = np.unique(np.stack([region, province], axis=1), axis=0, return_counts=True)
    of_region, of_province = hidden_groups(patterns, counts, [2, 3], 5)
    assert of_province[0] and (of_province[1] or of_region[0])


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_small_cell_is_a_sum_of_printed_cells(data):
    n = data.draw(st.integers(8, 40))
    groups = [np.array(data.draw(st.lists(st.integers(-1, 3), min_size=n, max_size=n))) for _ in range(2)]
    patterns, counts = np.unique(np.stack(groups, axis=1), axis=0, return_counts=True)
    hide = hidden_groups(patterns, counts, [4, 4], 4)
    printed = [np.ones(n)] + [
        (of == g).astype(float) for of, h in zip(groups, hide, strict=True) for g in range(4) if not h[g]
    ]
    known = np.array(printed).T
    for of, h in zip(groups, hide, strict=True):
        for g in range(4):
            cell = (of == g).astype(float)
            if h[g] and not h.all() and 0 < cell.sum() < 4:
                solution = np.linalg.lstsq(known, cell, rcond=None)[0]
                assert np.abs(known @ solution - cell).max() > 1e-9


# --- weights ---


def margins_codebook(codebook: SurveyCodebook, *names: str) -> SurveyCodebook:
    return codebook.model_copy(update={"margins": [Margin(margin=name, variable=name) for name in names]})


def test_raked_shares_are_the_populations(respondents, codebook):
    for name, population in read_margins(ROOT / "raw/survey/population_margins.csv", codebook).items():
        shares = respondents.groupby(respondents[name].astype(str))["weight"].sum()
        assert (shares - population).abs().max() < 1e-6
    assert respondents["weight"].sum() == pytest.approx(480)


def test_raking_gives_the_textbook_table():
    # The worked example of the encyclopaedia article on iterative proportional fitting, to its two decimals.
    seed = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
    rows, columns = [150, 300, 400, 150], [200, 300, 400, 100]
    people = pd.DataFrame(
        [(i, j) for i, line in enumerate(seed) for j, n in enumerate(line) for _ in range(n)], columns=["a", "b"]
    )
    index = [str(number) for number in range(4)]
    weights, report = rake(
        people, {"a": pd.Series(rows, index, dtype=float), "b": pd.Series(columns, index, dtype=float)}, "x"
    )
    table = weights.groupby([people["a"], people["b"]]).sum().unstack()
    expected = [
        [64.61, 46.28, 35.42, 3.83],
        [49.95, 68.15, 156.49, 25.37],
        [56.70, 144.40, 145.06, 53.76],
        [28.74, 41.18, 63.03, 17.03],
    ]
    assert table.to_numpy() == pytest.approx(np.array(expected), abs=0.2)
    assert report["converged"] and report["furthest_from_margin_points"] < 1e-6


def test_a_margin_category_without_respondents_is_named(respondents, codebook):
    margins = read_margins(ROOT / "raw/survey/population_margins.csv", codebook)
    with pytest.raises(StudyError, match="no respondent in region North"):
        rake(respondents[respondents["region"] != "North"], margins, "survey.sav")


def test_a_respondent_of_unknown_group_keeps_a_weight_and_the_rest_is_raked(respondents, codebook):
    margins = read_margins(ROOT / "raw/survey/population_margins.csv", codebook)
    some = respondents.assign(size_band=respondents["size_band"].where(respondents.index > 2, pd.NA))
    weights, report = rake(some, margins, "survey.sav")
    assert report["converged"] and weights.min() > 0 and weights.sum() == pytest.approx(480)


def test_margins_that_no_weights_can_meet_are_refused():
    # Everybody in x is in p and everybody in y in q, so that the two margins cannot differ.
    people = pd.DataFrame({"a": ["x"] * 5 + ["y"] * 5, "b": ["p"] * 5 + ["q"] * 5})
    margins = {"a": pd.Series({"x": 60.0, "y": 40.0}), "b": pd.Series({"p": 40.0, "q": 60.0})}
    with pytest.raises(StudyError, match="does not converge"):
        rake(people, margins, "survey.sav")


def test_margins_of_two_populations_are_refused(tmp_path, codebook):
    table = pd.read_csv(ROOT / "raw/survey/population_margins.csv")
    table.loc[0, "population"] += 10
    table.to_csv(tmp_path / "margins.csv", index=False)
    with pytest.raises(StudyError, match="different totals"):
        read_margins(tmp_path / "margins.csv", codebook)


@settings(deadline=None)
@given(weights=st.lists(st.floats(0.1, 20), min_size=1, max_size=50))
def test_design_effect_is_one_plus_the_squared_variation_of_the_weights(weights):
    values = np.array(weights)
    assert design_effect(values) == pytest.approx(1 + values.var() / values.mean() ** 2)  # Kish 1965


# --- kinds of indicators, on a handful of people ---


def small(codebook: SurveyCodebook, indicators: list[Indicator]) -> SurveyCodebook:
    return codebook.model_copy(update={"indicators": indicators, "breakdowns": []})


def test_every_kind_of_indicator_on_a_handful_of_people(codebook):
    people = pd.DataFrame(
        {
            "recommend": pd.array([10, 9, 7, 3, None], dtype="Int64"),
            "form_micro": pd.array([1, 0, 1, None, None], dtype="Int64"),
            "form_online": pd.array([0, 0, None, 1, None], dtype="Int64"),
            "weight": [1.0, 1.0, 1.0, 2.0, 1.0],
        }
    )
    book = small(
        codebook,
        [
            Indicator(
                name="net",
                kind="net",
                variables=["recommend"],
                counts=[9, 10],
                against=[0, 1, 2, 3, 4, 5, 6],
                label=BOTH,
                base=BOTH,
            ),
            Indicator(
                name="among",
                kind="share",
                variables=["recommend"],
                counts=[10],
                among={"variable": "form_micro", "equals": 1},
                label=BOTH,
                base=BOTH,
            ),
            Indicator(name="mean", kind="mean", variables=["recommend"], label=BOTH, base=BOTH),
            Indicator(
                name="forms",
                kind="multiple_response",
                variables=["form_micro", "form_online"],
                counts=[1],
                label=BOTH,
                base=BOTH,
            ),
        ],
    )
    table = measured(measures(people, book), [], {}, people["weight"].to_numpy()).set_index("indicator")
    assert table.loc["net", ["numerator", "denominator", "estimate", "weighted_estimate"]].tolist() == [1, 4, 25.0, 0.0]
    assert table.loc["mean", ["numerator", "denominator", "estimate"]].tolist() == [29, 4, 7.25]
    assert pd.isna(table.loc["mean", "percent"])
    assert table.loc["forms:form_micro", ["numerator", "denominator", "percent"]].tolist() == [2, 4, 50.0]
    assert table.loc["forms:form_online", ["numerator", "denominator"]].tolist() == [1, 4]
    assert table.loc["among", ["numerator", "denominator"]].tolist() == [1, 2]
