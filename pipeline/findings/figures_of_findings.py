"""The figures of triangulation: what survey and notes say of each finding, and where the findings stand together."""

from typing import Any

import pandas as pd

from pipeline import language as write
from pipeline.findings.document import Names
from pipeline.findings.figure_style import (
    BLUE,
    GREY,
    INK,
    LINE,
    LINE_HEIGHT,
    ORANGE,
    PURPLE,
    Drawn,
    lines,
    percent_axis,
    styled,
    text_panel,
)  # fmt: skip
from pipeline.findings.sources import ALL, OVERALL, Sources, as_list

STANDING = {
    "well supported": (BLUE, "circle"),
    "supported with reservations": (BLUE, "diamond"),
    "divided": (PURPLE, "cross"),
    "not supported": (GREY, "square"),
    "contradicted": (ORANGE, "triangle-down"),
    "not yet due": (GREY, "triangle-right"),
    "not enough evidence": (GREY, "triangle-up"),
}
DIRECTION = {"n_notes_for": BLUE, "n_notes_between": PURPLE, "n_notes_against": ORANGE}
LABELS = ["agreement", "partial agreement", "dissonance", "dissonance in part", "unclear", "silence"]
CHARACTERS, TEXT_WIDTH = 44, 256  # of the panel of statements
PER_LINE = 3  # findings side by side in a cell of the map


def joint_display(sources: Sources, words: Names, theme: str = "") -> Drawn | None:
    """The joint display of a theme as a figure: the survey's shares, the notes for and against, and the label."""
    import altair as alt

    matrix, frame = sources.matrix, sources.indicators
    matrix = matrix[matrix["theme"] == theme] if theme else matrix
    if matrix.empty:
        return None
    order = list(matrix.index)
    texts = {
        finding: lines(f"{finding}. {row[f'finding_{words.language}']}", CHARACTERS)
        for finding, row in matrix.iterrows()
    }
    y = alt.Y("finding:N", sort=order, scale=alt.Scale(domain=order), axis=None)
    step = LINE_HEIGHT * max(3, *(len(wrapped) for wrapped in texts.values())) + 8
    height = alt.Step(step)
    points = [
        {"finding": finding, "share": cell["percent"], "low": cell["ci_low"], "high": cell["ci_high"],
         "text": write.percent(cell["percent"], words.language)}
        for finding, row in matrix.iterrows()
        for name in as_list(row["indicators"])
        if (name, OVERALL, ALL) in frame.index
        for cell in [frame.loc[(name, OVERALL, ALL)]]
    ]  # fmt: skip
    panels = [text_panel(texts, TEXT_WIDTH, step)]
    if points:
        survey = alt.Chart(pd.DataFrame(points)).encode(y=y)
        scale = alt.Scale(domain=[0, 100])
        panels.append(
            alt.layer(
                survey.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2=alt.X2("high:Q")),
                survey.mark_point(color=BLUE, filled=True, size=60, opacity=1).encode(
                    x=alt.X("share:Q", scale=scale, title=words("axis.survey"),
                            axis=percent_axis(words, values=[0, 50, 100]))
                ),
                survey.mark_text(dy=-10, color=INK, fontSize=11).encode(
                    x=alt.X("share:Q", scale=scale), text=alt.Text("text:N")
                ),
                width=100, height=height,
            )
        )  # fmt: skip
    panels += [_notes_panel(matrix, y, step, words), _label_panel(matrix, step, words)]
    chart = alt.hconcat(*panels, spacing=14, resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent")))
    name = words.theme(theme) if theme else words("all_themes")
    return styled(chart, words("alt.joint_display", n=len(order), theme=name))


def _notes_panel(matrix: pd.DataFrame, y: Any, step: int, words: Names) -> Any:
    """Notes for (right) and against (left) each finding; those with reservations beside the former."""
    import altair as alt

    said = {words(f"said.{column}"): color for column, color in DIRECTION.items()}
    bars = [
        {"finding": finding, "said": words(f"said.{column}"), "at": at,
         "notes": float(row[column]) * (-1 if column == "n_notes_against" else 1)}
        for finding, row in matrix.iterrows()
        for at, column in enumerate(DIRECTION)
    ]  # fmt: skip
    return (
        alt.Chart(pd.DataFrame(bars))
        .mark_bar(height=14)
        .encode(
            y=y,
            x=alt.X("notes:Q", title=words("axis.notes"),
                    axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1, tickCount=4)),
            color=alt.Color("said:N", scale=alt.Scale(domain=list(said), range=list(said.values())), title=None,
                            legend=alt.Legend(orient="top", direction="vertical", offset=4)),
            order=alt.Order("at:Q"),
        )
        .properties(width=100, height=alt.Step(step))
    )  # fmt: skip


def _label_panel(matrix: pd.DataFrame, step: int, words: Names) -> Any:
    """The convergence label, where the finding stands, and with what confidence, as words."""
    texts = {
        finding: [
            words(f"convergence.{row['convergence']}"), words(f"standing.{row['standing']}"),
            words(f"confidence.{row['confidence']}") if isinstance(row["confidence"], str) else "",
        ]
        for finding, row in matrix.iterrows()
    }  # fmt: skip
    return text_panel(texts, 124, step, bold_first=True)


def convergence(sources: Sources, words: Names) -> Drawn | None:
    """The convergence map: every finding by theme and label, its mark saying whether it is borne out."""
    import altair as alt

    matrix = sources.matrix
    if matrix.empty:
        return None
    themes = list(dict.fromkeys(matrix["theme"]))
    labels = [label for label in LABELS if label in matrix["convergence"].values]
    cells = matrix.groupby(["convergence", "theme"], sort=False).groups
    rows, bands, top = [], [], 0.0
    for label in labels:
        deep = max(-(-len(cells.get((label, theme), [])) // PER_LINE) for theme in themes)
        bands.append(
            {"label": words(f"convergence.{label}"), "top": top, "bottom": top + deep, "middle": top + deep / 2}
        )
        for column, theme in enumerate(themes):
            for at, finding in enumerate(cells.get((label, theme), [])):
                rows.append(
                    {"finding": finding, "x": column * PER_LINE + at % PER_LINE + 0.25, "y": top + at // PER_LINE + 0.5,
                     "standing": words(f"standing.{matrix.loc[finding, 'standing']}")}
                )  # fmt: skip
        top += deep
    width, height = 530, 32 * top
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, len(themes) * PER_LINE], nice=False), axis=None)
    down = alt.Scale(domain=[0, top], reverse=True, nice=False)
    y = alt.Y("y:Q", scale=down, axis=None)
    standing = {words(f"standing.{key}"): marks for key, marks in STANDING.items()}
    domain = [words(f"standing.{one}") for one in STANDING if one in matrix["standing"].values]
    standing = {name: standing[name] for name in domain}
    points = alt.Chart(pd.DataFrame(rows)).encode(x=x, y=y)
    heads = pd.DataFrame(
        [{"x": column * PER_LINE + 0.1, "y": 0, "text": line, "dy": -8 - 14 * (len(wrapped) - 1 - at)}
         for column, theme in enumerate(themes)
         for wrapped in [lines(words.theme(theme), 17)]
         for at, line in enumerate(wrapped)]
    )  # fmt: skip
    rules = pd.DataFrame({"x": [column * PER_LINE for column in range(len(themes) + 1)]})
    sides = alt.Chart(pd.DataFrame(bands)).encode(y=alt.Y("middle:Q", scale=down, axis=None))
    chart = alt.layer(
        alt.Chart(rules).mark_rule(color=LINE).encode(x=x),
        alt.Chart(pd.DataFrame(bands)).mark_rule(color=LINE).encode(y=alt.Y("bottom:Q", scale=down, axis=None)),
        *(alt.Chart(heads[heads["dy"] == dy]).mark_text(align="left", dy=int(dy), fontSize=12, fontWeight="bold")
          .encode(x=x, y=y, text=alt.Text("text:N")) for dy in sorted(heads["dy"].unique())),
        sides.mark_text(align="right", dx=-8, fontSize=12, color=INK).encode(x=alt.XValue(0), text=alt.Text("label:N")),
        points.mark_point(filled=True, size=110, opacity=1).encode(
            color=alt.Color("standing:N", title=None,
                            scale=alt.Scale(domain=domain, range=[color for color, _ in standing.values()]),
                            legend=alt.Legend(orient="bottom")),
            shape=alt.Shape("standing:N", title=None,
                            scale=alt.Scale(domain=domain, range=[shape for _, shape in standing.values()])),
        ),
        points.mark_text(align="left", dx=7, fontSize=11, color=INK).encode(text=alt.Text("finding:N")),
        width=width, height=height,
    )  # fmt: skip
    tally = matrix["convergence"].value_counts()
    said = write.listed(
        [f"{words(f'convergence.{one}')}{write.colon(words.language)}{tally[one]}" for one in labels],
        words.language,
    )
    return styled(chart, words("alt.convergence", n=len(matrix), tally=said))
