"""Names, quotations, evidence and chapters on the page: what people say is kept, nobody overwrites another's."""

import pandas as pd
import pytest

from pipeline.findings import quotation_edits
from pipeline.notes import name_review
from pipeline.study import StudyError, write_csv
from pipeline.workbench import evidence
from pipeline.workbench.app import VIEWS
from pipeline.workbench.store import Store

SAID = "They are closed on Mondays, which is when I am free; nobody told us."


@pytest.fixture
def named(study):
    """With a list of what was replaced, as de-identification leaves it."""
    rows = [("Marie Roy", "person", 3, "N-01;N-02"), ("Tool Co-op", "organisation", 2, "N-01")]
    study.private.mkdir(exist_ok=True)
    write_csv(pd.DataFrame(rows, columns=["name", "kind", "times", "notes"]), study.private / "names.csv")
    return study


def test_a_word_on_a_name_is_kept_for_the_next_run(named, page_of):
    page = page_of(named, "names")
    assert "Marie Roy" in VIEWS["names"].show(page)
    seen = name_review.version(named)
    said = {"action": "decide", "name": "Tool Co-op", "decision": "keep", "seen": seen}
    html = VIEWS["names"].act(page, said)["html"]
    assert name_review.decisions(named) == {"Tool Co-op": "keep"} and 'aria-pressed="true"' in html
    with pytest.raises(StudyError, match="changed it since"):
        VIEWS["names"].act(page, said | {"decision": "place"})
    with pytest.raises(ValueError):
        VIEWS["names"].act(page, said | {"decision": "delete", "seen": name_review.version(named)})
    assert "Marie Roy" not in VIEWS["names"].show(page_of(named, "names", q="tool"))


def test_before_anything_was_replaced_the_page_says_what_to_run(study, page_of):
    assert "dvc repro" in VIEWS["names"].show(page_of(study, "names"))


def quote(page, action: str, **more: str) -> dict:
    body = {"unit": "N-02#4", "seen": quotation_edits.version(page.store.study), "action": action}
    return VIEWS["quotations"].act(page, body | more)


def test_a_quotation_is_edited_translated_and_compared_with_what_was_said(study, page_of):
    page = page_of(study, "quotations", unit="N-02#4")
    typed = {"edited": "They are closed on Mondays … nobody told us.", "to.fr": "C’est fermé le lundi.", "kept": "1"}
    said = quote(page, "save", **typed)
    edit = quotation_edits.load(study)["N-02#4"]
    assert (edit.edited, edit.by) == (typed["edited"], "ana") and edit.translations["fr"].text == typed["to.fr"]
    assert "<del>" in said["html"] and "complete" in said["html"]
    with pytest.raises(StudyError, match="changed it since"):
        VIEWS["quotations"].act(page, {"unit": "N-02#4", "seen": "another", "action": "save", **typed})


def test_words_that_were_not_said_are_listed_and_nothing_is_saved(study, page_of):
    said = quote(page_of(study, "quotations"), "save", edited="They are closed on Tuesdays.")
    assert "Tuesdays" in said["html"] and 'role="alert"' in said["html"]
    assert "They are closed on Tuesdays." in said["html"]  # what was typed stays
    assert not quotation_edits.file_of(study).exists()


def test_quotations_of_chapters_are_listed_with_what_is_to_be_done(study, page_of):
    (study.reports / "chapters").mkdir(parents=True)
    (study.reports / "chapters/01-gain.en.md").write_text("{{ quote('N-01#2') }}\n{{ quote('N-02#4') }}", "utf-8")
    quote(page_of(study, "quotations"), "save", edited=SAID)
    page = page_of(study, "quotations", unit="N-01#2")
    assert "2 to translate or to look at" in VIEWS["quotations"].show(page)
    quote(page_of(study, "quotations"), "save", edited=SAID, **{"to.fr": "Fermé le lundi."})
    html = VIEWS["quotations"].show(page)
    assert "1 to translate or to look at" in html
    assert html.index("unit=N-01%232") < html.index("unit=N-02%234")  # what is complete stands last


def test_evidence_is_found_by_words_with_its_call_and_where_it_is_used(study, page_of):
    (study.reports / "chapters").mkdir(parents=True)
    chapter = study.reports / "chapters/01-gain.en.md"
    chapter.write_text("T2_repair is only a word. {{ notes_with('T1_saving') }}", "utf-8")
    every = evidence.pieces(Store(study), "fr")
    (piece,) = evidence.found(every, "economiser", "code")
    assert (piece.call, piece.chapters) == ("notes_with('T1_saving')", ("01-gain.en",))
    assert all(one.chapters == () for one in evidence.found(every, "T2_repair", ""))
    html = VIEWS["evidence"].show(page_of(study, "evidence", q="saving"))
    assert "{{ notes_with(&#39;T1_saving&#39;) }}" in html
    assert "T1_saving" not in VIEWS["evidence"].show(page_of(study, "evidence", kind="code", unused="1"))


def test_a_chapter_whose_value_changed_shows_old_and_new_and_is_signed(study, page_of, monkeypatch):
    from pipeline.workbench.views import chapters_view
    from pipeline.workbench.views.chapters_view import Looked

    stale = Looked("01-gain.en", 2, 1, "ben", [("Most members save.", [("indicator.save", "72%", "68%")])])
    monkeypatch.setattr(chapters_view, "looked", lambda store: [stale])
    html = VIEWS["chapters"].act(page_of(study, "chapters"), {"action": "look"})["html"]
    assert "<del>72%</del> <ins>68%</ins>" in html and "Most members save." in html and "1 not signed" in html
