"""The elements of an XML file as lists of objects, as in JSON: timed text (TTML), tiers of linguists, any other list.

An element's attributes and the elements in it are its values; its own words are its `text`. A time that the file names
and an element refers to (a time line of ELAN or EXMARaLDA) stands in its place.
"""

import re
from typing import Any

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from pipeline.study import StudyError

ABOUT = "PARENT_REF"  # of a tier of ELAN
TIME = re.compile(r"-?\d+(?:\.\d+)?")


def content_of_xml(text: str, where: str) -> Any:
    """What a file in XML holds. Raises StudyError where it is damaged, or declares entities."""
    try:
        tree = defusedxml.ElementTree.fromstring(text.encode("utf-8"))
    except (DefusedXmlException, defusedxml.ElementTree.ParseError, ValueError) as error:
        raise StudyError(where, "damaged or unsafe XML", "a transcript as XML", "Export it again.") from error
    return _object(tree, _times(tree))


def _times(tree: Any) -> dict[str, str]:
    """The times of the points that a time line names; points have a name and a time, and nothing in them."""
    found = {}
    for one in tree.iter():
        names = [value for key, value in one.attrib.items() if _bare(key).lower().endswith("id")]
        times = [value for key, value in one.attrib.items() if TIME.fullmatch(value) and value not in names]
        if len(names) == 1 and times and len(one.attrib) <= 3 and not len(one) and not (one.text or "").strip():
            found[names[0]] = times[0]
    return found


def _object(element: Any, times: dict[str, str]) -> Any:
    """An element as an object; one without attributes and elements in it is its words, and so is a tier about another
    one (a translation, glosses), which nobody said."""
    words = " ".join(" ".join(part.split()) for part in element.itertext() if part.strip())
    if (not element.attrib and not len(element)) or element.get(ABOUT):
        return words
    named = {_bare(key): value.removeprefix("#") for key, value in element.attrib.items()}
    found: dict[str, Any] = {key: times.get(value, value) for key, value in named.items()}
    inner: dict[str, list] = {}
    for one in element:
        if isinstance(one.tag, str) and (own := _object(one, times)):
            inner.setdefault(_bare(one.tag), []).append(own)
    found |= {key: own[0] if len(own) == 1 and isinstance(own[0], str) else own for key, own in inner.items()}
    mixed = [element.text, *(one.tail for one in element)]
    return found | ({"text": words} if any(part and part.strip() for part in mixed) else {})


def _bare(name: str) -> str:
    """A name without its name space."""
    return name.rpartition("}")[2]
