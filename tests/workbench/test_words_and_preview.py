"""What the workbench says in two languages, and what a changed codebook would do to the coding."""

import pandas as pd
import pytest

from pipeline.decisions import themes_edit
from pipeline.decisions.themes_fields import describe, fields_of, undescribe, value_of
from pipeline.exchange.study_inputs import Inputs
from pipeline.study import folded_in_place
from pipeline.workbench import coding_preview as preview
from pipeline.workbench.search import search


def test_a_code_survives_being_described_in_another_programs_memo(study):
    for code in Inputs(study).codebook.active:
        fields = fields_of(code, ["en", "fr"])
        back = undescribe(describe(fields), "en")
        told = list(fields)[2:]
        assert {field: back.get(field, "") for field in told} == {field: fields[field] for field in told}


def test_an_example_keeps_its_other_codes_and_stance():
    line = "Cheap, and I learnt to solder. {also: T2_repair; stance: supportive}"
    (example,) = value_of("examples.en", line)
    assert example == {"text": "Cheap, and I learnt to solder.", "also": ["T2_repair"], "stance": "supportive"}
    assert value_of("examples.en", "We {sic} paid.\n\n") == ["We {sic} paid."]


def test_the_codebook_file_is_written_back_byte_for_byte_when_nothing_changed(study):
    before = (study.codebooks / "themes.yaml").read_bytes()
    version = themes_edit.codebook_version(study)
    themes_edit.save(study, themes_edit.load(study, version), "themes")
    after = (study.codebooks / "themes.yaml").read_text(encoding="utf-8")
    assert "# the oldest code" in after and "# Invented" in after
    assert len(after.splitlines()) == len(before.decode().splitlines())


def test_a_preview_says_what_is_won_and_lost():
    columns = ["segment_id", "code", "decision"]
    before = pd.DataFrame([("a", "X", "assigned"), ("b", "X", "assigned"), ("c", "X", "review")], columns=columns)
    after = pd.DataFrame([("a", "X", "assigned"), ("c", "X", "assigned"), ("d", "Y", "review")], columns=columns)
    found = preview.compare(before, after)
    assert (
        found.won["segment_id"].tolist() == ["c"] and found.lost["segment_id"].tolist() == ["b"] and found.review == 1
    )


def test_a_preview_runs_on_a_copy_and_leaves_the_study_as_it_is(study, tmp_path):
    before = (study.processed / "coding/codings.csv").read_bytes()
    copy = preview._copy(study, tmp_path)
    with copy.writing() as out:
        out.table("coding/codings", study.table("coding/codings").head(1))
    change = themes_edit.Change("T2_repair", "label.en", "Repair skills", "Mending")
    themes_edit.apply(copy, [change], themes_edit.codebook_version(copy))
    assert (study.processed / "coding/codings.csv").read_bytes() == before
    assert "Mending" not in (study.codebooks / "themes.yaml").read_text(encoding="utf-8")
    assert len(copy.table("coding/codings")) == 1


@pytest.mark.parametrize(
    ("query", "hits"), [("ECRAN", 0), ("affuter", 2), ("l'atelier", 2), ("ladder dollars", 2), ("", 0)]
)
def test_words_are_found_whatever_their_accents_or_order(study, query, hits):
    from pipeline.workbench.store import Store

    assert len(search(Store(study), query)) == hits


def test_folding_keeps_every_position():
    for text in ("Œuvre d’été ﬁn", "İstanbul ß", "👍🏽 é"):
        assert len(folded_in_place(text)) == len(text)
