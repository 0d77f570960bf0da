"""What looks like Markdown in a label, definition or quotation is printed, never run, and reads no file."""
# ruff: noqa: E501

import base64
import re
import zipfile

import pytest

from pipeline.coding.themes_report import convert, render
from pipeline.notes.contents import strings
from pipeline.study import Study, literal, tree_of

SECRET = "Ottoline Vandersloot"
ATTACKS = [
    "![i](private/key.csv)", "![i](/etc/passwd)", "![i](file:///etc/passwd)", "![i](private%2Fkey.csv)",
    "![i](http://127.0.0.1:9/x.png)", "![i](//127.0.0.1:9/x.png)", "<script>alert(1)</script>", "<img src=private/key.csv>",
    '<iframe src="private/key.csv"></iframe>', "`x`{=html}", "```{=html}\n<script>\n```", "[a](javascript:alert(1))",
    "---\ntitle: x\n---", "$\\input{/etc/passwd}$", "\\input{private/key.csv}", "[x]: private/key.csv\n\n![x]",
    "[r]{custom-style=Title}", "::: {.hidden}", "&lt;script&gt;", "| a | b |", "# heading", "- item", "1. one", "> said",
    "a_b_c *d* **e** ~~f~~ ^g^ H~2~O [@key] <http://a.example>", "C:\\private\\key.csv",
]  # fmt: skip


@pytest.fixture
def study(tmp_path, monkeypatch) -> Study:
    private = tmp_path / "private"
    private.mkdir()
    (private / "key.csv").write_text(f"pseudonym,kind,name\n[person 1],person,{SECRET}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Study(tmp_path)


def words_of(path) -> str:
    return plainly(" ".join(strings(path)))


def plainly(text: str) -> str:
    """Without what typography changes: quotation marks, dashes, blanks."""
    return " ".join(re.sub(r"[-–—]+", "-", text.translate(str.maketrans("“”‘’", "\"\"''"))).split())


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_label_is_printed_as_it_is_and_reads_no_file(study, tmp_path, attack):
    markdown = f"## {literal(attack)}\n\n{literal(attack)}\n\n| a | {literal(attack)} |\n|:--|:--|\n| b | {literal(attack)} |\n"
    tree = tree_of(markdown, "out.md")
    for kind in ("html", "docx"):
        path = tmp_path / f"out.{kind}"
        convert(tree, kind, path, [])
        said = words_of(path)
        assert plainly(attack) in said, kind
        assert SECRET not in said and "root:x:" not in said
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert (
        "<script>alert" not in page
        and "<iframe" not in page
        and "<img" not in page
        and "javascript:" not in page.split('href="')[-1][:12]
    )
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        assert not [name for name in archive.namelist() if "media" in name]


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if "(" in attack or "<" in attack or "html" in attack])
def test_a_chapter_shows_only_figures_of_the_study(study, attack):
    tree = tree_of(f"{attack}\n\n![f](figures/one.en.svg)", "a chapter", ("figures",))
    assert tree.count('"Image"') == 1 and "Raw" not in tree
    assert "javascript" not in tree or '"Link"' not in tree


@pytest.mark.parametrize(
    "picture", ["figures/../private/key.csv", "figures%2F..%2Fprivate/key.csv", "/figures/a.svg", "a.svg"]
)
def test_a_picture_from_elsewhere_is_words(study, picture):
    assert '"Image"' not in tree_of(f"![f]({picture})", "a chapter", ("figures",))


def test_labels_of_the_report_are_escaped_by_the_template_itself(study):
    (study.reports / "templates").mkdir(parents=True)
    (study.reports / "templates" / "codebook.en.md").write_text(
        "# {{ label }}\n\n{{ id | verbatim }}\n", encoding="utf-8"
    )
    made = render(study, "en", {"label": "![i](private/key.csv)", "id": "A_b"})
    assert made == "# !\\[i\\](private/key.csv)\n\n`A_b`"


@pytest.mark.parametrize(
    "carrier",
    [
        "Ottoline%20Vandersloot", "Ottoline&#32;Vandersloot", "&#79;ttoline Vandersloot", "data:text/csv," + "Ottoline%20Vandersloot",
        "data:text/plain;base64," + base64.b64encode(SECRET.encode()).decode(),
        "data:image/svg+xml;base64," + base64.b64encode(b"<svg><text>Ottoline <b>Vandersloot</b></text></svg>").decode(),
        "data:text/csv;charset=utf-8;base64," + base64.b64encode(b"data:text/plain;base64," + base64.b64encode(SECRET.encode())).decode(),
    ],
)  # fmt: skip
def test_the_check_reads_what_a_browser_reads(tmp_path, carrier):
    page = tmp_path / "page.html"
    page.write_text(f'<html><img src="{carrier}"></html>', encoding="utf-8")
    assert any(SECRET in " ".join(text.split()) for text in strings(page))
