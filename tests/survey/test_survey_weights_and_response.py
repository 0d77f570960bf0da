"""Weights from the design over non-response to the margins; who answered; how well a battery holds together."""

import numpy as np
import pandas as pd
import pytest
from survey_helpers import study_in

from pipeline.cleaning.entries import Text
from pipeline.language import Words
from pipeline.study import StudyError
from pipeline.survey.batteries_reliability import alpha, alpha_interval, omega
from pipeline.survey.estimates import CELLS, by_group, linearised
from pipeline.survey.labelled_workbook import write_xlsx
from pipeline.survey.nonresponse import factors
from pipeline.survey.response import missing_patterns, response_rates
from pipeline.survey.survey_codebook import Response, SurveyCodebook
from pipeline.survey.variance import design_of, mean
from pipeline.survey.weights import rake

MARGINS = {"sex": pd.Series({"1": 60.0, "2": 40.0}), "area": pd.Series({"a": 30.0, "b": 70.0})}


@pytest.fixture
def people() -> pd.DataFrame:
    return pd.DataFrame({"sex": [1, 1, 1, 2, 2, 2, 2, 2, 1, 2], "area": list("aabbbbbbba")})


def test_raking_meets_every_margin(people):
    weights, report = rake(people, MARGINS, "x")
    for name, population in MARGINS.items():
        assert weights.groupby(people[name].astype(str)).sum().to_dict() == pytest.approx(population.to_dict())
    assert report["converged"] and weights.sum() == pytest.approx(100)


def test_one_margin_is_post_stratification(people):
    weights, _ = rake(people, {"sex": MARGINS["sex"]}, "x")
    assert weights[people["sex"] == 1].to_list() == pytest.approx([60 / 4] * 4)


def test_design_weights_are_what_raking_starts_from(people):
    base = pd.Series([2.0, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    weights, _ = rake(people, {"sex": MARGINS["sex"]}, "x", base)
    assert weights[0] == pytest.approx(2 * weights[2])


def test_trimmed_weights_are_no_larger_and_still_meet_the_margins(people):
    free, _ = rake(people, MARGINS, "x")
    limit = 0.9 * free.max() / free.mean()
    weights, report = rake(people, MARGINS, "x", largest=limit)
    assert weights.max() <= limit * weights.mean() * (1 + 1e-6) < free.max()
    assert weights.groupby(people["area"]).sum().to_dict() == pytest.approx(MARGINS["area"].to_dict(), abs=0.05)
    assert report["trimmed"] > 0


def test_the_limit_is_of_the_mean_weight_whatever_the_design_weights_add_up_to(people):
    base = pd.Series([200.0, 100, 100, 100, 100, 100, 100, 100, 100, 100])
    weights, report = rake(people, {"sex": MARGINS["sex"]}, "x", base, largest=2.0)
    assert weights.max() == pytest.approx(2 * weights.mean()) and report["trimmed"] == 1


def test_who_lacks_a_category_keeps_the_share_of_the_sample_and_the_others_meet_the_rest(people):
    people = people.assign(sex=people["sex"].astype("Int64").where(people.index > 0))
    weights, _ = rake(people, {"sex": MARGINS["sex"]}, "x")
    assert weights[0] == pytest.approx(10)  # one of ten
    assert weights[people["sex"] == 1].sum() == pytest.approx(60 * 0.9)


def test_a_limit_that_no_weights_can_keep_is_told(people):
    with pytest.raises(StudyError, match="let weights be larger"):
        rake(people, MARGINS, "x", largest=1.01)


def sample_file(folder, rows: list[str]):
    path = folder / "sample.csv"
    path.write_text("area\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("method", ["classes", "propensity"])
def test_those_who_answered_stand_for_those_who_did_not(method, tmp_path):
    people = pd.DataFrame({"area": ["a"] * 2 + ["b"] * 6})
    found = factors(people, sample_file(tmp_path, ["a"] * 10 + ["b"] * 12), ["area"], None, method, "x")
    assert found.to_list() == pytest.approx([5.0] * 2 + [2.0] * 6)


def test_a_class_in_which_nobody_answered_is_told(tmp_path):
    people = pd.DataFrame({"area": ["a"]})
    with pytest.raises(StudyError, match="nobody of the class b answered"):
        factors(people, sample_file(tmp_path, ["a", "b"]), ["area"], None, "classes", "x")


def test_a_linearised_share_has_the_base_that_gives_its_error():
    values = np.array([1.0, 0, 1, 1, 0, 1, 0, 0])
    design = design_of(np.array([1.0, 2, 1, 3, 1, 2, 2, 1]), clusters=np.array([0, 0, 1, 1, 2, 2, 3, 3]))
    groups = np.zeros(8, dtype=int)
    cells = linearised(by_group(values, design.weights, groups, 1), values, groups, design, share=True)
    share, error = mean(values, design)
    base = cells[0][CELLS.index("effective_base")]
    assert share * (1 - share) / base == pytest.approx(error**2)


def test_a_linearised_mean_has_the_interval_of_its_error():
    values = np.array([3.0, 5, 8, 1, 9, 4, 2, 7])
    design = design_of(np.array([1.0, 2, 1, 3, 1, 2, 2, 1]), clusters=np.array([0, 0, 1, 1, 2, 2, 3, 3]))
    groups = np.zeros(8, dtype=int)
    cell = linearised(by_group(values, design.weights, groups, 1), values, groups, design, share=False)[0]
    base, deviation = (cell[CELLS.index(name)] for name in ("effective_base", "weighted_deviation"))
    assert deviation / np.sqrt(base) == pytest.approx(mean(values, design)[1])


def codebook_with(response: Response | None) -> SurveyCodebook:
    text = Text(en="x", fr="x")
    return SurveyCodebook.model_construct(title=text, response=response, variables=[])


WORDS = {language: Words("survey", language) for language in ("en", "fr")}


def test_response_rates_are_those_of_aapor():
    rule = Response(partial=["partial"], refused=["no_consent"], refusals=10, non_contacts=20, others=5, unknown=30)
    rule = rule.model_copy(update={"eligible_share": 0.5})
    dropped = {"partial": 8, "no_consent": 2, "test": 3}
    rates = response_rates(dropped, 50, codebook_with(rule), WORDS).set_index("rate")
    # I 50, P 8, R 12, O 5, NC 20, U 30, e .5
    assert rates.loc["RR1", "percent"] == pytest.approx(100 * 50 / 125)
    assert rates.loc["RR2", "percent"] == pytest.approx(100 * 58 / 125)
    assert rates.loc["RR3", "percent"] == pytest.approx(100 * 50 / 110)
    assert rates.loc["RR5", "percent"] == pytest.approx(100 * 50 / 95)
    assert rates.loc["COOP1", "percent"] == pytest.approx(100 * 50 / 75)
    assert rates.loc["REF1", "percent"] == pytest.approx(100 * 12 / 125)


def test_those_who_never_answered_an_invitation_are_of_unknown_eligibility():
    rule = Response(invited=480, partial=["partial"], not_eligible=["moved"])
    rates = response_rates({"partial": 10, "moved": 20}, 70, codebook_with(rule), WORDS).set_index("rate")
    # I 70, P 10, ineligible 20, U 480 - 100
    assert rates.loc["RR1", "percent"] == pytest.approx(100 * 70 / 460)
    assert rates.loc["RR2", "percent"] == pytest.approx(100 * 80 / 460)
    with pytest.raises(StudyError, match="60 invited, and 100 accounted for"):
        response_rates({"partial": 10, "moved": 20}, 70, codebook_with(rule.model_copy(update={"invited": 60})), WORDS)


def test_rates_are_said_to_be_unknown_where_nobody_wrote_how_many_were_asked():
    rates = response_rates({}, 70, codebook_with(None), WORDS).set_index("rate")
    assert len(rates) == 9 and rates["percent"].isna().all() and rates.loc["RR1", "numerator"] == 70
    assert rates["meaning_en"].str.contains("not known").all() and rates["meaning_fr"].str.contains("inconnu").all()
    some = response_rates({}, 70, codebook_with(Response(non_contacts=30)), WORDS).set_index("rate")
    assert some.loc["RR5", "percent"] == 70 and pd.isna(some.loc["RR1", "percent"])
    assert "not known" not in some.loc["RR5", "meaning_en"]


def test_patterns_of_few_records_are_put_together():
    answered = pd.DataFrame({"a": [True] * 6 + [False] * 6 + [True], "b": [True] * 12 + [False]})
    table = missing_patterns(answered, 5)
    assert dict(zip(table["missing_items"], table["records"], strict=True)) == {"": 6, "a": 6, "(other)": 1}
    assert table["percent"].sum() == pytest.approx(100)
    alone = missing_patterns(answered.iloc[5:], 5)  # one record left out nothing: that names nobody's gap
    assert dict(zip(alone["missing_items"], alone["records"], strict=True)) == {"": 1, "a": 6, "(other)": 1}


def test_alpha_and_omega_of_parallel_items_are_the_textbooks():
    """Items with one true score and errors of one variance: alpha = omega = k·r / (1 + (k-1)·r) (Spearman-Brown)."""
    chance = np.random.default_rng(7)
    true = chance.normal(size=(200_000, 1))
    items = true + chance.normal(size=(200_000, 4))  # r = .5 between items
    assert alpha(items) == pytest.approx(0.8, abs=0.005)
    assert omega(items) == pytest.approx(0.8, abs=0.005)
    uneven = true * np.array([0.2, 0.5, 1.0, 2.0]) + chance.normal(size=(200_000, 4))
    assert omega(uneven) > alpha(uneven)


def test_the_interval_of_alpha_holds_it_and_narrows():
    low, high = alpha_interval(0.8, 50, 5)
    assert low < 0.8 < high
    wide = alpha_interval(0.8, 20, 5)
    assert wide[1] - wide[0] > high - low


def test_all_mistakes_of_a_codebook_are_told_at_once_with_their_lines(tmp_path):
    study = study_in(tmp_path)
    path = study.codebooks / "survey.yaml"
    text = path.read_text(encoding="utf-8")
    for before, after in (("variable: Q12_hired", "variable: Q12_hierd"), ("core_items: [Q7_first", "core_items: [Q7")):
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as error:
        study.codebook("survey", SurveyCodebook)
    told = str(error.value)
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if "Q12_hierd" in line or "[Q7," in line]
    assert "2 mistakes" in told and all(f"line {number}" in told for number in lines)


def test_the_workbook_says_answers_in_words_and_has_the_same_bytes_every_time(tmp_path, codebook):
    import openpyxl

    respondents = pd.DataFrame({"record_id": ["R_1", "R_2"], "size_band": [2, None], "weight": [1.5, 2.0]})
    respondents["size_band"] = respondents["size_band"].astype("Int64")
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        write_xlsx(path, respondents, codebook, "fr")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    book = openpyxl.load_workbook(paths[0])
    rows = list(book["data"].iter_rows(values_only=True))
    assert [row[0] for row in rows[2:]] == ["R_1", "R_2"]
    variables = {row[0]: row[3] for row in book["variables"].iter_rows(values_only=True)}
    assert "R_1" not in str(variables)
    shown = dict(zip(rows[0], rows[2], strict=True))
    assert shown["weight"] == 1.5
    assert shown["size_band"] == codebook.values("size_band")[2]["fr"]
