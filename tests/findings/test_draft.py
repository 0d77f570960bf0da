import re

import pytest
from tests_of_findings import composed

from pipeline.findings import chapter_draft, report
from pipeline.study import StudyError


def test_a_draft_is_a_chapter_that_renders_in_both_languages(study):
    for language in ("en", "fr"):
        (study.reports / f"chapters/02-use.{language}.md").unlink()
    paths = chapter_draft.run(study, "use")
    assert [path.name for path in paths] == ["use.en.md", "use.fr.md"]
    english, french = (composed(study, language).markdown for language in ("en", "fr"))
    assert "67% (24 of 36)" in english and "67\u00a0% (24 sur 36)" in french
    assert "for: 11, with reservations: 0, against: 0" in report.plain(english) and "[Traduction à rédiger" in french


def test_a_draft_never_overwrites_a_chapter(study):
    before = (study.reports / "chapters/02-use.en.md").read_text(encoding="utf-8")
    assert chapter_draft.run(study, "use", "en")[0] == study.reports / "drafts/use.en.md"
    assert (study.reports / "chapters/02-use.en.md").read_text(encoding="utf-8") == before


def test_a_draft_quotes_nobody_twice_and_spreads_over_groups(study):
    text = chapter_draft.run(study, "use", "en")[0].read_text(encoding="utf-8")
    notes = re.findall(r"quote\('([A-Z0-9-]+)#", text)
    assert len(notes) == len(set(notes)) == 4
    assert {note[:2] for note in notes[:2]} == {"NB", "GA"}


def test_a_draft_claims_no_cause(study):
    text = " ".join(path.read_text(encoding="utf-8") for path in chapter_draft.run(study, "use"))
    assert not re.search(r"\b(because|caused?|due to|thanks to|led to|grâce|parce que|a causé|en raison)\b", text, re.I)


def test_an_unknown_theme_is_told(study):
    with pytest.raises(StudyError, match="there is no theme 'uses'; expected one of use"):
        chapter_draft.run(study, "uses")
