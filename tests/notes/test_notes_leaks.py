"""Nothing that leaves the gate may hold a name of the key, wherever it hides; the message never says the name."""

import base64
import bz2
import contextlib
import gzip
import io
import json
import lzma
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import numpy as np
import pandas as pd
import pyarrow.parquet
import pypdf
import pyreadstat
import pytest
import typst
import yaml
from notes_helpers import repacked, study_with
from pypdf.annotations import Link, Text
from pypdf.generic import NameObject, TextStringObject

from pipeline.notes import found_clean, leaks
from pipeline.notes.contents import strings
from pipeline.study import StudyError

NAME = "Beatriz Alcantara-Moss"


@pytest.fixture
def study(tmp_path):
    made = study_with(tmp_path, {})
    made.private.mkdir()
    key = [
        ("[person 1]", "person", NAME),
        ("[person 1]", "person", "Beatriz"),
        ("[person 1]", "person", "Zoé"),
        ("[phone 1]", "phone", "(705) 555-0133"),
    ]
    key += [
        ("[person 2]", "person", "Hope"),
        ("[organisation 1]", "organisation", "Ironwood Pulp"),
        ("[person 3]", "person", ""),
    ]
    pd.DataFrame(key, columns=["pseudonym", "kind", "name"]).to_csv(made.private / "key.csv", index=False)
    (made.processed / "notes").mkdir(parents=True)
    made.reports.mkdir()
    return made


def word(said: str = "", author: str = "", alt: str = "") -> bytes:
    document, out = docx.Document(), io.BytesIO()
    paragraph = document.add_paragraph(said[: len(said) // 2])
    paragraph.add_run(said[len(said) // 2 :]).bold = True
    document.core_properties.author = author
    paragraph._p.set("descr", alt)
    document.save(out)
    return out.getvalue()


def pdf(said: str = "", title: str = "") -> bytes:
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(typst.compile(f"Findings. {said}".encode()))), io.BytesIO()
    writer.add_metadata({"/Title": title})
    writer.write(out)
    return out.getvalue()


def pdf_with_alt(alt: str) -> bytes:
    picture = '#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\" width=\\"9\\" height=\\"9\\"/>"), alt: "ALT")'
    return typst.compile(picture.replace("ALT", alt).encode())


def pdf_with(change) -> bytes:
    """A PDF of one page, `change`d by a function of its pypdf writer."""
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(typst.compile(b"Findings."))), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def remark(said: str, author: str = "") -> Text:
    made = Text(text=said, rect=(9, 9, 50, 50))
    made[NameObject("/T")] = TextStringObject(author)
    return made


def packed_as(said: bytes, remarked: bytes = b"") -> bytes:
    out, part = io.BytesIO(), zipfile.ZipInfo("content.xml")
    part.comment = remarked
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, said, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def png(said: str) -> bytes:
    """A picture of one point with packed text beside it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    text = b"Description\0\0" + zlib.compress(said.encode())
    points = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"zTXt", text) + points + chunk(b"IEND", b"")


def arrays(said: str) -> bytes:
    out = io.BytesIO()
    np.savez_compressed(out, vectors=np.zeros(9), texts=np.array([said, "none"]))
    return out.getvalue()


def parquet(cell: str) -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"a": [1.0], "text": [cell]}).to_parquet(out)
    return out.getvalue()


PLACES = {
    "processed/notes/segments.csv": lambda: f"id,text\n1,I met {NAME} there".encode(),
    "processed/notes/segments.parquet": lambda: parquet("As Beatriz's boss"),
    "processed/coding/codings.csv": lambda: b"a,call (705) 555-0133 now",
    "reports/findings.docx": lambda: word(f"I met {NAME} there"),
    "reports/author.docx": lambda: word(author=NAME),
    "reports/alt.docx": lambda: word(alt=f"a picture of {NAME}"),
    "reports/findings.pdf": lambda: pdf("I met Beatriz there"),
    "reports/title.pdf": lambda: pdf(title="For Ironwood Pulp"),
    "reports/figures/one.svg": lambda: b"<svg><title>By Beatriz Alcantara&#45;Moss</title></svg>",
    "reports/findings.html": lambda: b"<p>I met <b>Ironwood</b> <i>Pulp</i>.</p>",
    "reports/Beatriz notes.md": lambda: b"nothing",
    ".cache/embeddings.json": lambda: json.dumps({"text": NAME}).encode(),
    "processed/escaped.json": lambda: json.dumps({"text": "Now Zoé left"}).encode(),
    "processed/list.parquet": lambda: parquet(["As Beatriz said"]),
    ".cache/vectors.npz": lambda: arrays(f"I met {NAME}"),
    "reports/alt.pdf": lambda: pdf_with_alt("By Beatriz"),
    "reports/figures/two.png": lambda: png(f"By {NAME}"),
    "reports/figures/three.png": lambda: png("nothing") + b"By Beatriz",
    "reports/pictures.docx": lambda: repacked(word("none"), **{"word__media_png": png("By Beatriz")}),
    "logs/run.log": lambda: f"read {NAME}".encode(),
    "run.log": lambda: b"read Ironwood Pulp",
    "reports/sheet.ods": lambda: packed_as(b"<p>By Beatriz</p>"),  # whatever the name of a packed file ends with
    "reports/with macros.docm": lambda: repacked(word(f"I met {NAME} there")),
    "reports/project": lambda: packed_as(packed_as(b"By Beatriz")),
    "reports/remarked.zip": lambda: packed_as(b"none", b"By Beatriz"),
    "processed/old.csv.bz2": lambda: bz2.compress(b"text\nAs Beatriz said"),
    "processed/old.csv.xz": lambda: lzma.compress(b"text\nAs Beatriz said" * 9),
    "reports/remark.pdf": lambda: pdf_with(lambda one: one.add_annotation(0, remark("Ask Beatriz"))),
    "reports/reviewer.pdf": lambda: pdf_with(lambda one: one.add_annotation(0, remark("Good", NAME))),
    "reports/link.pdf": lambda: pdf_with(
        lambda one: one.add_annotation(0, Link(rect=(9, 9, 50, 50), url="https://x.org/?by=Ironwood%20Pulp"))
    ),
    "reports/attached.pdf": lambda: pdf_with(lambda one: one.add_attachment("note.txt", b"As Beatriz said")),
    "reports/escaped.yaml": lambda: yaml.safe_dump({"said": "As Zoé said"}).encode(),
    "reports/rich.rtf": lambda: rb"{\rtf1\ansi As Zo\'e9 said}",
    "reports/marked.md": lambda: b"By **Bea**triz, and no more.",
    "reports/inner.html": lambda: b'<iframe srcdoc="&lt;p&gt;By &amp;#66;eatriz&lt;/p&gt;"></iframe>',
    "processed/label.parquet": lambda: parquet_with_label("As Beatriz said"),
}


def parquet_with_label(label: str) -> bytes:
    out, field = io.BytesIO(), pyarrow.field("a", pyarrow.int64(), metadata={"label": label})
    pyarrow.parquet.write_table(pyarrow.table([[1]], schema=pyarrow.schema([field])), out)
    return out.getvalue()


@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_found_wherever_it_hides_and_never_told(study, place):
    path = study.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PLACES[place]())
    with pytest.raises(StudyError, match=r"\[(person|phone|organisation) 1\]") as error:
        leaks.run(study)
    hint = str(error.value).replace(place, "")
    assert place in str(error.value) and not any(part in hint for part in ("Beatriz", "Alcantara", "Ironwood", "555"))


LOCKED = packed_as(b"none").replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1")


DAMAGED = {
    "locked.zip": LOCKED,
    "locked.pdf": pdf_with(lambda one: one.encrypt("secret")),
    **{"cut.docx": word("none")[:900], "cut.pdf": pdf("none")[:900], "cut.parquet": parquet("none")[:90]},
    **{"cut.gz": gzip.compress(b"none")[:12], "cut.npz": arrays("none")[:90], "cut.png": png("none")[:40]},
    **{"no.pdf": b"%PDF-1.7 none", "no.xlsx": b"none", "no.rtf": b"{\\rtf1 {{{", "no.npy": b"\x93NUMPY\x01"},
    **{"no.sav": b"$FL2", "empty.pdf": b"", "empty.parquet": b""},
}


@pytest.mark.parametrize(("name", "content"), DAMAGED.items(), ids=DAMAGED)
def test_a_file_that_is_locked_or_damaged_stops_no_check(study, name, content):
    (study.reports / name).write_bytes(content)
    leaks.run(study)
    (study.reports / name).write_bytes(content + b"\nBeatriz")  # what can be read of it is
    if name not in ("locked.zip", "locked.pdf"):
        with pytest.raises(StudyError, match="person 1"):
            leaks.run(study)


def test_a_clean_study_passes_and_says_so(study):
    (study.processed / "notes/segments.csv").write_text("id,text\n1,I met [person 1] there\n")
    (study.processed / "notes/turns.csv").write_text(f"id,text\n1,{NAME}\n")  # behind the gate
    leaks.run(study)
    assert json.loads((study.processed / "metrics/gate.json").read_text()) == {"leaks": 0, "names_in_key": 6}


@pytest.mark.parametrize("harmless", ["Hope for more.", "- Hope", "Beatrizian", "hope", "beatriz", "1(705) 555-01334"])
def test_ordinary_words_and_parts_of_words_raise_no_alarm(study, harmless):
    (study.reports / "findings.md").write_text(harmless)
    leaks.run(study)


def test_a_first_name_that_is_a_word_is_found_inside_a_sentence(study):
    (study.reports / "findings.md").write_text("It was said that Hope left.")
    with pytest.raises(StudyError, match=r"\[person 2\]"):
        leaks.run(study)


def test_an_organisation_that_the_codebook_names_may_stand_in_outputs(study):
    study.codebooks.mkdir()
    (study.codebooks / "themes.yaml").write_text("label: what Ironwood Pulp funds\n")
    (study.reports / "findings.md").write_text("What Ironwood Pulp funds.")
    leaks.run(study)


def test_an_organisation_that_the_title_names_may_stand_in_outputs(study):
    (study.reports / "chapters").mkdir()
    (study.reports / "chapters/document.yaml").write_text("title: {en: What Ironwood Pulp has changed}\n")
    (study.reports / "findings.md").write_text("What Ironwood Pulp has changed")
    leaks.run(study)


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("We live in Hope of water", []),
        ("Hope of water", []),
        ("Hope Alcantara", ["[person 2]"]),
        (f"What {NAME} said", ["[person 1]"]),
    ],
)
def test_a_word_of_the_key_inside_a_phrase_of_the_codebooks_is_that_phrase(study, label, told):
    study.codebooks.mkdir(exist_ok=True)
    (study.codebooks / "themes.yaml").write_text(f"codes: [{{id: C1, label: {{en: {label}}}}}]\n", encoding="utf-8")
    (study.processed / "matrix.csv").write_text(
        f"finding\nthe theme, {label.replace(' ', chr(10))}, is raised\n", encoding="utf-8"
    )
    names = pd.read_csv(study.private / "key.csv").dropna(subset="name")
    assert [pseudonym for _, pseudonym in leaks.leaks(study, names)] == told
    (study.processed / "matrix.csv").write_text("finding\nwe asked Hope about it\n", encoding="utf-8")
    assert [pseudonym for _, pseudonym in leaks.leaks(study, names)] == ["[person 2]"]


def test_an_example_pasted_from_a_note_excuses_no_name(study):
    study.codebooks.mkdir(exist_ok=True)
    book = "codes: [{id: C1, label: {en: Hope}, examples: {en: [{text: we asked Hope about it}]}}]\n"
    (study.codebooks / "themes.yaml").write_text(book, encoding="utf-8")
    (study.processed / "matrix.csv").write_text("finding\nwe asked Hope about it\n", encoding="utf-8")
    names = pd.read_csv(study.private / "key.csv").dropna(subset="name")
    assert [pseudonym for _, pseudonym in leaks.leaks(study, names)] == ["[person 2]"]


def test_shapes_of_letters_are_no_text(study):
    """A font that a page carries, or that lies in a cache: its points, read as text, hold any two letters somewhere."""
    font = b"\0\1\0\0 (Zo\xc3\xa9) "
    (study.reports / "findings.html").write_bytes(
        b"<style>@font-face{src:url(data:font/ttf;base64,%s)}</style>" % base64.b64encode(font)
    )
    (study.root / ".cache/fonts").mkdir(parents=True)
    (study.root / ".cache/fonts/ours.ttf").write_bytes(font)
    leaks.run(study)


def test_models_and_word_lists_of_the_world_are_no_leak(study):
    (study.cache / "speech/whisper-1").mkdir(parents=True)
    (study.cache / "speech/whisper-1/vocabulary.json").write_text('["Beatriz"]')
    leaks.run(study)


def test_without_a_key_there_is_nothing_to_find(tmp_path):
    leaks.run(study_with(tmp_path, {}))


def read_by_the_gate(study, monkeypatch) -> list[str]:
    """Runs the gate; the names of the files that it looked into, whether or not it then stopped."""
    opened: list[str] = []
    monkeypatch.setattr(leaks, "strings", lambda path: opened.append(path.name) or strings(path))
    with contextlib.suppress(StudyError):
        leaks.run(study)
    return opened


def test_a_file_found_clean_is_not_read_again_until_it_changes(study, monkeypatch):
    (study.processed / "notes/a.csv").write_text("text\nnobody\n", encoding="utf-8")
    (study.reports / "b.md").write_text("nobody", encoding="utf-8")
    assert {"a.csv", "b.md"} <= set(read_by_the_gate(study, monkeypatch))
    assert not {"a.csv", "b.md"} & set(read_by_the_gate(study, monkeypatch))
    leaks.run(study, before_documents=True)  # what it does not look into stays known
    (study.reports / "b.md").write_text(f"said {NAME}", encoding="utf-8")
    for _ in range(2):  # told each time
        assert {"a.csv", "b.md"} & set(read_by_the_gate(study, monkeypatch)) == {"b.md"}
        with pytest.raises(StudyError, match=r"b\.md"):
            leaks.run(study)


@pytest.fixture
def program(study, monkeypatch):
    """A small program in the gate's place."""
    package = study.root / "package"
    package.mkdir()
    (package / "lexicon.py").write_text("one = 1\n", encoding="utf-8")
    assert (found_clean.PACKAGE / "notes/leaks.py").exists()
    monkeypatch.setattr(found_clean, "PACKAGE", package)
    found_clean.program.cache_clear()
    yield package
    found_clean.program.cache_clear()


@pytest.mark.parametrize("changed", ["key", "codebooks", "name", "program", "packages", "record"])
def test_a_name_is_found_in_a_file_found_clean_once_anything_changed_that_this_stands_on(
    study, program, monkeypatch, changed
):
    table, record = study.processed / "notes/table.csv", study.private / "cache/gate/clean.json"
    table.write_text("text\nWhat Ironwood Pulp funds, said Orla Quill\n", encoding="utf-8")
    study.codebooks.mkdir()
    (study.codebooks / "themes.yaml").write_text("label: what Ironwood Pulp funds\n", encoding="utf-8")
    leaks.run(study)
    if changed == "key":
        with (study.private / "key.csv").open("a", encoding="utf-8") as key:
            key.write("[person 9],person,Orla Quill\n")
    elif changed == "codebooks":
        (study.codebooks / "themes.yaml").write_text("label: what the mill funds\n", encoding="utf-8")
    elif changed == "name":
        table.rename(table.with_name(f"{NAME}.csv"))
    else:  # a program that misses a name: what it found is not taken over by another, nor from a damaged record
        table.write_text(f"text\nsaid {NAME}\n", encoding="utf-8")
        with monkeypatch.context() as patched:
            patched.setattr(leaks, "finder", lambda *given: lambda text: set())
            leaks.run(study)
        leaks.run(study)
    if changed == "program":
        (program / "lexicon.py").write_text("one = 2\n", encoding="utf-8")
    elif changed == "packages":
        (study.root / "place/pypdf-99.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(study.root / "place")
    elif changed == "record":
        record.write_bytes(record.read_bytes().replace(b"table", b"tabla"))
    found_clean.program.cache_clear()
    with pytest.raises(StudyError, match=r"holds the name behind"):
        leaks.run(study)


def statistics(name: str, **labels) -> bytes:
    """An SPSS file, packed, in which a text goes over the end of a piece."""
    path = Path(name)
    frame = pd.DataFrame({"a": [1.0], "said": ["word " * 50 + f"and {NAME} too"]})
    pyreadstat.write_sav(frame, path, compress=True, **labels)
    return path.read_bytes()


HIDDEN = {
    "broken over a line.md": "I met Beatriz\nAlcantara-Moss there.",
    "hard blank.md": "Beatriz\u00a0Alcantara-Moss",
    "indented.html": "<p>Beatriz\n      Alcantara-Moss</p>",
    "decomposed.csv": "a,met Zoe\u0301 there",
    "no width.csv": "a,met Bea\u200btriz there",
    "soft hyphen.html": "<p>Bea&shy;triz</p>",
    "variant.csv": "Bea\ufe0ftriz",
    "tags.csv": "Bea\U000e0061triz",
    "wide.csv": "\uff22\uff45\uff41\uff54\uff52\uff49\uff5a",
    "entity.md": "met Be&#97;triz",
    "capitals.md": "# BEATRIZ",
    "address.md": "[x](#beatriz-alcantara-moss)",
    "small.csv": "by beatriz alcantara-moss, 3",
    "turned round.csv": '"Alcantara-Moss, Beatriz"',
    "query.txt": "?q=Beatriz+Alcantara-Moss",
    "shouted.csv": "IRONWOOD PULP",
    "emphasis.md": "*Beatriz* Alcantara-Moss",
    "cyrillic.csv": "by Be\u0430tr\u0456z",
    "greek.csv": "by \u0392eatriz",
    "spaced.md": "# B e a t r i z",
    "spaced capitals.md": "N O T E S by B E A T R I Z today",
    "stops.csv": "B.e.a.t.r.i.z",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_name_is_found_however_its_letters_are_set(study, name):
    (study.reports / f"a{Path(name).suffix}").write_text(HIDDEN[name], encoding="utf-8")
    with pytest.raises(StudyError, match=r"\[(person|organisation) 1\]"):
        leaks.run(study)


@pytest.mark.parametrize("harmless", [
    "B. et al. Alcantara wrote.\n\nMoss grows.", "hope\npulp", "IRON WOOD PULP", "HOPE",
    "ZOE", "moss, alcantara and beatriz", "the ironwood pulp",
])  # fmt: skip
def test_words_that_only_look_like_a_name_raise_no_alarm(study, harmless):
    (study.reports / "findings.md").write_text(harmless, encoding="utf-8")
    leaks.run(study)


@pytest.mark.parametrize("content", [
    lambda folder: statistics(folder / "x.zsav"), lambda folder: statistics(folder / "x.zsav", file_label="by Beatriz"),
    lambda folder: statistics(folder / "x.zsav", variable_value_labels={"a": {1.0: f"As {NAME}"}}),
])  # fmt: skip
def test_a_name_in_a_packed_file_of_a_statistics_program_is_found(study, tmp_path, content):
    (study.processed / "a.zsav").write_bytes(content(tmp_path))
    with pytest.raises(StudyError, match=r"a\.zsav.*\[person 1\]"):
        leaks.run(study)


@pytest.mark.parametrize("data", [
    f"id,met Zo\u00e9 there,{NAME}".encode("latin-1"), f"id,{NAME}".encode("utf-16"), f"id,{NAME}".encode("utf-16-be"),
    gzip.compress(f"id,{NAME}".encode()),
], ids=["Western", "UTF-16", "UTF-16 the other way", "packed"])  # fmt: skip
def test_a_name_in_other_letters_than_utf8_is_found(study, data):
    (study.processed / "a.csv").write_bytes(data)
    with pytest.raises(StudyError, match=r"\[person 1\]"):
        leaks.run(study)
