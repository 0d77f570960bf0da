"""What figures say: titles from the tables, tips with base and interval, nothing where there is nothing to show."""

import json

import pandas as pd
import pytest
from tests_of_findings import change_table, chapter, composed

from pipeline.findings import (
    charts,
    figure_style,
    figures_of_findings,
    group_figures,
    progress_figure,
    report,
    survey_figures,
)
from pipeline.findings.document import Names, load_document
from pipeline.findings.sources import Sources
from pipeline.study import StudyError


def names(study, language="en"):
    return Names(Sources(study), language, load_document(study))


def values(drawn):
    return json.dumps(drawn.spec, ensure_ascii=False)


def test_a_mark_of_the_survey_says_its_base_and_interval(study):
    drawn = survey_figures.indicators(Sources(study), names(study))
    assert "tip:Picked fruit: 67% (24 of 36), 95% interval" in values(drawn)
    assert drawn.title.startswith("Of 2 shares, ") and "bases of 36 to" in drawn.subtitle


def test_a_caption_carries_the_message_and_what_is_drawn(study):
    chapter(study, "{{ figure('indicators') }}")
    text = composed(study, "fr").markdown.replace("\u00a0", " ")
    assert "![Figure 1. **Sur 2 parts, " in text and "intervalle à 95 %" in text


def test_only_differences_that_pass_are_drawn(study):
    rows = {"indicator": ["picked_fruit", "met_neighbours"], "breakdown": ["side", "side"], "difference": [40.0, 3.0]}
    sources = Sources(study)
    tested = pd.DataFrame({**rows, "proposed": [False, False]})
    sources.__dict__["comparisons"] = tested
    assert group_figures.groups_apart(sources, names(study)) is None
    sources.__dict__["comparisons"] = tested.assign(proposed=[True, False])
    drawn = group_figures.groups_apart(sources, names(study))
    assert drawn.title == "Of 2 differences between groups that were tested, one stands"
    assert "Picked fruit" in drawn.alt and "Met neighbours" not in drawn.alt and "Island" not in values(drawn)


def test_groups_under_the_threshold_are_a_dash(study):
    drawn = group_figures.group_shares(Sources(study), names(study), "side", ["picked_fruit"])
    assert "Island" not in drawn.alt and "Hill" in drawn.alt


def test_charts_put_together_are_drawn_as_altair_draws_them(tmp_path):
    import altair as alt

    table = pd.DataFrame({"name": ["a", "b"], "share": [40.0, None], "low": [True, False]})
    base = alt.Chart(table).encode(y=alt.Y("name:N"))
    bars, notes = base.mark_bar().encode(x=alt.X("share:Q")), base.mark_text().encode(text=alt.Text("low:N"))
    step, panel = alt.Step(20), figure_style.text_panel({"a": ["one"], "b": ["two", "lines"]}, 90, 20, {"b": 1})
    first, second = charts.layer(bars, notes, width=80, height=step), charts.beside(bars, bars, spacing=5)
    ours = charts.grid(charts.below(first, second, bounds="flush"), panel, columns=1).whole()
    assert [list(row.values()) for row in ours["datasets"][first.spec["layer"][0]["data"]["name"]]] == [
        ["a", 40.0, True], ["b", None, False],
    ]  # fmt: skip
    theirs = alt.vconcat(alt.layer(bars, notes, width=80, height=step), alt.hconcat(bars, bars, spacing=5))
    theirs = {**theirs.to_dict(), "bounds": "flush"}
    drawn = [figure_style.render({**one, "config": figure_style.HOUSE}, "svg", tmp_path)
             for one in (theirs, charts.below(first, second, bounds="flush").whole())]  # fmt: skip
    assert drawn[0] == drawn[1] and b"40" in drawn[0]


def test_a_display_says_which_line_of_evidence_speaks_alone(study):
    sources = Sources(study)
    sources.__dict__["matrix"] = sources.matrix.assign(
        survey_reading=["supports, firm", None], notes_reading=["supports, clear", "mixed, clear"],
        documents_reading=None, admin_reading=None, convergence=["dissonance", "silence"],
    )  # fmt: skip
    drawn = figures_of_findings.joint_display(sources, names(study), "use")
    assert "They differ" in drawn.alt and "Only the interviews" in drawn.alt
    assert drawn.title == "One of 2 findings rests on more than one line of evidence"
    sources.__dict__["matrix"] = sources.matrix.assign(survey_reading=None)
    french = figures_of_findings.joint_display(sources, names(study, "fr"), "use")
    assert french.title == "Aucun des 2 constats ne repose sur plus d’une source de données"


def test_progress_adds_up_parts_and_is_left_out_where_a_figure_is_missing(study):
    path = study.reports / "chapters" / "document.yaml"
    before = path.read_text()
    step = "{claim: C1, label: {en: Planned, fr: Prévu}}"
    path.write_text(before + f"progress: [{step}, {{sum: [C1, C1], label: {{en: Both, fr: Les deux}}}}]\n")
    drawn = progress_figure.progress(Sources(study), names(study))
    assert "(200%)" in drawn.alt and "adds up parts" in drawn.subtitle
    path.write_text(before + f"progress: [{step}, {{claim: C9, label: {{en: None, fr: Rien}}}}]\n")
    assert progress_figure.progress(Sources(study), names(study)) is None


def test_every_note_is_drawn_once_by_group_and_side(study):
    sources = Sources(study)
    row = sources.matrix.loc["K1"]
    counts = group_figures.notes_by_group(sources, "K1")
    assert counts.to_numpy().sum() == row["n_notes"]


def test_the_title_of_who_speaks_for_it_names_groups_whose_position_is_settled_and_no_other(study):
    assert group_figures.stance_by_group(Sources(study), names(study), "K1").title == "Mostly for it: neighbours."
    change_table(study, "triangulation/matrix", lambda frame: frame.assign(
        carried_by="Hill", qualified_by="neighbour", contested_by="gardener"))  # fmt: skip
    title = group_figures.stance_by_group(Sources(study), names(study), "K1").title
    assert title == "For it with reservations: neighbours. Mostly against it: gardeners."
    change_table(study, "triangulation/matrix", lambda frame: frame.assign(qualified_by=None, contested_by=None))
    title = group_figures.stance_by_group(Sources(study), names(study), "K1").title
    assert title == "No group has a settled position"  # though every note of both is for it


@pytest.mark.parametrize("call", ["figure('group_shares', 'moon')", "figure('stance_by_group', 'K9')",
                                  "figure('progress', 'use')", "figure('indicators', only=['picked'])"])  # fmt: skip
def test_what_a_figure_cannot_be_about_is_told_with_its_line(study, call):
    chapter(study, "{{ " + call + " }}")
    with pytest.raises(StudyError, match="line 3"):
        report.compose_all(study)


def test_a_gradient_is_numbered_whatever_was_drawn_before(tmp_path):
    frame = [{"a": n, "b": n} for n in range(3)]
    colour = {"field": "b", "type": "quantitative", "legend": {"orient": "top"}}
    spec = {"data": {"values": frame}, "mark": "rect", "encoding": {"x": {"field": "a"}, "color": colour}}
    first, again = (figure_style.render(spec, "svg", tmp_path / name) for name in ("one", "two"))
    assert b"gradient_0" in first and first == again
