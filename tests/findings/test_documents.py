"""The documents as they leave the house: complete, accessible, the same twice, and telling nothing of the machine."""

import hashlib
import html
import re
import shutil
import socket
import subprocess
import sys
import zipfile

import docx
import pypdf
import pytest
from lxml import etree
from pdf_rules import broken_rules
from pypdf.generic import NameObject
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.findings import report
from pipeline.findings import word as word_files
from pipeline.study import Study, StudyError, read_csv

FORMATS = ("md", "html", "docx", "pdf")


def digests(study: Study) -> dict[str, str]:
    reports = study.reports
    files = [*reports.glob("*.*"), *reports.glob("figures/*"), *reports.glob("annex/*")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def test_both_languages_come_in_four_formats_with_their_figures(reported):
    names = set(digests(reported))
    for language in ("en", "fr"):
        assert {f"{one}.{language}.{kind}" for one in ("findings", "brief") for kind in FORMATS} <= names
        assert f"annex.{language}.html" in names
    assert {"indicators.en.svg", "indicators.fr.svg", "findings.evidence.csv"} <= names


def test_a_title_is_words_in_every_format_whatever_it_looks_like(drawn):
    """Pandoc takes what stands on a cover as it is: marks of HTML or of Typst would be run, or end the documents."""
    title = '1. C# for $5 & *more* <script>x()</script> #read("key.csv") [a'
    about = drawn.reports / "chapters/document.yaml"
    words = about.read_text(encoding="utf-8").replace("Orchards of three shores", f"'{title}'")
    about.write_text(words.replace("en: The orchard team", "en: 'Ana \"A\\B\" #panic()'"), encoding="utf-8")
    report.run(drawn)
    page = (drawn.reports / "findings.en.html").read_text(encoding="utf-8")
    assert html.escape(title) in page and "<script>x()" not in page
    pdf = pypdf.PdfReader(drawn.reports / "findings.en.pdf")
    assert pdf.metadata is not None and pdf.metadata.author == 'Ana "A\\B" #panic()'
    assert "C# for $5 & *more* <script>x()</script> #read(“key.csv”) [a" in " ".join(
        pdf.pages[0].extract_text().split()
    )
    assert title in docx.Document(str(drawn.reports / "findings.en.docx")).core_properties.title


def test_a_second_run_in_another_folder_gives_the_same_bytes(reported, built, tmp_path):
    shutil.copytree(built, tmp_path / "elsewhere")
    report.run(Study(tmp_path / "elsewhere"))
    assert digests(Study(tmp_path / "elsewhere")) == digests(reported)


def test_every_document_says_that_the_data_are_synthetic(reported):
    for language, word in (("en", "synthetic"), ("fr", "synthétiques")):
        assert word in (reported.reports / f"findings.{language}.html").read_text(encoding="utf-8")
        first = pypdf.PdfReader(reported.reports / f"findings.{language}.pdf").pages[0].extract_text()
        assert word in first
        assert word in word_text(reported, language)


def word_text(study: Study, language: str) -> str:
    with zipfile.ZipFile(study.reports / f"findings.{language}.docx") as package:
        body = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", body)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pdf_has_bookmarks_links_and_properties_and_keeps_the_rules_of_accessible_ones(reported, language):
    reader = pypdf.PdfReader(reported.reports / f"findings.{language}.pdf")
    assert reader.trailer["/Root"]["/Lang"].lower().startswith(language)
    assert reader.metadata.title in ("Orchards of three shores", "Vergers de trois rives")
    assert len(reader.outline) >= 2
    assert any("/Annots" in page for page in reader.pages)
    for kind in ("brief", "findings"):
        assert broken_rules(reported.reports / f"{kind}.{language}.pdf") == []


def test_a_pdf_that_breaks_rules_of_accessible_ones_is_found_out(reported, tmp_path):
    writer = pypdf.PdfWriter(clone_from=reported.reports / "findings.en.pdf")
    del writer.root_object["/Lang"]
    for page in writer.pages:
        page.pop("/Tabs", None)
    figure = next(one for one in writer._objects if hasattr(one, "get") and one.get("/S") == "/Figure")
    del figure["/Alt"]
    level = next(one for one in writer._objects if hasattr(one, "get") and one.get("/S") == "/H1")
    level[NameObject("/S")] = NameObject("/H4")
    writer.write(tmp_path / "broken.pdf")
    told = "; ".join(broken_rules(tmp_path / "broken.pdf"))
    for rule in ("language of the document", "without a description (7.3): 1", "not of level 1", "not tabbed"):
        assert rule in told, told


@pytest.mark.parametrize("language", ["en", "fr"])
def test_word_has_real_styles_contents_captions_alt_texts_and_figures(reported, language):
    with zipfile.ZipFile(reported.reports / f"findings.{language}.docx") as package:
        body = package.read("word/document.xml").decode()
        parts = package.namelist()
        styles = package.read("word/styles.xml").decode()
    used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', body))
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', styles))
    assert {"Heading1", "TableCaption", "ImageCaption", "BlockText", "Attribution", "toc1", "TableText"} <= used
    assert all(len(alt) > 40 for alt in re.findall(r'<wp:docPr descr="([^"]*)"', body))
    assert any(part.startswith("word/media/") and part.endswith(".png") for part in parts)
    assert "w:tblHeader" in body and "w:hyperlink" in body


def test_a_brief_in_word_has_no_cover_and_the_report_starts_its_chapters_where_the_page_stands(reported):
    body, styles = word_parts(reported, "brief.en.docx")
    used = re.findall(r'<w:pStyle w:val="([^"]+)"', body)
    assert used[:2] == ["Series", "BriefTitle"] and not {"Title", "Heading1", "toc1"} & set(used)
    assert 'w:left="1190"' in body and styles != word_parts(reported, "findings.en.docx")[1]
    _, styles = word_parts(reported, "findings.en.docx")
    heading = re.search(r'<w:style [^>]*w:styleId="Heading1".*?</w:style>', styles, re.DOTALL)
    assert heading and "pageBreakBefore" not in heading[0]


def word_parts(study: Study, name: str) -> tuple[str, str]:
    with zipfile.ZipFile(study.reports / name) as package:
        return package.read("word/document.xml").decode(), package.read("word/styles.xml").decode()


def test_a_short_table_of_word_stays_on_one_page_and_a_figure_in_the_size_it_was_drawn(reported):
    body, _ = word_parts(reported, "findings.en.docx")
    table = re.search(r"<w:tbl>.*?</w:tbl>", body, re.DOTALL)
    rows = re.findall(r"<w:tr[ >].*?</w:tr>", table[0] if table else "", re.DOTALL)
    assert ["keepNext" in row for row in rows] == [True] * (len(rows) - 1) + [False]
    svg = (reported.reports / "figures/indicators.en.svg").read_text(encoding="utf-8")
    drawn = float(re.search(r'width="([\d.]+)"', svg)[1]) * 9525  # a pixel, in the units of Word
    shown = [int(width) for width in re.findall(r'<wp:extent [^>]*?cx="(\d+)"', body)]
    assert any(abs(width - drawn) < 0.02 * drawn for width in shown)


def test_properties_name_the_study_and_nothing_of_the_machine(reported):
    texts = [path.read_text(encoding="utf-8") for path in reported.reports.glob("findings.*.html")]
    with zipfile.ZipFile(reported.reports / "findings.en.docx") as package:
        texts += [package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))]
        properties = package.read("docProps/core.xml").decode()
    texts.append(str(pypdf.PdfReader(reported.reports / "findings.en.pdf").metadata))
    for text in texts:
        assert str(reported.root) not in text
        assert not re.search(rf"\b{re.escape(socket.gethostname())}\b", text)
    assert "The orchard team" in properties and "Orchards of three shores" in properties


def test_the_html_fetches_nothing(reported):
    for path in reported.reports.glob("findings.*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r'(?:src|href)="(?!#|data:|annex\.(?:en|fr)\.html#)([^"]+)"', text)
        assert "@import" not in text and not re.findall(r"url\((?!data:|#)", text)


def test_numbers_in_word_and_pdf_lead_to_the_annex_by_their_stable_id(reported):
    place = "annex.en.html#survey.picked_fruit"
    assert "67% (24 of 36)1" in word_text(reported, "en")
    with zipfile.ZipFile(reported.reports / "findings.en.docx") as package:
        assert f'Target="{place}"' in package.read("word/_rels/document.xml.rels").decode()
    for name in ("findings", "brief"):
        pages = pypdf.PdfReader(reported.reports / f"{name}.en.pdf").pages
        links = [note.get_object()["/A"].get("/URI") for page in pages for note in page.get("/Annots", [])
                 if "/A" in note.get_object()]  # fmt: skip
        assert place in links
    assert 'id="survey.picked_fruit"' in (reported.reports / "annex.en.html").read_text(encoding="utf-8")


def test_every_link_of_the_brief_arrives_in_the_annex(reported):
    for language in ("en", "fr"):
        annex = (reported.reports / f"annex.{language}.html").read_text(encoding="utf-8")
        places = set(re.findall(r'id="([^"]+)"', annex))
        brief = (reported.reports / f"brief.{language}.html").read_text(encoding="utf-8")
        links = re.findall(rf'href="annex\.{language}\.html#([^"]+)"', brief)
        assert links and set(links) <= places
        assert set(re.findall(r'href="#([^"]+)"', annex)) <= places | {"content"}


def test_tables_of_the_annex_stand_beside_it_as_csv(drawn):
    study = drawn
    for language in ("en", "fr"):
        path = study.reports / f"chapters/90-annex-indicators.{language}.md"
        path.write_text("# Indicators {#indicators}\n\n{{ indicator_table() }}\n", encoding="utf-8")
    report.run(study, "html")
    table = read_csv(study.reports / "annex/01_indicators.en.csv")
    assert table.loc[0].tolist()[:2] == ["Picked fruit", "67% (24 of 36)"]
    assert "Table A1." in (study.reports / "annex.en.html").read_text(encoding="utf-8")
    assert "Table A1." not in (study.reports / "findings.en.html").read_text(encoding="utf-8")


def test_a_heading_that_skips_a_level_is_told_when_the_pdf_cannot_be_accessible(drawn):
    study = drawn
    path = study.reports / "chapters/02-use.en.md"
    path.write_text("# Use {#use}\n\n### Too deep\n\nText.\n", encoding="utf-8")
    with pytest.raises(StudyError, match="skips a level"):
        report.run(study, "pdf")


def test_one_format_can_be_written_alone_for_a_quick_look(study):
    for language in ("en", "fr"):
        (study.reports / f"chapters/02-use.{language}.md").write_text("# Use {#use}\n\nNo figure.\n", encoding="utf-8")
    report.run(study, "docx")
    assert (study.reports / "figures").is_dir()  # DVC wants the folder even where no chapter calls for a figure
    assert {path.suffix for path in study.reports.glob("*.??.*")} == {".docx", ".md"}
    with pytest.raises(StudyError, match="one of html, docx, pdf"):
        report.run(study, "odt")


def test_the_command_line_writes_reports_and_traces(study, monkeypatch):
    environment = {"PATH": "", "PYTHONPATH": str(report.__file__).partition("/pipeline/")[0]}
    wrong = subprocess.run(
        [sys.executable, "-m", "pipeline", "trace", "survey.picked"], cwd=study.root, capture_output=True, text=True,
        env=environment,
    )  # fmt: skip
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr and "survey.picked_fruit" in wrong.stderr
    monkeypatch.chdir(study.root)

    def run(*arguments: str):  # in this process: starting another takes longer than the command
        return CliRunner().invoke(app, arguments)

    assert "row 2: R01 PICKED=1" in run("trace", "survey.picked_fruit").stdout
    assert run("stale").exit_code == 0
    assert "02-use.fr: " in run("sign", "--by", "Ana").stdout
    assert run("quote", "NB-01#2").exit_code == 0
    assert "reports/drafts/use.fr.md" in run("draft", "use").stdout


def test_what_ends_a_section_holds_nothing_and_a_small_line_is_not_torn_from_its_paragraph():
    """A chain of paragraphs that hold one another goes to the next page whole, and leaves half a page empty."""
    styles = [
        "Heading2",
        "Answer",
        "Headline",
        "Grounds",
        "BodyText",
        "Grounds",
        "Heading1",
        "ImageCaption",
        "BodyText",
    ]
    paragraphs = "".join(f'<w:p><w:pPr><w:pStyle w:val="{one}"/></w:pPr></w:p>' for one in styles)
    body = etree.fromstring(f'<w:document xmlns:w="{word_files.W}"><w:body>{paragraphs}</w:body></w:document>')
    word_files._page_breaks(body)
    held = [one.get(f"{{{word_files.W}}}val") for one in body.iter(f"{{{word_files.W}}}keepNext")]
    places = [at for at, one in enumerate(body.iter(f"{{{word_files.W}}}p")) if one.find(".//{*}keepNext") is not None]
    assert dict(zip(places, held, strict=True)) == {1: "0", 4: "1", 5: "0", 7: "0"}
