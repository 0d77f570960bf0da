"""What people wrote down of figures in print: a text has no value, everything else is there or told, line by line."""

import pytest

from pipeline.findings.document import Document, Names
from pipeline.findings.sources import Sources
from pipeline.study import Study, StudyError


def context_of(folder, *rows: str):
    (folder / "raw/published").mkdir(parents=True)
    lines = ["key,value,unit,statement_en", *rows]
    (folder / "raw/published/context.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Sources(Study(folder)).context


def test_a_text_in_print_has_no_value(tmp_path):
    found = context_of(tmp_path, "spent,12.5,millions,Spent", "limit,,text,Not all were heard")
    assert found["unit"].to_dict() == {"spent": "millions", "limit": "text"}
    assert found["value"].isna().to_dict() == {"spent": False, "limit": True}


def test_a_row_without_its_unit_and_a_key_that_stands_twice_are_told_with_their_lines(tmp_path):
    with pytest.raises(StudyError, match=r"line 2: unit is empty.*\n?.*line 4: 'spent' stands twice"):
        context_of(tmp_path, "open,3,,Open", "spent,1,millions,Spent", "spent,2,millions,Spent")


def test_a_figure_that_the_study_s_document_does_not_describe_is_told_by_its_own_sentence(tmp_path):
    (tmp_path / "raw/published").mkdir(parents=True)
    (tmp_path / "params.yaml").write_text("study: {languages: [en]}\n", encoding="utf-8")
    head = "claim,section,value,unit,precision,base,indicator,restates,statement\n"
    text = head + "P1,p. 1,39,count,exact,,,,Sessions held\nP2,p. 2,58,count,exact,,,,Forms\n"
    (tmp_path / "raw/published/figures.csv").write_text(text, encoding="utf-8")
    said = {name: {"en": name} for name in ("title", "subtitle", "authors")}
    document = Document(**said, date="2026-11-28", claims={"P2": {"en": "Applications received"}})
    names = Names(Sources(Study(tmp_path)), "en", document)
    assert [names.own("claims", one) for one in ("P1", "P2", "P3")] == ["Sessions held", "Applications received", "P3"]
