"""The elements of an XML file as lists of objects, as in JSON: timed text (TTML), tiers of linguists, any other list.

An element's attributes and the elements in it are its values; its own words are its `text`. A time that the file names
and an element refers to (a time line of ELAN or EXMARaLDA) stands in its place.
"""

import itertools
import re
from typing import Any

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from pipeline.notes.json_records import TEXT, key_words, rank_of
from pipeline.study import StudyError

ABOUT = "PARENT_REF"  # of a tier of ELAN
BREAK = "\ue000"  # stands for a line's end inside an element's words
WHO = ("speaker", "who", "name")
TIME = re.compile(r"-?\d+(?:\.\d+)?")


def content_of_xml(text: str, where: str) -> Any:
    """What a file in XML holds. Raises StudyError where it is damaged, or declares entities."""
    try:
        tree = defusedxml.ElementTree.fromstring(text.encode("utf-8"))
    except (DefusedXmlException, defusedxml.ElementTree.ParseError, ValueError) as error:
        raise StudyError(where, "damaged or unsafe XML", "a transcript as XML", "Export it again.") from error
    for one in tree.iter():
        if isinstance(one.tag, str) and _bare(one.tag) == "br":
            one.text = BREAK
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
    words = re.sub(rf"\s?{BREAK}\s?", "\n", words)
    if (not element.attrib and not len(element)) or element.get(ABOUT):
        return words
    named = {_bare(key): value.removeprefix("#") for key, value in element.attrib.items()}
    found: dict[str, Any] = {key: times.get(value, value) for key, value in named.items()}
    within = [(_bare(one.tag), own) for one in element if isinstance(one.tag, str) and (own := _object(one, times))]
    if turns := _in_turn(within):
        return found | {"turns": turns}
    inner: dict[str, list] = {}
    for tag, own in within:
        inner.setdefault(tag, []).append(own)
    found |= {key: own[0] if len(own) == 1 and isinstance(own[0], str) else own for key, own in inner.items()}
    mixed = [element.text, *(one.tail for one in element)]
    return found | ({"text": words} if any(part and part.strip() for part in mixed) else {})


def _in_turn(within: list[tuple[str, Any]]) -> list[dict[str, str]]:
    """Turns, of elements of several names that come again in turn and hold words alone: `<interviewer>`, `<farmer>`,
    or who and what (`<speaker>`, `<text>`), one after the other; none of others."""
    tags = [tag for tag, _ in within]
    again = sum(a != b for a, b in itertools.pairwise(tags)) >= len(set(tags)) > 1
    if not again or not all(isinstance(own, str) for _, own in within):
        return []
    if not any(rank_of(key_words(tag), (*TEXT, *WHO)) is not None for tag in tags):
        return [{"speaker": tag, "text": own} for tag, own in within]
    found: list[dict[str, str]] = [{}]
    for tag, own in within:
        if tag in found[-1]:
            found.append({})
        found[-1][tag] = own
    return found


def _bare(name: str) -> str:
    """A name without its name space."""
    return name.rpartition("}")[2]
