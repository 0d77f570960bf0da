"""What goes wrong with files of notes is told in a sentence, and nothing is half-written."""

import io
import zipfile

import pypdf
import pytest
from notes_helpers import TALK, cues, pandoc, pdf, repacked, study_with, text, turns, word

from pipeline.notes import transcribe
from pipeline.notes.manifest import read_manifest
from pipeline.study import StudyError

BOMB = b"<w:document>" + b"0" * (210 * 2**20) + b"</w:document>"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
INNER = b'<w:document xmlns:w="w" xmlns:r="r"><w:body><w:altChunk r:id="a"/></w:body></w:document>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'


def locked_pdf() -> bytes:
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(pdf())), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def scanned_pdf() -> bytes:
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def locked_word() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return out.getvalue()


BAD = {
    "cut.docx": (lambda: word()[:9000], "unpacked"),
    "noise.docx": (lambda: b"\x01\x02noise" * 400, "damaged"),
    "parts.docx": (lambda: repacked(word(), word__document_xml=b"<w:document><w:body>"), "not XML"),
    "cut.odt": (lambda: pandoc("odt")[:3000], "unpacked"),
    "noise.rtf": (lambda: b"this is no rtf", "damaged"),
    "cut.pdf": (lambda: pdf()[:400], "damaged"),
    "noise.pdf": (lambda: b"%PDF-1.7\nnothing", "damaged"),
    "noise.vtt": (lambda: b"no subtitles here\n", "subtitles"),
    "noise.srt": (lambda: b"no subtitles here\n", "no cues"),
    "noise.txt": (lambda: bytes(range(256)) * 20, "not readable as text"),
    "blank.txt": (lambda: b" \n\n", "empty"),
    "blank.docx": (lambda: word(talk=[]), "no speech"),
    "locked.pdf": (locked_pdf, "password"),
    "locked.docx": (locked_word, "password"),
    "scanned.pdf": (scanned_pdf, "pictures of pages"),
    "really.docx": (pdf, "it is a .pdf file"),
    "really.pdf": (word, "it is a .docx file"),
    "really.txt": (word, "it is a .docx file"),
    "really.odt": (word, "it is a .docx file"),
    "old.doc": (lambda: b"x", "Word 97"),
    "sheet.xyz": (lambda: b"x", "are not read"),
    "archive.docx": (a_zip, "without a text"),
    "bomb.docx": (lambda: repacked(word(), word__document_xml=BOMB), "far more than any note"),
    "inner.docx": (lambda: repacked(word(), word__document_xml=INNER), "holds another document"),
    "entity.docx": (lambda: repacked(word(), word__document_xml=ENTITY), "entity"),
    "laughs.odt": (lambda: repacked(pandoc("odt"), content_xml=LAUGHS), "entity"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_with_a_sentence(tmp_path, name):
    make, told = BAD[name]
    study = study_with(tmp_path, {name: make()})
    with pytest.raises(StudyError, match=told) as error:
        transcribe.run(study)
    assert name in str(error.value)
    assert not study.processed.exists() or not list(study.processed.rglob("*"))


def test_a_lying_size_in_a_zip_is_refused(tmp_path):
    document = bytearray(repacked(word(), word__document_xml=BOMB))
    size = len(BOMB).to_bytes(4, "little")
    document = bytes(document).replace(size, (1000).to_bytes(4, "little"))
    with pytest.raises(StudyError, match=r"unpack|damaged"):
        transcribe.run(study_with(tmp_path, {"bomb.docx": document}))


def test_html_never_reads_other_files(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("R: the secret")
    content = f"<p>Q: Hello?</p><p>R: Hi.</p><iframe src='file://{secret}'></iframe><img src='{secret}'>"
    found = turns(study_with(tmp_path / "study", {"N.html": content.encode()}))
    assert "secret" not in " ".join(found["text"])


def test_a_file_that_is_not_listed_is_told(tmp_path):
    study = study_with(tmp_path, {"N.txt": text()})
    (study.raw / "interviews" / "M.docx").write_bytes(word())
    with pytest.raises(StudyError, match=r"M\.docx: not in"):
        transcribe.run(study)


def test_a_second_file_for_a_note_is_told(tmp_path):
    study = study_with(tmp_path, {"N.txt": text()})
    (study.raw / "interviews" / "N.docx").write_bytes(word())
    with pytest.raises(StudyError, match=r"a second file for N"):
        transcribe.run(study)


def test_two_rows_for_one_note_are_told(tmp_path):
    study = study_with(tmp_path, {"N.txt": text(), "M.txt": text()}, {"M": {"note_id": "N"}})
    with pytest.raises(StudyError, match=r"note_id N stands in two rows"):
        transcribe.run(study)


def test_empty_files_are_told_with_the_manifest_all_at_once(tmp_path):
    study = study_with(tmp_path, {"N.txt": text(), "M.txt": text(), "O.txt": text()})
    for name in ("M.txt", "O.txt"):
        (study.raw / "interviews" / name).write_bytes(b"")
    with pytest.raises(StudyError, match=r"(?s)line 3.*M\.txt is empty.*line 4.*O\.txt is empty"):
        read_manifest(study)


def test_a_row_without_a_file_is_told_with_its_line(tmp_path):
    study = study_with(tmp_path, {"N.txt": text(), "M.txt": text()})
    (study.raw / "interviews" / "M.txt").unlink()
    with pytest.raises(StudyError, match=r"line 3.*M\.txt is not in raw/"):
        transcribe.run(study)


def test_a_path_outside_raw_is_refused(tmp_path):
    study = study_with(tmp_path, {"N.txt": text()}, {"N": {"file": "../../etc/passwd"}})
    with pytest.raises(StudyError, match="outside raw/"):
        transcribe.run(study)


def test_a_file_whose_name_has_its_accents_written_in_another_way_is_the_manifests(tmp_path):
    study = study_with(
        tmp_path,
        {"e\u0301te\u0301.txt": text()},
        {"e\u0301te\u0301": {"note_id": "N", "file": "interviews/\u00e9t\u00e9.txt"}},
    )
    assert set(turns(study)["note_id"]) == {"N"}


def test_a_manifest_without_a_column_is_told(tmp_path):
    study = study_with(tmp_path, {"N.txt": text()})
    (study.raw / "interviews" / "manifest.csv").write_text("note_id,region\nN,North\n")
    with pytest.raises(StudyError, match="no column file, stakeholder"):
        transcribe.run(study)


def test_a_study_without_notes_runs(tmp_path):
    assert turns(study_with(tmp_path, {})).empty


def test_damaged_recordings_wait_or_are_told_but_never_crash(tmp_path):
    study = study_with(tmp_path, {"N.ogg": b"OggS" + b"\0" * 100, "M.vtt": cues(TALK)})
    try:
        found = turns(study)
    except StudyError as error:
        assert "no length" in str(error)
    else:
        assert set(found["note_id"]) == {"M"}
