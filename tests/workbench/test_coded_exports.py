"""Coded notes as documents, corpora and networks, and memos: what leaves is what stands, and comes back as it was."""

import re
import zipfile

import pytest
from lxml import etree

from pipeline.decisions import memos
from pipeline.exchange import commands
from pipeline.exchange.coded_notes import coded_notes, colours
from pipeline.exchange.study_inputs import Inputs
from pipeline.study import Study, StudyError
from tests.workbench.test_exchange import XSD, another_copy


@pytest.fixture
def coded(study, decide) -> Study:
    """Two people, overlapping parts of a turn, a whole turn, a rejection of the machine's code, memos of each kind."""
    decide("ana", "N-02#2", "T1_saving", stance="critical", start=13, end=51, memo="<b>dear</b> & =1+1")
    decide("Ben Roy", "N-02#2", "T5_place", stance="mixed", start=31, end=80)
    decide("ana", "N-02#4", "T5_place")
    decide("ana", "N-01#2", "T1_saving", "rejected")
    memos.append(
        study,
        [
            memos.new("ana", "unit", "N-02#4", "look again", start=0, end=10, quote="They are c"),
            memos.new("ana", "code", "T5_place", "near to hours"),
            memos.new("Ben Roy", "note", "N-02", "a long talk"),
            memos.new("Ben Roy", "study", "", "nobody speaks of money"),
        ],
    )
    return study


def test_overlapping_codings_are_cut_into_stretches_and_nothing_of_the_talk_is_lost(coded):
    note = next(one for one in coded_notes(Inputs(coded), "en") if one.name == "N-02")
    texts = Inputs(coded).units.set_index("unit_id")["text"]
    turn = note.turns[0]
    assert "".join(run.text for run in turn.runs) == texts["N-02#2"]
    people = [one for one in turn.labels if one.who != "machine"]
    assert [(one.code, one.who, one.start, one.end) for one in people] == [
        ("T1_saving", "ana", 13, 51), ("T5_place", "Ben Roy", 31, 80),
    ]  # fmt: skip
    assert max(run.depth for run in turn.runs) == 2
    numbers = [number for run in turn.runs for number in run.opens]
    assert numbers == [one.number for one in turn.labels]


def test_a_code_that_a_person_rejected_is_not_the_machines(coded):
    note = next(one for one in coded_notes(Inputs(coded), "en") if one.name == "N-01")
    assert "T1_saving" not in {label.code for label in note.turns[0].labels}


def test_colours_of_labels_are_readable_on_white():
    for dark, light in colours([str(number) for number in range(60)]).values():
        assert contrast(dark, "#ffffff") >= 4.5 and contrast("#1a2330", light) >= 4.5


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_coded_notes_as_pages_say_every_label_and_run_nothing(coded):
    paths = {path.name: path.read_text(encoding="utf-8") for path in commands.export(coded, "coded-html")}
    assert len(paths) == 4
    page = paths["N-02.html"]
    assert "Saves money (ana, critical): &lt;b&gt;dear&lt;/b&gt;" in page and "a long talk" in page
    assert "<script" not in page and "look again" in page
    text = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", page)
    assert "I borrowed a ladder for five dollars instead of buying one" in " ".join(text.split())


def test_coded_notes_as_word_files_shade_what_is_coded(coded):
    from docx import Document

    path = next(path for path in commands.export(coded, "coded-docx") if path.name == "N-02.docx")
    document = Document(str(path))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert "Place (Ben Roy, mixed)" in cells[1][1] and "I borrowed" in cells[1][0]
    xml = zipfile.ZipFile(path).read("word/document.xml").decode()
    assert xml.count("w:shd ") >= 3 and "look again" in xml
    assert path.read_bytes() == next(one for one in commands.export(coded, "coded-docx") if one == path).read_bytes()


def test_coded_notes_as_pdf_hold_the_words(coded):
    import pypdfium2

    path = next(path for path in commands.export(coded, "coded-pdf") if path.name == "N-02.pdf")
    pages = pypdfium2.PdfDocument(path)
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)
    assert "Saves money (ana, critical): <b>dear</b> & =1+1" in text and "closed on Mondays" in text


@pytest.mark.parametrize("said", ["out of paper", 'the text `"☃"` could not be displayed with the fonts'])
def test_what_typst_refuses_in_a_coded_note_is_told_with_the_note(coded, monkeypatch, said):
    import typst

    def refuse(*_, **__):
        raise typst.TypstError(said)

    monkeypatch.setattr(typst, "compile", refuse)
    with pytest.raises(StudyError, match=r"cannot set the note N-0\d: .*(paper|displayed)"):
        commands.export(coded, "coded-pdf")


def test_the_corpus_for_iramuteq_has_a_text_a_unit_with_its_variables(coded):
    french, english = sorted(commands.export(coded, "iramuteq"), key=lambda path: path.name, reverse=True)
    assert (french.name, english.name) == ("iramuteq.fr.txt", "iramuteq.en.txt")
    lines = english.read_text(encoding="utf-8").splitlines()
    heads = [line for line in lines if line.startswith("****")]
    assert len(heads) == 10 and all(re.fullmatch(r"\*\*\*\*( \*[a-z]+_[A-Za-z0-9]+)+", head) for head in heads)
    head = next(line for line in heads if "*code_T5place" in line and "*code_T1saving" in line)
    assert "*note_N02 *group_" in head and "*material_interview" in head
    assert not [line for line in lines if "*" in line and not line.startswith("****")]


def test_the_network_for_gephi_joins_codes_of_one_unit(coded):
    gexf, nodes, edges = commands.export(coded, "gephi")
    space = {"g": "http://gexf.net/1.3"}
    tree = etree.parse(str(gexf))
    assert [node.get("id") for node in tree.iterfind(".//g:node", space)] == Inputs(coded).codebook.ids
    found = {(edge.get("source"), edge.get("target")): edge.get("weight") for edge in tree.iterfind(".//g:edge", space)}
    assert found == {("T1_saving", "T5_place"): "1"}
    assert nodes.read_text(encoding="utf-8").startswith("Id,Label,Theme,Units\n")
    assert edges.read_text(encoding="utf-8").startswith("Source,Target,Type,Weight\n")


def test_memos_go_out_with_a_project_and_come_back_as_they_were_once(coded):
    (path,) = commands.export(coded, "qdpx")
    schema = etree.XMLSchema(etree.parse(str(XSD)))
    with zipfile.ZipFile(path) as archive:
        schema.assertValid(etree.fromstring(archive.read("project.qde")))
    assert "0 new" in " ".join(commands.import_file(coded, path)).split("Memos:")[1]
    copy = another_copy(coded)
    (copy.raw / "coding/memos").rename(copy.root / "before")
    commands.import_file(copy, path)
    said = ["who", "about", "target", "text", "start", "end", "quote"]
    before, after = (memos.read(one)[said].sort_values("text").fillna(-1).values.tolist() for one in (coded, copy))
    assert after == before and len(before) == 4
    assert "0 new" in " ".join(commands.import_file(copy, path)).split("Memos:")[1]


def test_labels_and_groups_stand_in_the_language_that_is_asked_for(coded):
    chapters = coded.reports / "chapters"
    chapters.mkdir(parents=True, exist_ok=True)
    group = coded.table("coding/units").query("source == 'N-02'")["stakeholder"].iloc[0]
    names = "title: {en: T, fr: T}\nsubtitle: {en: S, fr: S}\nauthors: {en: A, fr: A}\ndate: '2024-01-01'\n"
    (chapters / "document.yaml").write_text(f"{names}headings: {{{group}: {{en: Guests, fr: Visites}}}}\n", "utf-8")
    (path,) = [one for one in commands.export(coded, "coded-html", "fr") if one.name == "N-02.html"]
    page = path.read_text(encoding="utf-8")
    assert '<html lang="fr">' in page and "Fait économiser" in page and "Visites" in page
    with pytest.raises(StudyError, match="language 'de'"):
        commands.export(coded, "coded-html", "de")
