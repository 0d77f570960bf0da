"""The last touches to a Word file made by pandoc: properties, alternative texts, contents, and fixed bytes."""

from itertools import pairwise
from pathlib import Path

from lxml import etree

from pipeline.study import read_zip, write_zip

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"


SHORT = 12  # rows, the heads among them
LETTING_GO = ("ImageCaption", "Answer")


def finish(path: Path, title: str, authors: str, language: str) -> None:
    """Rewrite `path` in place."""
    parts = read_zip(path)
    parts["docProps/core.xml"] = _properties(parts["docProps/core.xml"], title, authors, language)
    body = etree.fromstring(parts["word/document.xml"])
    _describe_figures(body)
    _fill_contents(body)
    _small_tables(body)
    _whole_tables(body)
    _page_breaks(body)
    parts["word/document.xml"] = _xml(body)
    write_zip(path, parts)


def _xml(element: etree._Element) -> bytes:
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def _properties(core: bytes, title: str, authors: str, language: str) -> bytes:
    """Document properties: title, authors and language, nothing of the machine."""
    tree = etree.fromstring(core)
    dc, cp = (
        "http://purl.org/dc/elements/1.1/",
        "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    )
    for name, text in (
        (f"{{{dc}}}title", title),
        (f"{{{dc}}}creator", authors),
        (f"{{{dc}}}language", language),
        (f"{{{cp}}}lastModifiedBy", authors),
    ):
        element = tree.find(name)
        if element is None:
            element = etree.SubElement(tree, name)
        element.text = text
    return _xml(tree)


def _describe_figures(body: etree._Element) -> None:
    """Each picture's alternative text where Word looks for it; pandoc writes the file's name there."""
    for drawing in body.iter(f"{{{W}}}drawing"):
        alt = next(drawing.iter(f"{{{WP}}}docPr"))
        next(drawing.iter(f"{{{PIC}}}cNvPr")).set("descr", alt.get("descr", ""))


def _small_tables(body: etree._Element) -> None:
    """Text in tables gets a style of its own: pandoc gives it that of tight lists."""
    for style in body.iterfind(f".//{{{W}}}tc/{{{W}}}p/{{{W}}}pPr/{{{W}}}pStyle"):
        style.set(f"{{{W}}}val", "TableText")


def _whole_tables(body: etree._Element) -> None:
    """A short table stands on one page: each row stays with the next."""
    for table in body.iter(f"{{{W}}}tbl"):
        rows = table.findall(f"{{{W}}}tr")
        for style in table.iterfind(f"{{{W}}}tr/{{{W}}}tc/{{{W}}}p/{{{W}}}pPr/{{{W}}}pStyle"):
            if len(rows) <= SHORT and next(style.iterancestors(f"{{{W}}}tr")) is not rows[-1]:
                style.addnext(etree.Element(f"{{{W}}}keepNext"))


def _page_breaks(body: etree._Element) -> None:
    """What stays on one page with what follows, beyond what the styles of the template say.

    A chain of paragraphs each of which holds the next goes to the next page as a whole and leaves the page half empty.
    So a caption under a picture, an answer before its headlines, and what ends a section hold nothing; and the small
    line under a paragraph is not torn from it.
    """
    held = body.findall(f"{{{W}}}body/{{{W}}}p")
    for paragraph, following in pairwise(held):
        own, after = _style_of(paragraph), _style_of(following)
        if not own.startswith("Heading") and (own in LETTING_GO or after.startswith("Heading")):
            _keep_with_next(paragraph, False)
        elif own in ("BodyText", "FirstParagraph") and after == "Grounds":
            _keep_with_next(paragraph, True)


def _style_of(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
    return "" if style is None else style.get(f"{{{W}}}val", "")


def _keep_with_next(paragraph: etree._Element, does: bool) -> None:
    style = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
    if style is not None:
        style.addnext(etree.Element(f"{{{W}}}keepNext", {f"{{{W}}}val": str(int(does))}))


def _fill_contents(body: etree._Element) -> None:
    """Write the headings into the table of contents, so that it is there before Word first updates it."""
    field = next((run for run in body.iter(f"{{{W}}}instrText") if run.text and "TOC" in run.text), None)
    if field is None:
        return
    paragraph = next(field.iterancestors(f"{{{W}}}p"))
    end = paragraph.xpath(".//w:fldChar[@w:fldCharType='end']", namespaces={"w": W})[0]
    end.getparent().remove(end)
    holder, at = paragraph.getparent(), paragraph.getparent().index(paragraph)
    for heading in body.iter(f"{{{W}}}p"):
        style = heading.find(f"{{{W}}}pPr/{{{W}}}pStyle")
        level = {"Heading1": 1, "Heading2": 2}.get(style.get(f"{{{W}}}val", "")) if style is not None else None
        text = "".join(heading.itertext()).strip()
        if level and text:
            at += 1
            holder.insert(at, _contents_line(text, level, _bookmark_of(heading)))
    last = etree.Element(f"{{{W}}}p")
    etree.SubElement(etree.SubElement(last, f"{{{W}}}r"), f"{{{W}}}fldChar", {f"{{{W}}}fldCharType": "end"})
    etree.SubElement(etree.SubElement(last, f"{{{W}}}r"), f"{{{W}}}br", {f"{{{W}}}type": "page"})
    holder.insert(at + 1, last)


def _bookmark_of(heading: etree._Element) -> str | None:
    """The bookmark around or inside a heading."""
    for element in (heading.getprevious(), heading.find(f"{{{W}}}bookmarkStart")):
        if element is not None and element.tag == f"{{{W}}}bookmarkStart":
            return element.get(f"{{{W}}}name")
    return None


def _contents_line(text: str, level: int, bookmark: str | None) -> etree._Element:
    line = etree.Element(f"{{{W}}}p")
    etree.SubElement(etree.SubElement(line, f"{{{W}}}pPr"), f"{{{W}}}pStyle", {f"{{{W}}}val": f"toc{level}"})
    holder = etree.SubElement(line, f"{{{W}}}hyperlink", {f"{{{W}}}anchor": bookmark}) if bookmark else line
    etree.SubElement(etree.SubElement(holder, f"{{{W}}}r"), f"{{{W}}}t").text = text
    return line
