"""Documents are kept as they were last made: a change makes those that it touches, and no kept one is out of date."""

import pytest
from tests_of_findings import change_table

from pipeline.findings import kept_documents, report
from pipeline.notes import found_clean
from pipeline.study import Study


@pytest.fixture
def made(drawn, monkeypatch):
    """The study reported once; a function that reports it again and tells which documents were made anew."""
    new: list[str] = []

    def telling(make):
        def make_and_tell(source, target):
            new.append(target.name)
            make(source, target)

        return make_and_tell

    monkeypatch.setattr(report, "FORMATS", {kind: telling(make) for kind, make in report.FORMATS.items()})
    report.run(drawn)

    def again() -> set[str]:
        new.clear()
        report.run(drawn)
        return set(new)

    return again


def documents(study) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in study.reports.glob("*.*.*")}


def kept(study) -> list:
    return sorted((study.private / "cache/documents").iterdir())


def test_what_did_not_change_is_not_made_again_and_is_the_same(drawn, made):
    before = documents(drawn)
    assert len(kept(drawn)) == 14 and made() == set()
    assert documents(drawn) == before


def test_a_chapter_of_one_language_costs_no_document_of_the_other(drawn, made):
    chapter = next((drawn.reports / "chapters").glob("*.fr.md"))
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nUne phrase de plus.\n", encoding="utf-8")
    new = made()
    assert new and all(".fr." in name for name in new)
    assert "Une phrase de plus." in (drawn.reports / "findings.fr.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("changed", ["numbers", "title", "style", "program", "damaged"])
def test_a_document_is_made_again_when_anything_it_is_made_from_changed(drawn, made, changed, monkeypatch):
    before = documents(drawn)
    if changed == "numbers":
        change_table(drawn, "survey/indicators", lambda table: table.assign(percent=table["percent"] / 2))
    elif changed == "title":
        about = drawn.reports / "chapters/document.yaml"
        about.write_text(about.read_text(encoding="utf-8").replace("date: ", 'date: "2019-03-02" #'), encoding="utf-8")
    elif changed == "style":
        (drawn.reports / "templates").mkdir(exist_ok=True)
        (drawn.reports / "templates/page.css").write_text("p { color: teal }\n", encoding="utf-8")
    elif changed == "program":
        monkeypatch.setattr(kept_documents, "program", lambda package: "another")
    else:
        for path in kept(drawn):
            path.write_bytes(path.read_bytes()[:-40] + b"x" * 40)
    assert {"findings.en.html", "findings.fr.docx", "annex.en.html"} <= made()
    same = {name for name, content in documents(drawn).items() if content == before[name]}
    assert ("findings.en.html" in same) == (changed in ("program", "damaged"))


def test_nothing_stays_of_a_language_that_the_study_no_longer_has(drawn, made):
    params = drawn.root / "params.yaml"
    params.write_text(
        params.read_text(encoding="utf-8").replace("study: {", "study: {languages: [en], "), encoding="utf-8"
    )
    report.run(Study(drawn.root))
    left = [*kept(drawn), *(drawn.private / "cache/entries").iterdir()]
    assert left and not any(".fr." in path.name for path in left)


def test_folders_that_people_made_beside_documents_and_figures_stay(drawn, made):
    folders = [drawn.private / "cache/documents/old", drawn.reports / "figures/old", drawn.reports / "annex/old"]
    for folder in folders:
        folder.mkdir()
    made()
    assert all(folder.is_dir() for folder in folders)


def test_the_program_is_every_file_of_the_pipeline():
    assert kept_documents.PACKAGE == found_clean.PACKAGE and (found_clean.PACKAGE / "findings/rendering.py").exists()
