"""Numbers typed by hand, and sentences whose numbers moved after somebody vouched for them."""

import zipfile

import pytest
from tests_of_findings import change_table, chapter, composed

from pipeline.findings import prose, rendering, report
from pipeline.study import StudyError

SHARES = {"picked_fruit": (66.67, 24, 36), "met_neighbours": (50.0, 20, 40)}


@pytest.mark.parametrize(
    ("typed", "language", "exact"),
    [("67%", "en", True), ("67 per cent", "en", True), ("66 %", "fr", False), ("67\u00a0% ", "fr", True),
     ("66,7 pour cent", "fr", False), ("24 of the 36", "en", True), ("24 sur 36", "fr", True)],
)  # fmt: skip
def test_a_number_typed_by_hand_that_an_indicator_could_supply_is_pointed_out(typed, language, exact):
    (found,) = prose.typed_numbers(f"Title\n\nSome {typed} said so.", SHARES, language)
    assert (found.indicator, found.line, found.typed, found.exact) == ("picked_fruit", 3, typed.strip(), exact)


def test_numbers_in_calls_years_and_other_percentages_are_left_alone():
    text = "{{ share('picked_fruit') }} in 2021, with 95% intervals, 12 gardens and {{ quote('A#67') }}."
    assert prose.typed_numbers(text, SHARES, "en") == []


def test_the_run_tells_the_author_where_the_typed_number_stands(study, capsys):
    chapter(study, "About 67% picked fruit.")
    report.run(study)
    told = capsys.readouterr().err
    assert "02-use.en.md, line 3" in told and "{{ share('picked_fruit') }}" in told


def moved(study):
    """One more neighbour picked fruit."""

    def change(frame):
        row = (frame["indicator"] == "picked_fruit") & (frame["breakdown"] == "overall")
        return frame.assign(percent=frame["percent"].mask(row, 69.4), numerator=frame["numerator"].mask(row, 25.0))

    change_table(study, "survey/indicators", change)


def test_a_signed_sentence_with_a_changed_number_is_named_with_old_and_new(study):
    unsigned = report.stale_lines(study)
    assert unsigned[0] == [] and unsigned[1] >= 4
    report.sign(study, [], "Ana")
    assert report.stale_lines(study) == ([], 0)
    moved(study)
    lines, _ = report.stale_lines(study)
    assert lines[0].startswith("01-summary.en: 67% (24 of 36) is now 69% (25 of 36)")
    assert "Of those asked" in lines[0]
    assert any(line.startswith("01-summary.fr") for line in lines)


def test_the_draft_carries_a_margin_mark_which_is_a_comment_in_word(study, tmp_path):
    report.sign(study, ["01-summary.en"], "Ana")
    moved(study)
    one = composed(study, "en")
    assert "[Changed since Ana signed it off: 67% (24 of 36) is now 69% (25 of 36)]{.mark}" in one.markdown
    source = rendering.Source(
        study, one.words, one.kind, rendering.parse("A sentence. [Changed since]{.mark}\n"), tmp_path, ""
    )
    rendering.to_word(source, tmp_path / "x.docx")
    with zipfile.ZipFile(tmp_path / "x.docx") as package:
        comments = package.read("word/comments.xml").decode()
    assert "Changed since" in comments


def test_a_reworded_sentence_is_new_rather_than_stale(study):
    report.sign(study, [], "Ana")
    moved(study)
    path = study.reports / "chapters/01-summary.en.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Of those asked", "Among those asked"), encoding="utf-8")
    lines, unsigned = report.stale_lines(study)
    assert not any(line.startswith("01-summary.en") for line in lines) and unsigned == 1


def test_signing_a_chapter_that_is_not_there_is_told(study):
    with pytest.raises(StudyError, match=r"there is no chapter '03-use\.en'"):
        report.sign(study, ["03-use.en"], "Ana")


def test_a_broken_sign_off_file_is_told_with_its_line(study):
    (study.reports / "chapters/signoff.yaml").write_text("chapters:\n  01-summary.en: {by: Ana}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"signoff\.yaml, line 2"):
        report.compose_all(study)
