"""Figures in print: recomputed where the data allow it, tested against one another; every mistake of the file told."""

import shutil

import pytest

from pipeline.study import Study, StudyError
from pipeline.survey import clean, measure
from pipeline.triangulation import reconcile, triangulate
from pipeline.triangulation.published import Claim, Relation
from pipeline.triangulation.settings import Wording
from tests.triangulation.conftest import ROOT, edit_params, respondents, write_tables

HEAD = "claim,section,value,unit,precision,base,indicator,restates,statement\n"


def published(study: Study, figures: str, relations: str = "") -> Study:
    folder = study.raw / "published"
    (folder / "figures.csv").write_text(HEAD + figures, encoding="utf-8")
    (folder / "relations.csv").write_text("relation,left,right,statement\n" + relations, encoding="utf-8")
    return study


def verdicts(study: Study) -> dict:
    reconcile.run(study)
    return study.table("triangulation/published").set_index("claim").to_dict("index")


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Study:
    """The repository's own study, its survey cleaned and measured."""
    folder = tmp_path_factory.mktemp("whole")
    for name in ("survey", "published"):
        shutil.copytree(ROOT / "raw" / name, folder / "raw" / name)
    shutil.copytree(ROOT / "codebooks", folder / "codebooks")
    shutil.copy(ROOT / "params.yaml", folder)
    study = Study(folder)
    clean.run(study)
    kept = study.table("survey/cleaned")
    write_tables(study, survey__respondents=kept.assign(benefits="", obstacles="", suggestions=""))
    measure.run(study)
    reconcile.run(study)
    return study


def test_every_figure_has_a_verdict_and_a_reason_in_both_languages(whole):
    table = whole.table("triangulation/published")
    assert len(table) == 39
    assert table[["note_en", "note_fr"]].map(len).min().min() > 20
    assert not (table["note_en"] == table["note_fr"]).any()


def test_only_the_sum_that_fails_makes_figures_inconsistent(whole):
    table = whole.table("triangulation/published").set_index("claim")
    assert table.index[table["verdict"] == "inconsistent"].tolist() == ["P14", "P15", "P21"]
    assert all("1,126" in note for note in table.loc[["P14", "P15", "P21"], "note_en"])


def test_a_figure_that_rests_on_one_in_doubt_says_so_and_keeps_its_verdict(whole):
    table = whole.table("triangulation/published").set_index("claim")
    assert table.loc[["P02", "P36"], "verdict"].tolist() == ["rounding", "reproduced"]
    assert all("P21 is itself in doubt: P14 + P15 = P21 fails" in note for note in table.loc[["P02", "P36"], "note_en"])
    assert "in doubt" not in table.loc["P22", "note_en"]


def test_percentages_no_count_of_seventy_gives_name_the_bases_that_fit_and_the_true_one_is_among_them(whole):
    table = whole.table("triangulation/published").set_index("claim")
    impossible = table[table["grim"].notna()]
    assert impossible.index.tolist() == ["P34", "P27", "P28"]
    assert all(str(int(row.n)) in row.grim.split(";") for row in impossible.itertuples())


def test_survey_figures_are_reproduced_and_wording_is_told_apart(whole):
    table = whole.table("triangulation/published").set_index("claim")
    assert table.loc["P24", ["verdict", "n"]].tolist() == ["reproduced", 68]
    assert table.loc[["P02", "P05", "P08", "P09", "P10"], "verdict"].eq("rounding").all()
    assert table.loc[["P01", "P37", "P39", "P43"], "verdict"].eq("not testable").all()


def test_a_figure_the_data_contradict_is_inconsistent(bare):
    write_tables(bare, survey__respondents=respondents())
    measure.run(bare)
    found = verdicts(published(bare, "F1,results,60,percent,exact,members,saved_money,,Saved money\n"))
    assert found["F1"]["verdict"] == "understated"
    assert (found["F1"]["recomputed"], found["F1"]["n"]) == (pytest.approx(100 * 30 / 38), 38)
    assert "30 of 38 answers, 78.95%" in found["F1"]["note_en"] and "78,95" in found["F1"]["note_fr"]


def test_without_a_survey_an_impossible_percentage_is_inconsistent_and_the_rest_not_testable(bare):
    edit_params(bare, bases={"members": "F0"})
    rows = "F0,method,70,people,exact,,,,People\n"
    rows += "F1,a,55,percent,exact,members,,,One\nF2,a,57,percent,exact,members,,,Two\n"
    found = verdicts(published(Study(bare.root), rows))
    assert found["F1"]["verdict"] == "impossible" and found["F1"]["grim"].startswith("69;67")
    assert found["F2"]["verdict"] == "not testable"
    assert "possible with its base" in found["F2"]["note_en"]


def test_a_restatement_that_fails_is_told_on_both(bare):
    rows = "F1,a,60,percent,about,,,F2,One\nF2,b,41,percent,exact,,,,Two\n"
    found = verdicts(published(bare, rows))
    assert {one["verdict"] for one in found.values()} == {"inconsistent"}
    assert "do not agree" in found["F1"]["note_en"] and "F1" in found["F2"]["note_en"]


def test_figures_are_compared_by_the_words_of_either(bare):
    rows = "F1,a,41,percent,exact,,,F2,One\nF2,b,40,percent,about,,,,Two\nF3,b,40,percent,about,,,F2,Same\n"
    found = verdicts(published(bare, rows))
    assert found["F1"]["verdict"] == "rounding"
    assert found["F3"]["verdict"] == "not testable"  # saying it twice does not work it out


def test_rounded_parts_may_miss_their_sum_by_a_point_but_whole_numbers_may_not(bare):
    rows = "".join(f"F{at},a,{value},percent,exact,,,,Part\n" for at, value in enumerate((33, 33, 33, 100)))
    counts = "G1,a,10,people,exact,,,,Part\nG2,a,20,people,exact,,,,Part\nG3,a,31,people,exact,,,,Sum\n"
    found = verdicts(published(bare, rows + counts, "sum,F0+F1+F2,F3,Thirds\nsum,G1 + G2,G3,People\n"))
    assert found["F3"]["verdict"] == "rounding"
    assert [found[one]["verdict"] for one in ("G1", "G2", "G3")] == ["inconsistent"] * 3


def test_a_ratio_that_fails_or_divides_by_zero_is_told(bare):
    rows = "F1,a,50,people,exact,,,,Part\nF2,a,0,people,exact,,,,None\nF3,a,91,percent,exact,,,,Share\n"
    found = verdicts(published(bare, rows, "ratio,F1/F2,F3,Share\n"))
    assert found["F3"]["verdict"] == "inconsistent" and "divides by zero" in found["F3"]["note_en"]


def test_a_study_that_has_published_nothing_yet_runs(bare):
    assert verdicts(published(bare, "")) == {}
    write_tables(bare, survey__respondents=respondents())
    measure.run(bare)
    codebook = bare.codebooks / "evaluation.yaml"
    codebook.write_text(codebook.read_text(encoding="utf-8").replace("claims: [F1]", "claims: []"), encoding="utf-8")
    triangulate.run(bare)
    assert bare.table("triangulation/matrix")["published_reading"].isna().all()


def test_claims_no_relation_touches_keep_their_verdict(bare):
    found = verdicts(published(bare, "F1,a,4,places,exact,,,,One\nF2,a,5,places,at_least,,,,Two\n"))
    assert {one["verdict"] for one in found.values()} == {"not testable"}


BROKEN = [
    ("F1,a,x,percent,exact,,,,One\n", "", ["line 2", "'x'"]),
    ("F1,a,120,percent,exact,,,,One\n", "", ["line 2", "0 to 100"]),
    ("F1,a,12,percent,roughly,,,,One\n", "", ["roughly", "nearly_all"]),
    ("F1,a,12,percent,exact,,,,One\nF1,a,13,percent,exact,,,,Two\n", "", ["line 3", "more than once"]),
    ("F1,a,12,percent,exact,,,F9,One\n", "", ["F9", "not in the file"]),
    ("F1,a,12,percent,exact,,,F2,One\nF2,a,12,percent,exact,,,F1,Two\n", "", ["circular", "F1", "F2"]),
    ("F1,a,1,p,exact,,,,One\nF2,a,2,p,exact,,,,Two\n", "sum,F1,F2,x\nsum,F2,F1,y\n", ["circular"]),
    ("F1,a,1,p,exact,,,,One\n", "sum,F1+F7,F1,x\n", ["relations.csv, line 2", "F7"]),
    ("F1,a,1,p,exact,,,,One\n", "product,F1,F1,x\n", ["product", "sum or ratio"]),
    ("F1,a,1,p,exact,,,,One\n", "ratio,F1,F1,x\n", ["two claims"]),
]


@pytest.mark.parametrize(("figures", "relations", "words"), BROKEN)
def test_each_mistake_of_the_files_is_one_sentence(bare, figures, relations, words):
    with pytest.raises(StudyError) as error:
        reconcile.run(published(bare, figures, relations))
    assert all(word in str(error.value) for word in words), str(error.value)
    assert not bare.has_table("triangulation/published")


def test_a_missing_column_and_a_missing_file_are_told(bare):
    path = bare.raw / "published/figures.csv"
    path.write_text("claim,value\nF1,3\n", encoding="utf-8")
    with pytest.raises(StudyError, match="no column section"):
        reconcile.run(bare)
    path.unlink()
    with pytest.raises(StudyError, match="not there"):
        reconcile.run(bare)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"bases": {"members": "F99"}}, "F99"),
        ({"counts": {"people": "survey/people"}}, "survey/people"),
        ({"wording": {"percent_steps": 3}}, "percent_steps"),
        ({"balance": 2}, "balance"),
    ],
)
def test_a_wrong_setting_names_its_place_in_params(bare, settings, words):
    with pytest.raises(StudyError, match=r"params\.yaml") as error:
        reconcile.run(edit_params(bare, **settings))
    assert words in str(error.value)


def test_a_number_above_what_the_data_give_is_overstated_and_below_understated(bare):
    write_tables(bare, survey__respondents=respondents())
    measure.run(bare)  # 30 of 38 saved money: 78.9 %
    rows = "F1,a,85,percent,exact,,saved_money,,Saved\nF2,a,70,percent,about,,saved_money,,Saved\n"
    found = verdicts(published(bare, rows))
    assert [found[one]["verdict"] for one in ("F1", "F2")] == ["overstated", "understated"]


def test_a_target_is_not_missed_before_it_is_due(bare):
    write_tables(bare, survey__respondents=respondents())
    measure.run(bare)
    path = bare.raw / "published/figures.csv"
    head = "claim,section,value,unit,precision,base,indicator,restates,statement,due\n"
    path.write_text(f"{head}F1,a,85,percent,exact,,saved_money,,Target,2024-03\n", encoding="utf-8")
    (bare.raw / "published/relations.csv").unlink()
    edit_params(bare, as_of="2021-12")
    assert verdicts(Study(bare.root))["F1"]["verdict"] == "not yet due"
    for due_by_now in ("2024-03-31", "2024-04"):
        edit_params(bare, as_of=due_by_now)
        assert verdicts(Study(bare.root))["F1"]["verdict"] == "overstated"


@pytest.mark.parametrize(
    ("parts", "total", "result"),
    [
        ((33, 33, 34), 100, "exact"),
        ((33, 33, 33), 100, "wording"),  # a third each, rounded
        ((33, 33, 32), 100, "wording"),  # each part up to half a unit less, the total half a unit more: 2 at the most
        ((33, 33, 31), 100, "fails"),
        ((34, 34, 34), 100, "wording"),
        ((34, 34, 35), 100, "fails"),
    ],
)
def test_a_sum_of_rounded_percentages_may_miss_its_total_by_half_a_unit_each_the_total_s_own_included(
    parts, total, result
):
    claims = {name: shares(name, value) for name, value in zip("ABCT", (*parts, total), strict=True)}
    sums = [Relation("sum", ("A", "B", "C"), "T", "the parts make the whole")]
    tests = reconcile.run_tests(claims, sums, {}, {}, Wording())
    assert {test.result for test in tests if test.test == "relation"} == {result}


def shares(name: str, value: float) -> Claim:
    return Claim(name, value, 0, "percent", "exact", "", "", "", "results", name)


@pytest.mark.parametrize(
    ("precision", "actual", "verdict"),
    [("exact", 40, "overstated"), ("exact", 60, "understated"), ("at_most", 60, "overstated")],
)
def test_what_the_data_exceed_is_understated_unless_print_says_at_most(precision, actual, verdict):
    claim = Claim("C1", 50, 0, "percent", precision, "", "x", "", "1", "half of them")
    assert reconcile.verdict_of([reconcile.Test("C1", "data", "x", actual, "fails", True)], claim, None) == verdict
