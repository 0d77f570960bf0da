"""Files of any ending that transcripts come in: read as what they are, or refused with what to do."""

import io
import zipfile
from email.message import EmailMessage

import pytest
from notes_helpers import study_with

from pipeline.notes import note_reading
from pipeline.notes.manifest import Note
from pipeline.scaffold.study_materials import Materials
from pipeline.study import Study, StudyError

MEANT = [
    ("Vera Holm", "How do the buses run on Sundays?"),
    ("Ole", "They do not, and so my mother stays at home."),
    ("Vera Holm", "And who drives her to the clinic?"),
    ("Ole", "The neighbour, for a tank of petrol now and then."),
]
LINES = [f"{who}: {text}" for who, text in MEANT]
PLAIN = "\n\n".join(LINES)
PAGE = "<html><body>" + "".join(f"<p><b>{who}:</b> {text}</p>" for who, text in MEANT) + "</body></html>"


@pytest.fixture
def study(tmp_path) -> Study:
    return study_with(tmp_path, {})


def read(study: Study, name: str, content: str | bytes) -> note_reading.NoteRead:
    path = study.raw / "interviews" / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return note_reading.read_note(Note("N", name, path, "employer", "North", "", [], [], False), name, study)


def said(found: note_reading.NoteRead) -> list[tuple[str | None, str]]:
    return [(turn.speaker, " ".join(turn.text.split())) for turn in found.turns]


def mail(plain: str, page: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "vera@example.org", "Our talk about the buses"
    if plain:
        message.set_content(plain)
        message.add_alternative(page, subtype="html")
    else:
        message.set_content(page, subtype="html")
        message.add_related(b"p { color: red }", "text", "css")
    return message.as_bytes()


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier><dc:title>B</dc:title>'
    '<dc:language>en</dc:language></metadata><manifest><item id="c" href="c.xhtml" '
    'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>'
)
CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
ROWS = "".join(
    f"<t:table-row><t:table-cell><x:p>{who}</x:p></t:table-cell><t:table-cell><x:p>{text}</x:p></t:table-cell>"
    "</t:table-row>"
    for who, text in [("Speaker", "Text"), *MEANT]
)
ODS = (
    '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    f'><o:body><o:spreadsheet><t:table t:name="S">{ROWS}</t:table></o:spreadsheet></o:body></o:document-content>'
)
FILES: dict[str, str | bytes] = {
    "N.text": PLAIN,
    "N.log": PLAIN,
    "N.xhtml": f'<?xml version="1.0"?>\n<!DOCTYPE html>\n{PAGE}',
    "N.eml": mail(PLAIN, PAGE),
    "N.mhtml": mail("", PAGE),
    "N.tex": "\\documentclass{article}\\begin{document}\n"
    + "\n\n".join(f"\\textbf{{{who}:}} {text}" for who, text in MEANT)
    + "\\end{document}",
    "N.rst": "\n\n".join(f"**{who}:** {text}" for who, text in MEANT),
    "N.org": "\n\n".join(f"*{who}:* {text}" for who, text in MEANT),
    "N.lrc": "[ti:Buses]\n" + "".join(f"[00:0{n}.50]{line}\n" for n, line in enumerate(LINES)),
    "N.sub": "".join(f"{{{n}00}}{{{n}90}}{line}\n" for n, line in enumerate(LINES)),
    "N.smi": "<SAMI><BODY>" + "".join(f"<SYNC Start={n}500><P Class=EN>{line}" for n, line in enumerate(LINES)),
    "N.epub": zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "b.opf": OPF,
                      "c.xhtml": PAGE.replace("<html>", '<html xmlns="http://www.w3.org/1999/xhtml">')}),
    "N.ods": zipped({"content.xml": ODS}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_transcript_in_another_kind_of_file_is_read_as_what_it_is(study, name):
    assert said(read(study, name, FILES[name])) == MEANT


def test_the_heads_of_a_mail_are_told_and_nobodys(study):
    heads = [one.text for one in read(study, "N.eml", FILES["N.eml"]).aside if one.reason == "heads"]
    assert "Subject: Our talk about the buses" in heads


def test_the_times_in_a_chat_file_are_no_words(study):
    lines = "".join(f"*{who[:3].upper()}:\t{text} \x15{n}00_{n}90\x15\n" for n, (who, text) in enumerate(MEANT))
    found = read(study, "N.cha", f"@Begin\n@Languages:\teng\n{lines}%com:\tlaughs\n@End\n")
    assert [text for _, text in said(found)] == [text for _, text in MEANT]


@pytest.mark.parametrize(
    ("name", "todo"),
    [
        ("N.pages", "Export it from Pages as Word"),
        ("N.doc", "save it as .docx"),
        ("N.scc", "Export it as .srt or .vtt"),
        ("N.qdpx", "Export the transcript"),
        ("N.gdoc", "Download it"),
        ("N.yaml", "save or export it as .docx, .txt or .vtt"),
        ("N", "save or export it as .docx, .txt or .vtt"),
    ],
)
def test_a_file_that_only_its_own_program_opens_is_refused_with_what_to_do(study, name, todo):
    with pytest.raises(StudyError, match=todo):
        read(study, name, PLAIN)


def test_a_mail_without_a_text_is_told(study):
    with pytest.raises(StudyError, match="no text in it"):
        read(study, "N.eml", b"From: a@example.org\nSubject: nothing\n\n")


def test_a_new_study_takes_every_kind_of_note_that_is_read(tmp_path):
    for name in ("a.eml", "b.epub", "c.sbv", "d.xyz"):
        (tmp_path / name).write_text("words")
    materials = Materials("A study", ["en"], notes=tmp_path)
    assert [path.name for path in materials.note_files] == ["a.eml", "b.epub", "c.sbv"]
