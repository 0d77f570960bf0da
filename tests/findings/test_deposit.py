"""An archive to deposit: what may be shared and nothing else, with checksums; the findings come out of it again."""

import csv
import io
import json

import pytest
from tests_of_findings import composed

from pipeline.exchange import deposit
from pipeline.study import Study, StudyError, read_zip, write_zip

KEY = "name,kind,pseudonym\n"


@pytest.fixture
def found(monkeypatch):
    """What the check of the gate finds (tested in test_notes_leaks.py): nothing, unless a test says so."""
    places = []
    monkeypatch.setattr(deposit, "leaks", lambda study, names, folders: places)
    return places


@pytest.fixture
def ready(study, found):
    for language in ("en", "fr"):
        (study.reports / f"findings.{language}.md").write_text(composed(study, language).markdown, encoding="utf-8")
    study.private.mkdir(exist_ok=True)
    (study.private / "key.csv").write_text(KEY + "Zebulon Quarrington,person,[person 1]\n", encoding="utf-8")
    (study.raw / "interviews").mkdir(exist_ok=True)
    (study.raw / "interviews" / "NB-01.txt").write_text("Zebulon Quarrington: I pick.", encoding="utf-8")
    (study.processed / "notes").mkdir(exist_ok=True)
    (study.processed / "notes" / "turns.csv").write_text("note_id,text\nNB-01,Zebulon Quarrington\n", encoding="utf-8")
    return study


def test_the_findings_come_out_of_the_archive_again(ready, tmp_path):
    deposit.write(ready, tmp_path / "deposit.zip")
    files = read_zip(tmp_path / "deposit.zip")
    for path, content in files.items():
        target = tmp_path / "unpacked" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    again = composed(Study(tmp_path / "unpacked"), "fr").markdown
    assert again.encode() == files["reports/findings.fr.md"]


def test_what_may_not_be_shared_stays_and_is_listed(ready, tmp_path):
    files = deposit.write(ready, tmp_path / "deposit.zip")
    assert not [path for path in files if path.startswith(("private", "raw/interviews", "processed/notes/turns"))]
    assert not [path for path, content in files.items() if b"Quarrington" in content]
    kept = {row["path"]: row["why"] for row in csv.DictReader(io.StringIO(files["NOT_SHARED.csv"].decode()))}
    assert (
        kept["raw/interviews"].startswith("as it arrived") and "de-identification" in kept["processed/notes/turns.csv"]
    )
    assert "raw/published/figures.csv" in files and "codebooks/themes.yaml" in files


def test_the_metadata_names_every_file_with_its_checksum(ready, tmp_path):
    files = deposit.write(ready, tmp_path / "deposit.zip")
    graph = {one["@id"]: one for one in json.loads(files["ro-crate-metadata.json"])["@graph"]}
    assert graph["ro-crate-metadata.json"]["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.1"
    parts = {one["@id"] for one in graph["./"]["hasPart"]}
    assert parts == set(files) - {"ro-crate-metadata.json", "manifest-sha256.txt"} and parts <= set(graph)
    assert graph["codebooks/themes.yaml"]["contentSize"] == str(len(files["codebooks/themes.yaml"]))
    assert graph["./"]["name"] == "Orchards of three shores" and 'title: "Orchards' in files["CITATION.cff"].decode()


def test_a_file_changed_after_packing_is_told(ready, tmp_path):
    path = tmp_path / "deposit.zip"
    files = deposit.write(ready, path)
    assert deposit.problems(path) == []
    write_zip(path, {**files, "params.yaml": b"{}", "more.txt": b""})
    assert deposit.problems(path) == ["more.txt: not listed", "params.yaml: changed since it was packed"]


def test_a_name_in_what_would_leave_stops_it_and_nothing_is_written(ready, found, tmp_path):
    found.append(("reports/annex.en.html", "[person 1]"))
    with pytest.raises(StudyError, match=r"holds the name behind \[person 1\]"):
        deposit.write(ready, tmp_path / "deposit.zip")
    assert not (tmp_path / "deposit.zip").exists()
    (ready.private / "key.csv").unlink()
    with pytest.raises(StudyError, match="nobody can tell"):
        deposit.write(ready, tmp_path / "deposit.zip")


def test_names_in_a_codebook_that_somebody_read_pass_there_and_where_it_is_repeated_and_nowhere_else(
    ready, found, tmp_path
):
    (ready.root / "params.yaml").open("a").write("archive: {read: [codebooks/themes.yaml, reports/annex.en.md]}\n")
    found += [("codebooks/themes.yaml", "[person 1]"), ("processed/exchange/codings.qdpx", "[person 1]")]
    assert deposit.write(Study(ready.root), tmp_path / "deposit.zip")
    for path, name in (("processed/exchange/codings.qdpx", "[person 2]"), ("reports/annex.en.md", "[person 1]")):
        found.append((path, name))
        with pytest.raises(StudyError, match=path):
            deposit.write(Study(ready.root), tmp_path / "again.zip")
        found.pop()


def test_a_study_may_keep_files_back(ready, tmp_path):
    (ready.root / "params.yaml").open("a").write("archive: {keep_back: ['processed/survey/respondents.*']}\n")
    files = deposit.write(Study(ready.root), tmp_path / "deposit.zip")
    assert not [path for path in files if "respondents" in path]


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"", b"PK\x05\x06" + bytes(18), None])
def test_a_file_that_is_no_archive_of_ours_is_told_and_not_verified(tmp_path, content):
    path = tmp_path / "a.zip"
    if content is None:
        write_zip(path, {deposit.CHECKSUMS: b"\xff\xfe no line of ours"})
    else:
        path.write_bytes(content)
    with pytest.raises(StudyError, match=r"a\.zip"):
        deposit.problems(path)
