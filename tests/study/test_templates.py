"""Templates of documents: the study's own go before the house's, which lie in the package."""

import pytest

from pipeline.study import Study, template


def test_a_study_s_own_template_goes_before_the_house_s(tmp_path):
    study = Study(tmp_path)
    assert template(study, "page.css").parent.parent.name == "pipeline"
    own = tmp_path / "reports" / "templates" / "page.css"
    own.parent.mkdir(parents=True)
    own.write_text("body {}", encoding="utf-8")
    assert template(study, "page.css") == own


def test_a_language_without_a_template_falls_back_to_the_next_name(tmp_path):
    assert template(Study(tmp_path), "codebook.es.md", "codebook.en.md").name == "codebook.en.md"
    with pytest.raises(FileNotFoundError):
        template(Study(tmp_path), "no such template.md")
