"""The XML of REFI-QDA as programs write it: any namespace, identifiers in braces or not, references that may dangle.

The standard: REFI-QDA Project Exchange 1.0/1.5 and Codebook Exchange 1.0, `urn:QDA-XML:project:1.0` and
`urn:QDA-XML:codebook:1.0`. Seen besides: `codebook:1:0`, `codebook:0:4`, one for the other, an address, none.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeAlias

from lxml import etree

from pipeline.exchange.archive import parse_xml
from pipeline.exchange.project import CodeNode
from pipeline.study import StudyError

ROOTS = {"project": "Project", "codebook": "CodeBook"}
Element: TypeAlias = Any  # of lxml, which has no types


def read_refi(data: bytes, where: str, wanted: str) -> Element:
    """The root element (`wanted`: Project or CodeBook), names without their namespace. Raises StudyError.

    Where a code book is wanted, the one inside a project will do.
    """
    root: Element = parse_xml(data, where).getroot()
    name, namespace = etree.QName(root).localname, etree.QName(root).namespace or ""
    if name.lower() not in ROOTS or (namespace and "qda" not in namespace.lower()):
        found = f"the XML starts with <{name}> of {namespace or 'no namespace'}"
        raise StudyError(where, found, f"<{wanted}> of REFI-QDA")
    for element in root.iter(etree.Element):
        local = etree.QName(element).localname
        element.tag = ROOTS.get(local.lower(), local)
    if root.tag == "Project" and wanted == "CodeBook":
        book = root.find("CodeBook")
        return book if book is not None else etree.Element("CodeBook")
    if root.tag != wanted:
        raise StudyError(where, "a code book, not a project", f"<{wanted}> of REFI-QDA", "Name the file .qdc.")
    return root


def children(element: Element | None, *path: str) -> list[Element]:
    """The elements at the end of a path of names, none where a part is missing."""
    return [] if element is None else element.findall("/".join(path))


def text_of(element: Element, name: str) -> str:
    """The text of a child element, empty where there is none."""
    return (element.findtext(name) or "").strip()


def bare(identifier: str | None) -> str:
    """A GUID without the braces some programs put around it, in one case."""
    return (identifier or "").strip().strip("{}").lower()


def own(element: Element) -> str:
    return bare(element.get("guid"))


def whole_number(value: str | None) -> int | None:
    """A count or position; programs write `12` and `12.0`."""
    try:
        return int(float(value)) if value else None
    except (ValueError, OverflowError):
        return None


def moment(value: str | None) -> str:
    """A date and time that can be kept, else empty: programs write day first, or the year 1 where they have none."""
    try:
        return value if value and datetime.fromisoformat(value).year > 1900 else ""
    except ValueError:
        return ""


def read_codes(items: list[Element], above: tuple[str, ...] = ()) -> Iterator[CodeNode]:
    """The codes of a code book from the top, each after its parent."""
    for item in items:
        name = " ".join((item.get("name") or "").split())
        path = (*above, name)
        codable = (item.get("isCodable") or "true").strip().lower() not in ("false", "0")
        yield CodeNode(own(item), name, path, text_of(item, "Description"), codable, item.get("color") or "")
        yield from read_codes(children(item, "Code"), path)
