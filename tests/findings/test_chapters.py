"""What an author meets: numbers by name, and a sentence with file and line for every mistake."""

import pytest
from tests_of_findings import change_table, composed

from pipeline.findings import report
from pipeline.study import StudyError


def write(study, text, name="02-use.en.md"):
    (study.reports / "chapters" / name).write_text(text, encoding="utf-8")


def mistake(study, text):
    write(study, text)
    with pytest.raises(StudyError) as error:
        report.compose_all(study)
    return str(error.value)


def test_a_share_is_printed_with_its_base_in_each_language(study):
    assert '[67% (24 of 36)](annex.en.html#survey.picked_fruit){.ev ref="1"} picked fruit' in composed(study).markdown
    assert (
        '[67\u00a0% (24 sur 36)](annex.fr.html#survey.picked_fruit){.ev ref="1"} ont cueilli'
        in composed(study, "fr").markdown
    )


def test_notes_with_a_code_are_counted_by_stance_where_one_is_named(study):
    write(study, "# Use\n\n{{ notes_with('A1_fruit') }}, {{ notes_with('A1_fruit', 'critical') }}.\n")
    text = report.plain(composed(study).markdown)
    assert "11 of 11 notes, 0 of 11 notes." in text


def test_a_count_that_no_person_stands_behind_is_said_to_be_the_machines(study):
    write(study, "# Use\n\n{{ notes_with('A1_fruit') }}.\n")
    change_table(study, "coding/codings", lambda frame: frame.assign(origin="machine"))
    assert "11 of 11 notes (by the machine alone)." in report.plain(composed(study).markdown)
    change_table(study, "coding/codings", lambda frame: frame.assign(origin=["ana", *["machine"] * (len(frame) - 1)]))
    assert "11 of 11 notes." in report.plain(composed(study).markdown)


def test_a_strip_says_what_weighting_changes(study):
    write(study, "# Use\n\n{{ strip(['picked_fruit']) }}\n")

    def weighted(percent):
        change_table(study, "survey/indicators", lambda frame: frame.assign(weighted_percent=percent))
        return report.plain(composed(study).markdown)

    assert "| 61% after weighting |" in weighted(61.2)
    assert "weighting" not in weighted(66.6)  # printed alike


def test_an_unknown_indicator_is_told_with_line_and_nearest_names(study):
    told = mistake(study, "# Use\n\nA line.\n\n{{ share('picked_fruits') }}\n")
    assert "02-use.en.md, line 5" in told and "'picked_fruits'" in told and "picked_fruit" in told


@pytest.mark.parametrize(
    ("call", "near"),
    [("finding('K9')", "K1"), ("notes_with('A1_fruits')", "A1_fruit"), ("published('C9')", "C1"),
     ("quote('NB-01#3')", "NB-01#"), ("figure('indicator')", "indicators"), ("joint_display('uses')", "use"),
     ("number('respondent')", "respondents"), ("label('Q9')", "Q1"), ("agreement('A9')", "A1_fruit"),
     ("checklist('gram')", "gramms"), ("group_table(['picked_fruit'], 'sides')", "side")],
)  # fmt: skip
def test_every_kind_of_unknown_name_is_told_with_the_nearest(study, call, near):
    told = mistake(study, f"# Use\n\n{{{{ {call} }}}}\n")
    assert "line 3" in told and near in told


def test_a_suppressed_cell_is_refused(study):
    told = mistake(study, "# Use\n\n{{ share('picked_fruit', by='side', group='3') }}\n")
    assert "fewer than 5 respondents" in told and "line 3" in told


def test_a_group_that_may_be_printed_is(study):
    write(study, "# Use\n\n{{ share('picked_fruit', by='side', group='1') }}\n")
    assert "of 21)" in composed(study).markdown


def test_a_suppressed_group_is_a_dash_in_tables_and_nowhere_else(study):
    write(study, "# Use\n\n{{ group_table(['picked_fruit'], 'side') }}\n")
    row = next(line for line in composed(study).markdown.splitlines() if line.startswith("| Picked fruit"))
    assert row.rstrip(" |").endswith("–") and row.count("–") == 1


def test_broken_braces_are_told_with_their_line(study):
    told = mistake(study, "# Use\n\nFine.\n\n{{ share('picked_fruit') }\n")
    assert "line 5" in told and "template is broken" in told


def test_an_unknown_word_is_told_with_the_nearest_words(study):
    told = mistake(study, "# Use\n\n{{ shares('picked_fruit') }}\n")
    assert "'shares'" in told and "share" in told.partition("expected")[2] and "line 3" in told


def test_a_wrong_call_is_told(study):
    assert "line 3" in mistake(study, "# Use\n\n{{ share() }}\n")


def test_a_chapter_can_call_the_vocabulary_and_nothing_else(study):
    assert "line 3" in mistake(study, "# Use\n\n{{ share.__globals__ }}\n")


def test_a_chapter_missing_in_one_language_is_told(study):
    (study.reports / "chapters/02-use.fr.md").unlink()
    with pytest.raises(StudyError, match=r"02-use\.fr\.md: the chapter is missing, though it is there in en"):
        report.compose_all(study)


def test_a_study_with_no_chapter_is_told_how_to_draft_one(study):
    for path in (study.reports / "chapters").glob("*.md"):
        path.unlink()
    with pytest.raises(StudyError, match="pipeline draft"):
        report.compose_all(study)


def test_a_chapter_that_is_not_utf8_is_told(study):
    (study.reports / "chapters/02-use.en.md").write_bytes("# Ét".encode("latin-1"))
    with pytest.raises(StudyError, match="not UTF-8"):
        report.compose_all(study)


def test_headings_may_carry_ids_beside_jinja_calls(study):
    write(study, "# Use {#use}\n\n{* a remark for authors *}\nText.\n")
    text = composed(study).markdown
    assert "# Use {#use}" in text and "remark" not in text


def test_a_finding_without_quotations_says_so(study):
    write(study, "# Use\n\n{{ against('K1') }}\n")
    assert "No quotation in the notes speaks against this finding." in composed(study).markdown


def test_nothing_is_half_written_when_a_chapter_is_wrong(study):
    write(study, "# Use\n\n{{ share('nothing') }}\n")
    with pytest.raises(StudyError):
        report.run(study)
    assert not list(study.reports.glob("findings*"))


def test_a_study_without_a_survey_can_be_reported(study):
    for path in study.processed.glob("survey/*"):
        path.unlink()
    (study.codebooks / "survey.yaml").unlink()
    for language in ("en", "fr"):
        write(study, "# Summary\n\n{{ finding('K2') }} {{ raised('K2') }}\n", f"01-summary.{language}.md")
        write(study, "# Use\n\n{{ quote('NB-01#2') }}\n\n{{ figure('indicators') }}\n", f"02-use.{language}.md")
    text = composed(study).markdown
    assert "11 of 11 notes" in text and "no data for this figure" in text


def test_a_study_that_was_not_run_yet_is_no_mistake_of_the_chapter(study):
    for path in study.processed.rglob("matrix.*"):
        path.unlink()
    assert "no finding 'F1'. Run `dvc repro`" in mistake(study, "# Use\n\n{{ finding('F1') }}\n")
