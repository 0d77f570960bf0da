"""The logic model as a figure: a column a stage, a box a thing, a line a link, drawn as what the findings say of it.

Own layout: boxes of a column stand in the order of the codebook, spread over the height of the fullest column; links
are curves from side to side, and links inside a column or over columns pass behind the boxes. Colour and dash say the
same thing, so that neither is needed.
"""

from dataclasses import dataclass

import pandas as pd

from pipeline.findings.document import Names
from pipeline.findings.figure_style import BLUE, GREY, INK, LINE, ORANGE, PURPLE, SOFT, Drawn, lines, styled
from pipeline.findings.sources import Sources
from pipeline.triangulation.logic_model import STATES, LogicModel, chain

STYLE = {  # state: colour, dash
    "holds": (BLUE, [1, 0]),
    "holds in part": (PURPLE, [8, 3]),
    "does not hold": (ORANGE, [2, 2]),
    "too early": (SOFT, [6, 6]),
    "not enough evidence": (SOFT, [3, 6]),
    "not tested": (GREY, [1, 5]),
}
WIDTH, GAP = 128, 46  # of a box and between columns, in pixels
ROW, TOP = 13, 34  # height of a line of text, and of the heading above the boxes
CHARACTERS = 22  # in a line of a box
CURVE = 16  # points along a link


@dataclass(frozen=True)
class Placed:
    """A box with its place in pixels, from the top left."""

    left: float
    top: float
    height: float
    text: list[str]

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def layout(model: LogicModel, language: str) -> tuple[dict[str, Placed], float]:
    """(each box's place, the height of the whole)."""
    texts = {box.id: lines(box.label[language], CHARACTERS) for box in model.boxes}
    heights = {name: ROW * len(text) + 12.0 for name, text in texts.items()}
    columns = {stage.id: [box.id for box in model.boxes if box.stage == stage.id] for stage in model.stages}
    filled = {stage: sum(heights[name] for name in names) for stage, names in columns.items()}
    total = max(filled[stage] + 18 * (len(names) + 1) for stage, names in columns.items())
    placed = {}
    for at, (stage, names) in enumerate(columns.items()):
        space = (total - filled[stage]) / (len(names) + 1)
        top = TOP + space
        for name in names:
            placed[name] = Placed(at * (WIDTH + GAP), top, heights[name], texts[name])
            top += heights[name] + space
    return placed, TOP + total


def curve(start: Placed, end: Placed) -> list[tuple[float, float]]:
    """Points of a curve from the right side of one box to the left side of the other, level at both ends."""
    x0, x1 = start.left + WIDTH, end.left
    steps = [step / (CURVE - 1) for step in range(CURVE)]
    return [(x0 + t * (x1 - x0), start.middle + (3 * t**2 - 2 * t**3) * (end.middle - start.middle)) for t in steps]


def logic_model(sources: Sources, words: Names) -> Drawn | None:
    """The figure, or None where the study has no logic model."""
    import altair as alt

    model = sources.evaluation.logic_model if sources.evaluation else None
    if model is None:
        return None
    links = chain(model, sources.matrix.reset_index(drop=True), [words.language])
    placed, height = layout(model, words.language)
    width = len(model.stages) * (WIDTH + GAP) - GAP
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], nice=False, reverse=True), axis=None)
    said = {state: words(f"link.{state}") for state in STATES if state in set(links["state"])}
    points = [
        {"link": row.link, "state": said[row.state], "at": at, "x": px, "y": py}
        for row, start, end in zip(links.itertuples(), links["from"], links["to"], strict=True)
        for at, (px, py) in enumerate(curve(placed[start], placed[end]))
    ]
    domain = list(said.values())
    legend = alt.Legend(title=None, orient="bottom", columns=3, symbolType="stroke", symbolSize=400)
    colours, dashes = ([STYLE[state][part] for state in said] for part in (0, 1))
    curves = alt.Chart(pd.DataFrame(points)).mark_line(strokeWidth=2).encode(
        x=x, y=y, detail="link:N", order="at:Q",
        color=alt.Color("state:N", scale=alt.Scale(domain=domain, range=colours), legend=legend),
        strokeDash=alt.StrokeDash("state:N", scale=alt.Scale(domain=domain, range=dashes)),
    )  # fmt: skip
    boxes = pd.DataFrame(
        [{"x": b.left, "x2": b.left + WIDTH, "y": b.top, "y2": b.top + b.height} for b in placed.values()]
    )
    rects = alt.Chart(boxes).mark_rect(fill="white", stroke=LINE, strokeWidth=1.2, cornerRadius=3)
    texts = pd.DataFrame(
        [
            {"x": b.left + 6, "y": b.top + 6 + ROW * (at + 0.5), "text": text}
            for b in placed.values()
            for at, text in enumerate(b.text)
        ]
    )
    heads = pd.DataFrame(
        [
            {"x": at * (WIDTH + GAP), "y": 4 + ROW * (row + 0.5), "text": text}
            for at, stage in enumerate(model.stages)
            for row, text in enumerate(lines(stage.label[words.language], CHARACTERS - 3))
        ]
    )
    badges = _badges(links, placed)
    names = alt.Chart(badges).mark_text(fontSize=9, color=INK, fontWeight="bold")
    chart = alt.layer(
        curves,
        rects.encode(x=x, x2="x2:Q", y=y, y2="y2:Q"),
        alt.Chart(texts).mark_text(align="left", fontSize=10.5, color=INK).encode(x=x, y=y, text="text:N"),
        alt.Chart(heads).mark_text(align="left", fontSize=12, fontWeight="bold", color=SOFT).encode(
            x=x, y=y, text="text:N"
        ),
        alt.Chart(badges).mark_circle(color="white", size=320, opacity=0.9).encode(x=x, y=y),
        names.encode(x=x, y=y, text="link:N"),
        width=width, height=height,
    )  # fmt: skip
    return styled(chart, _alternative(links, words))


def _badges(links: pd.DataFrame, placed: dict[str, Placed]) -> pd.DataFrame:
    """Where the number of each link stands: in the gap before the box that it leads to, none on another."""
    rows: list[dict] = []
    for name, start, end in zip(links["link"], links["from"], links["to"], strict=True):
        px, py = curve(placed[start], placed[end])[-3 if placed[end].left - placed[start].left > WIDTH + GAP else -6]
        px = max(px, placed[end].left - GAP + 12)
        while any(abs(row["x"] - px) < 22 and abs(row["y"] - py) < 13 for row in rows):
            py += 13
        rows.append({"link": name, "x": px, "y": py})
    return pd.DataFrame(rows)


def _alternative(links: pd.DataFrame, words: Names) -> str:
    """In words: how many links of each kind, and which."""
    parts = []
    for state in STATES:
        names = links.loc[links["state"].eq(state), "link"]
        if len(names):
            parts.append(f"{words(f'link.{state}')}: {', '.join(names)}")
    return words("alt.logic_model", n=len(links), parts="; ".join(parts))
