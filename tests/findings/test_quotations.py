import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests_of_findings import change_table, chapter, composed

from pipeline.findings import quotations, report
from pipeline.findings.quotations import choose, excerpt
from pipeline.study import StudyError

SAID = "We met under the pear tree. It rained. We stayed all night, and nobody minded."


def test_an_excerpt_keeps_the_words_and_marks_what_is_left_out():
    assert excerpt(SAID, "It rained.") == "[…] It rained. […]"
    assert (
        excerpt(SAID, "We met under the pear tree. … nobody minded.")
        == "We met under the pear tree. […] nobody minded."
    )
    assert excerpt(SAID, SAID) == SAID


@pytest.mark.parametrize("part", ["It snowed.", "nobody minded. … It rained."])
def test_words_that_were_not_said_in_that_order_are_refused(part):
    with pytest.raises(ValueError):
        excerpt(SAID, part)


@given(st.lists(st.sampled_from(["abcde", "fgh", "ij"]), min_size=1, max_size=20), st.data())
def test_every_excerpt_stands_in_the_text_word_for_word(words, data):
    text = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 1))
    part = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    pieces = [piece.strip() for piece in excerpt(text, part).split("[…]") if piece.strip()]
    assert all(piece in text for piece in pieces) and " ".join(pieces) == part


def candidates(*rows):
    return pd.DataFrame(rows, columns=["segment_id", "person", "group", "language"])


def test_chosen_quotations_are_spread_over_groups_and_languages():
    found = choose(candidates(("a", "1", "x", "en"), ("b", "2", "x", "en"), ("c", "3", "y", "fr")), 2, set())
    assert found == ["a", "c"]


def test_no_person_is_chosen_twice_nor_one_who_has_spoken():
    same = candidates(("a", "1", "x", "en"), ("b", "1", "y", "fr"), ("c", "2", "x", "en"))
    assert choose(same, 3, set()) == ["a", "c"]
    assert choose(same, 3, {"1"}) == ["c"]


def test_a_quotation_is_verbatim_in_its_own_language_with_a_place_for_a_translation(study):
    text = composed(study, "en").markdown
    assert '::: {.quotation lang="fr-CA"}' in text
    assert "[Translation from French, to be written by a person]" in text


def test_a_persons_translation_takes_that_place(study):
    chapter(study, "{{ quote('GA-01#4', translation='I met my neighbours.') }}")
    text = composed(study, "en").markdown
    assert "“I met my neighbours.”" in text and "to be written by a person" not in text.partition("{#annex")[0]


def test_the_region_is_told_only_where_enough_notes_share_group_and_region(study):
    chapter(study, "{{ quote('NB-01#2') }}\n\n{{ quote('GA-01#2') }}")
    text = composed(study, "en").markdown
    assert "— A neighbour, Hill" in text  # six notes share both
    assert "— A gardener" in text and "— A gardener, " not in text  # three gardeners on the Shore


def test_one_person_may_not_be_quoted_twice_in_a_section(study):
    chapter(study, "{{ quote('NB-01#2') }}\n\n{{ quote('NB-01#4') }}")
    with pytest.raises(StudyError, match="NB-01 is quoted twice in the section 'Use'"):
        report.compose_all(study)
    chapter(study, "{{ quote('NB-01#2') }}\n\n## Later\n\n{{ quote('NB-01#4') }}")
    report.compose_all(study)


def test_words_nobody_said_are_refused_with_the_line(study):
    chapter(study, "{{ quote('NB-01#2', 'I pick pears') }}")
    with pytest.raises(StudyError, match=r"02-use\.en\.md, line 3.*'I pick pears' do not stand in NB-01#2"):
        report.compose_all(study)


def test_a_withdrawn_note_takes_its_quotations_and_counts_along_and_the_document_says_so(study):
    report.sign(study, [], "Ana")
    change_table(study, "notes/status", lambda frame: frame.assign(
        status=frame["status"].mask(frame["note_id"] == "NB-01", "withdrawn")))  # fmt: skip
    change_table(study, "triangulation/matrix", lambda frame: frame.assign(n_notes=10, n_notes_for=10))
    one = composed(study, "en")
    text, touched = one.markdown, composed(study, "en", "annex").markdown.partition("{#annex-touched}")[2]
    assert "quote.NB-01#2" not in one.used
    assert "participant of NB-01 has withdrawn" in text
    assert "[10 of 10 notes]" in text and "[11 of 11 notes]" not in text
    touched = touched.partition("{#annex-evidence}")[0].replace("\\", "")
    assert "NB-01#2 was withdrawn" in touched and "11 of 11 notes is now 10 of 10 notes" in touched


def test_markdown_of_a_quotation_prints_exactly_what_was_said():
    import pypandoc

    said = 'Well [person 3] said: "50 % -- no... *really*" <so> it_is $5 ~ 3^2 @home | #1'
    shown = pypandoc.convert_text(
        quotations.verbatim(said), "plain", format="markdown+smart", extra_args=["--wrap=none"]
    )
    assert shown.strip() == said
