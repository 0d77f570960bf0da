"""One style for every figure, and the drawing of a specification to SVG and PNG.

Colours are Okabe and Ito's (2008), which people with any colour vision tell apart; shapes and printed values repeat
what a colour says. Every figure comes with an alternative text that says in words what it shows.
"""

import json
import re
import struct
import textwrap
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from pipeline import language as write
from pipeline.findings import charts
from pipeline.findings.document import Names
from pipeline.findings.svg_figures import TIP
from pipeline.study import Cache, fingerprint, fonts, package_versions

INK, SOFT, LINE = "#1c2430", "#4a5566", "#c9d1dc"
BLUE, ORANGE, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#8a94a3"
PALE, BETWEEN = "#dfe5ec", "#b9c2ce"  # behind marks; notes with reservations
WIDTH = 640  # pixels of a figure: at the width of a printed page its words are then of about nine points
LINE_HEIGHT = 14  # pixels between the lines of a label
_ONE = threading.RLock()  # the renderer draws one figure at a time
SCALE = 3  # pixels of a PNG for each of the figure's
METRE = round(SCALE * 96 / 0.0254)  # pixels a metre of print: Word then shows a figure in the size it was drawn
PACKED = 6  # of zlib: 9 takes four times as long for two bytes in a hundred

HOUSE = {
    "font": fonts.OURS, "background": "white", "padding": {"left": 4, "right": 12, "top": 4, "bottom": 4},
    "view": {"stroke": None, "continuousWidth": 300, "continuousHeight": 300},
    "axis": {
        "labelColor": INK, "titleColor": SOFT, "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12,
        "gridColor": "#e6eaf0", "domainColor": LINE, "tickColor": LINE, "labelLimit": 420,
        "labelLineHeight": LINE_HEIGHT,
    },
    "legend": {
        "labelColor": INK, "titleColor": SOFT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "orient": "top", "labelLimit": 400, "symbolSize": 90,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A figure as its Vega-Lite specification, its alternative text, its message, and what is drawn (unit, base)."""

    spec: dict
    alt: str
    title: str = ""
    subtitle: str = ""


def render(spec: dict, kind: str, store: Path) -> bytes:
    """The figure as `svg` or `png` (three times the size), from the cache `store` where the same one was drawn before.

    The bytes are the same on any machine: the typeface is ours, and no other is asked for (see `fonts`).
    """
    cache, name = _kept_in(store), _name(spec, kind)
    if (found := cache.read_bytes(name)) is not None:
        return found
    import vl_convert

    with _ONE:
        fonts.register(store)
        if kind == "svg":
            named = _numbered_alone(vl_convert.vegalite_to_svg(spec))
            drawn = named.replace(f'"{fonts.OURS}"', f'"{fonts.STACK}"').encode()
        else:  # from the SVG: laying the figure out a second time would cost more than painting it
            named = render(spec, "svg", store).decode().replace(f'"{fonts.STACK}"', f'"{fonts.OURS}"')
            drawn = vl_convert.svg_to_png(named, scale=SCALE)
    drawn = _packed(drawn) if kind == "png" else drawn
    cache.write_bytes(name, drawn)
    return drawn


def is_kept(spec: dict, kind: str, store: Path) -> bool:
    """Whether the figure was drawn before, into `store`."""
    return _kept_in(store).read_bytes(_name(spec, kind)) is not None


def _kept_in(store: Path) -> Cache:
    return Cache(store / "figures")


def _name(spec: dict, kind: str) -> str:
    by = package_versions("vl-convert-python", "font-source-sans-pro", "fonttools")
    made_by = [*by, fonts.OURS, f"{PACKED} {METRE}"]
    return f"{fingerprint(json.dumps(spec, sort_keys=True), *made_by)}.{kind}"


def _numbered_alone(svg: str) -> str:
    """The renderer counts gradients over all figures of a process, so that bytes would tell which were drawn before."""
    numbers: dict[str, int] = {}
    return re.sub(r"\bgradient_\d+\b", lambda found: f"gradient_{numbers.setdefault(found[0], len(numbers))}", svg)


def _packed(png: bytes) -> bytes:
    """The same picture in a quarter of the bytes: the renderer packs fast, and a Word file holds many pictures.

    It says in which size it is to be printed, too.
    """
    at, kept, data = 8, [], b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        elif png[at + 4 : at + 8] != b"pHYs":
            kept.append(png[at : at + 12 + length])
        at += 12 + length
    size = _chunk(b"pHYs", struct.pack(">IIB", METRE, METRE, 1))
    return png[:8] + b"".join(
        [*kept[:-1], size, _chunk(b"IDAT", zlib.compress(zlib.decompress(data), PACKED)), kept[-1]]
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def tip(text: str) -> str:
    """The description of a mark, shown when it is pointed at in a page (see `svg_figures`)."""
    return TIP + text


def styled(chart: Any, alt: str, title: str = "", subtitle: str = "") -> Drawn:
    """The chart in the house style, as a plain specification."""
    return Drawn({**charts.chart(chart).whole(), "config": HOUSE}, alt, title, subtitle)


def lines(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` characters."""
    return textwrap.wrap(text, width)


def literal(value: Any) -> str:
    """A value in Vega's expression language."""
    return json.dumps(value, ensure_ascii=False)


def names_axis(texts: dict[str, str], **options: Any) -> Any:
    """An axis of names without ticks: `texts` gives the name of each key, on one line."""
    import altair as alt

    expression = f"({literal(texts)})[datum.value]"
    return alt.Axis(labelExpr=expression, title=None, grid=False, ticks=False, domain=False, **options)


def percent_axis(words: Names, **options: Any) -> Any:
    import altair as alt

    before, after = map(literal, write.percent_sign(words.language))
    return alt.Axis(labelExpr=f"{before} + datum.value + {after}", **{"tickCount": 5, **options})


def text_panel(texts: dict[str, list[str]], pixels: int, step: int, bold: dict[str, int] | None = None) -> Any:
    """A panel of lines of text, one key a row, centred on the row: what an axis label cannot do.

    `texts` gives the lines of each row in order, `bold` how many of its first lines are bold; `step` is a row's height
    in pixels.
    """
    import altair as alt

    rows = [
        {"y": row * step + step / 2 + (at - (len(wrapped) - 1) / 2) * LINE_HEIGHT, "text": line,
         "bold": at < (bold or {}).get(key, 0)}
        for row, (key, wrapped) in enumerate(texts.items())
        for at, line in enumerate(wrapped)
    ]  # fmt: skip
    height = step * len(texts)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False), axis=None)
    frame = pd.DataFrame(rows)

    def panel(part: pd.DataFrame, weight: Literal["normal", "bold"]) -> Any:
        text = alt.Chart(part).mark_text(align="left", color=INK, fontSize=12, fontWeight=weight)
        return text.encode(y=y, x=alt.XValue(0), text=alt.Text("text:N"))

    if not frame["bold"].any():
        return panel(frame, "normal").properties(width=pixels, height=height)
    first, rest = panel(frame[frame["bold"]], "bold"), panel(frame[~frame["bold"]], "normal")
    return charts.layer(first, rest, width=pixels, height=height)
