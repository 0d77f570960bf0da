"""The forms that a document gives its paragraphs: named styles, colours, where they stand on the line.

Pandoc does not tell them. Each paragraph that has one gets a mark at its start, which `passages` reads and takes off:
what sets one speaker's paragraphs apart from another's is often nothing else.
"""

import io
import re
import zipfile
from collections.abc import Callable

import lxml.html
from lxml import etree

MARK = "\u240a"
MARKED = re.compile(rf"{MARK}([^{MARK}]*){MARK}")
FORM = "; "  # between the parts of a form: `style: Question; colour: ff0000`
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
STYLES = "styles.xml"
NO_STYLES = (
    b'<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">'
    b"<office:font-face-decls/><office:styles/><office:automatic-styles/><office:master-styles/>"
    b"</office:document-styles>"
)
SHOWN = ("color", "background-color", "background", "text-align", "margin-left", "padding-left", "float")
PLAIN = {"", "auto", "none", "left", "start", "both", "justify", "0", "000000", "#000000", "transparent", "0cm", "0in"}


def with_marks(data: bytes, form: str) -> bytes:
    """A document in which each paragraph that has a form begins with it between marks; other formats as they are."""
    if form == ".html":
        return _in_html(data)
    if form == ".odt":
        data = _with_styles(data)
    if form in PARTS:
        part, marked = PARTS[form]
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            tree = parsed(archive.read(part))
        if marked(tree):
            return replaced(data, part, etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
    return data


def parsed(xml: bytes) -> etree._Element:
    """A part of an office document; nothing that it refers to is fetched."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))


def _with_styles(data: bytes) -> bytes:
    """An OpenDocument text with the part for styles, which pandoc needs and some programs leave out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return data if STYLES in archive.namelist() else replaced(data, STYLES, NO_STYLES)


def replaced(data: bytes, part: str, content: bytes) -> bytes:
    """A zip archive with another content of one part, or with one part more."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()} | {part: content}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name, own in parts.items():
            new.writestr(name, own)
    return out.getvalue()


def _written(parts: dict[str, str | None]) -> str:
    """`style: Question; colour: ff0000` of what is not as usual; empty where all is."""
    told = {name: (value or "").strip().lower() for name, value in parts.items()}
    return FORM.join(f"{name}: {value}" for name, value in told.items() if value not in PLAIN).replace(" ", "\xa0")


def _in_word(tree: etree._Element) -> bool:
    """Whether marks were put into a Word text: of a paragraph's style and place, and the colour of all its letters."""
    found = False
    for run in hidden_runs(tree):
        run.getparent().remove(run)
        found = True
    for paragraph in tree.iter(f"{WORD}p"):
        runs = [run for run in paragraph.iter(f"{WORD}r") if "".join(run.itertext(f"{WORD}t")).strip()]
        if not runs:
            continue
        own = paragraph.find(f"{WORD}pPr")
        parts = {name: _value(own, tag) for name, tag in (("style", "pStyle"), ("align", "jc"))}
        parts["style"] = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", parts["style"] or "")
        for name, tag in (("colour", "color"), ("shade", "highlight")):
            values = {_value(run.find(f"{WORD}rPr"), tag) for run in runs}
            parts[name] = values.pop() if len(values) == 1 else None
        if form := _written(parts):
            run = etree.Element(f"{WORD}r")
            text = etree.SubElement(run, f"{WORD}t")
            text.text = f"{MARK}{form}{MARK}"
            paragraph.insert(0 if own is None else paragraph.index(own) + 1, run)
            found = True
    return found


def hidden_runs(tree: etree._Element) -> list[etree._Element]:
    """The runs of a Word text that no page shows."""
    marks = tree.iterfind(f".//{WORD}r/{WORD}rPr/{WORD}vanish")
    return [mark.getparent().getparent() for mark in marks if mark.get(f"{WORD}val") not in ("0", "false", "off")]


def _value(element: etree._Element | None, tag: str) -> str | None:
    child = element.find(f"{WORD}{tag}") if element is not None else None
    return child.get(f"{WORD}val") if child is not None else None


def _in_open_document(tree: etree._Element) -> bool:
    """Whether marks were put into an OpenDocument text: of a paragraph's own style, or of what it adds to another."""
    styles = {style.get(f"{STYLE}name"): style for style in tree.iter(f"{STYLE}style")}
    found = False
    for paragraph in tree.iter(f"{TEXT}p"):
        name = paragraph.get(f"{TEXT}style-name") or ""
        spans = [one.get(f"{TEXT}style-name") for one in paragraph.iter(f"{TEXT}span")]
        alone = len(set(spans)) == 1 and not (paragraph.text or "").strip()
        own = [styles[one] for one in (name, *(spans[:1] if alone else [])) if one in styles]
        parent = own[0].get(f"{STYLE}parent-style-name") if own and name in styles else name
        parts: dict[str, str | None] = {"style": re.sub(r"_20_", " ", parent or "")}
        for style in own:
            for properties in style:
                parts |= {key: properties.get(f"{FO}{key}") for key in SHOWN if properties.get(f"{FO}{key}")}
        if (form := _written(parts)) and "".join(paragraph.itertext()).strip():
            paragraph.text = f"{MARK}{form}{MARK}{paragraph.text or ''}"
            found = True
    return found


PARTS: dict[str, tuple[str, Callable[[etree._Element], bool]]] = {
    ".docx": ("word/document.xml", _in_word),
    ".odt": ("content.xml", _in_open_document),
}


def _in_html(data: bytes) -> bytes:
    """A web page with a mark in each block of text that has a class, or a colour or place of its own."""
    if b"class" not in data and b"style" not in data and b"align" not in data and b"color" not in data:
        return data
    page = lxml.html.document_fromstring(data.decode("utf-8"))
    for block in page.iter("p", "div", "li"):
        if any(isinstance(one.tag, str) and one.tag in BLOCKS for one in block.iterdescendants()):
            continue
        parts: dict[str, str | None] = {"style": block.get("class"), "align": block.get("align")}
        for one in [block, *(block if len(block) == 1 and not (block.text or "").strip() else [])]:
            parts |= dict(re.findall(rf"({'|'.join(SHOWN)})\s*:\s*([^;]+)", one.get("style") or ""))
            parts |= {"color": one.get("color")} if one.get("color") else {}
        if form := _written(parts):
            block.text = f"{MARK}{form}{MARK}{block.text or ''}"
    return lxml.html.tostring(page, encoding="utf-8")


BLOCKS = {"p", "div", "li", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "pre"}
