"""The tree of codes on the page: looked at before it is changed, changed, taken back; codes from what was said."""

import pytest

from pipeline.decisions import decision_log
from pipeline.decisions.themes import ThemesCodebook
from pipeline.workbench import code_health_page
from pipeline.workbench.app import VIEWS

VIEW = VIEWS["codebook"]


def ask(page, action: str, **more: str) -> dict:
    return VIEW.act(page, {"action": action, "id": "T1_saving", "version": page.store.version} | more)


def test_a_preview_says_what_moves_and_writes_nothing(study, page_of, decide):
    decide("ben", "N-01#4", "T1_saving")
    before = (study.codebooks / "themes.yaml").read_bytes()
    said = ask(page_of(study, "codebook", "ben"), "tree-preview", change="rename", new_id="G1_cheap")
    assert "5 segments carry it now; of these 1 by people." in said["html"]
    assert "1 finding names it" in said["html"] and "codebooks/evaluation.yaml" in said["html"]
    assert (study.codebooks / "themes.yaml").read_bytes() == before


def test_what_another_coder_decided_shows_in_no_figure_of_a_code_until_it_is_settled(study, page_of, decide):
    def figures(coder: str) -> tuple[str, object, int]:
        page = page_of(study, "codebook", coder)
        said = ask(page, "tree-preview", change="rename", new_id="G1_cheap")["html"]
        health = code_health_page.of_code(page.store, "T1_saving", coder)
        return said[said.index(" segments carry it now") - 2 :][:60], health.confusions, health.people

    before = figures("ana")
    decide("ben", "N-01#4", "T1_saving")
    decide("ana", "N-01#4", "T2_repair")
    assert figures("ana") == before and figures("ben") != before
    decide("cleo", "N-01#4", "T1_saving", adjudicates=True)
    assert figures("ana") == figures("ben") != before


def test_a_change_is_made_and_undone_on_the_page(study, page_of):
    page = page_of(study, "codebook")
    before = (study.codebooks / "themes.yaml").read_bytes()
    ask(page, "tree", change="rename", new_id="G1_cheap")
    ask(page, "tree", id="G1_cheap", change="colour", colour="#7a4a06")
    assert page.hue("G1_cheap") == 6
    ask(page, "tree", id="T5_place", change="move", parent="T4_hours", theme="run")
    said = ask(page, "tree", id="T4_hours", change="split", parts="Late hours\nOn Mondays")
    assert "Late hours" in said["html"] and "Undo the last change (Split: T4_hours)" in said["html"]
    for _ in range(4):
        VIEW.act(page, {"action": "undo-tree"})
    assert (study.codebooks / "themes.yaml").read_bytes() == before


@pytest.mark.parametrize(("start", "end", "label"), [(2, 19, "borrowed a ladder"), (0, 92, "I borrowed a ladder for")])
def test_a_code_is_made_of_the_words_that_were_selected(study, page_of, start, end, label):
    page = page_of(study, "code", note="N-02")
    body = {"action": "in-vivo", "segment": "N-02#2", "seen": 0, "start": start, "end": end}
    said = VIEWS["code"].act(page, body)
    (one,) = decision_log.read_lines(study)
    code = study.codebook("themes", ThemesCodebook)[one.code]
    assert code.label["fr"].startswith(label) and len(code.label["fr"]) <= 60
    assert one.code in [entry["id"] for entry in said["codes"]]
    assert f'<mark class="hue{page.hue(one.code)}">{label}' in said["html"].replace("I </", "</") or end == 92


def test_a_new_code_has_the_label_of_each_language_or_the_one_that_was_typed(study, page_of):
    page = page_of(study, "codebook")
    for typed in ({"label.fr": "Prêts", "label.en": "Loans"}, {"label.fr": "Bénévoles", "label.en": ""}):
        ask(page, "tree", change="new", theme="gain", **typed)
    labels = [(code.id, code.label["en"], code.label["fr"]) for code in page.store.codebook.codes[-2:]]
    assert labels == [("Loans", "Loans", "Prêts"), ("Benevoles", "Bénévoles", "Bénévoles")]
