"""A reviewer's Word copy: what was changed or remarked is found in the chapters; numbers made by calls stay."""

import pypandoc
import pytest
from tests_of_findings import composed

from pipeline.findings import word_back
from pipeline.findings.prose import ANY_LINK
from pipeline.study import StudyError

WHO = 'author="AB" date="2022-02-01T00:00:00Z"'


def changed(old, new):
    return f"[{old}]{{.deletion {WHO}}}[{new}]{{.insertion {WHO}}}"


@pytest.fixture
def copy_of(study, tmp_path):
    """A Word copy of the English summary in which each (printed, by what) is replaced."""
    chapter = study.reports / "chapters" / "01-summary.en.md"
    chapter.write_text(
        "# Summary {#summary}\n\nOf those asked, {{ share('picked_fruit') }} picked fruit, it’s said.\n\n"
        "The **shore** waits.\n",
        encoding="utf-8",
    )
    text = ANY_LINK.sub(lambda link: link["text"], composed(study, "en").markdown).split("\n# Use")[0]

    def make(*edits):
        marked = text
        for old, new in edits:
            assert old in marked, marked
            marked = marked.replace(old, new, 1)
        path = tmp_path / "copy.docx"
        pypandoc.convert_text(marked, "docx", format="markdown+smart", outputfile=str(path))
        return path

    return make


def test_a_word_of_the_authors_is_taken_over_and_the_call_stays(study, copy_of):
    found = word_back.review(study, copy_of(("picked fruit", changed("picked", "gathered") + " fruit")))
    assert [one.kind for one in found] == ["take"] and found[0].block.line == 3
    assert word_back.take(found) == 1
    text = (study.reports / "chapters" / "01-summary.en.md").read_text()
    assert (
        "Of those asked, {{ share('picked_fruit') }} gathered fruit, it’s said." in text and "**shore** waits" in text
    )


def test_a_number_that_the_pipeline_made_is_told_and_not_taken(study, copy_of):
    found = word_back.review(study, copy_of(("67%", changed("67%", "70%"))))
    assert [one.kind for one in found] == ["made"] and word_back.take(found) == 0


def test_a_change_beside_marks_of_markdown_is_left_to_a_person(study, copy_of):
    found = word_back.review(study, copy_of(("waits", changed("waits", "rests"))))
    assert [one.kind for one in found] == ["marks"]


def test_a_remark_is_listed_with_its_author_and_place(study, copy_of):
    remark = f'[Who asked?]{{.comment-start id="1" {WHO}}}Of those asked[]{{.comment-end id="1"}}'
    found = word_back.review(study, copy_of(("Of those asked", remark)))
    assert found[0].kind == "remark" and found[0].paragraph.remarks == [("AB", "Who asked?")]
    assert found[0].block.path.name == "01-summary.en.md"


def test_a_paragraph_that_stands_in_no_chapter_is_told(study, copy_of):
    found = word_back.review(study, copy_of(("The **shore** waits.", f"[A new thought.]{{.insertion {WHO}}}")))
    assert [one.kind for one in found] == ["unknown"]


def test_what_is_no_word_file_is_told_in_a_sentence(study, tmp_path):
    (tmp_path / "copy.docx").write_text("no")
    with pytest.raises(StudyError, match="cannot be read as a Word file"):
        word_back.review(study, tmp_path / "copy.docx")
