"""Memos on the page: written, changed, found again; nobody overwrites another's."""

import pytest

from pipeline.decisions import memos
from pipeline.workbench.app import VIEWS
from pipeline.workbench.views.layout import Meanwhile

VIEW = VIEWS["memos"]


def texts(study) -> list[str]:
    return memos.read(study)["text"].tolist()


@pytest.mark.parametrize(
    ("about", "target", "seen_at"),
    [
        ("unit", "N-01#4", ("review", {"segment": "N-01#4"})),
        ("code", "T1_saving", ("codebook", {"code": "T1_saving"})),
        ("note", "N-01", ("read", {"note": "N-01"})),
        ("study", "", ("memos", {})),
    ],
)
def test_a_memo_shows_in_the_list_and_where_it_belongs(study, page_of, about, target, seen_at):
    page = page_of(study, "memos")
    VIEW.act(page, {"action": "write", "about": about, "target": target, "text": "To be asked again."})
    assert texts(study) == ["To be asked again."]
    view, query = seen_at
    assert "To be asked again." in VIEWS[view].show(page_of(study, view, coder="ben", **query))


@pytest.mark.parametrize(
    "body", [{"about": "code", "target": "T9"}, {"about": "unit", "target": "N-01"}, {"text": " "}]
)
def test_a_memo_about_nothing_that_is_there_is_refused(study, page_of, body):
    with pytest.raises(ValueError):
        VIEW.act(page_of(study, "memos"), {"action": "write", "about": "study", "target": "", "text": "x"} | body)
    assert texts(study) == []


def test_who_changes_a_memo_that_another_changed_meanwhile_is_told(study, page_of):
    memos.append(study, [memos.new("ana", "study", text="First.")])
    (first,) = memos.lines(study)
    change = {"action": "change", "memo_id": first.memo_id, "seen": first.when}
    VIEW.act(page_of(study, "memos", coder="ben"), change | {"text": "Ben's."})
    with pytest.raises(Meanwhile, match="ben changed this memo"):
        VIEW.act(page_of(study, "memos"), change | {"text": "Ana's."})
    assert texts(study) == ["Ben's."]
    VIEW.act(
        page_of(study, "memos"), {"action": "remove", "memo_id": first.memo_id, "seen": memos.lines(study)[0].when}
    )
    assert texts(study) == []


def test_memos_are_found_by_words_writer_and_kind_with_those_of_decisions(study, page_of, decide):
    decide("ben", "N-01#2", "T1_saving", memo="Cher, ou bien été?")
    decide("cleo", "N-01#2", "T1_saving", adjudicates=True)
    page = page_of(study, "memos")
    VIEW.act(page, {"action": "write", "about": "code", "target": "T1_saving", "text": "Where does it end?"})

    def listed(**query: str) -> list[bool]:
        html = VIEW.show(page_of(study, "memos", **query))
        return ["Where does it end?" in html, "Cher, ou bien été?" in html]

    assert listed() == [True, True] and listed(q="ETE cher") == [False, True]
    assert listed(about="code") == [True, False] and listed(who="ben") == [False, True]
    assert listed(target="T1_saving") == [True, True]
