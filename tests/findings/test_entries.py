"""Entries of the evidence are kept as HTML: a page made from them is the page made anew, whatever became of them."""

import html
import re
import shutil

import pytest
from tests_of_findings import change_table

from pipeline.findings import rendering, report
from pipeline.notes.contents import strings

PAGES = ("annex.en.html", "annex.fr.html", "findings.en.html")


def written(study) -> dict[str, str]:
    shutil.rmtree(study.private / "cache/documents", ignore_errors=True)  # whole pages, kept as well
    report.run(study, "html")
    return {page: (study.reports / page).read_text(encoding="utf-8") for page in PAGES}


def kept(study):
    return sorted((study.private / "cache/entries").glob("*.json"))


def test_a_changed_value_changes_its_entries_and_no_other_is_written_again(drawn, monkeypatch):
    for path in kept(drawn):
        path.unlink()
    first, new, write = written(drawn), [], rendering._written_apart

    def counted(source, entries):
        new.extend(entries)
        return write(source, entries)

    monkeypatch.setattr(rendering, "_written_apart", counted)
    percent = drawn.table("survey/indicators")["percent"]
    change_table(drawn, "survey/indicators", lambda table: table.assign(percent=percent.replace(percent.iloc[0], 11.5)))
    again = written(drawn)
    assert again["annex.en.html"] != first["annex.en.html"] and "11.5%" in again["annex.en.html"]
    assert new and all("11.5" in entry or "11,5" in entry for entry in new)
    for path in kept(drawn):
        path.unlink()
    assert again == written(drawn)


@pytest.mark.parametrize("damage", [lambda text: text[:200], lambda text: text.replace("Value", "Worth")])
def test_what_a_disk_damaged_is_written_again(drawn, damage):
    first = written(drawn)
    assert kept(drawn)
    for path in kept(drawn):
        path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert written(drawn) == first


def test_the_check_before_documents_finds_no_text_of_the_last_documents(drawn):
    """Else a name that is masked from now on, which they still hold, would stop every later run."""
    page = html.unescape(written(drawn)["annex.en.html"])
    quoted = max(re.findall(r"“([^”<]+)”", page), key=len)
    looked_at = [path for path in drawn.cache.rglob("*") if path.is_file() and "lexicon" not in path.name]
    assert len(quoted) > 40
    assert looked_at and not any(quoted in text for path in looked_at for text in strings(path))
