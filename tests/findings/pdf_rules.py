"""The rules of PDF/UA-1 (ISO 14289-1) that can be had without veraPDF, read from a PDF with pypdf.

By itself: `python tests/findings/pdf_rules.py reports/*.pdf`. What it cannot tell: whether the order of reading makes
sense, whether a description describes, colour contrast, and the parts of the standard that Typst's documents never use.
"""

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pypdf
from pypdf.generic import ContentStream, NameObject

# ISO 32000-1, 14.8.4
NAMES = """
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody
Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu Figure Formula Form
"""
STANDARD = set(NAMES.split())
PARENTS = {"TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}, "LI": {"L"}}
PAINTS = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"f*", b"B", b"B*", b"b", b"b*", b"Do", b"sh"}


def broken_rules(path: Path) -> list[str]:
    """A line for each rule that the document breaks; empty where it keeps them all."""
    reader = pypdf.PdfReader(path)
    root = reader.trailer["/Root"].get_object()
    elements = Elements(root)
    return [*_of_the_document(root), *elements.broken(), *_of_the_content(reader, elements.content), *_of_links(reader)]


def _of_the_document(root: Any) -> list[str]:
    """7.1 and 7.2: metadata, title, marks and language of the whole; no scripts, no forms (7.15, 7.19)."""
    metadata = root["/Metadata"].get_object().get_data().decode("utf-8") if "/Metadata" in root else ""
    marks = root.get("/MarkInfo", {})
    kept = {
        "metadata: pdfuaid:part 1": re.search(r'pdfuaid:part(>|=")1', metadata),
        "metadata: dc:title": re.search(r"<dc:title>.*?\S.*?</dc:title>", metadata, re.DOTALL),
        "the title is shown": root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") == True,  # noqa: E712 (pypdf's)
        "marked, and not suspect": marks.get("/Marked") == True and marks.get("/Suspects", False) == False,  # noqa: E712
        "language of the document": root.get("/Lang"),
        "no form": "/AcroForm" not in root,
        "no script": "/JavaScript" not in root.get("/Names", {}) and "/OpenAction" not in root,
    }
    return [rule for rule, held in kept.items() if not held]


class Elements:
    """The tree of structure, walked once."""

    def __init__(self, root: Any) -> None:
        self.found: Counter[str] = Counter()
        self.levels: list[int] = []
        self.content: set[tuple[int, int]] = set()  # object number of the page, number of the marked content
        tree = root.get("/StructTreeRoot", {})
        self.roles = tree.get("/RoleMap", {})
        self._walk(tree, 0, "")

    def _walk(self, node: Any, page: int, parent: str) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, int):
            self.content.add((page, node))
            return
        page = node.raw_get("/Pg").idnum if "/Pg" in node else page
        if node.get("/Type") == "/MCR":
            self.content.add((page, int(node["/MCID"])))
            return
        kind = str(node.get("/S", ""))[1:]
        kind = str(self.roles.get(f"/{kind}", f"/{kind}"))[1:]
        self._seen(kind, node, parent)
        children = node.get("/K", [])
        children = children.get_object() if hasattr(children, "get_object") else children
        for child in children if isinstance(children, list) else [children]:
            self._walk(child, page, kind or parent)

    def _seen(self, kind: str, node: Any, parent: str) -> None:
        attributes = node.get("/A", [])
        attributes = attributes.get_object() if hasattr(attributes, "get_object") else attributes
        own = {
            key for one in (attributes if isinstance(attributes, list) else [attributes]) for key in one.get_object()
        }
        wrong = {
            f"{kind} is no standard type (7.1)": kind and kind not in STANDARD,
            f"{kind} stands in {parent} (7.5, 7.6)": kind in PARENTS and parent not in PARENTS[kind],
            "a figure without a description (7.3)": kind == "Figure" and not str(node.get("/Alt", "")).strip(),
            "a figure without its box (7.3)": kind == "Figure" and "/BBox" not in own,
            "a head of a table without scope (7.5)": kind == "TH" and "/Scope" not in own,
        }
        self.found.update(rule for rule, is_wrong in wrong.items() if is_wrong)
        if re.fullmatch("H[1-6]", kind):
            self.levels.append(int(kind[1]))

    def broken(self) -> list[str]:
        lines = [f"{rule}: {n}" for rule, n in sorted(self.found.items())]
        lines += ["the first heading is not of level 1 (7.4)"] if self.levels[:1] != [1] else []
        skipped = [b for a, b in zip(self.levels, self.levels[1:], strict=False) if b > a + 1]
        return lines + ([f"levels of headings are skipped (7.4): {len(skipped)}"] if skipped else [])


def _of_the_content(reader: pypdf.PdfReader, in_the_tree: set[tuple[int, int]]) -> list[str]:
    """7.1: all that is painted is in the tree or an artifact; 7.21: fonts are embedded, with their meaning."""
    unmarked, marked, fonts = 0, set(), set()
    for page in reader.pages:
        key, open_ = page.indirect_reference.idnum, []
        for operands, operator in ContentStream(page["/Contents"], reader).operations:
            if operator in (b"BDC", b"BMC"):
                given = operands[1] if operator == b"BDC" else {}
                given = page["/Resources"]["/Properties"][given] if isinstance(given, NameObject) else given
                number = given.get_object().get("/MCID") if hasattr(given, "get_object") else None
                open_.append(operands[0] == "/Artifact" or number is not None)
                marked |= {(key, int(number))} if number is not None else set()
            elif operator == b"EMC":
                open_.pop()
            elif operator in PAINTS and not any(open_):
                unmarked += 1
        for font in page["/Resources"].get_object().get("/Font", {}).values():
            fonts |= _of_a_font(font.get_object())
    lines = [f"content neither in the tree nor an artifact (7.1): {unmarked}"] if unmarked else []
    loose, empty = len(marked - in_the_tree), len(in_the_tree - marked)
    lines += (
        [f"marked content without an element, elements without content (7.1): {loose}, {empty}"]
        if loose + empty
        else []
    )
    return lines + sorted(fonts)


def _of_a_font(font: Any) -> set[str]:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    embedded = any(key.startswith("/FontFile") for key in inner["/FontDescriptor"].get_object())
    name = str(font["/BaseFont"])
    return ({f"{name} is not embedded (7.21.4)"} if not embedded else set()) | (
        {f"{name} does not say what its glyphs mean (7.21.7)"} if "/ToUnicode" not in font else set()
    )


def _of_links(reader: pypdf.PdfReader) -> list[str]:
    """7.18: annotations are in the tree, have a description, and pages with some are tabbed in the tree's order."""
    found: Counter[str] = Counter()
    for page in reader.pages:
        annotations = [one.get_object() for one in page.get("/Annots", [])]
        found["pages not tabbed in order (7.18.3)"] += bool(annotations) and page.get("/Tabs") != "/S"
        found["annotations outside the tree (7.18.1)"] += sum("/StructParent" not in one for one in annotations)
        found["links without a description (7.18.5)"] += sum(not one.get("/Contents") for one in annotations)
    return [f"{rule}: {n}" for rule, n in found.items() if n]


if __name__ == "__main__":
    told = {name: broken_rules(Path(name)) for name in sys.argv[1:]}
    for name, lines in told.items():
        print(f"{name}: " + ("; ".join(lines) or "keeps the rules that were looked at"))
    sys.exit(any(told.values()))
