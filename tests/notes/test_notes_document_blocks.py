"""Documents of the review as numbered paragraphs, in every format in which offices keep them."""

from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
import typst

from pipeline.notes import document_passages, read_documents
from pipeline.notes.document_blocks import read_blocks
from pipeline.notes.pdf_blocks import read_pdf_blocks
from pipeline.study import Study, StudyError

TITLE = "What the repair tables taught us"
TEXT = [
    ("paragraph", "The tables were set up in a hall that nobody else wanted, on the first day of the rains."),
    ("paragraph", "People came for the kettles and stayed for the talk, and some of them came back with a lamp."),
    ("list item", "Tools were lent by three of the members, and all of them came home again in the end."),
    ("list item", "Nobody was asked to pay for a screw or for a length of wire."),
    ("table row", "Spring | 40 | 31"),
    ("table row", "Autumn | 1,250 | 27"),
    ("paragraph", "Two towns have asked for a table of their own since then."),
]
TYPST = r"""
#set page(height: 400pt, width: 420pt, margin: 62pt)
#set page(header: text(8pt)[The repair guild, yearly report])
#set page(footer: context text(8pt)[page #counter(page).display()])
#set text(10pt)
#text(18pt, weight: "bold")[What the repair tables taught us]

#text(10pt)[The guild of menders, 2021-05-04]

#heading[How it began]
The tables were set up in a hall that nobody else wanted, on the first day of the rains.

People came for the kettles and stayed for the talk, and some of them came back with a lamp.

#heading[What was needed]
- Tools were lent by three of the members, and all of them came home again in the end.
- Nobody was asked to pay for a screw or for a length of wire.

#table(columns: (1fr, 1fr, 1fr), [*Season*], [*Brought*], [*Mended*], [Spring], [40], [31], [Autumn], [1,250], [27])

Two towns have asked for a table of their own since then.
"""
MARKDOWN = """# What the repair tables taught us

*The guild of menders, 2021-05-04*

## How it began

The tables were set up in a hall that nobody else wanted, on the
first day of the rains.

People came for the kettles and stayed for the talk, and some of them came back with a lamp.

- Tools were lent by three of the members, and all of them came home again in the end.
- Nobody was asked to pay for a screw or for a length of wire.

| Season | Brought | Mended |
|---|---|---|
| Spring | 40 | 31 |
| Autumn | 1,250 | 27 |

Two towns have asked for a table of their own since then.
"""
HTML = """<html><head><title>x</title></head><body>
<header>The guild</header><nav><ul><li>Home</li><li>News</li></ul></nav>
<h1>What the repair tables taught us</h1><p class="byline">The guild of menders</p>
<div><p>The tables were set up in a hall that nobody else wanted, on the first day of the rains.</p>
<p>People came for the kettles and stayed for the talk, and some of them came back with a lamp.</p></div>
<ul><li>Tools were lent by three of the members, and all of them came home again in the end.</li>
<li><p>Nobody was asked to pay for a screw or for a length of wire.</p></li></ul>
<table><tr><th>Season</th><th>Brought</th><th>Mended</th></tr><tr><td>Spring</td><td>40</td><td>31</td></tr>
<tr><td>Autumn</td><td>1,250</td><td>27</td></tr></table>
<p>Two towns have asked for a table of their own since then.</p><footer>Privacy | Contact</footer>
<script>var a = 1;</script></body></html>"""


def write_docx(path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Yearly report, confidential"
    document.add_heading(TITLE, 0)
    document.add_paragraph("The guild of menders, 2021-05-04")
    document.add_heading("How it began", 2)
    for kind, text in TEXT:
        if kind != "table row":
            document.add_paragraph(text, style="List Bullet" if kind == "list item" else None)
        elif text.startswith("Spring"):
            table = document.add_table(rows=3, cols=3, style="Table Grid")
            for row, cells in enumerate(
                (("Season", "Brought", "Mended"), ("Spring", "40", "31"), ("Autumn", "1,250", "27"))
            ):
                for column, cell in enumerate(cells):
                    table.cell(row, column).text = cell
    document.save(path)


WRITERS = {
    ".docx": write_docx,
    ".md": lambda path: path.write_text(MARKDOWN, encoding="utf-8"),
    ".html": lambda path: path.write_text(HTML, encoding="utf-8"),
    ".pdf": lambda path: path.write_bytes(typst.compile(TYPST.encode())),
}


@pytest.fixture
def study(tmp_path) -> Study:
    (tmp_path / "raw/documents").mkdir(parents=True)
    (tmp_path / "params.yaml").write_text("study: {languages: [en]}\n", encoding="utf-8")
    return Study(tmp_path)


def manifest(study: Study, *files: str) -> None:
    rest = f'{TITLE},"The guild of menders",2021-05-04,en,report,menders'
    rows = [f"D-{number},documents/{file},{rest}" for number, file in enumerate(files)]
    header = "id,file,title,author,date,language,kind,speaks_for"
    (study.raw / "documents/manifest.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("form", WRITERS)
def test_every_format_gives_the_same_paragraphs(study, form):
    WRITERS[form](study.raw / f"documents/report{form}")
    manifest(study, f"report{form}")
    read_documents.run(study)
    read = study.table("documents/paragraphs")
    assert list(zip(read["kind"], read["text"], strict=True)) == TEXT
    assert list(read["paragraph"]) == list(range(1, len(TEXT) + 1))


def test_a_document_whose_name_has_its_accents_written_in_another_way_is_the_manifests(study):
    WRITERS[".md"](study.raw / "documents/e\u0301te\u0301.md")
    manifest(study, "\u00e9t\u00e9.md")
    read_documents.run(study)
    assert len(study.table("documents/paragraphs")) == len(TEXT)


def test_a_paragraph_knows_its_heading_and_what_is_left_out_is_told(study):
    WRITERS[".pdf"](study.raw / "documents/report.pdf")
    manifest(study, "report.pdf")
    read_documents.run(study)
    assert list(study.table("documents/paragraphs")["heading"][:3]) == [
        "How it began",
        "How it began",
        "What was needed",
    ]
    register = study.table("documents/register").iloc[0]
    assert (register["paragraphs"], register["left_out"]) == (len(TEXT), "The guild of menders, 2021-05-04")


def test_a_sentence_goes_on_over_the_page(tmp_path):
    long = " ".join(f"Row {number} of the shelf held jars of screws that no one had sorted." for number in range(30))
    (tmp_path / "long.pdf").write_bytes(
        typst.compile(f'#set page(height: 300pt, numbering: "1")\n{long}\n\nAfter.'.encode())
    )
    blocks = read_pdf_blocks(tmp_path / "long.pdf", "long.pdf")
    assert blocks[-1].text == "After."
    assert len(blocks) <= 4 and "".join(block.text for block in blocks[:-1]).count("shelf") == 30


def test_thin_letters_divide_no_word_or_number(tmp_path):
    said = "In all 1,111.11 of them fill it until 2021-11-11, illicitly or not."
    text = f'#set text(font: "DejaVu Sans Mono")\n#set page(width: 600pt)\n{said}'
    (tmp_path / "thin.pdf").write_bytes(typst.compile(text.encode()))
    assert [block.text for block in read_pdf_blocks(tmp_path / "thin.pdf", "thin.pdf")] == [said]


def test_paragraphs_of_one_line_or_two_stay_apart(tmp_path):
    said = [f"Number {n} waits for a lamp, and for a kettle that nobody has had time to mend." for n in range(6)]
    said += ["The end."]
    text = "#set page(width: 360pt)\n#set text(10pt)\n#set par(leading: 5pt, spacing: 10pt)\n" + "\n\n".join(said)
    (tmp_path / "short.pdf").write_bytes(typst.compile(text.encode()))
    assert [block.text for block in read_pdf_blocks(tmp_path / "short.pdf", "short.pdf")] == said


def test_cells_that_wrap_stay_one_row(tmp_path):
    wrapped = "Teams who draw and build a thing for a problem that is really there"
    rows = f"[*Form*], [*In short*], [Hack], [{wrapped}], [Talk], [One hour]"
    text = f"#set page(width: 260pt)\nBefore it stands a line of text.\n#table(columns: 2, {rows})"
    (tmp_path / "t.pdf").write_bytes(typst.compile(text.encode()))
    texts = [block.text for block in read_pdf_blocks(tmp_path / "t.pdf", "t.pdf") if block.kind == "table row"]
    assert texts == [f"Hack | {wrapped}", "Talk | One hour"]


def test_nested_lists_and_quotes(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("- one\n  - inner\n- two\n\n  goes on\n\n> said\n\n1. first\n", encoding="utf-8")
    assert [block.text for block in read_blocks(path, ".md", "a.md")] == [
        "one",
        "inner",
        "two goes on",
        "said",
        "first",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda study: manifest(study, "gone.md"), "gone.md is not there"),
        (lambda study: manifest(study, "../../params.yaml"), "params.yaml is outside raw/"),
        (lambda study: (study.raw / "documents/more.md").write_text("x"), "no row names"),
        (lambda study: (study.raw / "documents/report.md").write_text("# Only a title\n"), "no paragraph"),
        (lambda study: manifest(study, "report.md", "report.md") or rename(study, "D-1", "D-0"), "stands twice"),
        (lambda study: rename(study, "speaks_for", "voice"), "no column speaks_for"),
        (lambda study: (study.raw / "documents/manifest.csv").unlink(), "manifest is not there"),
    ],
)
def test_what_a_person_has_to_put_right_is_told(study, change, told):
    WRITERS[".md"](study.raw / "documents/report.md")
    manifest(study, "report.md")
    change(study)
    with pytest.raises(StudyError, match=told):
        read_documents.run(study)
    assert not (study.processed / "documents").exists()


def rename(study: Study, old: str, new: str) -> None:
    path = study.raw / "documents/manifest.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_locked_or_damaged_pdf_is_told(tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing else")
    with pytest.raises(StudyError, match="damaged"):
        read_pdf_blocks(tmp_path / "bad.pdf", "bad.pdf")


def test_a_persons_name_in_a_files_own_name_or_folder_stays_behind_the_gate(study):
    (study.raw / "documents/From Odalys Brannock").mkdir()
    WRITERS[".md"](study.raw / "documents/From Odalys Brannock/Letter of Odalys Brannock.md")
    manifest(study, "From Odalys Brannock/Letter of Odalys Brannock.md")
    read_documents.run(study)
    _, register = document_passages.read(study)
    gate = SimpleNamespace(text=lambda text, document: text)
    assert list(document_passages.described(register, gate)["file"]) == ["documents/D-0.md"]
