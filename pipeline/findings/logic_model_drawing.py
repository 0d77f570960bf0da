"""The logic model as a figure: a row a stage, a box a thing, a line a link, drawn as what the findings say of it.

Own layout: boxes of a stage stand side by side in the order of the codebook, inputs above; links are curves from the
foot of one box to the head of another, and those that pass a stage or stay in one run behind the boxes. Colour and dash
say the same thing, so that neither is needed. Its width is that of a printed page, so that its words can be read there.
"""

from dataclasses import dataclass

import pandas as pd

from pipeline import language as write
from pipeline.findings.charts import layer
from pipeline.findings.document import Names
from pipeline.findings.figure_style import (
    BLUE,
    GREY,
    INK,
    LINE,
    ORANGE,
    PURPLE,
    SOFT,
    WIDTH,
    Drawn,
    lines,
    styled,
    tip,
)
from pipeline.findings.sources import Sources
from pipeline.triangulation.logic_model import STATES, LogicModel, chain

STYLE = {  # state: colour, dash, width
    "holds": (BLUE, [1, 0], 2.6),
    "holds in part": (PURPLE, [8, 3], 2.2),
    "does not hold": (ORANGE, [2, 2], 2.6),
    "too early": (SOFT, [6, 6], 1.4),
    "not enough evidence": (SOFT, [3, 5], 1.4),
    "not tested": (GREY, [1, 5], 1.2),
}
SPACE = 14  # between boxes side by side
ROW, HEAD, BETWEEN_ROWS = 13, 16, 44  # a line of text, the name of a stage, the room for links below a row
LETTER = 5.6  # pixels of a letter of a box, on average
CURVE = 16  # points along a link


@dataclass(frozen=True)
class Placed:
    """A box with its place in pixels, from the top left."""

    left: float
    top: float
    width: float
    height: float
    text: list[str]

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def layout(model: LogicModel, language: str) -> tuple[dict[str, Placed], dict[str, float], float]:
    """(each box's place, the top of each stage, the height of the whole)."""
    fullest = max(sum(box.stage == stage.id for box in model.boxes) for stage in model.stages)
    width = (WIDTH - SPACE * (fullest - 1)) / fullest
    placed, tops, top = {}, {}, 0.0
    for stage in model.stages:
        own = [box for box in model.boxes if box.stage == stage.id]
        texts = {box.id: lines(box.label[language], int((width - 12) / LETTER)) for box in own}
        height = ROW * max((len(text) for text in texts.values()), default=0) + 12.0
        space = (WIDTH - width * len(own)) / max(len(own), 1)
        tops[stage.id] = top
        for at, box in enumerate(own):
            left = space / 2 + at * (width + space)
            placed[box.id] = Placed(left, top + HEAD + 4, width, height, texts[box.id])
        top += HEAD + 4 + height + BETWEEN_ROWS
    return placed, tops, top - BETWEEN_ROWS


def curve(start: Placed, end: Placed) -> list[tuple[float, float]]:
    """Points of a curve from the foot of one box to the head of the other, upright at both ends."""
    y0, y1 = start.top + start.height, end.top
    steps = [step / (CURVE - 1) for step in range(CURVE)]
    return [(start.middle + (3 * t**2 - 2 * t**3) * (end.middle - start.middle), y0 + t * (y1 - y0)) for t in steps]


def logic_model(sources: Sources, words: Names) -> Drawn | None:
    """The figure, or None where the study has no logic model."""
    import altair as alt

    model = sources.evaluation.logic_model if sources.evaluation else None
    if model is None:
        return None
    links = chain(model, sources.matrix.reset_index(drop=True), [words.language])
    placed, tops, height = layout(model, words.language)
    names = {box.id: box.label[words.language] for box in model.boxes}
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], nice=False, reverse=True), axis=None)
    said = {state: words(f"link.{state}") for state in STATES if state in set(links["state"])}
    points = [
        {"link": row.link, "state": said[row.state], "at": at, "x": px, "y": py,
         "tip": tip(f"{names[start]} → {names[end]}{write.colon(words.language)}{said[row.state]}")}
        for row, start, end in zip(links.itertuples(), links["from"], links["to"], strict=True)
        for at, (px, py) in enumerate(curve(placed[start], placed[end]))
    ]  # fmt: skip
    domain = list(said.values())
    legend = alt.Legend(
        title=None, orient="bottom", columns=3, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2.2
    )
    colours, dashes, widths = ([STYLE[state][part] for state in said] for part in (0, 1, 2))
    curves = alt.Chart(pd.DataFrame(points)).mark_line().encode(
        x=x, y=y, detail=alt.Detail("link:N"), order=alt.Order("at:Q"), description=alt.Description("tip:N"),
        color=alt.Color("state:N", scale=alt.Scale(domain=domain, range=colours), legend=legend),
        strokeDash=alt.StrokeDash("state:N", scale=alt.Scale(domain=domain, range=dashes)),
        strokeWidth=alt.StrokeWidth("state:N", scale=alt.Scale(domain=domain, range=widths)),
    )  # fmt: skip
    boxes = pd.DataFrame(
        [{"x": b.left, "x2": b.left + b.width, "y": b.top, "y2": b.top + b.height} for b in placed.values()]
    )
    texts = pd.DataFrame(
        [
            {"x": b.left + 6, "y": b.top + 6 + ROW * (at + 0.5), "text": text}
            for b in placed.values()
            for at, text in enumerate(b.text)
        ]
    )
    heads = pd.DataFrame(
        [{"x": 0, "y": tops[stage.id] + HEAD / 2, "text": stage.label[words.language]} for stage in model.stages]
    )
    heads["x2"], heads["y2"] = heads["text"].str.len() * (LETTER + 1.1) + 4, heads["y"] + HEAD / 2
    behind = alt.Chart(heads.assign(y=heads["y"] - HEAD / 2)).mark_rect(fill="white")
    named = alt.Chart(heads).mark_text(align="left", fontSize=12, fontWeight="bold", color=SOFT)
    chart = layer(
        curves,
        alt.Chart(boxes).mark_rect(fill="white", stroke=LINE, strokeWidth=1.2, cornerRadius=3).encode(
            x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q")
        ),
        alt.Chart(texts).mark_text(align="left", fontSize=11.5, color=INK).encode(x=x, y=y, text=alt.Text("text:N")),
        behind.encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q")),
        named.encode(x=x, y=y, text=alt.Text("text:N")),
        width=WIDTH, height=height,
    )  # fmt: skip
    count = links["state"].value_counts()
    holds, part, untested = (int(count.get(state, 0)) for state in ("holds", "holds in part", "not tested"))
    key = "title.logic_model" if holds else "title.logic_model_none"
    title = words(key, n=len(links), holds=holds, part=part, untested=untested)
    return styled(chart, _alternative(links, names, words), title, words("subtitle.logic_model"))


def _alternative(links: pd.DataFrame, names: dict[str, str], words: Names) -> str:
    """In words: how many links of each kind, and which."""
    parts = []
    for state in STATES:
        own = links[links["state"].eq(state)]
        if len(own):
            said = "; ".join(  # names hold commas
                f"{names[start]} → {names[end]}" for start, end in zip(own["from"], own["to"], strict=True)
            )
            kind = words(f"link.{state}")
            parts.append(f"{kind[0].upper()}{kind[1:]}{write.colon(words.language)}{said}")
    return words("alt.logic_model", n=len(links), parts=". ".join(parts))
