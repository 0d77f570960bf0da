"""Figures inside a page: the SVG itself stands there, so that its text is the page's and each mark can say its values.

A mark that carries a description (base, interval) shows it when it is pointed at or focused: `title` for any browser,
`data-tip` for the page's own script, which needs no library and fetches nothing.
"""

import re

from lxml import etree

TIP = "tip:"  # how the description of a mark begins that is meant for readers; the renderer writes others by itself
SVG = "http://www.w3.org/2000/svg"
_IDS = re.compile(r"(?<=url\(#)[^)]+(?=\))")


def inline(svg: str, stem: str, alt: str) -> str:
    """`svg` as it stands in a page under the name `stem`: described by `alt`, its ids its own, its marks with tips."""
    root = etree.fromstring(svg.encode())
    for element in root.iter():
        for name in ("role", "aria-roledescription"):
            element.attrib.pop(name, None)
        label = element.attrib.pop("aria-label", "")
        if label.startswith(TIP):
            tip = label.removeprefix(TIP)
            element.set("data-tip", tip)
            element.set("tabindex", "0")
            element.set("role", "img")
            element.set("aria-label", tip)
            etree.SubElement(element, f"{{{SVG}}}title").text = tip
        if "id" in element.attrib:
            element.set("id", f"{stem}-{element.get('id')}")
        for name, value in element.attrib.items():
            element.set(name, _IDS.sub(lambda found: f"{stem}-{found[0]}", value))
    marked = root.find(".//*[@data-tip]") is not None
    root.set("role", "group" if marked else "img")  # what can be focused may not stand inside an image
    root.set("aria-label", alt)
    return etree.tostring(root, encoding="unicode")
