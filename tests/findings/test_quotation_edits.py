"""reports/quotations.yaml: what editors may change in a quotation, what is told, and what is printed."""

import pytest
from tests_of_findings import chapter, composed

from pipeline.findings import quotation_edits as edits
from pipeline.findings.quotation_checks import contact_in, first_not_said
from pipeline.findings.quotations import quotation_lines
from pipeline.language import Words
from pipeline.study import StudyError

SAID = "I love it. [person 33] has a sustainble orchard, but it takes us ninety hours, you know, every year."


@pytest.mark.parametrize(
    "edited",
    [
        "I love it. … but it takes us ninety hours",  # cut where an ellipsis stands
        "[a northern town] has a sustainable orchard, but it takes us ninety hours",  # a mask put right, a slip mended
        "… it takes us ninety hours [of work], you know, every year.",  # a word of the editor's
        "It takes us [so long] every year.",
    ],
)
def test_an_editor_may_cut_mend_and_put_a_mask_right(edited):
    assert first_not_said(edited, SAID) == ""


@pytest.mark.parametrize(
    ("edited", "word"),
    [
        ("I love it. It takes us ninety hours", "it"),  # cut without a mark
        ("I hate it.", "hate"),
        ("it takes us nine hours", "nine"),
        ("every year … I love it.", "i"),  # another order
        ("I love it. [he went on and on about it] every year.", "every"),  # a bracket for half of what was said
    ],
)
def test_words_that_were_not_said_there_are_told(edited, word):
    assert first_not_said(edited, SAID) == word


def entry(said=SAID, edited="", by="Ana", tick=True, **translations):
    return edits.new_edit(said, edited, translations, by, tick)


def mistakes(one, said=SAID):
    return edits.mistakes_of(one, said, "en", Words("findings", "en"))


def test_a_cut_wants_a_persons_word_that_no_concession_went_with_it():
    cut = "I love it. …"
    assert "cut: but" in mistakes(entry(edited=cut, tick=False))[0]
    assert mistakes(entry(edited=cut)) == []
    assert mistakes(entry(edited=SAID.replace("sustainble", "sustainable"), tick=False)) == []


@pytest.mark.parametrize("text", ["write to a.b@orchards.org", "call 819 555-0142", "see www.orchards.org/me"])
def test_what_can_reach_somebody_is_never_printed(text):
    assert contact_in(text) and "never printed" in mistakes(entry(fr=f"Eh bien, {text}"))[0]


def test_renumbering_a_mask_leaves_an_entry_good_and_a_new_mask_makes_it_stale():
    one = entry()
    assert not edits.is_stale(one, SAID.replace("[person 33]", "[place 4]"))
    assert edits.is_stale(one, SAID.replace("ninety hours", "[organisation 2]"))


def test_a_translation_of_another_form_than_the_one_printed_is_stale():
    one = entry(edited="I love it. …", fr="J’adore. […]")
    assert edits.stale_translations(one, SAID) == []
    assert edits.stale_translations(one.model_copy(update={"edited": "… every year."}), SAID) == ["fr"]


def test_what_is_saved_is_read_back_and_other_entries_stay(study):
    first, second = entry(fr="J’adore."), entry(edited="I love it. …", tick=True)
    seen = edits.save(study, "NB-01#4", first, SAID, "en")
    edits.save(study, "NB-01#2", second, SAID, "en", seen)
    assert edits.load(study) == {"NB-01#2": second, "NB-01#4": first}
    with pytest.raises(StudyError, match="somebody changed it"):
        edits.save(study, "NB-01#2", first, SAID, "en", seen)
    with pytest.raises(StudyError, match="hate"):
        edits.save(study, "NB-01#2", entry(edited="I hate it."), SAID, "en")
    assert edits.load(study)["NB-01#2"] == second


def plain(markdown):
    return markdown.replace("\\", "").replace("\u00a0", " ").replace("’", "'")


def said_in(study, unit):
    return study.table("coding/units" if study.has_table("coding/units") else "notes/segments").set_index(
        "unit_id" if study.has_table("coding/units") else "segment_id"
    ).loc[unit, "text"]  # fmt: skip


def test_the_edited_form_is_printed_and_the_translation_alone_in_the_other_language(study):
    said = said_in(study, "GA-01#4")  # French
    first = said.split()[0]
    one = edits.new_edit(said, f"{first} […]", {"en": "I met … people."}, "Ana", True, {"fr": "Une jardinière d’ici"})
    edits.save(study, "GA-01#4", one, said, "fr")
    chapter(study, "{{ quote('GA-01#4') }}")
    french, english = (composed(study, one).markdown.partition("{#annex")[0] for one in ("fr", "en"))
    assert f"« {first} […] »" in plain(french) and "— Une jardinière d’ici\n" in french
    assert "“I met … people.”" in english and "— A gardener. Translated from French\n" in english
    assert plain(first) not in plain(english) and "to be written by a person" not in english


def test_a_stale_entry_is_told_and_the_transcript_printed(study):
    said = said_in(study, "NB-01#2")
    edits.save(study, "NB-01#2", entry(said, f"{said.split()[0]} …"), said, "en")
    path = edits.file_of(study)
    path.write_text(path.read_text().replace(edits.of_words(said), "0" * 16))
    one = composed(study, "en")
    assert " ".join(said.split()[:4]) in one.markdown.replace("\\", "")
    told = quotation_lines(one.words.sources, ["NB-01#2", "NB-02#2"], one.words.fixed)
    assert "reads otherwise" in told[0] and told[1].startswith("NB-02#2: printed word for word")
